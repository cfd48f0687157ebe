/* generate: writes a made-up csexport file, realistic in shape and size, of any length. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "object.h"

static const char usage[] = "usage: generate OBJECTS utf-8|utf-16 FILE [SEED]\n";

/* Writes the file. The same numbers give the same file, and the encoding changes nothing else. */
static bool write_file(FILE *file, uint64_t objects, bool utf16, uint64_t seed)
{
    struct workshop shop = {.seed = seed};
    struct text out = {0};
    bool ok = true;

    text_put(&out, utf16 ? "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-16\"?><cs-objects>"
                         : "<?xml version=\"1.0\" encoding=\"UTF-8\"?><cs-objects>");
    for (uint64_t i = 0; ok && i < objects; i++) {
        object_put(&out, &shop, i);
        ok = text_write(&out, utf16, file);
    }
    text_put(&out, "</cs-objects>");
    ok = text_write(&out, utf16, file) && ok;
    text_free(&out);
    workshop_free(&shop);
    return ok;
}

int main(int argc, char **argv)
{
    if (argc < 4 || argc > 5) {
        fputs(usage, stderr);
        return 2;
    }
    bool utf16 = strcmp(argv[2], "utf-16") == 0;
    if (!utf16 && strcmp(argv[2], "utf-8") != 0) {
        fputs(usage, stderr);
        return 2;
    }
    FILE *file = fopen(argv[3], "wb");
    bool ok = file != NULL;
    if (ok)
        ok = write_file(file, strtoull(argv[1], NULL, 10), utf16,
                        argc > 4 ? strtoull(argv[4], NULL, 10) : 1);
    if (file && fclose(file) != 0)
        ok = false;
    if (!ok)
        perror(argv[3]);
    return ok ? 0 : 1;
}
