/* A damaged database: an input is a list of places in a good one and of the bytes to put there. It
 * is looked through as csexport would, and imported into. */
#include <unistd.h>

#include "../fuzz.h"
#include "../space.h"

enum {
    PLACE = 3, /* bytes of a place, and one for how many bytes follow; 0 of them cut the file off */
    PATCH = PLACE + 1
};

static void damage(cs_buffer *database, cs_text patches)
{
    while (patches.n > PATCH) {
        const unsigned char *p = (const unsigned char *)patches.s;
        size_t at = ((size_t)p[0] << 16 | (size_t)p[1] << 8 | p[2]) % (database->n + 1);
        size_t n = p[PLACE];
        if (n == 0)
            database->n = at;
        n = n < patches.n - PATCH ? n : patches.n - PATCH;
        n = n < database->n - at ? n : database->n - at;
        memcpy(database->s + at, p + PATCH, n);
        patches = (cs_text){patches.s + PATCH + n, patches.n - PATCH - n};
    }
}

/* An import into it must end, in whatever way. */
static void import_into(const char *path)
{
    const cs_text document = CS_LITERAL(
        "<cs-objects><cs-object cs-dn=\"CN=ada\" id=\"{0C0B0A09-0807-0605-0403-020100000001}\">"
        "<unapplied-export><delta operation=\"update\" dn=\"CN=ada\"><attr name=\"title\">"
        "<value>Countess</value></attr></delta></unapplied-export></cs-object></cs-objects>");
    cs_import_counts counts;
    cs_error error = {.set = false};

    fuzz_import(document, path, true, &counts, &error);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const char *path = fuzz_path("space.db");
    cs_buffer database = {.s = NULL};

    cs_buffer_add(&database, fuzz_good_database());
    damage(&database, (cs_text){(const char *)bytes, size});
    fuzz_write(path, cs_buffer_text(&database));
    fuzz_look_through(path, fuzz_hash(bytes, size));
    import_into(path);
    unlink(path);
    fuzz_count_files(0);
    cs_buffer_free(&database);
    return 0;
}
