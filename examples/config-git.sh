#!/bin/sh
# Keeps the documented configuration of a server in git: a commit for each change.
#
#     config-git.sh DIR REPOSITORY
#
# DIR is a folder that Get-ADSyncServerConfiguration has written. The document goes to
# configuration.md in REPOSITORY, without its last part, which has times and counters.
#
# Exit status: 0 committed, or nothing to commit; 2 error.

set -u
if [ $# -ne 2 ]; then
    echo "usage: ${0##*/} DIR REPOSITORY" >&2
    exit 2
fi
document=$2/configuration.md

csconfig show -o "$document.new" "$1" || exit 2
sed '/^## Identifiers, times and counters$/,$d' "$document.new" >"$document" || exit 2
rm "$document.new"
git -C "$2" add configuration.md || exit 2
git -C "$2" diff --cached --quiet -- configuration.md ||
    git -C "$2" commit --quiet -m 'Change the configuration' -- configuration.md || exit 2
