#!/usr/bin/env bash
# Runs every test: the unit tests, the golden cases, the suites. `make test` builds what they need and calls this.
# The last line is `N passed, N failed` (and `, N skipped` where some were); the status is 1 when any failed or none ran.
. "$(dirname "$0")/suites/lib.sh"

passed=0 failed=0 skipped=0

# count NAME STATUS FILE: adds up the lines of a suite and shows those that are not ok
count() {
    local name=$1 status=$2 file=$3 oks fails skips
    oks=$(grep -c '^ok ' "$file" || true)
    fails=$(grep -c '^not ok ' "$file" || true)
    skips=$(grep -c '^skip ' "$file" || true)
    if [ "$status" -ne 0 ] && [ "$fails" -eq 0 ]; then
        echo "not ok $name (ended with status $status)"
        fails=1
    elif [ $((oks + fails + skips)) -eq 0 ]; then
        echo "not ok $name (no test ran)"
        fails=1
    fi
    grep -v '^ok ' "$file" || true
    passed=$((passed + oks)) failed=$((failed + fails)) skipped=$((skipped + skips))
    printf '%-28s %d passed, %d failed, %d skipped\n' "$name" "$oks" "$fails" "$skips"
}

# Criterion says nothing on standard output, passes tests that leak, and is content with no tests at all: so its closing
# line is read, and any sanitizer's report is a failure. Skipped tests it tells in its TAP file alone.
run_unit_tests() {
    local program=$BUILD/tests/unit-tests log=$work/unit.log tap=$work/unit.tap status=0 reports skips
    [ -x "$program" ] || { echo "not ok unit (not built)"; failed=$((failed + 1)); return; }
    sanitizers_report_in "$work/unit"
    timeout 600 "$program" "--tap=$tap" >"$log" 2>&1 || status=$?
    local tested passing failing
    read -r tested passing failing < <(sed -nE \
        's/.*Synthesis: Tested: *([0-9]+) *\| *Passing: *([0-9]+) *\| *Failing: *([0-9]+).*/\1 \2 \3/p' "$log" | tail -n 1) || true
    tested=${tested:-0} passing=${passing:-0} failing=${failing:-0}
    if reports=$(sanitizer_reports "$work/unit"); then
        echo "not ok unit (a sanitizer's report)"
        indent <<<"$reports"
        failing=$((failing + 1))
    fi
    if [ "$tested" -eq 0 ] || { [ "$status" -ne 0 ] && [ "$failing" -eq 0 ]; }; then
        echo "not ok unit ($tested tests ran, status $status)"
        failing=$((failing + 1))
    fi
    if [ "$failing" -gt 0 ]; then grep -v 'Synthesis' "$log" | indent || true; fi
    skips=$(sed -nE 's/^ok - (.*[^ ]) +# SKIP (.*)/skip unit \1 # \2/p' "$tap" 2>/dev/null) || true
    if [ -n "$skips" ]; then
        echo "$skips"
        skips=$(wc -l <<<"$skips")
    fi
    passed=$((passed + passing)) failed=$((failed + failing)) skipped=$((skipped + ${skips:-0}))
    printf '%-28s %d passed, %d failed, %d skipped\n' unit "$passing" "$failing" "${skips:-0}"
}

run_suite() { # NAME COMMAND...: leaves its lines in NAME.lines and its status in NAME.status
    local name=$1 status=0 reports
    shift
    sanitizers_report_in "$work/reports-$name"
    timeout 1500 "$@" >"$work/$name.lines" 2>&1 || status=$?
    if reports=$(sanitizer_reports "$work/reports-$name"); then
        {
            echo "not ok $name (a sanitizer's report)"
            indent <<<"$reports"
        } >>"$work/$name.lines"
    fi
    echo "$status" >"$work/$name.status"
}

count_suite() { count "$1" "$(<"$work/$1.status")" "$work/$1.lines"; }

# The thread sanitizer and Criterion do not go together.
if [ "${SAN:-}" != thread ] && compgen -G "$root/tests/unit/*.c" >/dev/null; then run_unit_tests; fi
if compgen -G "$root/tests/golden/*/" >/dev/null; then
    run_suite golden "$root/tests/golden/run.sh"
    count_suite golden
fi
# As many suites at once as there are cores; they are told of in the order of their names.
# The thread sanitizer is there for the runner: not for suites about what other programs read, what never runs, or hundreds of
# files so small that one thread does it all, as it does in the golden cases.
aside=""
if [ "${SAN:-}" = thread ]; then
    aside=" accessible-rules definitions install own-plugin page schema sound-workbooks two-workbooks "
    aside+=" awkward-cells calendar csv-suite damaged formats json-suite "
fi
suites=()
for suite in "$root"/tests/suites/*.sh; do
    name=$(basename "$suite" .sh)
    if [ "$name" = lib ] || [[ $aside == *" $name "* ]]; then continue; fi
    suites+=("$name")
done
# The longest begin, so that none of them is left for the end with nothing beside it.
longest=" transforms-rows window pivots large-sheets block-edges ees "
for pass in longest others; do
    for name in "${suites[@]}"; do
        if [[ $longest == *" $name "* ]]; then of=longest; else of=others; fi
        [ $of = $pass ] || continue
        while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do wait -n || true; done
        run_suite "$name" bash "$root/tests/suites/$name.sh" &
    done
done
wait
for name in "${suites[@]}"; do count_suite "$name"; done

summary="$passed passed, $failed failed"
if [ "$skipped" -gt 0 ]; then summary+=", $skipped skipped"; fi
echo "$summary"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
