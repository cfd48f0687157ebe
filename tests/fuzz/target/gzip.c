/* gzip: what zlib makes of it in one piece, and what a source makes of it bit by bit, is the same;
 * both refuse the same files. The first byte says how much is read at a time. */
#include <stdlib.h>
#include <zlib.h>

#include "../fuzz.h"
#include "base/buffer.h"
#include "sys/source.h"

enum {
    MOST = 1 << 20 /* bytes unpacked: what is longer is left */
};

/* Unpacks with one call for each member; -1 where that fails, 0 where it is too long. */
static int unpack(cs_text packed, cs_buffer *out)
{
    z_stream stream = {.next_in = (unsigned char *)(uintptr_t)packed.s,
                       .avail_in = (unsigned)packed.n};
    int status = Z_STREAM_END;

    if (inflateInit2(&stream, 15 + 16) != Z_OK)
        abort();
    while (status == Z_STREAM_END && stream.avail_in > 0) {
        stream.next_out = (unsigned char *)cs_buffer_reserve(out, MOST);
        stream.avail_out = MOST;
        status = inflate(&stream, Z_FINISH);
        out->n += MOST - stream.avail_out;
        if (status == Z_STREAM_END && stream.avail_in > 0 && *stream.next_in == 0) {
            while (stream.avail_in > 0 && *stream.next_in == 0)
                stream.avail_in--, stream.next_in++;
            status = stream.avail_in > 0 ? Z_DATA_ERROR : Z_STREAM_END;
        }
        if (status == Z_STREAM_END && stream.avail_in > 0)
            inflateReset(&stream);
    }
    bool full = stream.avail_out == 0;
    inflateEnd(&stream);
    return status == Z_STREAM_END ? 1 : full ? 0 : -1;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    cs_text packed = {(const char *)bytes, size};
    cs_buffer whole = {0}, parts = {0};
    cs_error error = {0};
    ssize_t got;

    if (size < 3 || bytes[1] != 0x1F || bytes[2] != 0x8B)
        return 0;
    packed = cs_text_skip(packed, 1);
    size_t step = (size_t)bytes[0] * 64 + 1;
    int wanted = unpack(packed, &whole);
    cs_source *source = cs_source_memory(packed.s, packed.n, "fuzz", &error);
    do {
        got = cs_source_read(source, cs_buffer_reserve(&parts, step), step, &error);
        parts.n += got > 0 ? (size_t)got : 0;
    } while (got > 0 && parts.n <= MOST);
    cs_source_close(source);
    if (wanted != 0 && parts.n <= MOST && (wanted == 1) != (got == 0))
        fuzz_fail("zlib and the source disagree: %d, %d", wanted, (int)got);
    if (wanted == 1 && got == 0 && !cs_text_equal(cs_buffer_text(&whole), cs_buffer_text(&parts)))
        fuzz_fail("zlib and the source unpack different texts");
    cs_buffer_free(&whole);
    cs_buffer_free(&parts);
    return 0;
}
