#!/usr/bin/env python3
"""What is no database of ours is refused by every program that opens one, with the reason, and is
never written to."""
import os
import sqlite3
import stat

from harness import TESTDATA, Run, check, expect, finish, temporary_directory, write

AAD = os.path.join(TESTDATA, "aad.xml")
NAME = "contoso.com - AAD"
COMMANDS = (("csexport", NAME, "out.xml"), ("csexport", "--list"), ("csimport", AAD),
            ("csimport", "--merge", AAD), ("csimport", "-n", "other", AAD))


# ---- What may lie there, each made at `path` -----------------------------------------------------

made = []  # the bytes of a good one, once there is one


def good(path):
    if not made:
        run = Run("-q", "-d", path, AAD, program="csimport")
        assert run.status == 0, run.err
        with open(path, "rb") as file:
            made.append(file.read())
    write(os.path.dirname(path), os.path.basename(path), made[0])


def run_sql(path, script):
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript(script)
    db.close()


def change(script):
    def make(path):
        good(path)
        run_sql(path, script)
    return make


def schema(script):
    """A good database with other rows in its list of tables."""
    return change("PRAGMA writable_schema = ON; " + script)


JOURNAL_MAGIC = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"  # SQLite's file format, 3


def with_journal(data):
    """A good database with a rollback journal, which one with a write-ahead log never has."""
    def make(path):
        good(path)
        write(os.path.dirname(path), os.path.basename(path) + "-journal", data)
    return make


def overwrite(at, data):
    """A good database with other bytes at a place, a negative one counted from the end."""
    def make(path):
        good(path)
        with open(path, "r+b") as file:
            file.seek(at, os.SEEK_SET if at >= 0 else os.SEEK_END)
            file.write(data)
    return make


def cut(part):
    def make(path):
        good(path)
        os.truncate(path, int(os.path.getsize(path) * part))
    return make


def another(path):
    run_sql(path, "CREATE TABLE object (a); INSERT INTO object VALUES (1); PRAGMA journal_mode=WAL")


def other_application(path):
    run_sql(path, "PRAGMA application_id = 1196437808; PRAGMA user_version = 1; "
                  "CREATE TABLE object (a)")


def bytes_of(data):
    return lambda path: write(os.path.dirname(path), os.path.basename(path), data)


STRANGE = (
    ("of a newer version", change("PRAGMA user_version = 3"), "created by a newer version"),
    ("of the newest version", change("PRAGMA user_version = 2147483647"),
     "created by a newer version"),
    ("of a version below zero", change("PRAGMA user_version = -1"), "unknown schema version"),
    ("without a version", change("PRAGMA user_version = 0"), "unknown schema version"),
    ("another program's", another, "another program's database"),
    ("another program's, with its number", other_application, "another program's database"),
    ("without a table", change("DROP VIEW pending_export; DROP TABLE value"),
     'lacks the table "value"'),
    ("without a column", change("DROP VIEW pending_export; DROP VIEW staging_removal; "
                                "ALTER TABLE object DROP COLUMN import_error"),
     'the table "object" of the database differs from the one that csimport creates'),
    ("without a trigger", change("DROP TRIGGER object_delete"),
     'lacks the trigger "object_delete"'),
    ("without an index", change("DROP INDEX image_pending"), 'lacks the index "image_pending"'),
    ("with another trigger of that name",
     change("DROP TRIGGER object_delete; CREATE TRIGGER object_delete AFTER DELETE ON object "
            "BEGIN SELECT 1; END"),
     'the trigger "object_delete" of the database differs from the one that csimport creates'),
    ("with a view of others in a table's place",
     change("DROP TABLE shared; CREATE VIEW shared AS SELECT * FROM value"),
     'the table "shared" of the database differs from the one that csimport creates'),
    ("with an index of others", change("CREATE INDEX mine ON object (type)"),
     'the index "mine" on "object" is not part of a connector space'),
    ("with a trigger of others on a table",
     change("CREATE TRIGGER mine AFTER INSERT ON value BEGIN DELETE FROM object; END"),
     'the trigger "mine" on "value" is not part of a connector space'),
    ("with a trigger of others on a view",
     change("CREATE TRIGGER mine INSTEAD OF UPDATE ON image_value BEGIN DELETE FROM object; END"),
     'the trigger "mine" on "image_value" is not part of a connector space'),
    ("whose tables share a page",
     schema("UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master "
            "WHERE name = 'value') WHERE name = 'shared'"), "damaged"),
    ("whose index lies in a table",
     schema("UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master "
            "WHERE name = 'value') WHERE name = 'object_dn'"), "has the page of another"),
    ("whose table lies in the list of tables",
     schema("UPDATE sqlite_master SET rootpage = 1 WHERE name = 'part'"), "damaged"),
    ("whose table has no page",
     schema("UPDATE sqlite_master SET rootpage = 0 WHERE name = 'part'"), "damaged"),
    ("whose view has a page",
     schema("UPDATE sqlite_master SET rootpage = 900 WHERE name = 'unsharing'"), "damaged"),
    ("whose check was taken away",
     schema("UPDATE sqlite_master SET sql = replace(sql, 'count > 0', 'count < 9') "
            "WHERE name = 'shared'"), 'the table "shared" of the database differs from the one'),
    ("that hides an index in a table of others",
     schema("CREATE TABLE mine (a); UPDATE sqlite_master SET "
            "sql = 'CREATE INDEX mine ON object (type)' WHERE name = 'mine'"), "damaged"),
    ("that hides an index on a table of others",
     schema("CREATE TABLE their (a); CREATE INDEX mine ON their (a); UPDATE sqlite_master SET "
            "sql = 'CREATE INDEX mine ON object (type)' WHERE name = 'mine'"), "damaged"),
    ("that has a table twice",
     schema("INSERT INTO sqlite_master SELECT type, name, tbl_name, 900, sql FROM sqlite_master "
            "WHERE name = 'part'"), "damaged"),
    ("of version 1 with a trigger of version 2", change("PRAGMA user_version = 1"),
     'the trigger "staging_image_operation"'),
    ("that has lost its end", cut(0.5), "damaged"),
    ("that has lost all but its first page", cut(0.05), "damaged"),
    ("whose tables are overwritten", overwrite(100, b"\xff" * 16000), "damaged"),
    ("whose text is in UTF-16", lambda path: run_sql(
        path, "PRAGMA encoding = 'UTF-16'; PRAGMA application_id = 1668510828; "
              "PRAGMA user_version = 1; CREATE TABLE object (a)"),
     'the table "object" of the database differs from the one that csimport creates'),
    ("with a junk journal", with_journal(b"junk"), "does not belong to it; remove it"),
    ("with a journal of another database", with_journal(JOURNAL_MAGIC + bytes(1000)),
     "does not belong to it; remove it"),
    ("that is an empty file", bytes_of(b""), "an empty file"),
    ("that is a text", bytes_of(b"<cs-objects></cs-objects>" * 1000), "not a connector space"),
    ("that is the beginning of one", bytes_of(b"SQLite format 3\0"), "not a connector space"),
    ("that is a directory", os.mkdir, "a directory"),
    ("that is a pipe", os.mkfifo, "not a regular file"),
    ("that is a device", lambda path: os.symlink("/dev/zero", path), "not a regular file"),
)


def state(path):
    """All that can be seen of a file, and what is beside it."""
    seen = os.lstat(path)
    data = None
    if stat.S_ISREG(seen.st_mode):
        with open(path, "rb") as file:
            data = file.read()
    return (seen.st_mtime_ns, seen.st_size, seen.st_mode, seen.st_ino, data,
            sorted(os.listdir(os.path.dirname(path))))


def test_strange():
    for name, make, reason in STRANGE:
        problems = []
        with temporary_directory() as here:
            path = os.path.join(here, "some.db")
            make(path)
            before = state(path)
            for program, *arguments in COMMANDS:
                run = Run("-q", "-d", path, *arguments, program=program, cwd=here)
                what = " ".join((program, *map(os.path.basename, arguments)))
                problems += (expect(what + ": status", run.status, 2),
                             expect(what + ": standard output", run.out, b""),
                             None if reason in run.err and path in run.err else
                             "%s says %r" % (what, run.err),
                             "%s changed it" % what if state(path) != before else None)
        check("a database %s is refused" % name, *problems)


def test_others():
    """Tables and views of others in the same file are nobody's business but theirs."""
    with temporary_directory() as here:
        path = os.path.join(here, "some.db")
        good(path)
        run_sql(path, "CREATE TABLE mine (a UNIQUE, b); CREATE INDEX mine_b ON mine (b); "
                      "CREATE VIEW my_view AS SELECT dn FROM object; CREATE TRIGGER my_trigger "
                      "AFTER INSERT ON mine BEGIN DELETE FROM mine; END; ANALYZE")
        for program, *arguments in COMMANDS:
            run = Run("-q", "-d", path, *arguments, program=program, cwd=here)
            check("tables and views of others stay: " + " ".join((program, *arguments[:1])),
                  expect("status", run.status, 0), expect("standard error", run.err, ""))
        db = sqlite3.connect(path)
        check("they stay", expect("view", db.execute("SELECT count(*) > 0 FROM my_view")
                                  .fetchone(), (1,)))
        db.close()


# ---- Damage that shows only when it is reached ---------------------------------------------------

def test_damage():
    """A page of nonsense, wherever it is: the program says so, or it was a page that it did not
    need. csexport never writes to the database, and csimport leaves one that is as it was."""
    with temporary_directory() as here:
        path = os.path.join(here, "some.db")
        good(path)
        size = os.path.getsize(path)
        whole = Run("-q", "-d", path, NAME, "-", program="csexport").out
        counts = {0: 0, 2: 0}
        problems = []
        for at in range(16384, size, 16384):
            os.remove(path)
            overwrite(at, b"\xa5" * 16384)(path)
            before = state(path)
            run = Run("-q", "-d", path, NAME, "-", program="csexport", cwd=here)
            counts[run.status] = counts.get(run.status, 0) + 1
            problems += (expect("the export at %d" % at, run.out, whole) if run.status == 0 else
                         None if "damaged" in run.err else run.err,
                         "csexport changed it" if state(path) != before else None)
            run = Run("-q", "-d", path, AAD, program="csimport", cwd=here)
            if run.status != 0:
                problems += (None if "damaged" in run.err else run.err,
                             "csimport changed it" if state(path) != before else None)
        check("a page of nonsense anywhere", *problems, expect("exit statuses", sorted(counts),
                                                               [0, 2]),
              None if counts[2] > 0 else "none was noticed")


def main():
    test_strange()
    test_others()
    test_damage()
    finish()


main()
