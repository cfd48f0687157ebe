#include "sys/sorter.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "sys/interrupt.h"

enum tuning {
    LOOK_EVERY = 100000 /* steps of sorting, for a signal */
};

struct cs_spool {
    sqlite3 *db;
    sqlite3_stmt *insert, *select;
};

static bool fail(cs_spool *spool, cs_error *error)
{
    return cs_interrupt_check(error) &&
           cs_fail(error, "cannot keep rows in a temporary file: %s",
                   spool->db ? sqlite3_errmsg(spool->db) : "out of memory");
}

cs_spool *cs_spool_new(cs_error *error)
{
    static const char setup[] = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                                "PRAGMA cache_size = -8192; PRAGMA temp_store = FILE;"
                                "CREATE TABLE row (first BLOB, second BLOB, data BLOB);"
                                "BEGIN";
    cs_spool *spool = calloc(1, sizeof *spool);

    if (!spool) {
        cs_fail(error, "out of memory");
        return NULL;
    }
    /* A database without a name is a file that is gone when it is closed. */
    if (sqlite3_open("", &spool->db) != SQLITE_OK ||
        sqlite3_exec(spool->db, setup, NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(spool->db, "INSERT INTO row VALUES (?, ?, ?)", -1, &spool->insert,
                           NULL) != SQLITE_OK) {
        fail(spool, error);
        cs_spool_free(spool);
        return NULL;
    }
    return spool;
}

static bool bind(cs_spool *spool, int index, cs_text text)
{
    return sqlite3_bind_blob64(spool->insert, index, text.s ? text.s : "", text.n, SQLITE_STATIC) ==
           SQLITE_OK;
}

bool cs_spool_put(cs_spool *spool, cs_text first_key, cs_text second_key, cs_text row,
                  cs_error *error)
{
    bool ok = bind(spool, 1, first_key) && bind(spool, 2, second_key) && bind(spool, 3, row) &&
              sqlite3_step(spool->insert) == SQLITE_DONE;

    return (sqlite3_reset(spool->insert) == SQLITE_OK && ok) || fail(spool, error);
}

static int is_interrupted(void *unused)
{
    (void)unused;
    return cs_interrupted();
}

bool cs_spool_begin(cs_spool *spool, bool sorted, cs_error *error)
{
    const char *sql = sorted ? "SELECT data, first, second FROM row ORDER BY first, second, rowid"
                             : "SELECT data, first, second FROM row ORDER BY rowid";

    sqlite3_progress_handler(spool->db, LOOK_EVERY, is_interrupted, NULL);
    return sqlite3_prepare_v2(spool->db, sql, -1, &spool->select, NULL) == SQLITE_OK ||
           fail(spool, error);
}

static cs_text column(const cs_spool *spool, int index)
{
    const char *s = sqlite3_column_blob(spool->select, index);

    return (cs_text){s, (size_t)sqlite3_column_bytes(spool->select, index)};
}

int cs_spool_next(cs_spool *spool, cs_text *row, cs_error *error)
{
    int result = sqlite3_step(spool->select);

    if (result == SQLITE_DONE)
        return 0;
    if (result != SQLITE_ROW) {
        fail(spool, error);
        return -1;
    }
    *row = column(spool, 0);
    if (!row->s && row->n > 0) {
        fail(spool, error);
        return -1;
    }
    return 1;
}

cs_text cs_spool_first_key(const cs_spool *spool)
{
    return column(spool, 1);
}

cs_text cs_spool_second_key(const cs_spool *spool)
{
    return column(spool, 2);
}

void cs_spool_free(cs_spool *spool)
{
    if (!spool)
        return;
    sqlite3_finalize(spool->insert);
    sqlite3_finalize(spool->select);
    sqlite3_close(spool->db);
    free(spool);
}
