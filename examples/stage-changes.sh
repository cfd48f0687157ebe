#!/bin/sh
# Stages the changes of a table as pending exports of a connector, all of them or none, to see what
# they would come to.
#
#     stage-changes.sh CONNECTOR CHANGES [DATABASE]
#
#     csexport hr - /f:x | csanalyzer
#
# CHANGES is CSV with the header dn,object_type,omodt,attribute,multivalued,amodt,vmodt,value (see
# connector-space(5)); what is empty is left out. DATABASE is there already: csimport makes one, or
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

# One statement, and so one transaction, that SQLite compiles once: ten thousand changes take less
# than a second.
connector=$(printf '%s' "$1" | sed "s/'/''/g")
sqlite3 -bail -cmd '.timeout 30000' "$database" "
    ATTACH '$work/changes.db' AS work;
    INSERT INTO pending_export (connector, dn, object_type, omodt, attribute, multivalued, amodt,
                                vmodt, value)
    SELECT '$connector', nullif(c.dn, ''), nullif(c.object_type, ''), nullif(c.omodt, ''),
           nullif(c.attribute, ''), nullif(c.multivalued, ''), nullif(c.amodt, ''),
           nullif(c.vmodt, ''), nullif(c.value, '')
    FROM work.change AS c ORDER BY c.rowid" || exit 2
