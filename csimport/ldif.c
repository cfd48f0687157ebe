#include "ldif.h"

#include "ldif/read.h"
#include "sys/interrupt.h"

bool ldif_is(const import_options *options, cs_input *input, bool *ldif, cs_error *error)
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

bool ldif_check_options(const import_options *options, bool ldif, cs_error *error)
{
    const char *option = options->synchronized       ? "--synchronized"
                         : options->limits.count > 0 ? "--limit"
                         : options->wanted.names     ? "--attributes"
                                                     : NULL;

    if (!ldif)
        return !option || cs_fail_usage(error, "%s is for LDIF, and the file is not LDIF", option);
    if (!options->connector)
        return cs_fail_usage(error, "LDIF does not say which connector it is of; name it with -n");
    return !options->merge ||
           cs_fail_usage(error, "--merge is for csexport files: what LDIF does not have is gone");
}

/* Takes in all entries. */
static bool put_entries(cs_directory *directory, cs_input *input, cs_progress *progress,
                        import_result *result, cs_error *error)
{
    cs_ldif *ldif = cs_ldif_new(input, error);
    const cs_entry *entry;
    int got = -1;

    while (ldif && (got = cs_ldif_next(ldif, &entry, error)) == 1) {
        if (!cs_directory_put(directory, entry, error)) {
            /* An error that names a file is the database's. */
            if (error->file[0] == '\0')
                cs_error_place(error, cs_input_name(input), entry->offset, entry->number,
                               entry->dn);
            break;
        }
        if (entry->number % 64 == 0)
            cs_progress_file(progress, cs_input_position(input), cs_input_size(input),
                             entry->number);
        if (!cs_interrupt_check(error))
            break;
    }
    result->references = ldif ? cs_ldif_references(ldif) : 0;
    cs_ldif_free(ldif);
    return got == 0;
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

bool ldif_import(import_options *options, cs_input *input, cs_store *store, cs_progress *progress,
                 import_result *result, cs_error *error)
{
    const cs_directory_options what = {.connector = cs_text_from(options->connector),
                                       .wanted = options->wanted,
                                       .synchronized = options->synchronized,
                                       .gone = count_gone,
                                       .user = &options->counts};

    cs_limit_counts_free(&options->counts); /* of a file that had to be read again */
    if (!cs_limit_counts_begin(&options->counts, &options->limits, error))
        return false;
    cs_directory *directory = cs_directory_begin(store, &what, error);

    result->directory = true;
    bool ok = directory && put_entries(directory, input, progress, result, error) &&
              finish(directory, store, options, result, error);
    cs_directory_free(directory);
    return ok;
}
