#!/bin/sh
# Mails you when the active and the staging server disagree; sends nothing if they agree.
#
#     nightly-mail.sh ACTIVE STAGING ADDRESS...
#
# ACTIVE and STAGING are export files of the same connector, from each server. In a crontab:
#
#     30 5 * * *  nightly-mail.sh active.xml staging.xml admins@contoso.com
#
# $MAILER (default: "sendmail -t") gets the message on standard input. The mail has the totals, but not
# the rows, which hold personal data: they stay in difference.csv beside STAGING.
#
# Exit status: 0 no difference, 1 differences (mailed), 2 error (mailed if possible).

set -u
if [ $# -lt 3 ]; then
    echo "usage: ${0##*/} ACTIVE STAGING ADDRESS..." >&2
    exit 2
fi
active=$1 staging=$2 rows=$(dirname "$2")/difference.csv
shift 2
addresses=$(printf ', %s' "$@")

said=$(csdiff -o "$rows" "$active" "$staging" 2>&1)
status=$?
case $status in
0) exit 0 ;;
1) subject='staging and active differ' ;;
*) subject='staging and active could not be compared' status=2 ;;
esac

# shellcheck disable=SC2086 # a command and its arguments
{
    echo "To:${addresses#,}"
    echo "Subject: cstools: $subject"
    echo 'MIME-Version: 1.0'
    echo 'Content-Type: text/plain; charset=utf-8'
    echo 'Content-Transfer-Encoding: 8bit'
    echo
    printf '%s\n\n' "$said"
    [ $status -eq 1 ] && echo "The rows are in $rows on $(hostname)."
} | ${MAILER:-sendmail -t} || exit 2
exit $status
