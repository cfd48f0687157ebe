/* Made-up people and groups: the values of their attributes. Texts are escaped for XML. */
#ifndef PERSON_H
#define PERSON_H

#include <stdint.h>

#include "draw.h"
#include "identity.h"
#include "text.h"

struct person {
    const char *given, *surname;             /* in their own script */
    const char *plain_given, *plain_surname; /* as in an address */
    bool surname_first;                      /* in the full name */
    const char *department, *title, *note;
    uint64_t number; /* unique */
    struct identity identity;
    unsigned office, phone;
};

/* Draws a person of that number and identity. */
struct person person_draw(struct draw *d, uint64_t number, const struct identity *identity);

/* The same person after a change: another department, title, surname and so on. */
struct person person_changed(const struct person *p, struct draw *d);

/* Adds what the pattern says of the person: text, in which %g is the given name, %s the surname, %n
 * the full name, %a the unique part of an address, %i the number, %d the department, %t the title,
 * %o the office, %p the extension, %r the note, %x the source anchor, %c the cloud anchor,
 * %b the security identifier. */
void person_put(struct text *to, const char *pattern, const struct person *p);

/* False where the pattern says the same of a person before and after every change. */
bool person_may_change(const char *pattern);

#endif
