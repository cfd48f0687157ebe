#!/bin/sh
# Lets `git diff`, `git log -p` and `git show` say what changed between two exports, in place of one
# line of XML against another: run it once in each clone of the repository that keeps the exports.
#
#     git-diff.sh [PATTERN]
#
# PATTERN says which files are exports: *.xml where it is left out. Each value is a row, sorted, so
# that neither the order of the objects nor the spelling of the XML counts.

set -eu
pattern=${1:-*.xml}
cd "$(git rev-parse --show-toplevel)"
git config diff.csexport.textconv 'csanalyzer --raw --sort --layout values'
line="$pattern diff=csexport"
if ! grep -qxsF "$line" .gitattributes; then
    # The last line that is there may have no end.
    [ -z "$(tail -c 1 .gitattributes 2>/dev/null)" ] || echo >>.gitattributes
    printf '%s\n' "$line" >>.gitattributes
fi
