#include <errno.h>
#include <inttypes.h>
#include <limits.h>

#include "base/utf8.h"
#include "store/internal.h"
#include "sys/interrupt.h"

/* Fails with what went wrong with the file, in the system's words if it has any. */
static bool fail_system(cs_store *store, const char *what, cs_error *error)
{
    int errnum = sqlite3_system_errno(store->db);

    if (errnum != 0)
        return cs_fail_errno(error, errnum, "%s", what);
    return cs_fail(error, "%s: %s", what, sqlite3_errmsg(store->db));
}

bool cs_sql_fail(cs_store *store, cs_error *error)
{
    switch (sqlite3_errcode(store->db) & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        if (cs_interrupt_check(error))
            cs_fail(error, "the database is busy: another program is writing to it");
        break;
    case SQLITE_INTERRUPT:
        cs_fail_cause(error, CS_CAUSE_INTERRUPTED, "interrupted");
        break;
    case SQLITE_NOMEM:
        cs_fail_memory(error);
        break;
    case SQLITE_FULL:
        cs_fail_errno(error, ENOSPC, "cannot write the database");
        break;
    case SQLITE_READONLY:
        cs_fail(error, "the database cannot be written to");
        break;
    case SQLITE_CANTOPEN:
        fail_system(store, "cannot open the database", error);
        break;
    case SQLITE_IOERR:
        fail_system(store, "cannot read or write the database", error);
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        cs_fail(error, "the database is damaged (%s)", sqlite3_errmsg(store->db));
        break;
    default:
        cs_fail(error, "the database reports an error: %s", sqlite3_errmsg(store->db));
        break;
    }
    cs_error_file(error, store->path);
    return false;
}

bool cs_sql_run(cs_store *store, const char *sql, cs_error *error)
{
    return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK || cs_sql_fail(store, error);
}

bool cs_sql_prepare(cs_store *store, const char *sql, sqlite3_stmt **statement, cs_error *error)
{
    if (*statement)
        return true;
    return sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL) ==
               SQLITE_OK ||
           cs_sql_fail(store, error);
}

void cs_sql_bind(cs_store *store, sqlite3_stmt *statement, int index, cs_text text)
{
    int failed = text.n > INT_MAX;

    if (!failed && text.s)
        failed = sqlite3_bind_text(statement, index, text.s, (int)text.n, SQLITE_STATIC);
    else if (!failed)
        failed = sqlite3_bind_null(statement, index);
    store->bind_failed |= failed != SQLITE_OK;
}

void cs_sql_bind_word(cs_store *store, sqlite3_stmt *statement, int index, const char *word)
{
    cs_sql_bind(store, statement, index, cs_text_from(word));
}

void cs_sql_bind_number(cs_store *store, sqlite3_stmt *statement, int index, int64_t number)
{
    store->bind_failed |= sqlite3_bind_int64(statement, index, number) != SQLITE_OK;
}

cs_next cs_sql_step(cs_store *store, sqlite3_stmt *statement, cs_error *error)
{
    if (store->bind_failed) {
        cs_fail(error, "a text is too long for the database, or memory is exhausted");
        return CS_FAILED;
    }
    int rc = sqlite3_step(statement);
    if (rc == SQLITE_ROW)
        return CS_ITEM;
    if (rc != SQLITE_DONE)
        cs_sql_fail(store, error);
    sqlite3_reset(statement);
    return rc == SQLITE_DONE ? CS_END : CS_FAILED;
}

bool cs_sql_do(cs_store *store, sqlite3_stmt *statement, cs_error *error)
{
    return cs_sql_step(store, statement, error) == CS_END;
}

/* Says which character of a text XML cannot hold. */
static bool fail_character(const char *what, cs_text rest, cs_error *error)
{
    uint32_t code;

    if (cs_utf8_decode(rest.s, rest.n, &code) == 0)
        return cs_fail(error, "%s holds a byte that is not UTF-8, which XML does not allow", what);
    return cs_fail(error, "%s holds U+%04" PRIX32 ", which XML does not allow", what, code);
}

bool cs_sql_text(const cs_sql_row *row, int column, const char *what, cs_text *text,
                 cs_error *error)
{
    *text = CS_NO_TEXT;
    int type = sqlite3_column_type(row->statement, column);
    if (type == SQLITE_NULL)
        return true;
    if (type == SQLITE_BLOB)
        return cs_fail(error, "%s is a BLOB in the database, not text", what);
    const char *s = (const char *)sqlite3_column_text(row->statement, column);
    if (!s)
        return cs_sql_fail(row->store, error);
    cs_text found = {s, (size_t)sqlite3_column_bytes(row->statement, column)};
    size_t fine = cs_utf8_xml_prefix(found.s, found.n);
    if (fine != found.n)
        return fail_character(what, cs_text_skip(found, fine), error);
    *text = cs_arena_copy(row->arena, found);
    return text->s || cs_fail_object_memory(error);
}
