/* Numbers that look random. The same seed gives the same ones on every machine. */
#ifndef DRAW_H
#define DRAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct draw {
    uint64_t state;
};

/* The numbers that belong to item `number` of the seed, whatever was drawn for others before. */
struct draw draw_begin(uint64_t seed, uint64_t number);

/* The next number, of 64 bits. */
uint64_t draw_next(struct draw *d);

/* The next number below `n`, which is not 0. */
unsigned draw_below(struct draw *d, unsigned n);

/* True with a probability of `per_mille` thousandths. */
bool draw_chance(struct draw *d, unsigned per_mille);

void draw_bytes(struct draw *d, unsigned char *to, size_t n);

#endif
