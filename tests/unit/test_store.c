/* The database as a file: made, opened, refused, waited for. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store_fixture.h"
#include "sys/interrupt.h"

#include "unit.h"

static const char schema[] =
#include "store/schema.sql.inc"
    ;

static void write_file(const char *path, const char *bytes, size_t n)
{
    FILE *file = fopen(path, "w");

    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, n, file), n);
    ck_assert_int_eq(fclose(file), 0);
}

static const cs_import_source source = {.name = {MA_NAME, sizeof MA_NAME - 1},
                                        .guid = {MA_ID, sizeof MA_ID - 1}};

/* A database with one object. */
static void make_database(const place *here)
{
    cs_object object = new_object(GUID_A, "CN=ada");

    import_all(here, &object, 1);
}

/* ---- A new database ---- */

START_TEST(a_new_database_gets_its_name_when_it_is_complete)
{
    place here = new_place();
    cs_object object = new_object(GUID_A, "CN=ada");
    cs_import_counts counts;
    cs_error error = {.set = false};
    struct stat st;

    cs_store *store = cs_store_import(here.path, NULL, NULL, &error);
    ck_assert(cs_store_begin(store, &source, &error));
    ck_assert(cs_store_put(store, &object, &error));
    ck_assert(cs_store_end(store, CS_NO_TEXT, &counts, &error));
    ck_assert_int_ne(access(here.path, F_OK), 0);
    ck_assert(cs_store_commit(store, &error));
    cs_store_close(store);

    ck_assert_int_eq(stat(here.path, &st), 0);
    ck_assert_int_eq(st.st_mode & 07777, 0600);
    ck_assert_int_eq(count_files(&here), 1);
    remove_place(&here);
}
END_TEST

START_TEST(a_new_database_is_what_the_schema_says)
{
    static const char everything[] = "SELECT type, name, tbl_name, sql FROM sqlite_master "
                                     "ORDER BY type, name";
    place here = new_place();
    char plain[160];

    snprintf(plain, sizeof plain, "%s/plain.db", here.directory);
    write_file(plain, "", 0);
    run_sql(plain, schema);
    make_database(&here);
    char *wanted = query(plain, everything);
    assert_rows(here.path, everything, wanted);
    free(wanted);
    assert_rows(here.path, "PRAGMA application_id", "1668510828");
    assert_rows(here.path, "PRAGMA user_version", "2");
    assert_rows(here.path, "PRAGMA journal_mode", "wal");
    assert_rows(here.path, "PRAGMA page_size", "16384");
    assert_rows(here.path, "PRAGMA integrity_check", "ok");
    assert_rows(here.path, "PRAGMA foreign_key_check", "");
    remove_place(&here);
}
END_TEST

START_TEST(the_parts_are_numbered_as_the_original_writes_them)
{
    place here = new_place();

    make_database(&here);
    for (cs_part part = 0; part < CS_PARTS; part++) {
        char sql[80], row[80];
        snprintf(sql, sizeof sql, "SELECT name, is_delta FROM part WHERE part = %d", part + 1);
        snprintf(row, sizeof row, "%s|%d", cs_part_name(part), cs_part_is_delta(part));
        assert_rows(here.path, sql, row);
    }
    assert_rows(here.path, "SELECT count(*) FROM part", "9");
    remove_place(&here);
}
END_TEST

LOOP_TEST(what_is_not_committed_leaves_nothing, 2)
{
    place here = new_place();
    cs_object object = new_object(GUID_A, "CN=ada");
    cs_error error = {.set = false};
    cs_store *store = cs_store_import(here.path, NULL, NULL, &error);

    ck_assert(cs_store_begin(
        store, &(cs_import_source){CS_LITERAL(MA_NAME), CS_LITERAL(MA_ID), false, _i == 1},
        &error));
    ck_assert(cs_store_put(store, &object, &error));
    cs_store_close(store);
    ck_assert_int_eq(count_files(&here), 0);
    remove_place(&here);
}
END_TEST

START_TEST(an_object_that_is_refused_leaves_nothing)
{
    place here = new_place();
    cs_object objects[] = {new_object(GUID_A, "CN=ada"), new_object(GUID_A, "CN=grace")};
    cs_error error;

    ck_assert(!import_objects(&here, &(import){.name = MA_NAME}, objects, 2, &error));
    ck_assert_int_eq(count_files(&here), 0);
    remove_place(&here);
}
END_TEST

START_TEST(a_database_that_appears_meanwhile_stays)
{
    place here = new_place();
    cs_error error = {.set = false};
    cs_import_counts counts;
    cs_store *store = cs_store_import(here.path, NULL, NULL, &error);

    ck_assert(cs_store_begin(store, &source, &error));
    ck_assert(cs_store_end(store, CS_NO_TEXT, &counts, &error));
    make_database(&here);
    ck_assert(!cs_store_commit(store, &error));
    ck_assert_str_eq(
        error.what,
        "another program has created the database in the meantime; run the import again");
    ck_assert_str_eq(error.file, here.path);
    cs_store_close(store);
    ck_assert_int_eq(count_files(&here), 1);
    assert_rows(here.path, "SELECT dn FROM object", "CN=ada");
    remove_place(&here);
}
END_TEST

START_TEST(a_symbolic_link_is_followed)
{
    place here = new_place();
    char link[160], target[160];

    snprintf(link, sizeof link, "%s/link", here.directory);
    snprintf(target, sizeof target, "%s/%s", here.directory, "connectorspace.db");
    ck_assert_int_eq(symlink("second", link), 0);
    snprintf(link, sizeof link, "%s/second", here.directory);
    ck_assert_int_eq(symlink(target, link), 0);
    snprintf(here.path, sizeof here.path, "%s/link", here.directory);
    make_database(&here);
    assert_rows(target, "SELECT dn FROM object", "CN=ada");
    ck_assert_int_eq(count_files(&here), 3);
    make_database(&here);
    ck_assert_int_eq(count_files(&here), 3);
    remove_place(&here);
}
END_TEST

START_TEST(links_in_a_circle_are_refused)
{
    place here = new_place();
    cs_error error = {.set = false};

    ck_assert_int_eq(symlink("connectorspace.db", here.path), 0);
    ck_assert_ptr_null(cs_store_import(here.path, NULL, NULL, &error));
    ck_assert_ptr_nonnull(strstr(error.what, "Too many levels of symbolic links"));
    remove_place(&here);
}
END_TEST

/* SQLite would play it into the new database. */
LOOP_TEST(the_log_of_a_database_that_has_gone_is_refused, 2)
{
    static const char *const suffixes[] = {"-wal", "-journal"};
    place here = new_place();
    char log[160];
    cs_error error = {.set = false};

    snprintf(log, sizeof log, "%s%s", here.path, suffixes[_i]);
    write_file(log, "x", 1);
    ck_assert_ptr_null(cs_store_import(here.path, NULL, NULL, &error));
    ck_assert_ptr_nonnull(strstr(error.what, "restore the database or remove the log"));
    ck_assert_int_eq(count_files(&here), 1);
    remove_place(&here);
}
END_TEST

START_TEST(a_missing_directory_is_said)
{
    cs_error error = {.set = false};

    ck_assert_ptr_null(cs_store_import("/nonexistent/a.db", NULL, NULL, &error));
    ck_assert_str_eq(error.what, "cannot create the database: No such file or directory");
    ck_assert_str_eq(error.file, "/nonexistent/a.db");
}
END_TEST

/* SQLite would take these for something else than a file's name. */
LOOP_TEST(odd_names_are_names, 4)
{
    static const char *const names[] = {":memory:", "file:a.db?mode=memory", "a%20b?c#d.db", "-d"};
    place here = new_place();
    cs_error error = {.set = false};
    char *back = getcwd(NULL, 0);

    ck_assert_int_eq(chdir(here.directory), 0);
    snprintf(here.path, sizeof here.path, "%s", names[_i]);
    make_database(&here);
    ck_assert_int_eq(access(names[_i], F_OK), 0);
    cs_store *store = cs_store_open(names[_i], NULL, NULL, &error);
    ck_assert_ptr_nonnull(store);
    cs_store_close(store);
    ck_assert_int_eq(count_files(&here), 1);
    ck_assert_int_eq(chdir(back), 0);
    free(back);
    remove_place(&here);
}
END_TEST

/* ---- What is refused ---- */

static void refused_make_text(const char *path)
{
    write_file(path, "<cs-objects></cs-objects>", 25);
}

static void refused_make_long_text(const char *path)
{
    char text[4096];

    memset(text, 'x', sizeof text);
    write_file(path, text, sizeof text);
}

static void refused_make_empty(const char *path)
{
    write_file(path, "", 0);
}

static void refused_make_directory(const char *path)
{
    ck_assert_int_eq(mkdir(path, 0700), 0);
}

static void refused_make_pipe(const char *path)
{
    ck_assert_int_eq(mkfifo(path, 0600), 0);
}

static void make_plain(const char *path, const char *sql)
{
    write_file(path, "", 0);
    run_sql(path, schema);
    run_sql(path, sql);
}

static void refused_make_foreign(const char *path)
{
    write_file(path, "", 0);
    run_sql(path, "CREATE TABLE object (a); PRAGMA journal_mode = WAL");
}

static void refused_make_newer(const char *path)
{
    make_plain(path, "PRAGMA user_version = 3");
}

static void refused_make_older(const char *path)
{
    make_plain(path, "PRAGMA user_version = 0");
}

static void refused_make_poorer(const char *path)
{
    make_plain(path, "DROP TABLE value");
}

static void refused_make_shorter(const char *path)
{
    make_plain(path, "DELETE FROM part");
    ck_assert_int_eq(truncate(path, 100000), 0);
}

static const struct {
    void (*make)(const char *path);
    const char *what;
} refused[] = {
    {refused_make_text, "this is not a connector space database"},
    {refused_make_long_text, "this is not a connector space database"},
    {refused_make_empty, "this is an empty file, not a connector space database"},
    {refused_make_directory, "this is a directory, not a database"},
    {refused_make_pipe, "this is not a regular file"},
    {refused_make_foreign, "this is another program's database, not a connector space"},
    {refused_make_newer, "the database was created by a newer version of cstools"},
    {refused_make_older, "the database has the unknown schema version 0"},
    {refused_make_poorer, "the database lacks the table \"value\""},
    {refused_make_shorter, "the database is damaged"},
};

/* Refused by both, and not a byte of it changes. */
LOOP_TEST(other_files_are_refused, sizeof refused / sizeof *refused)
{
    place here = new_place();
    struct stat before, after;

    refused[_i].make(here.path);
    ck_assert_int_eq(stat(here.path, &before), 0);
    for (int turn = 0; turn < 2; turn++) {
        cs_error error = {.set = false};
        cs_store *store = turn == 0 ? cs_store_open(here.path, NULL, NULL, &error)
                                    : cs_store_import(here.path, NULL, NULL, &error);
        ck_assert_ptr_null(store);
        ck_assert_msg(strncmp(error.what, refused[_i].what, strlen(refused[_i].what)) == 0, "%s",
                      error.what);
        ck_assert_str_eq(error.file, here.path);
    }
    ck_assert_int_eq(stat(here.path, &after), 0);
    ck_assert_int_eq(before.st_size, after.st_size);
    ck_assert(before.st_mtim.tv_sec == after.st_mtim.tv_sec &&
              before.st_mtim.tv_nsec == after.st_mtim.tv_nsec);
    if (S_ISDIR(before.st_mode))
        ck_assert_int_eq(rmdir(here.path), 0);
    remove_place(&here);
}
END_TEST

START_TEST(a_missing_database_cannot_be_read)
{
    place here = new_place();
    cs_error error = {.set = false};

    ck_assert_ptr_null(cs_store_open(here.path, NULL, NULL, &error));
    ck_assert_str_eq(error.what, "the database does not exist; csimport creates it");
    ck_assert_int_eq(count_files(&here), 0);
    remove_place(&here);
}
END_TEST

/* Overwrites every page but the first with the same byte: whatever is looked at is damaged. */
START_TEST(a_damaged_database_is_an_error_not_a_shorter_one)
{
    place here = new_place();
    cs_object objects[200];
    char ids[200][64];
    char rubbish[16384];
    cs_error error;

    for (int i = 0; i < 200; i++) {
        snprintf(ids[i], sizeof ids[i], "{0C0B0A09-0807-0605-0403-0201%08d}", i);
        objects[i] = new_object(ids[i], "CN=ada");
    }
    import_all(&here, objects, 200);
    memset(rubbish, 0xA5, sizeof rubbish);
    int fd = open(here.path, O_RDWR);
    off_t size = lseek(fd, 0, SEEK_END);
    for (off_t at = sizeof rubbish; at < size; at += (off_t)sizeof rubbish)
        ck_assert_int_eq(pwrite(fd, rubbish, sizeof rubbish, at), sizeof rubbish);
    close(fd);
    read_failure(&here, &error);
    ck_assert_msg(strncmp(error.what, "the database is damaged", 23) == 0, "%s", error.what);
    ck_assert_str_eq(error.file, here.path);
    ck_assert(!import_objects(&here, &(import){.name = MA_NAME}, objects, 1, &error));
    ck_assert_msg(strncmp(error.what, "the database is damaged", 23) == 0, "%s", error.what);
    remove_place(&here);
}
END_TEST

/* An index that has lost a row must not make an export shorter. */
START_TEST(an_index_that_disagrees_with_its_table_is_damage)
{
    /* The indexes of an equal table with fewer rows change places with the table's own. */
    static const char change[] =
        "CREATE TABLE copy (object_id INTEGER PRIMARY KEY, connector_id, guid, "
        "dn COLLATE NOCASE, UNIQUE (connector_id, guid));"
        "CREATE INDEX copy_dn ON copy (connector_id, dn);"
        "INSERT INTO copy SELECT object_id, connector_id, guid, dn FROM object "
        "WHERE object_id <> 2;"
        "CREATE TEMP TABLE root AS SELECT name, rootpage FROM sqlite_master;"
        "PRAGMA writable_schema = 1;"
        "UPDATE sqlite_master AS m SET rootpage = (SELECT rootpage FROM root AS r WHERE r.name = "
        "CASE WHEN m.name LIKE '%object%' THEN replace(m.name, 'object', 'copy') "
        "ELSE replace(m.name, 'copy', 'object') END) WHERE type = 'index' "
        "AND (m.name LIKE '%object_dn' OR m.name LIKE '%copy_dn' "
        "OR m.name LIKE 'sqlite_autoindex_object%' OR m.name LIKE 'sqlite_autoindex_copy%')";
    place here = new_place();
    cs_object objects[] = {new_object(GUID_A, "CN=ada"), new_object(GUID_B, "CN=grace"),
                           new_object(GUID_C, "CN=alan")};
    cs_error error;

    import_all(&here, objects, 3);
    run_sql(here.path, change);
    read_failure(&here, &error);
    ck_assert_str_eq(error.what, "the database is damaged: it counts 2 objects and holds 3");
    remove_place(&here);
}
END_TEST

/* ---- One moment ---- */

START_TEST(what_is_read_is_of_one_moment)
{
    place here = new_place();
    cs_object objects[] = {new_object(GUID_A, "CN=ada"), new_object(GUID_B, "CN=grace")};
    cs_error error = {.set = false};
    const cs_object *object;
    uint64_t total;

    import_all(&here, objects, 2);
    cs_store *store = open_connector(&here, MA_NAME, (cs_filter){.kind = CS_FILTER_NONE}, &total);
    import_all(&here, objects, 1);
    ck_assert_uint_eq(total, 2);
    ck_assert(cs_text_is(next_object(store)->dn, "CN=ada"));
    ck_assert(cs_text_is(next_object(store)->dn, "CN=grace"));
    ck_assert_int_eq(next_chosen(store, &object, &error), 0);
    cs_store_close(store);
    assert_rows(here.path, "SELECT dn FROM object", "CN=ada");
    remove_place(&here);
}
END_TEST

START_TEST(reading_leaves_no_log)
{
    place here = new_place();
    cs_error error;

    make_database(&here);
    read_failure(&here, &error);
    ck_assert(!error.set);
    ck_assert_int_eq(count_files(&here), 1);
    remove_place(&here);
}
END_TEST

/* Whoever has written it may be about to write more. */
START_TEST(the_log_of_somebody_else_stays)
{
    place here = new_place();
    cs_error error;

    make_database(&here);
    sqlite3 *db = open_sql(here.path);
    ck_assert_int_eq(sqlite3_exec(db, "UPDATE object SET dn = 'CN=grace'", NULL, NULL, NULL),
                     SQLITE_OK);
    read_failure(&here, &error);
    ck_assert(!error.set);
    ck_assert_int_eq(count_files(&here), 3);
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
    remove_place(&here);
}
END_TEST

START_TEST(an_existing_database_is_changed_on_commit_only)
{
    place here = new_place();
    cs_object object = new_object(GUID_B, "CN=grace");
    cs_error error = {.set = false};

    make_database(&here);
    cs_store *store = cs_store_import(here.path, NULL, NULL, &error);
    ck_assert(cs_store_begin(store, &source, &error));
    ck_assert(cs_store_put(store, &object, &error));
    assert_rows(here.path, "SELECT dn FROM object", "CN=ada");
    cs_store_close(store);
    assert_rows(here.path, "SELECT dn FROM object", "CN=ada");
    ck_assert_int_eq(count_files(&here), 1);
    remove_place(&here);
}
END_TEST

/* ---- Waiting ---- */

static void count_waits(void *user)
{
    ++*(int *)user;
}

/* Holds the database for some time in a process of its own. */
static pid_t hold(const place *here, unsigned milliseconds)
{
    int ready[2];
    char byte = 0;

    ck_assert_int_eq(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        sqlite3 *db = open_sql(here->path);
        sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
        byte = write(ready[1], "x", 1) != 1;
        usleep(milliseconds * 1000);
        sqlite3_close(db);
        _exit(byte);
    }
    close(ready[1]);
    ck_assert_int_eq(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    return child;
}

static void test_waiting(unsigned milliseconds, int told)
{
    place here = new_place();
    cs_error error = {.set = false};
    int waits = 0, status;

    make_database(&here);
    pid_t child = hold(&here, milliseconds);
    cs_store *store = cs_store_import(here.path, count_waits, &waits, &error);
    ck_assert_msg(store != NULL, "%s", error.what);
    cs_store_close(store);
    ck_assert_int_eq(waits, told);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    remove_place(&here);
}

START_TEST(a_busy_database_is_waited_for_and_that_is_said_once)
{
    test_waiting(800, 1);
}
END_TEST

START_TEST(a_short_wait_is_not_worth_a_word)
{
    test_waiting(50, 0);
}
END_TEST

START_TEST(a_reader_does_not_wait_for_a_writer)
{
    place here = new_place();
    cs_error error = {.set = false};
    int waits = 0;

    make_database(&here);
    cs_store *writer = cs_store_import(here.path, count_waits, &waits, &error);
    read_failure(&here, &error);
    ck_assert(!error.set);
    cs_store_close(writer);
    remove_place(&here);
}
END_TEST

/* In a process of its own, since an interrupt is not taken back. */
static int wait_interrupted(const char *path)
{
    cs_error error = {.set = false};

    cs_interrupt_install();
    raise(SIGTERM);
    cs_store *store = cs_store_import(path, NULL, NULL, &error);
    return !store && error.cause == CS_CAUSE_INTERRUPTED ? 0 : 1;
}

START_TEST(an_interrupt_ends_the_wait)
{
    place here = new_place();
    int status;

    make_database(&here);
    pid_t holder = hold(&here, 60000);
    pid_t waiter = fork();
    if (waiter == 0)
        _exit(wait_interrupted(here.path));
    ck_assert_int_eq(waitpid(waiter, &status, 0), waiter);
    ck_assert_int_eq(status, 0);
    ck_assert_int_eq(kill(holder, SIGKILL), 0);
    ck_assert_int_eq(waitpid(holder, &status, 0), holder);
    remove_place(&here);
}
END_TEST

/* ---- Permissions ---- */

/* Does the rest of the test as somebody whom permissions hold back; true in that process. */
static bool as_nobody(pid_t *child)
{
    fflush(NULL);
    *child = fork();
    return *child == 0 && (geteuid() != 0 || seteuid(65534) == 0);
}

static void finish_as_nobody(pid_t child)
{
    int status;

    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "status %d", status);
}

/* Says which step failed: 1 where there is a log that would be missed. */
static int read_database(const char *path)
{
    cs_error error = {.set = false};
    const cs_connector *list;
    cs_store *store = cs_store_open(path, NULL, NULL, &error);

    if (!store)
        return strncmp(error.what, "the database has a log, which", 29) == 0 ? 1 : 3;
    int status = cs_store_connectors(store, true, &list, &error) == 1 ? 0 : 2;
    cs_store_close(store);
    return status;
}

/* Reads as somebody who may change neither the database nor its directory. */
static void expect_read_only(const place *here, int result)
{
    pid_t child;

    ck_assert_int_eq(chmod(here->path, 0444), 0);
    ck_assert_int_eq(chmod(here->directory, 0555), 0);
    if (as_nobody(&child))
        _exit(read_database(here->path) == result ? 0 : 1);
    finish_as_nobody(child);
    ck_assert_int_eq(chmod(here->directory, 0700), 0);
}

/* Puts a log beside the database. */
static void put_log(const place *here, const char *suffix, const char *bytes)
{
    char log[160];

    snprintf(log, sizeof log, "%s%s", here->path, suffix);
    write_file(log, bytes, strlen(bytes));
}

LOOP_TEST(a_database_in_a_read_only_directory_can_be_read, 2)
{
    static const char *const names[] = {"a.db", "a%20b?c#d é.db"};
    place here = new_place();

    snprintf(here.path, sizeof here.path, "%s/%s", here.directory, names[_i]);
    make_database(&here);
    expect_read_only(&here, 0);
    ck_assert_int_eq(count_files(&here), 1);
    remove_place(&here);
}
END_TEST

/* Nothing is missed without an empty log. */
LOOP_TEST(an_empty_log_does_not_keep_from_reading, 2)
{
    static const char *const suffixes[] = {"-wal", "-journal"};
    place here = new_place();

    make_database(&here);
    put_log(&here, suffixes[_i], "");
    expect_read_only(&here, 0);
    remove_place(&here);
}
END_TEST

/* Without its log an older state would be read. */
START_TEST(a_log_that_cannot_be_used_is_not_passed_over)
{
    place here = new_place();

    make_database(&here);
    put_log(&here, "-wal", "not yet in the database");
    expect_read_only(&here, 1);
    remove_place(&here);
}
END_TEST

static int import_into_read_only(const char *path)
{
    cs_error error = {.set = false};
    cs_store *store = cs_store_import(path, NULL, NULL, &error);
    bool said = strcmp(error.what, "the database cannot be written to") == 0;

    cs_store_close(store);
    return !store && said ? 0 : 1;
}

START_TEST(a_database_that_cannot_be_written_to_is_no_target)
{
    place here = new_place();
    pid_t child;

    make_database(&here);
    ck_assert_int_eq(chmod(here.path, 0444), 0);
    ck_assert_int_eq(chmod(here.directory, 0777), 0);
    if (as_nobody(&child))
        _exit(import_into_read_only(here.path));
    finish_as_nobody(child);
    remove_place(&here);
}
END_TEST
