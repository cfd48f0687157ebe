#!/bin/sh
# The two steps of "Verify the configuration of a server", on the small connectors of contoso.com.
# `make demo` runs it: BIN is where the programs are, OUT the directory that it makes anew.

set -eu

data=$(cd "$(dirname "$0")" && pwd)
PATH=$BIN:$PATH
unset CSTOOLS_DATABASE

rm -rf "$OUT"
mkdir -p "$OUT"
cd "$OUT"

# The connector space that the steps start from; in real life the synchronization's own.
csimport --quiet "$data/aad.xml"
csimport --quiet "$data/onprem.xml"

echo '$ csexport "contoso.com - AAD" export.xml /f:x'
csexport "contoso.com - AAD" export.xml /f:x

echo '$ csanalyzer export.xml > export.csv'
csanalyzer export.xml >export.csv

echo '$ head export.csv'
head export.csv
echo
echo "All of it is in $OUT/export.csv"
