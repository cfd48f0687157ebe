#include "export.h"

#include "prefetch.h"
#include "store/database.h"
#include "sys/interrupt.h"
#include "sys/progress.h"
#include "target.h"
#include "xml/read/read.h"
#include "xml/write/writer.h"

/* Writes the chosen objects, `total` of them. */
static bool write_objects(cs_store *store, cs_writer *writer, uint64_t total, bool quiet,
                          cs_error *error)
{
    prefetch *reader = prefetch_begin(store, cs_parallel_jobs(), error);
    cs_progress progress;
    const cs_object *object;
    uint64_t done = 0;
    cs_next got = CS_FAILED;

    cs_progress_begin(&progress, quiet);
    while (reader && (got = prefetch_next(reader, &object, error)) == CS_ITEM) {
        if (!cs_interrupt_check(error) || !cs_writer_put(writer, object, error))
            break;
        cs_progress_count(&progress, ++done, total);
    }
    cs_progress_end(&progress);
    prefetch_end(reader);
    return got == CS_END && cs_writer_end(writer, error);
}

bool export_objects(cs_store *store, const cs_connector *connector, const export_options *options,
                    const char *path, uint64_t *total, cs_error *error)
{
    /* What stands between the objects of the root has its place only if all of them are written. */
    bool whole = options->filter.kind == CS_FILTER_NONE && options->items == CS_ITEM_ALL;
    cs_text root_frame = whole ? connector->root_frame : CS_NO_TEXT;
    const char *database = cs_database_path(options->database);

    if (!cs_store_select(store, connector, &options->filter, total, error))
        return false;
    cs_output *out = target_open(path, database, error);
    if (!out)
        return false;
    cs_writer *writer = cs_writer_new(out, options->items, root_frame, error);
    bool ok = writer && write_objects(store, writer, *total, options->quiet, error);
    cs_writer_free(writer);
    if (ok)
        return cs_output_commit(out, error);
    /* The output fails for the system's reasons; all else is about what the database holds. */
    if (error->cause == CS_CAUSE_OTHER)
        cs_error_file(error, database);
    cs_output_abandon(out);
    return false;
}
