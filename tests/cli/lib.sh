# shellcheck shell=sh
# What the shell tests of the programs share. A test begins with
#
#     . "$(dirname "$0")/lib.sh"
#
# and is then in an empty directory of its own, with the programs in PATH and the repository's
# root in $top. BIN says where the programs are (build/bin).
#
#     run csanalyzer --bogus          # keeps $status, $work/stdout and $work/stderr
#     expect 'an unknown option' 2 '' '~csanalyzer: unknown option "--bogus"*'

set -u
LC_ALL=C
export LC_ALL

top=$(cd "$(dirname "$0")/../.." && pwd)
BIN=$(cd "$top" && cd "${BIN:-build/bin}" && pwd) || exit 1
PATH=$BIN:$PATH
export BIN PATH
unset CSTOOLS_DATABASE

work=$(mktemp -d) || exit 1
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
mkdir "$work/here"
cd "$work/here" || exit 1
failures=0

# Runs a command with nothing on standard input.
run() {
    run_with /dev/null "$@"
}

# Runs a command with the file $1 on standard input.
run_with() {
    input=$1
    shift
    ran=$*
    "$@" <"$input" >"$work/stdout" 2>"$work/stderr"
    status=$?
}

case_ok() {
    echo "ok $1"
}

# The rest of the arguments say why, one to a line.
case_fail() {
    failures=$((failures + 1))
    echo "not ok $1"
    shift
    for reason; do
        printf '%s\n' "$reason" | sed 's/^/# /'
    done
}

# case_if NAME COMMAND...: the case holds where the command succeeds.
case_if() {
    name=$1
    shift
    if "$@"; then
        case_ok "$name"
    else
        case_fail "$name" "failed: $*"
    fi
}

# True where the file $1 is what $2 says: nothing for '', the bytes of FILE for '@FILE', a shell
# pattern for '~PATTERN' (a line break at the end does not count), else that text and a line break.
matches() {
    case $2 in
    '') [ ! -s "$1" ] ;;
    @*) cmp -s "$1" "${2#@}" ;;
    '~'*)
        # shellcheck disable=SC2254 # it is a pattern
        case $(cat "$1") in
        ${2#'~'}) true ;;
        *) false ;;
        esac
        ;;
    *) printf '%s\n' "$2" | cmp -s "$1" - ;;
    esac
}

# expect NAME STATUS STDOUT STDERR: all that the last command did, see matches().
expect() {
    if [ "$status" = "$2" ] && matches "$work/stdout" "$3" && matches "$work/stderr" "$4"; then
        case_ok "$1"
    else
        case_fail "$1" "command: $ran" "status $status, expected $2" \
            "stdout, expected: $3" "$(head -c 2000 "$work/stdout")" \
            "stderr, expected: $4" "$(head -c 2000 "$work/stderr")"
    fi
}

# The last line of a test.
finish() {
    exit $((failures > 0))
}
