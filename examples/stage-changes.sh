#!/bin/sh
# Stages the changes of a table as pending exports of a connector, all of them or none, to see what
# they would come to.
#
#     stage-changes.sh CONNECTOR CHANGES [DATABASE]
#
#     csexport hr - /f:x | csanalyzer
#
# CHANGES is CSV with a header of column names (see connector-space(5)), dn and omodt among them;
# what is empty is left out. DATABASE is there already: csimport makes one, or
# `sqlite3 connectorspace.db < schema.sql`. stage-changes.py does the same.

set -eu
if [ $# -lt 2 ] || [ $# -gt 3 ]; then
    echo "usage: ${0##*/} CONNECTOR CHANGES [DATABASE]" >&2
    exit 2
fi
database=${3:-connectorspace.db}
if [ ! -f "$database" ]; then # sqlite3 would make one
    echo "${0##*/}: there is no database \"$database\"" >&2
    exit 2
fi
umask 077 # it holds personal data
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

exec <"$2"

# sqlite3 only warns of a row with too few or too many fields.
sqlite3 "$work/changes.db" '.import --csv /dev/stdin change' 2>"$work/said" || true
if [ -s "$work/said" ]; then
    cat "$work/said" >&2
    exit 2
fi

about() { # asks about the table's columns
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

# One statement, and so one transaction, that SQLite compiles once: ten thousand changes take less
# than a second.
sqlite3 -bail -cmd '.timeout 30000' "$database" "
    ATTACH $(quoted "$work/changes.db") AS work;
    INSERT INTO pending_export (connector, $(about name))
    SELECT $(quoted "$1"), $(about "'nullif(c.' || name || ', '''')'")
    FROM work.change AS c ORDER BY c.rowid" || exit 2
