# shellcheck shell=bash
# What the suites and the golden runner share. A suite is a bash script, tests/suites/NAME.sh, that begins with
#
#   . "$(dirname "$0")/lib.sh"
#
# and prints one line a test: `ok NAME`, `not ok NAME` (details follow, indented) or `skip NAME # reason`. tests/run.sh
# adds them up. A suite can be run by itself as well: tests/suites/NAME.sh.
#
# Given: root (the project), BUILD (the build folder), SAN (the sanitizer, or empty), LEAT (the program), work (an empty
# folder, removed at the end), REAL_DATA (published files, which may be absent).
set -euo pipefail
export LC_ALL=C.UTF-8
unset MAKEFLAGS MFLAGS MAKELEVEL # a make inside a test is a make of its own
umask 022 # a plugin that its group may write is refused

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export BUILD=${BUILD:-$root/build}
export LEAT=$BUILD/leat SAN=${SAN:-}
# shellcheck disable=SC2034  # for the suites
REAL_DATA=${LEAT_REAL_DATA:-$root/../shared/data}
work=$(mktemp -d "${TMPDIR:-/tmp}/leat-test.XXXXXX")
trap 'rm -rf "$work"' EXIT

indent() { sed 's/^/    /'; }

ok() { echo "ok $1"; }

# not_ok NAME [DETAIL...]
not_ok() {
    echo "not ok $1"
    shift
    if [ $# -gt 0 ]; then printf '%s\n' "$@" | indent; fi
}

# skip NAME REASON
skip() { echo "skip $1 # $2"; }

# skip_without TOOL NAME: whether NAME had to be skipped for want of TOOL
skip_without() {
    if command -v "$1" >/dev/null; then return 1; fi
    skip "$2" "$1 is not installed"
}

# appears FOLDER PATTERN [COUNT]: waits until so many files of such names lie there, as those that a run has begun; half a
# minute at the most, so that a test that waits in vain tells what it finds
appears() {
    local tries
    for ((tries = 0; tries < 600; tries++)); do
        [ "$(find "$1" -name "$2" 2>/dev/null | wc -l)" -ge "${3:-1}" ] && break
        sleep 0.05
    done
}

# same NAME EXPECTED ACTUAL: two texts are equal, or the test says how they differ
same() {
    local difference
    if difference=$(diff -u --label expected --label actual <(printf '%s\n' "$2") <(printf '%s\n' "$3")); then
        ok "$1"
    else
        not_ok "$1" "$difference"
    fi
}

# Sanitizers tell what they find in files under FOLDER: what they print is easily lost, above all inside Criterion.
# Their exit status is one that leat never gives.
sanitizers_report_in() { # FOLDER
    mkdir -p "$1"
    local common="log_path=$1/report:exitcode=99"
    export ASAN_OPTIONS="$common:detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1"
    export LSAN_OPTIONS="$common"
    export UBSAN_OPTIONS="$common:print_stacktrace=1"
    export TSAN_OPTIONS="$common:second_deadlock_stack=1"
}

# sanitizer_reports FOLDER: prints what was found; false when nothing was
sanitizer_reports() {
    local file found=1
    for file in "$1"/report*; do
        [ -s "$file" ] || continue
        found=0
        head -n 60 "$file"
    done
    return $found
}

# json_rows FILE KEY...: a JSON array of flat records, or one record a line, as `value|value|...` lines in the order of the
# keys; a key that is not there shows as `?`. For the plain values of the tests' own files.
json_rows() {
    local file=$1
    shift
    tr -d '\n' <"$file" | sed 's/}/}\n/g' | awk -v keys="$*" '
        BEGIN { count = split(keys, key, " ") }
        /{/ {
            line = ""
            for (i = 1; i <= count; i++) {
                value = "?"
                if (match($0, "\"" key[i] "\" *: *(\"[^\"]*\"|[^,}\" ]+)")) {
                    value = substr($0, RSTART, RLENGTH)
                    sub(/^"[^"]*" *: */, "", value)
                    gsub(/"/, "", value)
                }
                line = line (i > 1 ? "|" : "") value
            }
            print line
        }'
}

# sheet_cells WORKBOOK NUMBER: the cells of a sheet (1 is the first) as `A1|value` lines, row by row
sheet_cells() {
    { unzip -p "$1" xl/sharedStrings.xml 2>/dev/null || true
      echo "<worksheet>"
      unzip -p "$1" "xl/worksheets/sheet$2.xml"; } | tr -d '\n' | sed 's/<\(si\|c\|worksheet\)[ >\/]/\n&/g' | awk '
        function text(xml,    all) { # what stands in the <t> elements
            all = ""
            while (match(xml, /<t[ >][^<]*<\/t>|<t>[^<]*<\/t>/)) {
                part = substr(xml, RSTART, RLENGTH)
                xml = substr(xml, RSTART + RLENGTH)
                gsub(/<[^>]*>/, "", part)
                all = all part
            }
            gsub(/&lt;/, "<", all); gsub(/&gt;/, ">", all); gsub(/&quot;/, "\"", all); gsub(/&amp;/, "\\&", all)
            return all
        }
        /^<si/ { strings[count++] = text($0) }
        /^<c / {
            match($0, / r="[A-Z]+[0-9]+"/)
            reference = substr($0, RSTART + 4, RLENGTH - 5)
            if ($0 ~ /t="inlineStr"/) print reference "|" text($0)
            else if (match($0, /<v>[^<]*<\/v>/)) {
                value = substr($0, RSTART + 3, RLENGTH - 7)
                print reference "|" ($0 ~ / t="s"/ ? strings[value] : value)
            }
        }'
}

# -- Definitions against sqlite3 --------------------------------------------------------------------------------------

# ask SQL: the answer as leat's CSV has it, of the tables in data.db; a null and an empty text look alike
ask() { sqlite3 -csv data.db "$1" | tr -d '"\r'; }

# runs LABEL NAME DEFINITION: with 1, 2 and 8 threads the same files, and out.csv is what the caller put into NAME.expected;
# the test, LABEL NAME, is not ok where it is otherwise, and else for the caller to tell
runs() {
    local label=$1 name=$2 threads
    printf '%s\n' "$3" >"$name.json"
    for threads in 1 2 8; do
        rm -rf "$name.$threads"
        mkdir "$name.$threads"
        if ! "$LEAT" run --threads "$threads" --out "$name.$threads" "$name.json" >log 2>&1; then
            not_ok "$label $name" "$(tail -n 5 log)"
            return 1
        fi
        if ! diff -r "$name.1" "$name.$threads" >log 2>&1; then
            not_ok "$label $name" "other bytes with $threads threads:" "$(head -n 5 log)"
            return 1
        fi
    done
    if ! cmp -s "$name.expected" "$name.1/out.csv"; then
        not_ok "$label $name" "$(diff "$name.expected" "$name.1/out.csv" | head -n 20)"
        return 1
    fi
}

# SQL for a column whose raw texts are numbers, symbols or empty; the symbols' list is the weightiest first.
number() { echo "case when $1 glob '[-0-9]*' then cast($1 as $2) end"; } # COLUMN KIND
rank() { # COLUMN LIST
    local symbol place=0
    echo "case $1"
    for symbol in $2; do echo "when '$symbol' then $((place += 1))"; done
    echo "end"
}
# weightiest COLUMN VALUE LIST: the weightiest symbol of the group's, else the value
weightiest() {
    local symbol place=0
    echo "case min($(rank "$1" "$3"))"
    for symbol in $3; do echo "when $((place += 1)) then '$symbol'"; done
    echo "else $2 end"
}
