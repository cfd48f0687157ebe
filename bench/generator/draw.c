#include "draw.h"

/* The step of SplitMix64: the golden ratio, odd. */
static const uint64_t step = 0x9E3779B97F4A7C15u;

/* SplitMix64's output function (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number
 * generators"). */
static uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return x ^ x >> 31;
}

struct draw draw_begin(uint64_t seed, uint64_t number)
{
    return (struct draw){mix(mix(seed + step) + number * step)};
}

uint64_t draw_next(struct draw *d)
{
    d->state += step;
    return mix(d->state);
}

unsigned draw_below(struct draw *d, unsigned n)
{
    return (unsigned)((draw_next(d) >> 32) * n >> 32);
}

bool draw_chance(struct draw *d, unsigned per_mille)
{
    return draw_below(d, 1000) < per_mille;
}

void draw_bytes(struct draw *d, unsigned char *to, size_t n)
{
    uint64_t bits = 0;

    for (size_t i = 0; i < n; i++, bits >>= 8) {
        if (i % 8 == 0)
            bits = draw_next(d);
        to[i] = (unsigned char)bits;
    }
}
