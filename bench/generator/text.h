/* A text that grows, in UTF-8, and how it gets into a file. Out of memory ends the program. */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct text {
    char *s; /* not terminated */
    size_t n, room;
};

void text_free(struct text *t);

void text_add(struct text *t, const char *s, size_t n);
void text_put(struct text *t, const char *s);

/* As printf does; at most 255 bytes. */
void text_format(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

void text_base64(struct text *t, const unsigned char *bytes, size_t n);

/* Hexadecimal digits, upper case. */
void text_hex(struct text *t, const unsigned char *bytes, size_t n);

/* Writes the text to the file as UTF-8 or as UTF-16, little endian, and empties it. False: the file
 * did not take it. */
bool text_write(struct text *t, bool utf16, FILE *file);

#endif
