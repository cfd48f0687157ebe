#!/usr/bin/env python3
"""Stages the changes in a table as pending exports of a connector, all of them or none, so that you can
see what they would do.

    stage-changes.py CONNECTOR CHANGES [DATABASE]

    csexport hr - /f:x | csanalyzer

CHANGES is CSV with a header of column names (see connector-space(5)), which must include dn and omodt;
empty fields are left out. DATABASE must exist: create it with csimport, or with
`sqlite3 connectorspace.db < schema.sql`. stage-changes.sh does the same."""
import csv
import os
import sqlite3
import sys

COLUMNS = ("guid", "dn", "object_type", "omodt", "newdn", "attribute", "type", "multivalued",
           "amodt", "vmodt", "value")
# Prepared once, for all rows: SQLite needs longer to compile it than to run it.
INSERT = "INSERT INTO pending_export (connector, %s) VALUES (?%s)" % (
    ", ".join(COLUMNS), ", ?" * len(COLUMNS))


def stop(message):
    print("stage-changes.py: %s" % message, file=sys.stderr)
    sys.exit(2)


def stage(db, connector, file):
    """Stages each row; the caller's transaction keeps them together."""
    rows = csv.DictReader(file, strict=True)
    names = rows.fieldnames or ()
    unknown = set(names) - set(COLUMNS)
    if unknown:
        stop("unknown columns: %s" % ", ".join(sorted(unknown)))
    if len(set(names)) < len(names):
        stop("a column is named twice")
    for row in rows:
        if None in row or None in row.values():
            stop("line %d: too many fields or too few" % rows.line_num)
        try:
            db.execute(INSERT, (connector, *(row.get(column) or None for column in COLUMNS)))
        except sqlite3.Error as error:
            stop("line %d: %s" % (rows.line_num, error))


def main():
    if len(sys.argv) not in (3, 4):
        stop("usage: stage-changes.py CONNECTOR CHANGES [DATABASE]")
    connector, changes, database = (sys.argv[1:] + ["connectorspace.db"])[:3]
    if not os.path.isfile(database):  # SQLite would create it
        stop('there is no database "%s"' % database)
    db = sqlite3.connect(database, timeout=30, isolation_level=None)
    try:
        with open(changes, encoding="utf-8-sig", newline="") as file:
            db.execute("BEGIN IMMEDIATE")
            stage(db, connector, file)
            db.execute("COMMIT")
    except (OSError, UnicodeDecodeError, csv.Error, sqlite3.Error) as error:
        stop(error)
    finally:
        db.close()  # without COMMIT nothing is kept


main()
