#!/bin/sh
# Makes a workbook of an export: a sheet with the totals, and one each for adds, updates and deletes.
#
#     report-to-spreadsheet.sh EXPORT [WORKBOOK]
#
# WORKBOOK is EXPORT with the ending .xlsx where it is left out. With the ending .csv it is a file
# for a double click instead, for programs that know no workbooks.

set -eu
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
    echo "usage: ${0##*/} EXPORT [WORKBOOK]" >&2
    exit 2
fi
export=$1
workbook=${2:-${export%.xml}.xlsx}

# Values as people read them: SIDs, GUIDs, times, flags.
case $workbook in
*.csv) csanalyzer --decode --sort --excel -o "$workbook" "$export" ;;
*) csanalyzer --decode --sort --format xlsx -o "$workbook" "$export" ;;
esac
