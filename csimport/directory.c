#include "directory.h"

#include "ldap/server.h"
#include "ldif/read.h"
#include "sys/interrupt.h"

bool directory_is_ldif(const import_options *options, cs_input *input, bool *ldif, cs_error *error)
{
    char start[32];
    size_t n;

    *ldif = options->format == FORMAT_LDIF;
    if (options->format != FORMAT_BY_START)
        return true;
    if (!cs_input_peek(input, start, sizeof start, &n, error))
        return false;
    *ldif = cs_ldif_is_likely((cs_text){start, n});
    return true;
}

/* Where entries come from: one of both. */
typedef struct source {
    cs_input *input;
    cs_ldif *ldif;
    cs_server *server;
} source;

static bool open_source(source *from, const import_options *options, cs_error *error)
{
    if (from->input)
        from->ldif = cs_ldif_new(from->input, error);
    else
        from->server = cs_server_open(&options->server, error);
    return from->ldif || from->server;
}

static int next_entry(source *from, const cs_entry **entry, cs_error *error)
{
    return from->ldif ? cs_ldif_next(from->ldif, entry, error)
                      : (int)cs_server_next(from->server, entry, error);
}

/* Says of which entry an error is; one that names a file is the database's. */
static void place_error(const source *from, const cs_entry *entry, cs_error *error)
{
    if (error->file[0] == '\0' && from->input)
        cs_error_place(error, cs_input_name(from->input), entry->offset, entry->number, entry->dn);
    else
        cs_error_dn(error, entry->dn);
}

static void show_progress(const source *from, cs_progress *progress, uint64_t entries)
{
    uint64_t position = from->input ? cs_input_position(from->input) : 0;
    uint64_t size = from->input ? cs_input_size(from->input) : 0;

    cs_progress_file(progress, position, size, entries);
}

/* Takes in all entries. */
static bool put_entries(source *from, cs_directory *directory, cs_progress *progress,
                        cs_error *error)
{
    const cs_entry *entry;
    int got;

    while ((got = next_entry(from, &entry, error)) == CS_ITEM) {
        if (!cs_directory_put(directory, entry, error)) {
            place_error(from, entry, error);
            return false;
        }
        if (entry->number % 64 == 0)
            show_progress(from, progress, entry->number);
        if (!cs_interrupt_check(error))
            return false;
    }
    return got == CS_END;
}

static void count_gone(void *user, const cs_object *object)
{
    const cs_who who = {object->dn, CS_NO_TEXT};

    cs_limit_counts_object(user, &who, CS_OMODT_DELETE, false, object->type);
}

/* Ends the import, unless it would take away more than is allowed. */
static bool finish(cs_directory *directory, cs_store *store, import_options *options,
                   import_result *result, cs_error *error)
{
    if (!cs_directory_end(directory, error))
        return false;
    result->found = *cs_directory_count(directory);
    options->limits.total = result->found.before > 0 ? result->found.before : 1;
    result->exceeded = cs_limits_exceeded(&options->counts);
    return result->exceeded || (cs_interrupt_check(error) && cs_store_commit(store, error));
}

bool directory_import(import_options *options, cs_input *input, cs_store *store,
                      cs_progress *progress, import_result *result, cs_error *error)
{
    const cs_directory_options what = {.connector = cs_text_from(options->connector),
                                       .wanted = options->wanted,
                                       .synchronized = options->synchronized,
                                       .gone = count_gone,
                                       .user = &options->counts};
    source from = {.input = input};

    cs_limit_counts_free(&options->counts); /* of a directory that had to be read again */
    if (!cs_limit_counts_begin(&options->counts, &options->limits, error))
        return false;
    cs_directory *directory = cs_directory_begin(store, &what, error);
    result->directory = true;
    bool ok = directory && open_source(&from, options, error) &&
              put_entries(&from, directory, progress, error);
    result->references = from.ldif     ? cs_ldif_references(from.ldif)
                         : from.server ? cs_server_references(from.server)
                                       : 0;
    cs_ldif_free(from.ldif);
    cs_server_close(from.server);
    ok = ok && finish(directory, store, options, result, error);
    cs_directory_free(directory);
    return ok;
}
