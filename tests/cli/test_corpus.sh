#!/bin/sh
# What fuzzing has found worth keeping: every input of tests/fuzz/corpus, through its target.

. "$(dirname "$0")/lib.sh"

TMPDIR=$work
export TMPDIR
targets=$(dirname "$BIN")/fuzz
cd "$top" || exit 1

if ! [ -d "$targets" ]; then
    case_fail 'the fuzz targets are there' 'make cli builds them'
    finish
fi

for target in "$targets"/*; do
    name=$(basename "$target")
    run "$target" "tests/fuzz/corpus/$name"
    if [ "$status" -eq 0 ]; then
        case_ok "$name: $(cat "$work/stdout")"
    else
        # The last input that it names is the one; the reason comes behind it.
        case_fail "$name" "$(tail -n 40 "$work/stderr")"
    fi
done

finish
