#!/bin/sh
# What every program does alike: --help, --version, wrong usage, failed output.

. "$(dirname "$0")/lib.sh"

version=$(sed -n 's/^#define CS_VERSION "\(.*\)"$/\1/p' "$top/common/base/version.h")
escape=$(printf '\033')
full='cannot write standard output: No space left on device'

# Runs a command whose standard output is a pipe that nobody reads.
run_unread() {
    ran="$* | (a closed pipe)"
    mkfifo "$work/pipe"
    (
        # shellcheck disable=SC2094 # a pipe, not a file
        exec 4<>"$work/pipe" 5>"$work/pipe" 4<&-
        exec "$@" >&5
    ) </dev/null >"$work/stdout" 2>"$work/stderr"
    status=$?
    rm "$work/pipe"
}

# Runs a command whose standard output is a full disk.
run_full() {
    ran="$* >/dev/full"
    : >"$work/stdout"
    "$@" </dev/null >/dev/full 2>"$work/stderr"
    status=$?
}

# Runs a command whose standard output is closed.
run_closed() {
    ran="$* >&-"
    : >"$work/stdout"
    "$@" </dev/null >&- 2>"$work/stderr"
    status=$?
}

# wrong_usage NAME PROGRAM MESSAGE: the last command was refused with just that.
wrong_usage() {
    expect "$2: $1" 2 '' "$2: $3
Try '$2 --help'."
}

for program in csanalyzer csimport csexport csdiff; do
    run $program --help
    expect "$program --help" 0 "~Usage: $program *" ''
    for option in --help --version --quiet; do
        case_if "$program --help names $option" grep -q -e "$option" "$work/stdout"
    done
    case_if "$program --help fits a terminal" \
        awk 'length > 80 { print; wide = 1 } END { exit wide }' "$work/stdout"
    cp "$work/stdout" "$work/help"
    run $program -h
    expect "$program -h" 0 "@$work/help" ''
    run $program --help --bogus
    expect "$program --help comes first" 0 "@$work/help" ''

    run $program --version
    expect "$program --version" 0 "$program (cstools) $version" ''
    run $program -V
    expect "$program -V" 0 "$program (cstools) $version" ''
    run $program -q --vers
    expect "$program: a long option may be shortened" 0 "$program (cstools) $version" ''

    for option in --help --version; do
        run_full $program $option
        expect "$program $option on a full disk" 2 '' "$program: $full"
        run_unread $program $option
        expect "$program $option into a closed pipe" 2 '' ''
        run_closed $program $option
        expect "$program $option without standard output" 2 '' \
            "$program: cannot write standard output: Bad file descriptor"
    done

    run $program --bogus
    wrong_usage 'unknown option' $program 'unknown option "--bogus"'
    run $program --bogus=value
    wrong_usage 'unknown option with a value' $program 'unknown option "--bogus"'
    run $program -z
    wrong_usage 'unknown letter' $program 'unknown option "-z"'
    run $program --quiet=very
    wrong_usage 'a value where none belongs' $program 'option "--quiet" takes no value'
    run $program "--${escape}[31mred"
    wrong_usage 'a hostile option' $program 'unknown option "--\x1B[31mred"'
    run $program a b c d
    expect "$program: too many arguments" 2 '' "~$program: *
Try '$program --help'."
    run $program -- --help
    expect "$program: -- ends the options" 2 '' "~$program: *"
done

run csanalyzer --output
wrong_usage 'no value' csanalyzer 'option "--output" needs a value'
run csanalyzer -qo
wrong_usage 'no value behind a letter' csanalyzer 'option "-o" needs a value'
run csanalyzer -o a -o b
wrong_usage 'an option given twice' csanalyzer 'option "--output" is given twice'
for program in csimport csexport; do
    run $program --database
    wrong_usage 'no value' $program 'option "--database" needs a value'
    run $program -d
    wrong_usage 'no value behind a letter' $program 'option "-d" needs a value'
    run $program -d a -d b
    wrong_usage 'an option given twice' $program 'option "--database" is given twice'
done

run csimport
expect 'csimport: without a file' 2 '' "~csimport: *
Try 'csimport --help'."
run csexport
expect 'csexport: without a connector' 2 '' "~csexport: *
Try 'csexport --help'."
for program in csanalyzer csimport; do
    run $program "missing$escape.xml"
    expect "$program: a missing file is named, and harmless" 2 '' "~$program: *missing\\\\x1B.xml*"
done
run csexport -d missing.db contoso.com
expect 'csexport: a missing database is named' 2 '' '~csexport: *missing.db*'

run CSExportAnalyzer --version
expect 'CSExportAnalyzer is csanalyzer' 0 "csanalyzer (cstools) $version" ''
case_if 'nothing of all that made a file' rmdir "$work/here"

finish
