#!/bin/sh
# Stages the changes in a table as pending exports of a connector, all of them or none, so that you can
# see what they would do.
#
#     stage-changes.sh CONNECTOR CHANGES [DATABASE]
#
#     csexport hr - /f:x | csanalyzer
#
# CHANGES is CSV with a header of column names (see connector-space(5)), which must include dn and omodt;
# empty fields are left out. DATABASE must exist: create it with csimport, or with
# `sqlite3 connectorspace.db < schema.sql`. stage-changes.py does the same.

set -eu
if [ $# -lt 2 ] || [ $# -gt 3 ]; then
    echo "usage: ${0##*/} CONNECTOR CHANGES [DATABASE]" >&2
    exit 2
fi
database=${3:-connectorspace.db}
if [ ! -f "$database" ]; then # sqlite3 would create it
    echo "${0##*/}: there is no database \"$database\"" >&2
    exit 2
fi
umask 077 # the changes are personal data
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

exec <"$2"

# sqlite3 only warns about a row with too few or too many fields.
sqlite3 "$work/changes.db" '.import --csv /dev/stdin change' 2>"$work/said" || true
if [ -s "$work/said" ]; then
    cat "$work/said" >&2
    exit 2
fi

about() { # an expression for each of the table's columns, as a list
    sqlite3 "$work/changes.db" "SELECT group_concat($1, ', ') FROM pragma_table_info('change')"
}
unknown=$(about "CASE WHEN name NOT IN ('guid', 'dn', 'object_type', 'omodt', 'newdn', 'attribute',
                 'type', 'multivalued', 'amodt', 'vmodt', 'value') THEN name END")
if [ -n "$unknown" ]; then
    echo "${0##*/}: unknown columns: $unknown" >&2
    exit 2
fi

quoted() { # as text in SQL
    printf "'%s'" "$(printf '%s' "$1" | sed "s/'/''/g")"
}

# One statement is one transaction, and SQLite compiles it once: ten thousand changes take less than a
# second.
sqlite3 -bail -cmd '.timeout 30000' "$database" "
    ATTACH $(quoted "$work/changes.db") AS work;
    INSERT INTO pending_export (connector, $(about name))
    SELECT $(quoted "$1"), $(about "'nullif(c.' || name || ', '''')'")
    FROM work.change AS c ORDER BY c.rowid" || exit 2
