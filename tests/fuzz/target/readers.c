/* A document, read in every way: libxml2 alone and the scanner in runs of any size, by one thread
 * and by two, as UTF-8 and UTF-16. They must agree on every row, or on what is wrong and where. */
#include "../readers.h"
#include "../fuzz.h"

static void free_rows(fuzz_outcome *o)
{
    cs_buffer_free(&o->rows);
}

static void compare_runs(cs_text document, const fuzz_outcome *judge, uint64_t hash)
{
    fuzz_outcome whole = {0}, pieces = {0}, chunks = {0};

    fuzz_read_in_parallel(document, 1, 0, &whole);
    fuzz_compare(judge, &whole, true, "libxml2, or the scanner");
    fuzz_read_in_parallel(document, hash % 8 == 0 ? 2 : 1, 1 + hash % 1500, &pieces);
    fuzz_compare(judge, &pieces, true, "the size of runs");
    fuzz_read_in_sequence(document, 1 + hash % 97, &chunks);
    fuzz_compare(judge, &chunks, true, "the size of what is read at once");
    free_rows(&whole);
    free_rows(&pieces);
    free_rows(&chunks);
}

static void compare_encodings(cs_text document, const fuzz_outcome *judge, bool big_endian,
                              uint64_t hash)
{
    cs_buffer utf16 = {0};

    if (fuzz_to_utf16(document, big_endian, &utf16)) {
        fuzz_outcome alone = {0}, runs = {0};
        fuzz_read_in_sequence(cs_buffer_text(&utf16), 0, &alone);
        fuzz_compare(judge, &alone, false, "UTF-8, or UTF-16");
        fuzz_read_in_parallel(cs_buffer_text(&utf16), 1, hash % 2 ? 0 : 1 + hash % 3000, &runs);
        fuzz_compare(&alone, &runs, true, "libxml2, or the scanner, in UTF-16");
        free_rows(&alone);
        free_rows(&runs);
    }
    cs_buffer_free(&utf16);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    cs_text document = {(const char *)bytes, size};
    uint64_t hash = fuzz_hash(bytes, size);
    fuzz_outcome judge = {0};

    fuzz_read_in_sequence(document, 0, &judge);
    compare_runs(document, &judge, hash);
    compare_encodings(document, &judge, false, hash);
    compare_encodings(document, &judge, true, hash >> 8);
    free_rows(&judge);
    return 0;
}
