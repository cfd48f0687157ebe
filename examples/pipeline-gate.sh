#!/bin/sh
# A gate for a pipeline: may the pending changes be exported?
#
#     pipeline-gate.sh CONNECTOR APPROVED DIRECTORY [LIMIT...]
#
# Exports the pending changes of CONNECTOR, checks them against each LIMIT (such as delete=10 or
# removed@member=50, see csanalyzer(1)), compares them with the export APPROVED, which a person has
# read and approved, and keeps the results in DIRECTORY: export.xml, report.html, report.csv and
# difference.csv. To approve, copy export.xml over APPROVED and commit it.
#
# Exit status: 0 approved, 1 not what was approved, 2 error, 3 a limit is exceeded.

set -u
if [ $# -lt 3 ]; then
    echo "usage: ${0##*/} CONNECTOR APPROVED DIRECTORY [LIMIT...]" >&2
    exit 2
fi
connector=$1 approved=$2 directory=$3
shift 3

# "--limit" in front of each limit.
count=$#
while [ "$count" -gt 0 ]; do
    set -- "$@" --limit "$1"
    shift
    count=$((count - 1))
done

umask 077 # the files hold personal data
mkdir -p "$directory" || exit 2
if [ "$(readlink -f "$approved")" = "$(readlink -f "$directory/export.xml")" ]; then
    echo "${0##*/}: \"$approved\" is where the new export is written; keep APPROVED elsewhere" >&2
    exit 2
fi
csexport "$connector" "$directory/export.xml" /f:x || exit 2

# The report and the page are complete even if a limit is exceeded, because a person has to see them.
csanalyzer --summary "$@" -o "$directory/report.csv" "$directory/export.xml"
limits=$?
[ $limits -eq 2 ] && exit 2
said=$(csanalyzer --quiet --format html "$@" -o "$directory/report.html" \
    "$directory/export.xml" 2>&1) # the limits again, unless there is an error
[ $? -eq 2 ] && echo "$said" >&2 && exit 2

csdiff -o "$directory/difference.csv" "$approved" "$directory/export.xml"
difference=$?
[ $limits -ne 0 ] && exit $limits
[ $difference -eq 1 ] && echo "${0##*/}: the pending changes are not those that were approved" >&2
exit $difference
