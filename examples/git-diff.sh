#!/bin/sh
# Makes `git diff`, `git log -p` and `git show` print what changed between two exports, instead of two
# long lines of XML. Run it once in each clone of the repository that keeps the exports.
#
#     git-diff.sh [PATTERN]
#
# PATTERN selects the exports; the default is *.xml. Each value is a row, and rows are sorted, so that
# neither the order of the objects nor the spelling of the XML matters.

set -eu
pattern=${1:-*.xml}
cd "$(git rev-parse --show-toplevel)"
git config diff.csexport.textconv 'csanalyzer --raw --sort --layout values'
line="$pattern diff=csexport"
if ! grep -qxsF "$line" .gitattributes; then
    # The file may not end in a line break.
    [ -z "$(tail -c 1 .gitattributes 2>/dev/null)" ] || echo >>.gitattributes
    printf '%s\n' "$line" >>.gitattributes
fi
