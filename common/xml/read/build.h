/* From tags and text to objects: what the elements mean. Knows the contract, but no parser. */
#ifndef CS_XML_READ_BUILD_H
#define CS_XML_READ_BUILD_H

#include "base/error.h"
#include "model/object.h"
#include "xml/read/reader.h"
#include "xml/tag.h"

typedef struct cs_build cs_build;

/* NULL out of memory. */
cs_build *cs_build_new(const cs_reader_options *options, cs_error *error);

/* The kind of an element, by its name and the document's own namespace. */
cs_kind cs_build_kind(const cs_build *build, const cs_name *name);

/* What a well-formed document holds, in its order. `at` is the byte offset in the UTF-8 text: of
 * the start tag's `<`, and behind the end tag. False, with the reason, where the contract is
 * broken; the caller adds the place. */
bool cs_build_start(cs_build *build, const cs_tag *tag, uint64_t at, cs_error *error);
bool cs_build_text(cs_build *build, cs_text text, cs_error *error);
bool cs_build_end(cs_build *build, uint64_t at, cs_error *error);

/* False where the object being built has passed the limit at the place `at`. */
bool cs_build_check_size(const cs_build *build, uint64_t at, cs_error *error);

/* The next finished object, NULL where there is none yet. It lives until the next call; with
 * cs_build_keep() all of them live until cs_build_restart(). */
cs_object *cs_build_take(cs_build *build);
void cs_build_keep(cs_build *build);
cs_arena *cs_build_arena(cs_build *build);

/* Number and DN of the object being built, for messages; 0 between objects. The object's start in
 * the file may be noted where one has just begun. */
uint64_t cs_build_number(const cs_build *build);
cs_text cs_build_dn(const cs_build *build);
cs_object *cs_build_current(cs_build *build);

/* True where we are in the root of a csexport file, between objects. */
bool cs_build_is_between(const cs_build *build);

/* True inside any element. */
bool cs_build_is_open(const cs_build *build);

/* Objects begun so far. */
uint64_t cs_build_count(const cs_build *build);

/* ---- For a parser that passes things over ---- */

/* Forgets the object being built and the finished ones: from here on in the root of a csexport
 * file, as if `count` objects had been begun. */
void cs_build_restart(cs_build *build, uint64_t count);

/* Notes that the object has the part, which the parser passes over; fails where it is met twice.
 * With `lazy` the part is there and answers for itself. */
bool cs_build_pass_part(cs_build *build, cs_part part, cs_error *error);
bool cs_build_put_lazy(cs_build *build, cs_part part, cs_lazy *lazy, cs_error *error);

/* Memory of the object being built, NULL where there is no more. */
void *cs_build_alloc(cs_build *build, size_t size, cs_error *error);

/* Builds the inside of an image of the object that was taken last: between the two calls the
 * parser says what is in its entry. */
void cs_build_reopen(cs_build *build, cs_image *image);
void cs_build_close(cs_build *build);

cs_shape cs_build_shape(const cs_build *build);
cs_text cs_build_root_frame(const cs_build *build);

void cs_build_free(cs_build *build);

#endif
