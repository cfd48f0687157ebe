#!/bin/sh
# Loads the change report of an export into SQLite, as the table `change`, replacing the old table.
#
#     report-to-sqlite.sh EXPORT DATABASE
#
#     sqlite3 report.db "SELECT Attribute, count(DISTINCT DN) FROM change GROUP BY 1 ORDER BY 2 DESC"
#     sqlite3 report.db "SELECT DisplayName FROM change WHERE OMODT = 'Delete'"

set -eu
if [ $# -ne 2 ]; then
    echo "usage: ${0##*/} EXPORT DATABASE" >&2
    exit 2
fi
umask 077 # the database holds personal data
rows=$(mktemp)
trap 'rm -f "$rows"' EXIT

# --raw: nothing evaluates formulas here, and the values must be exact.
csanalyzer --raw --columns \
    ID,DN,ObjectType,DisplayName,OMODT,Attribute,AMODT,OldValue,NewValue,ValuesAdded,ValuesRemoved \
    -o "$rows" "$1"
sqlite3 "$2" 'DROP TABLE IF EXISTS change' '.import --csv /dev/stdin change' <"$rows"
