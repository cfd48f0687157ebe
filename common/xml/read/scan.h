/* From plain XML to objects, quickly: a second way to read.
 *
 * The scanner takes runs of whole objects as they stand in the root of a csexport file, in UTF-8.
 * It delivers the same objects as the reader does, or says that the text is not plain: malformed,
 * against the contract, or with something in it that is left to libxml2. It never says what is
 * wrong; libxml2 is asked then, and its verdict counts. What nobody asked for is checked and passed
 * over; a hologram is built when it is looked into. */
#ifndef CS_XML_READ_SCAN_H
#define CS_XML_READ_SCAN_H

#include "model/object.h"
#include "xml/read/reader.h"
#include "xml/token.h"

typedef struct cs_scan cs_scan;

/* NULL out of memory. */
cs_scan *cs_scan_new(const cs_reader_options *options, cs_error *error);

/* Begins a run of `n` bytes at `text`, followed by CS_SCAN_PADDING zero bytes; both stay as they
 * are until the run's last object is done with. `last`: the root ends in this run. */
void cs_scan_begin(cs_scan *scan, const char *text, size_t n, bool last);

typedef enum cs_scan_result {
    CS_SCAN_OBJECT,   /* the next object, which lives until the next call */
    CS_SCAN_END,      /* the run ended where it should */
    CS_SCAN_NOT_PLAIN /* ask libxml2: nothing of the run counts */
} cs_scan_result;

cs_scan_result cs_scan_next(cs_scan *scan, cs_object **object);

/* From now on objects live until cs_scan_begin(). */
void cs_scan_keep(cs_scan *scan);

/* The arena in which the current object lives. */
cs_arena *cs_scan_arena(cs_scan *scan);

void cs_scan_free(cs_scan *scan);

#endif
