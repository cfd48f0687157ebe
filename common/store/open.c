#include "store/store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "store/internal.h"
#include "sys/interrupt.h"

enum {
    APPLICATION_ID = 1668510828, /* "cstl" */
    HEADER = 100,                /* bytes of a database file's header (SQLite's file format, 1.3) */
    AT_WRITE_VERSION = 18,
    WRITE_VERSION_WAL = 2,
    AT_VERSION = 60,
    AT_APPLICATION_ID = 68,
    LONGEST_ROW = 640 << 20, /* bytes: an object of the largest XML, with some room */
    LONGEST_WAIT = 30000     /* milliseconds for a busy database */
};

enum tuning {
    SILENT_WAIT = 300, /* milliseconds before `waiting` is called */
    NAP = 20,
    INTERRUPT_STEPS = 20000 /* of SQLite's machine, between two looks for an interrupt */
};

/* ---- Opening ---- */

static int stop_when_interrupted(void *user)
{
    (void)user;
    return cs_interrupted();
}

static void ask_for_interrupts(cs_store *store)
{
    sqlite3_progress_handler(store->db, INTERRUPT_STEPS, stop_when_interrupted, NULL);
}

/* Called by SQLite while another program holds the lock: 0 to give up. */
static int wait_for_lock(void *user, int times)
{
    cs_store *store = user;

    if (times == 0)
        store->waited = 0;
    if (store->waited >= LONGEST_WAIT || cs_interrupted())
        return 0;
    store->waited += sqlite3_sleep(NAP);
    if (store->waited >= SILENT_WAIT && store->waiting) {
        store->waiting(store->user);
        store->waiting = NULL; /* once */
    }
    return 1;
}

/* The file name in a form that SQLite takes neither for a URI nor for a database in memory. With
 * `immutable`, a URI that promises that no program changes the file. */
static char *sqlite_name(const char *path, bool immutable)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./";
    cs_buffer name = {.s = NULL};

    if (immutable)
        cs_buffer_puts(&name, path[0] == '/' ? "file://" : "file:");
    else if (path[0] != '/')
        cs_buffer_puts(&name, "./");
    for (const char *c = path; *c; c++) {
        char escaped[4] = {*c, '\0'};
        if (immutable && !strchr(plain, *c))
            snprintf(escaped, sizeof escaped, "%%%02X", (unsigned)(unsigned char)*c);
        cs_buffer_puts(&name, escaped);
    }
    if (immutable)
        cs_buffer_puts(&name, "?immutable=1");
    cs_buffer_add(&name, (cs_text){"", 1});
    if (!name.failed)
        return name.s;
    cs_buffer_free(&name);
    return NULL;
}

/* Opens a file, without reading it. */
static bool open_file(cs_store *store, const char *path, int flags, bool immutable, cs_error *error)
{
    char *name = sqlite_name(path, immutable);

    if (!name)
        return cs_fail_memory(error);
    /* The count of SQLite's memory is not needed, and takes a lock for each allocation. If SQLite
     * is in use already, it goes on counting. */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_close(store->db);
    store->db = NULL;
    flags |= SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | (immutable ? SQLITE_OPEN_URI : 0);
    int rc = sqlite3_open_v2(name, &store->db, flags, NULL);
    free(name);
    if (!store->db)
        return cs_fail_memory(error);
    sqlite3_extended_result_codes(store->db, 1);
    if (rc != SQLITE_OK)
        return cs_sql_fail(store, error);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    /* The triggers guard what other programs write; ours removes what belongs together (write.c),
     * in half the time, and runs nothing that a database brings along. */
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_limit(store->db, SQLITE_LIMIT_LENGTH, LONGEST_ROW);
    sqlite3_busy_handler(store->db, wait_for_lock, store);
    ask_for_interrupts(store);
    return true;
}

/* ---- Whose database is it? ---- */

static uint32_t big_endian(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static bool check_version(int64_t application_id, int64_t version, cs_error *error)
{
    if (application_id != APPLICATION_ID)
        return cs_fail(error, "this is another program's database, not a connector space");
    if (version > CS_SCHEMA_VERSION)
        return cs_fail(error,
                       "the database was created by a newer version of cstools (schema version "
                       "%lld; this version knows %d)",
                       (long long)version, CS_SCHEMA_VERSION);
    return version >= 1 ||
           cs_fail(error, "the database has the unknown schema version %lld", (long long)version);
}

/* The size of a log next to the database, -1 if it is missing. One that cannot be examined, for the
 * reason in errno, may hold something. */
static int64_t log_size(const char *path, const char *suffix)
{
    cs_buffer name = {.s = NULL};
    struct stat st;
    int64_t size = 1;

    cs_buffer_puts(&name, path);
    cs_buffer_puts(&name, suffix);
    cs_buffer_add(&name, (cs_text){"", 1});
    errno = name.failed ? ENOMEM : 0;
    if (!name.failed && stat(name.s, &st) == 0)
        size = st.st_size;
    else if (errno == ENOENT)
        size = -1;
    cs_buffer_free(&name);
    return size;
}

/* A database with a write-ahead log has no rollback journal. SQLite would take one that lies there
 * for its own and write what it holds into the database. */
static bool check_journal(const cs_store *store, const unsigned char *header, cs_error *error)
{
    if (header[AT_WRITE_VERSION] != WRITE_VERSION_WAL || log_size(store->path, "-journal") <= 0)
        return true;
    if (errno == ENOMEM)
        return cs_fail_memory(error);
    return cs_fail(error, "a file of this name with \"-journal\" is next to the database but does "
                          "not belong to it; remove it");
}

/* Checks the file's first bytes, before SQLite does anything with a file that may not be ours. */
static bool check_header(cs_store *store, cs_error *error)
{
    unsigned char header[HEADER];
    sqlite3_file *file = NULL;

    if (sqlite3_file_control(store->db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK ||
        !file || !file->pMethods)
        return cs_fail(error, "cannot read the database");
    int rc = file->pMethods->xRead(file, header, HEADER, 0);
    if (rc != SQLITE_OK && rc != SQLITE_IOERR_SHORT_READ)
        return cs_fail(error, "cannot read the database: %s", sqlite3_errstr(rc));
    if (rc != SQLITE_OK || memcmp(header, "SQLite format 3", 16) != 0)
        return cs_fail(error, "this is not a connector space database");
    return check_version((int32_t)big_endian(header + AT_APPLICATION_ID),
                         (int32_t)big_endian(header + AT_VERSION), error) &&
           check_journal(store, header, error);
}

/* The number in the row that a statement gives. */
static bool get_number(cs_store *store, const char *sql, int64_t *number, cs_error *error)
{
    sqlite3_stmt *statement = NULL;

    if (!cs_sql_prepare(store, sql, &statement, error))
        return false;
    bool got = cs_sql_step(store, statement, error) == CS_ITEM;
    *number = got ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return got;
}

/* Checks the same, and the tables, once a transaction has begun: now no program can change them. */
static bool check_tables(cs_store *store, int64_t *version, cs_error *error)
{
    int64_t application_id;

    return get_number(store, "PRAGMA application_id", &application_id, error) &&
           get_number(store, "PRAGMA user_version", version, error) &&
           check_version(application_id, *version, error) &&
           cs_schema_check(store, *version, error);
}

/* Checks the file of that name, without opening it. `*there` is false if it is missing. */
static bool check_name(const char *path, bool *there, cs_error *error)
{
    struct stat st;

    *there = stat(path, &st) == 0;
    if (!*there)
        return errno == ENOENT || cs_fail_errno(error, errno, "cannot open the database");
    if (S_ISDIR(st.st_mode))
        return cs_fail(error, "this is a directory, not a database");
    if (!S_ISREG(st.st_mode))
        return cs_fail(error, "this is not a regular file");
    if (st.st_size == 0)
        return cs_fail(error, "this is an empty file, not a connector space database");
    return true;
}

/* ---- For reading ---- */

static bool begin_reading(cs_store *store, bool immutable, cs_error *error)
{
    int64_t version;

    return open_file(store, store->path, SQLITE_OPEN_READONLY, immutable, error) &&
           check_header(store, error) &&
           cs_sql_run(store,
                      "PRAGMA cache_size = -8192; PRAGMA cell_size_check = 1; "
                      "PRAGMA query_only = 1; BEGIN",
                      error) &&
           check_tables(store, &version, error);
}

/* True if SQLite failed because it may not make its log next to the database. */
static bool lacks_log(const cs_store *store)
{
    int code = store->db ? sqlite3_errcode(store->db) & 0xFF : SQLITE_OK;

    return code == SQLITE_CANTOPEN || code == SQLITE_READONLY;
}

/* Reads without a log, unless one holds something. */
static bool begin_without_log(cs_store *store, cs_error *error)
{
    if (log_size(store->path, "-journal") > 0)
        return cs_fail(error, "an interrupted change of the database must be undone first; open it "
                              "once with sqlite3 or csimport");
    if (log_size(store->path, "-wal") > 0)
        return cs_fail(error, "the database has a log, which can be read only if its directory is "
                              "writable");
    return begin_reading(store, true, error);
}

static cs_store *new_store(const char *path, cs_error *error)
{
    cs_store *store = calloc(1, sizeof *store);
    char *copy = store ? strdup(path) : NULL;

    if (!copy) {
        free(store);
        cs_fail_memory(error);
        return NULL;
    }
    store->path = copy;
    return store;
}

/* Adds the file to the error, and closes. */
static cs_store *give_up(cs_store *store, cs_error *error)
{
    cs_error_file(error, store->path);
    cs_store_close(store);
    return NULL;
}

cs_store *cs_store_open(const char *path, void (*waiting)(void *user), void *user, cs_error *error)
{
    cs_store *store = new_store(path, error);
    cs_error first = {.set = false};
    bool there;

    if (!store)
        return NULL;
    store->waiting = waiting;
    store->user = user;
    if (!check_name(path, &there, error))
        return give_up(store, error);
    if (!there) {
        cs_fail(error, "the database does not exist; csimport creates it");
        return give_up(store, error);
    }
    store->makes_log = log_size(store->path, "-wal") < 0;
    bool open = begin_reading(store, false, &first);
    if (!open && lacks_log(store))
        open = begin_without_log(store, error);
    else if (!open)
        *error = first;
    return open && cs_store_add_functions(store, error) ? store : give_up(store, error);
}

/* ---- For an import ---- */

static bool begin_existing(cs_store *store, cs_error *error)
{
    int64_t version;

    if (!open_file(store, store->path, SQLITE_OPEN_READONLY, false, error) ||
        !check_header(store, error) ||
        !open_file(store, store->path, SQLITE_OPEN_READWRITE, false, error))
        return false;
    if (sqlite3_db_readonly(store->db, "main") == 1)
        return cs_fail(error, "the database cannot be written to");
    store->complete = true;
    return cs_sql_run(store,
                      "PRAGMA cache_size = -16384; PRAGMA cell_size_check = 1; "
                      "PRAGMA synchronous = FULL; BEGIN IMMEDIATE",
                      error) &&
           check_tables(store, &version, error) && cs_schema_upgrade(store, version, error);
}

/* No other program knows the file, and on failure it is removed: it needs no journal. */
static bool begin_new(cs_store *store, cs_error *error)
{
    return cs_new_database_begin(&store->fresh, store->path, error) &&
           open_file(store, store->fresh.file.name, SQLITE_OPEN_READWRITE, false, error) &&
           cs_sql_run(store,
                      "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; "
                      /* The words that the tables check have been read from a closed list. */
                      "PRAGMA synchronous = OFF; PRAGMA ignore_check_constraints = 1",
                      error) &&
           cs_schema_tables(store, error) &&
           /* SQLite converts the cache size into pages at once: after the schema, which sets the
            * size of a page. */
           cs_sql_run(store, "PRAGMA cache_size = -16384; BEGIN", error);
}

cs_store *cs_store_import(const char *path, void (*waiting)(void *user), void *user,
                          cs_error *error)
{
    cs_store *store = new_store(path, error);
    bool there;

    if (!store)
        return NULL;
    store->waiting = waiting;
    store->user = user;
    if (!check_name(path, &there, error) ||
        !(there ? begin_existing(store, error) : begin_new(store, error)))
        return give_up(store, error);
    return store;
}

/* ---- The end ---- */

/* Closes the database itself; false if SQLite could not. */
static bool close_database(cs_store *store, cs_error *error)
{
    cs_store_writing_free(&store->writing);
    cs_store_staging_free(&store->staging);
    cs_store_reading_free(&store->reading);
    if (sqlite3_close(store->db) != SQLITE_OK)
        return cs_sql_fail(store, error);
    store->db = NULL;
    return true;
}

bool cs_store_commit(cs_store *store, cs_error *error)
{
    /* SQLite would ask once more when the COMMIT is done, and report it as interrupted. */
    sqlite3_progress_handler(store->db, 0, NULL, NULL);
    bool ok = cs_sql_run(store, "COMMIT", error);
    ask_for_interrupts(store);

    if (ok && store->fresh.file.target)
        ok = cs_schema_rest(store, error) && close_database(store, error) &&
             cs_new_database_place(&store->fresh, error);
    if (!ok)
        cs_error_file(error, store->path);
    return ok;
}

bool cs_store_overtaken(const cs_store *store)
{
    return store->fresh.overtaken;
}

/* A read-only connection cannot remove the log that it had to make. SQLite removes it for a
 * connection that may write, if no other program has the database open. */
static void remove_log(cs_store *store)
{
    cs_error ignored = {.set = false};
    int64_t objects;

    if (log_size(store->path, "-wal") == 0 &&
        open_file(store, store->path, SQLITE_OPEN_READWRITE, false, &ignored)) {
        sqlite3_busy_timeout(store->db, 0);
        get_number(store, "SELECT count(*) FROM sqlite_master", &objects, &ignored);
    }
    sqlite3_close(store->db);
    store->db = NULL;
}

void cs_store_close(cs_store *store)
{
    cs_error ignored = {.set = false};

    if (!store)
        return;
    if (close_database(store, &ignored) && store->makes_log)
        remove_log(store);
    if (store->fresh.file.target)
        cs_tempfile_drop(&store->fresh.file);
    cs_arena_free(&store->arena);
    free(store->path);
    free(store);
}
