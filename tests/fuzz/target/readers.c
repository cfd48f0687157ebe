/* A document, read in every way: libxml2 alone and the scanner in runs of any size, by one thread
 * and by two, as UTF-8 and UTF-16. They must agree on every row, or on what is wrong and where. */
#include "../readers.h"
#include "../fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_compare_readers((cs_text){(const char *)bytes, size});
    return 0;
}
