/* A sound database whose rows another program has written: an input is a list of statements, each
 * with the row it is for and a value. It is looked through as csexport would. */
#include <sqlite3.h>
#include <unistd.h>

#include "../fuzz.h"
#include "../space.h"

/* What is done to the row ?1, with the value ?2. */
static const char *const statements[] = {
    "UPDATE connector SET name = ?2",
    "UPDATE connector SET guid = ?2",
    "UPDATE connector SET extension = ?2",
    "UPDATE object SET guid = ?2 WHERE object_id = ?1",
    "UPDATE object SET dn = ?2 WHERE object_id = ?1",
    "UPDATE object SET type = ?2 WHERE object_id = ?1",
    "UPDATE object SET is_connector = ?2 WHERE object_id = ?1",
    "UPDATE object SET import_operation = ?2 WHERE object_id = ?1",
    "UPDATE object SET export_operation = ?2 WHERE object_id = ?1",
    "UPDATE object SET import_error = ?2 WHERE object_id = ?1",
    "UPDATE object SET export_error = ?2 WHERE object_id = ?1",
    "UPDATE object SET details = ?2 WHERE object_id = ?1",
    "UPDATE attribute SET name = ?2 WHERE attribute_id = ?1",
    "UPDATE attribute SET element = ?2 WHERE attribute_id = ?1",
    "UPDATE attribute SET type = ?2 WHERE attribute_id = ?1",
    "UPDATE attribute SET multivalued = ?2 WHERE attribute_id = ?1",
    "UPDATE attribute SET spelling = ?2 WHERE attribute_id = ?1",
    "UPDATE image SET operation = ?2 WHERE object_id = ?1",
    "UPDATE image SET dn = ?2 WHERE object_id = ?1",
    "UPDATE image SET newdn = ?2 WHERE object_id = ?1",
    "UPDATE image SET anchor = ?2 WHERE object_id = ?1",
    "UPDATE image SET parent_anchor = ?2 WHERE object_id = ?1",
    "UPDATE image SET primary_objectclass = ?2 WHERE object_id = ?1",
    "UPDATE image SET extension = ?2 WHERE object_id = ?1",
    "UPDATE OR IGNORE shared SET from_part = ?2 WHERE object_id = ?1",
    "UPDATE OR IGNORE image SET part = ?2 WHERE object_id = ?1",
    "UPDATE value SET attribute_id = ?2 WHERE object_id = ?1",
    "UPDATE value SET amodt = ?2 WHERE object_id = ?1",
    "UPDATE value SET vmodt = ?2 WHERE object_id = ?1",
    "UPDATE value SET value = ?2 WHERE object_id = ?1",
    "UPDATE value SET anchor = ?2 WHERE object_id = ?1",
    "UPDATE value SET extension = ?2 WHERE object_id = ?1",
    "UPDATE OR IGNORE value SET attr = ?2 WHERE object_id = ?1",
    "UPDATE OR IGNORE value SET position = ?2 WHERE object_id = ?1",
    "DELETE FROM attribute WHERE attribute_id = ?1",
    "DELETE FROM image WHERE object_id = ?1",
    "DELETE FROM object WHERE object_id = ?1",
    "INSERT INTO pending_export (connector, dn, omodt, attribute, value)"
    " SELECT name, ?2, 'update', 'title', ?2 FROM connector",
    "INSERT INTO pending_export (connector, guid, omodt, attribute, amodt, type, value)"
    " SELECT c.name, o.guid, 'update', ?2, 'update', 'reference', ?2 FROM connector AS c"
    " JOIN object AS o ON o.connector_id = c.connector_id WHERE o.object_id = ?1",
    "DELETE FROM pending_export WHERE dn = ?2",
    "UPDATE OR IGNORE shared SET part = ?2 WHERE object_id = ?1",
    "UPDATE OR IGNORE shared SET attr = ?2 WHERE object_id = ?1",
    "UPDATE shared SET from_attr = ?2 WHERE object_id = ?1",
    "UPDATE shared SET count = ?2 WHERE object_id = ?1",
    "INSERT OR IGNORE INTO shared SELECT object_id, 6, attr, ?2, 5, attr FROM value"
    " WHERE object_id = ?1",
};

/* Binds the value: its first byte says as what. */
static void bind(sqlite3_stmt *statement, cs_text value)
{
    char kind = value.n > 0 ? value.s[0] : 'n';

    value = (cs_text){value.s + 1, value.n > 0 ? value.n - 1 : 0};
    if (kind == 'n')
        sqlite3_bind_null(statement, 2);
    else if (kind == 'b')
        sqlite3_bind_blob64(statement, 2, value.s, value.n, SQLITE_TRANSIENT);
    else if (kind == 'i')
        sqlite3_bind_int64(statement, 2, value.n > 0 ? (signed char)value.s[0] : INT64_MIN);
    else
        sqlite3_bind_text64(statement, 2, value.s, value.n, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/* Statements with a zero byte between: which one, the row, the value. Whether SQLite takes them is
 * its own affair. */
static void write_rows(sqlite3 *db, cs_text list)
{
    while (list.n > 0) {
        cs_text one = fuzz_take(&list, '\0');
        sqlite3_stmt *statement;
        if (one.n < 2)
            continue;
        size_t which = (unsigned char)one.s[0] % (sizeof statements / sizeof *statements);
        if (sqlite3_prepare_v2(db, statements[which], -1, &statement, NULL) != SQLITE_OK)
            fuzz_fail("%s: %s", statements[which], sqlite3_errmsg(db));
        sqlite3_bind_int(statement, 1, (unsigned char)one.s[1] % 8);
        bind(statement, (cs_text){one.s + 2, one.n - 2});
        sqlite3_step(statement);
        sqlite3_finalize(statement);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const char *path = fuzz_path("space.db");
    sqlite3 *db;

    fuzz_write(path, fuzz_good_database());
    if (sqlite3_open(path, &db) != SQLITE_OK)
        fuzz_fail("cannot open the database");
    sqlite3_exec(db, "PRAGMA ignore_check_constraints = 1; PRAGMA synchronous = OFF; BEGIN", NULL,
                 NULL, NULL);
    write_rows(db, (cs_text){(const char *)bytes, size});
    sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    if (sqlite3_close(db) != SQLITE_OK)
        fuzz_fail("cannot close the database");
    fuzz_look_through(path, fuzz_hash(bytes, size));
    unlink(path);
    fuzz_count_files(0);
    return 0;
}
