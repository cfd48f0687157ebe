#include "sys/sorter.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "sys/interrupt.h"

enum tuning {
    LOOK_EVERY = 100000 /* steps of SQLite's machine, between two looks for a signal */
};

struct cs_sorter {
    sqlite3 *db;
    sqlite3_stmt *insert, *select;
};

static bool fail(cs_sorter *sorter, cs_error *error)
{
    return cs_interrupt_check(error) &&
           cs_fail(error, "cannot sort in a temporary file: %s",
                   sorter->db ? sqlite3_errmsg(sorter->db) : "out of memory");
}

cs_sorter *cs_sorter_new(cs_error *error)
{
    static const char setup[] = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                                "PRAGMA cache_size = -8192; PRAGMA temp_store = FILE;"
                                "CREATE TABLE row (first BLOB, second BLOB, data BLOB);"
                                "BEGIN";
    cs_sorter *sorter = calloc(1, sizeof *sorter);

    if (!sorter) {
        cs_fail_memory(error);
        return NULL;
    }
    /* A database without a name is a temporary file that vanishes when it is closed. */
    if (sqlite3_open("", &sorter->db) != SQLITE_OK ||
        sqlite3_exec(sorter->db, setup, NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(sorter->db, "INSERT INTO row VALUES (?, ?, ?)", -1, &sorter->insert,
                           NULL) != SQLITE_OK) {
        fail(sorter, error);
        cs_sorter_free(sorter);
        return NULL;
    }
    return sorter;
}

static bool bind(cs_sorter *sorter, int index, cs_text text)
{
    return sqlite3_bind_blob64(sorter->insert, index, text.s ? text.s : "", text.n,
                               SQLITE_STATIC) == SQLITE_OK;
}

bool cs_sorter_put(cs_sorter *sorter, cs_text first_key, cs_text second_key, cs_text row,
                   cs_error *error)
{
    if (!cs_interrupt_check(error))
        return false;
    bool ok = bind(sorter, 1, first_key) && bind(sorter, 2, second_key) && bind(sorter, 3, row) &&
              sqlite3_step(sorter->insert) == SQLITE_DONE;

    return (sqlite3_reset(sorter->insert) == SQLITE_OK && ok) || fail(sorter, error);
}

static int is_interrupted(void *unused)
{
    (void)unused;
    return cs_interrupted();
}

bool cs_sorter_begin(cs_sorter *sorter, bool sorted, cs_error *error)
{
    const char *sql = sorted ? "SELECT data, first, second FROM row ORDER BY first, second, rowid"
                             : "SELECT data, first, second FROM row ORDER BY rowid";

    sqlite3_progress_handler(sorter->db, LOOK_EVERY, is_interrupted, NULL);
    return sqlite3_prepare_v2(sorter->db, sql, -1, &sorter->select, NULL) == SQLITE_OK ||
           fail(sorter, error);
}

static cs_text column(const cs_sorter *sorter, int index)
{
    const char *s = sqlite3_column_blob(sorter->select, index);

    return (cs_text){s, (size_t)sqlite3_column_bytes(sorter->select, index)};
}

cs_next cs_sorter_next(cs_sorter *sorter, cs_text *row, cs_error *error)
{
    if (!cs_interrupt_check(error))
        return CS_FAILED;
    int result = sqlite3_step(sorter->select);

    if (result == SQLITE_DONE)
        return CS_END;
    if (result != SQLITE_ROW) {
        fail(sorter, error);
        return CS_FAILED;
    }
    *row = column(sorter, 0);
    if (!row->s && row->n > 0) {
        fail(sorter, error);
        return CS_FAILED;
    }
    return CS_ITEM;
}

cs_text cs_sorter_first_key(const cs_sorter *sorter)
{
    return column(sorter, 1);
}

cs_text cs_sorter_second_key(const cs_sorter *sorter)
{
    return column(sorter, 2);
}

void cs_sorter_free(cs_sorter *sorter)
{
    if (!sorter)
        return;
    sqlite3_finalize(sorter->insert);
    sqlite3_finalize(sorter->select);
    sqlite3_close(sorter->db);
    free(sorter);
}
