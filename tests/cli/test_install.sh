#!/bin/sh
# make install and make uninstall: where everything goes, and that nothing stays.

. "$(dirname "$0")/lib.sh"
unset MAKEFLAGS MAKELEVEL MFLAGS

# What has been built is installed as it is: -o all.
make_here() {
    run make -s -C "$top" -o all "BUILD=$(dirname "$BIN")" "DESTDIR=$PWD/stage" "$@"
}

make_here PREFIX=/opt/cstools install
expect 'make install' 0 '' ''
for program in csanalyzer csexport csimport csdiff CSExportAnalyzer; do
    run stage/opt/cstools/bin/$program --version
    expect "$program is installed" 0 '~cs* (cstools) *' ''
    case_if "$program has a page" test -e stage/opt/cstools/share/man/man1/$program.1
    case_if "$program is completed" \
        test -e stage/opt/cstools/share/bash-completion/completions/$program
done
case_if 'the formats have pages' test -e stage/opt/cstools/share/man/man5/connector-space.5
case_if 'the job has a page' test -e stage/opt/cstools/share/man/man7/cstools.7
case_if 'the license is there' cmp -s "$top/LICENSE" stage/opt/cstools/share/doc/cstools/LICENSE
case_if 'the reference is there' cmp -s "$top/doc/csv.md" stage/opt/cstools/share/doc/cstools/doc/csv.md
case_if 'the schema is there' test -s stage/opt/cstools/share/cstools/schema.sql
links=$(find stage -type l ! -exec test -e {} \; -print)
case_if 'no link points to nothing' test -z "$links"

version=$(sed -n 's/^#define CS_VERSION "\(.*\)"$/\1/p' "$top/common/base/version.h")
case_if 'the newest release in CHANGELOG.md is this version' \
    test "$(sed -n 's/^## \([0-9.]*\) - .*/\1/p' "$top/CHANGELOG.md" | head -n 1)" = "$version"

make_here PREFIX=/opt/cstools uninstall
expect 'make uninstall' 0 '' ''
case_if 'nothing stays' test -z "$(find stage ! -type d)"

make_here install
expect 'make install, without a PREFIX' 0 '' ''
case_if 'it goes to /usr/local' test -x stage/usr/local/bin/csexport
finish
