#!/bin/sh
# The two steps of "Verify the configuration of a server", on the small connectors of contoso.com.
# `make demo` runs it: BIN is where the programs are, OUT the directory that it creates anew.

set -eu

data=$(cd "$(dirname "$0")" && pwd)
bin=${BIN#"$PWD"/} # as it can be typed here
PATH=$BIN:$PATH
unset CSTOOLS_DATABASE

rm -rf "$OUT"
mkdir -p "$OUT"
cd "$OUT"

# The connector space to start from; in real life it is the server's own.
csimport --quiet "$data/aad.xml"
csimport --quiet "$data/onprem.xml"

echo '$ csexport "contoso.com - AAD" export.xml /f:x'
csexport "contoso.com - AAD" export.xml /f:x

echo '$ csanalyzer --summary export.xml > export.csv'
csanalyzer --summary export.xml 2>totals >export.csv
sed '/in all$/q' totals # without the totals of the attributes
rm totals

echo '$ head -n 4 export.csv'
head -n 4 export.csv

echo '$ csanalyzer --layout objects --omodt delete,delete-add,obsolete export.xml'
csanalyzer --layout objects --omodt delete,delete-add,obsolete export.xml

cat <<END

The report is $OUT/export.csv: each change is a row. Try next:

    $bin/csanalyzer --format html -o report.html $OUT/export.xml     a page to read in a browser
    $bin/csanalyzer --layout values --attribute member $OUT/export.xml
    $bin/csanalyzer --help
    man man/cstools.7
END
