#include "import.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/terminal.h"
#include "directory.h"
#include "sys/interrupt.h"
#include "sys/progress.h"
#include "xml/read/input.h"
#include "xml/read/read.h"

/* An import in progress. */
typedef struct import_run {
    const import_options *options;
    import_result *result;
    cs_input *input;
    uint64_t objects;     /* read so far */
    cs_buffer root_frame; /* empty if the root has only objects */
    cs_store *store;      /* NULL until the connector is known */
    cs_text name;         /* the connector's */
    char *own_name;       /* the same if it is from the first object, else NULL */
    char *ma_id;          /* the first that an object gives; NULL before that */
    cs_progress progress;
} import_run;

/* ---- Which connector ---- */

static cs_text field(const cs_object *object, cs_field which)
{
    return cs_text_strip(object->fields[which]);
}

/* Takes the connector's name from -n, else from the first object (NULL in a file without any). */
static bool choose_name(import_run *in, const cs_object *first, cs_error *error)
{
    if (in->options->connector) {
        in->name = cs_text_from(in->options->connector);
        return true;
    }
    if (!first)
        return cs_fail(error,
                       "the file has no objects, so the connector is unknown; name it with -n");
    if (first->drop)
        return cs_fail(error, "a drop file does not name its connector; name it with -n");
    if (field(first, CS_FIELD_MA_NAME).n == 0)
        return cs_fail(error,
                       "the first object has no ma-name, so the connector is unknown; name it "
                       "with -n");
    /* The object does not outlive the next one. */
    in->own_name = strndup(field(first, CS_FIELD_MA_NAME).s, field(first, CS_FIELD_MA_NAME).n);
    in->name = cs_text_from(in->own_name);
    return in->name.s || cs_fail_memory(error);
}

/* Fails if an object names another connector than those before it. With -n it may. */
static bool check_connector(import_run *in, const cs_object *object, cs_error *error)
{
    cs_text name = field(object, CS_FIELD_MA_NAME), id = field(object, CS_FIELD_MA_ID);

    if (in->options->connector)
        return true;
    if (name.n > 0 && !cs_text_equal(name, in->name))
        return cs_fail(error,
                       "the object belongs to the connector \"%.*s\", those before it to \"%.*s\"; "
                       "to import all of them into one connector, name it with -n",
                       CS_PRINTED(name, 120), CS_PRINTED(in->name, 120));
    if (id.n > 0 && in->ma_id && !cs_text_equal_nocase(id, cs_text_from(in->ma_id)))
        return cs_fail(
            error,
            "the object has the ma-id \"%.*s\", those before it \"%.80s\"; to import all of "
            "them into one connector, name it with -n",
            CS_PRINTED(id, 80), in->ma_id);
    if (id.n == 0 || in->ma_id)
        return true;
    in->ma_id = strndup(id.s, id.n);
    return in->ma_id ? cs_store_check_source(in->store, id, error) : cs_fail_memory(error);
}

/* ---- Into the database ---- */

static void say_waiting(void *user)
{
    import_run *in = user;

    if (in->options->quiet)
        return;
    cs_progress_end(&in->progress);
    fputs("csimport: another program is writing to the database; waiting\n", stderr);
}

/* Opens the database for the connector of the first object, NULL in a file without any. */
static bool begin(import_run *in, const cs_object *first, cs_error *error)
{
    cs_text guid = first ? field(first, CS_FIELD_MA_ID) : CS_NO_TEXT;

    if (!choose_name(in, first, error))
        return false;
    cs_escape(in->result->connector, sizeof in->result->connector, in->name);
    in->store = cs_store_import(in->options->database, say_waiting, in, error);
    if (!in->store)
        return false;
    if (guid.n == 0)
        guid.s = NULL;
    const cs_import_source source = {in->name, guid, in->options->merge, first && first->drop};
    return cs_store_begin(in->store, &source, error);
}

/* ---- What cs_parallel_read() calls, in order ---- */

static bool put(import_run *in, const cs_object *object, cs_error *error)
{
    if (!in->store && !begin(in, object, error))
        return false;
    in->result->password_histories += object->password_history;
    cs_evidence_note(&in->result->evidence, object, CS_UNAPPLIED_EXPORT);
    return check_connector(in, object, error) && cs_store_put(in->store, object, error);
}

static bool put_object(void *user, cs_batch *batch, cs_object *object, cs_arena *arena,
                       cs_error *error)
{
    import_run *in = user;

    (void)batch;
    (void)arena;
    in->objects = object->number;
    if (!put(in, object, error)) {
        /* An error that names a file is about the database, not the object. */
        if (error->file[0] != '\0')
            return false;
        cs_error_place(error, cs_input_name(in->input), object->offset, object->number, object->dn);
        return false;
    }
    return cs_interrupt_check(error);
}

static void keep_root(void *user, cs_text frame)
{
    import_run *in = user;

    cs_buffer_add(&in->root_frame, frame);
}

static void show_progress(void *user, uint64_t done)
{
    import_run *in = user;

    cs_progress_file(&in->progress, done, cs_input_size(in->input), in->objects);
}

static bool put_all(import_run *in, cs_error *error)
{
    /* One thread stores objects, the other builds the next ones. */
    const cs_parallel what = {
        .reader = {.everything = true},
        .jobs = cs_parallel_jobs() > 1 ? 2 : 1,
        .in_order = true,
        .object = put_object,
        .root = keep_root,
        .progress = show_progress,
        .user = in,
    };

    return cs_parallel_read(in->input, &what, error);
}

/* Ends the import; for a file without objects nothing has begun yet. */
static bool finish(import_run *in, cs_error *error)
{
    if (!in->store && !begin(in, NULL, error)) {
        cs_error_file(error, cs_input_name(in->input));
        return false;
    }
    cs_text frame = in->root_frame.n > 0 ? cs_buffer_text(&in->root_frame) : CS_NO_TEXT;
    if (in->root_frame.failed)
        return cs_fail_memory(error);
    return cs_store_end(in->store, frame, &in->result->counts, error) &&
           cs_interrupt_check(error) && cs_store_commit(in->store, error);
}

/* ---- From the file ---- */

/* Fails if the file is the database itself. */
static bool check_input(const import_run *in, cs_error *error)
{
    const struct stat *file = cs_input_stat(in->input);
    struct stat database;

    if (stat(in->options->database, &database) != 0 || file->st_dev != database.st_dev ||
        file->st_ino != database.st_ino)
        return true;
    return cs_fail(error, "the file \"%s\" is the database itself", in->options->file);
}

static bool open_file(import_run *in, cs_error *error)
{
    in->input = cs_input_open(in->options->file, error);
    return in->input && check_input(in, error);
}

/* Imports the entries of a directory. */
static bool import_directory(import_run *in, import_options *options, cs_error *error)
{
    in->name = cs_text_from(options->connector);
    cs_escape(in->result->connector, sizeof in->result->connector, in->name);
    in->store = cs_store_import(options->database, say_waiting, in, error);
    return in->store &&
           directory_import(options, in->input, in->store, &in->progress, in->result, error);
}

static bool import_any(import_run *in, import_options *options, cs_error *error)
{
    bool ldif = true;

    if (options->file &&
        (!open_file(in, error) || !directory_is_ldif(options, in->input, &ldif, error)))
        return false;
    if (!import_options_check(options, ldif, error))
        return false;
    return ldif ? import_directory(in, options, error) : put_all(in, error) && finish(in, error);
}

/* Imports the file; `*again` is true if that may succeed the next time. */
static bool import_once(import_options *options, import_result *result, bool *again,
                        cs_error *error)
{
    import_run in = {.options = options, .result = result};

    *result = (import_result){.password_histories = 0};
    cs_progress_begin(&in.progress, options->quiet);
    bool ok = import_any(&in, options, error);
    cs_progress_end(&in.progress);
    /* Two first imports may run at once, and only one can make the database. A pipe cannot be read
     * twice. */
    *again = in.store && cs_store_overtaken(in.store) && (!in.input || cs_input_size(in.input) > 0);
    cs_store_close(in.store);
    cs_buffer_free(&in.root_frame);
    cs_input_close(in.input);
    free(in.own_name);
    free(in.ma_id);
    return ok;
}

bool import_file(import_options *options, import_result *result, cs_error *error)
{
    bool again;
    bool ok = import_once(options, result, &again, error);

    if (!ok && again) {
        *error = (cs_error){.set = false};
        ok = import_once(options, result, &again, error);
    }
    return ok;
}
