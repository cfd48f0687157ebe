#!/bin/sh
# Compares the configurations of two servers, and keeps what differs as a page.
#
#     config-nightly.sh ACTIVE STAGING PAGE [MAP]
#
# ACTIVE and STAGING are folders that Get-ADSyncServerConfiguration has written, PAGE is the HTML file
# to write, MAP a mapping of names as csdiff takes it. In a crontab, whose mail has the text:
#
#     15 5 * * *  config-nightly.sh active/ staging/ /var/www/config.html
#
# The same command is a gate in a pipeline: it fails where anything critical or changed differs.
#
# Exit status: 0 configured alike, 1 differences (printed), 2 error.

set -u
if [ $# -lt 3 ] || [ $# -gt 4 ]; then
    echo "usage: ${0##*/} ACTIVE STAGING PAGE [MAP]" >&2
    exit 2
fi
active=$1 staging=$2 page=$3
shift 3
[ $# -eq 0 ] || set -- --map "$1"

csconfig diff --format=html -o "$page" "$@" "$active" "$staging"
status=$?
if [ "$status" -eq 1 ]; then
    csconfig diff "$@" "$active" "$staging"
fi
exit "$status"
