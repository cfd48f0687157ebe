/* Text that is safe to show on a terminal. */
#ifndef CS_BASE_TERMINAL_H
#define CS_BASE_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/text.h"

/* Writes `t` to `to`, or into a buffer of `size` bytes (cut at a character, always ended by a NUL;
 * returns how many bytes stand before it), with C0 and C1 controls, DEL, bidirectional controls,
 * zero-width spaces, line separators and bytes that are not UTF-8 written as \xHH or \u{HHHH}, and
 * a backslash left as it is. */
void cs_print_escaped(FILE *to, cs_text t);
size_t cs_escape(char *buffer, size_t size, cs_text t);

/* True for a character that drives a terminal, turns text around or hides in it: those above. The
 * joiners U+200C and U+200D are none: names are spelled with them. */
bool cs_is_dangerous(uint32_t c);

#endif
