#!/bin/sh
# Writes an export as a workbook, with a sheet of totals and one each for adds, updates and deletes.
#
#     report-to-spreadsheet.sh EXPORT [WORKBOOK]
#
# The default WORKBOOK is EXPORT with the extension .xlsx. If its extension is .csv, the script writes
# CSV that Excel opens directly instead.

set -eu
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
    echo "usage: ${0##*/} EXPORT [WORKBOOK]" >&2
    exit 2
fi
export=$1
workbook=${2:-${export%.xml}.xlsx}

# SIDs, GUIDs, times and flags in readable form.
case $workbook in
*.csv) csanalyzer --decode --sort --excel -o "$workbook" "$export" ;;
*) csanalyzer --decode --sort --format xlsx -o "$workbook" "$export" ;;
esac
