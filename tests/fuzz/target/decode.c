/* A name, a type and a value, each on a line of its own (the value to the end), decoded: the result
 * is text that may stand in a report, and nothing is lost where there is nothing to decode. */
#include "decode/decode.h"
#include "../fuzz.h"
#include "base/utf8.h"

static void check(cs_text name, cs_text type, cs_text value)
{
    cs_buffer scratch = {0};

    cs_buffer_puts(&scratch, "before");
    cs_text shown = cs_decode(name, type, value, &scratch);
    if (shown.s != value.s) {
        if (cs_utf8_xml_prefix(shown.s, shown.n) != shown.n)
            fuzz_fail("decoded into what XML cannot hold");
        if (shown.s != scratch.s + 6 || shown.n != scratch.n - 6 || shown.n == 0)
            fuzz_fail("the result is not what was appended");
    } else if (shown.n != value.n) {
        fuzz_fail("a value was cut");
    }
    cs_text anchor = cs_decode_cloud_dn(value, &scratch);
    for (size_t i = 0; i < anchor.n; i++)
        if (anchor.s[i] < ' ' || anchor.s[i] > '~')
            fuzz_fail("a source anchor that is not printable");
    if (memcmp(scratch.s, "before", 6) != 0)
        fuzz_fail("what was there before has gone");
    cs_buffer_free(&scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    cs_text rest = {(const char *)bytes, size};
    cs_text name = fuzz_take(&rest, '\n');
    cs_text type = fuzz_take(&rest, '\n');
    char guid[CS_GUID_ROOM];

    check(name, type, rest);
    check(name, CS_NO_TEXT, rest);
    if (cs_decode_guid(rest, guid) && strlen(guid) != CS_GUID_ROOM - 1)
        fuzz_fail("\"%s\" is no GUID", guid);
    return 0;
}
