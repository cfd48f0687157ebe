#include "report/sighting.h"

/* Keeps what fits of a DN, cut at a character. */
static void keep_first(cs_sighting *sighting, cs_text dn)
{
    size_t n = cs_text_first(dn, sizeof sighting->first - 1).n;

    while (n < dn.n && n > 0 && ((unsigned char)dn.s[n] & 0xC0) == 0x80)
        n--;
    cs_text_copy(sighting->first, (cs_text){dn.s, n});
    sighting->first[n] = '\0';
}

void cs_sighting_note(cs_sighting *sighting, cs_text dn)
{
    if (sighting->count++ == 0)
        keep_first(sighting, dn);
}

void cs_sighting_add(cs_sighting *sighting, const cs_sighting *more)
{
    if (sighting->count == 0)
        *sighting = *more;
    else
        sighting->count += more->count;
}
