#include "space.h"

#include <stdio.h>
#include <unistd.h>

#include "../../csimport/import.h"
#include "fuzz.h"
#include "readers.h"
#include "xml/write/writer.h"

bool fuzz_import(cs_text document, const char *database, bool merge, cs_import_counts *counts,
                 cs_error *error)
{
    const char *file = fuzz_path("in.xml");
    import_options options = {
        .file = file, .database = database, .connector = "fuzz", .merge = merge, .quiet = true};
    import_result result;

    fuzz_write(file, document);
    bool ok = import_file(&options, &result, error);
    unlink(file);
    if (ok == error->set)
        fuzz_fail("import: %d, and \"%s\"", (int)ok, error->what);
    *counts = result.counts;
    return ok;
}

cs_text fuzz_good_database(void)
{
    static cs_buffer good;
    const char *path = fuzz_path("space.db");
    cs_import_counts counts;
    cs_error error = {.set = false};

    if (!good.s) {
        cs_buffer document = fuzz_read("tests/fuzz/space.xml");
        if (!fuzz_import(cs_buffer_text(&document), path, false, &counts, &error))
            fuzz_fail("cannot create the database: %s", error.what);
        good = fuzz_read(path);
        unlink(path);
        cs_buffer_free(&document);
    }
    return cs_buffer_text(&good);
}

/* ---- Exports ---- */

static bool write_objects(cs_store *store, cs_writer *writer, cs_error *error)
{
    const cs_object *object;
    cs_arena arena = {0};
    bool ok = true;
    cs_next got = CS_END;

    while (ok && (got = cs_store_next(store, &arena, &object, error)) == CS_ITEM) {
        ok = cs_writer_put(writer, object, error);
        cs_arena_reset(&arena);
    }
    cs_arena_free(&arena);
    return ok && got == CS_END && cs_writer_end(writer, error);
}

bool fuzz_export(cs_store *store, const cs_connector *connector, const cs_filter *filter,
                 unsigned items, cs_buffer *xml, cs_error *error)
{
    bool whole = filter->kind == CS_FILTER_NONE && items == CS_ITEM_ALL;
    const char *path = fuzz_path("out.xml");
    uint64_t total;

    if (!cs_store_select(store, connector, filter, &total, error))
        return false;
    cs_output *out = cs_output_open(path, NULL, 0, error);
    if (!out)
        fuzz_fail("cannot write: %s", error->what);
    cs_writer *writer =
        cs_writer_new(out, items, whole ? connector->root_frame : CS_NO_TEXT, error);
    bool ok = writer && write_objects(store, writer, error);
    cs_writer_free(writer);
    if (!ok) {
        cs_output_abandon(out);
        return false;
    }
    if (!cs_output_commit(out, error))
        fuzz_fail("cannot write: %s", error->what);
    *xml = fuzz_read(path);
    unlink(path);
    return true;
}

cs_buffer fuzz_export_all(const char *database)
{
    const cs_filter all = {.kind = CS_FILTER_NONE};
    const cs_connector *list;
    cs_buffer xml = {.s = NULL};
    cs_error error = {.set = false};
    cs_store *store = cs_store_open(database, NULL, NULL, &error);

    if (!store || cs_store_connectors(store, true, &list, &error) != 1 ||
        !fuzz_export(store, &list[0], &all, CS_ITEM_ALL, &xml, &error))
        fuzz_fail("what was imported cannot be exported: %s", error.what);
    cs_store_close(store);
    return xml;
}

/* ---- A database that may hold anything ---- */

/* Fails where what has been exported is not a document. */
static void check_document(const cs_buffer *xml)
{
    fuzz_outcome o = {.objects = 0};

    fuzz_read_in_sequence(cs_buffer_text(xml), 0, &o);
    if (o.error.set)
        fuzz_fail("what was exported cannot be read: %s at byte %ju: %.*s", o.error.what,
                  (uintmax_t)o.error.offset, (int)xml->n, xml->s);
    cs_buffer_free(&o.rows);
}

static void check_export(cs_store *store, const cs_connector *connector, const cs_filter *filter,
                         unsigned items)
{
    cs_buffer xml = {.s = NULL};
    cs_error error = {.set = false};
    bool ok = fuzz_export(store, connector, filter, items, &xml, &error);

    if (ok == error.set)
        fuzz_fail("export: %d, and \"%s\"", (int)ok, error.what);
    if (ok)
        check_document(&xml);
    cs_buffer_free(&xml);
}

/* Everything, and one of many ways to choose. */
static void look_through_connector(cs_store *store, const cs_connector *connector, uint64_t choice)
{
    static const struct {
        cs_filter filter;
        unsigned items;
    } ways[] = {
        {{.kind = CS_FILTER_NONE}, CS_ITEM_DELTAS | CS_ITEM_ERRORS},
        {{CS_FILTER_DN, {"CN=ada", 6}}, CS_ITEM_ALL},
        {{CS_FILTER_RDN, {"CN=ada", 6}}, CS_ITEM_HOLOGRAM},
        {{CS_FILTER_GUID, {"{0C0B0A09-0807-0605-0403-020100000001}", 38}}, CS_ITEM_ALL},
        {{.kind = CS_FILTER_DISCONNECTORS}, CS_ITEM_TOWER},
        {{.kind = CS_FILTER_IMPORT_ERRORS}, CS_ITEM_ERRORS},
        {{.kind = CS_FILTER_EXPORT_ERRORS}, CS_ITEM_ALL},
        {{.kind = CS_FILTER_PENDING_IMPORTS}, CS_ITEM_ALL},
        {{.kind = CS_FILTER_PENDING_EXPORTS}, CS_ITEM_ALL},
    };
    const cs_filter all = {.kind = CS_FILTER_NONE};
    size_t i = choice % (sizeof ways / sizeof *ways);

    check_export(store, connector, &all, CS_ITEM_ALL);
    check_export(store, connector, &ways[i].filter, ways[i].items);
}

void fuzz_look_through(const char *database, uint64_t choice)
{
    cs_buffer before = fuzz_read(database);
    cs_error error = {.set = false};
    const cs_connector *list;
    cs_store *store = cs_store_open(database, NULL, NULL, &error);
    int count = store ? cs_store_connectors(store, true, &list, &error) : -1;

    if (count < 0 && !error.set)
        fuzz_fail("it failed and said nothing");
    for (int i = 0; i < count; i++)
        look_through_connector(store, &list[i], choice);
    cs_store_close(store);
    cs_buffer after = fuzz_read(database);
    if (!cs_text_equal(cs_buffer_text(&before), cs_buffer_text(&after)))
        fuzz_fail("the database has been written to");
    fuzz_count_files(1);
    cs_buffer_free(&before);
    cs_buffer_free(&after);
}
