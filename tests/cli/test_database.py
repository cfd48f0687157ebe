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
    ("of a newer version", change("PRAGMA user_version = 2"), "created by a newer version"),
    ("of the newest version", change("PRAGMA user_version = 2147483647"),
     "created by a newer version"),
    ("of a version below zero", change("PRAGMA user_version = -1"), "which there is not"),
    ("without a version", change("PRAGMA user_version = 0"), "which there is not"),
    ("another program's", another, "another program's database"),
    ("another program's, with its number", other_application, "another program's database"),
    ("without a table", change("DROP VIEW pending_export; DROP TABLE value"),
     "lacks some of its tables"),
    ("without a column", change("DROP VIEW pending_export; DROP VIEW staging_removal; "
                                "ALTER TABLE object DROP COLUMN import_error"), "import_error"),
    ("that has lost its end", cut(0.5), "damaged"),
    ("that has lost all but its first page", cut(0.05), "damaged"),
    ("whose tables are overwritten", overwrite(100, b"\xff" * 16000), "damaged"),
    ("whose text is in UTF-16", lambda path: run_sql(
        path, "PRAGMA encoding = 'UTF-16'; PRAGMA application_id = 1668510828; "
              "PRAGMA user_version = 1; CREATE TABLE object (a)"), "lacks some of its tables"),
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
    test_damage()
    finish()


main()
