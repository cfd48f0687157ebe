#!/bin/sh
# The bench in its short form: it runs everything, and tells right from wrong.

. "$(dirname "$0")/lib.sh"

# A build directory of our own, with the tools of the real one.
tools=$(dirname "$BIN")/bench
mkdir -p build/bin build/bench
for tool in generate measure parse; do
    ln -s "$tools/$tool" build/bench/
done
ln -s "$BIN"/* build/bin/
BUILD=$PWD/build
export BUILD

if ! [ -x "$tools/generate" ]; then
    case_fail 'the tools of the bench are there' 'make cli builds them'
    finish
fi

# replace PROGRAM: the rest of the shell script that stands in for it is on standard input.
replace() {
    rm "build/bin/$1"
    {
        echo '#!/bin/sh'
        cat
    } >"build/bin/$1"
    chmod +x "build/bin/$1"
}

run "$top/bench/run" -n 30 -r 1
expect 'every program gives the same' 0 '~*| csanalyzer *| csimport, new database *ways to the report, all the same.' ''
case_if 'nothing is left behind but the inputs' test "$(echo build/bench/export-30.* build/bench/output/*)" = \
    'build/bench/export-30.utf-16.xml build/bench/export-30.utf-8.xml build/bench/output/*'

iconv -f utf-16 -t utf-8 build/bench/export-30.utf-16.xml | sed '1s/UTF-16/UTF-8/' >utf-8.xml
case_if 'the input is the same in both encodings' cmp utf-8.xml build/bench/export-30.utf-8.xml
run "$tools/generate" 30 utf-8 again.xml
case_if 'and every time' cmp again.xml build/bench/export-30.utf-8.xml
run "$tools/generate" 29 utf-8 fewer.xml
case_if 'an object does not depend on how many there are' \
    cmp -n "$(($(wc -c <fewer.xml) - 13))" fewer.xml again.xml # but for </cs-objects>

run "$top/bench/run" cold -n 30 -r 1
case $status,$(cat "$work/stderr") in
*'does not leave the page cache'*) case_ok 'a cold file (not to be had here)' ;;
*) expect 'a cold file' 0 '~*| cat *| csanalyzer *' '' ;;
esac

replace csanalyzer <<END
"$BIN/csanalyzer" "\$@" | sed 's/Update/Delete/'
END
run "$top/bench/run" -n 30 -r 1 --only e
expect 'a report that is not as the others' 1 '~*' '~bench: WRONG: the reports differ:*'

replace csanalyzer <<'END'
echo 'csanalyzer: no' >&2
exit 2
END
run "$top/bench/run" -n 30 -r 1 --only 'csanalyzer -j 1'
expect 'a program that fails' 1 '~*' '~bench: WRONG: *csanalyzer -q -j 1 *: exit status 2: csanalyzer: no*'

ln -sf "$BIN/csanalyzer" build/bin/csanalyzer
replace csexport <<END
"$BIN/csexport" "\$@" && sed -i 's/connector-state/connector-status/g' build/bench/output/export.xml
END
run "$top/bench/run" -n 30 -r 1 --only 'csexport to a file'
expect 'an export that is not what was imported' 1 '~*' '~bench: WRONG: csexport to a file: what came back is not*'

finish
