#!/usr/bin/env bash
# tests/run.sh itself: a suite in which no test ran, one that ends before its end, a sanitizer's report where every test
# passed, and unit tests that were not built or did not run make it fail. It is run over suites made for that.
. "$(dirname "$0")/lib.sh"

tree=$work/tree
mkdir -p "$tree/tests/suites" "$tree/build/tests"
cp "$root/tests/run.sh" "$tree/tests/"
cp "$root/tests/suites/lib.sh" "$tree/tests/suites/"

# suite NAME: its commands from standard input
suite() { { echo ". \"\$(dirname \"\$0\")/lib.sh\""; cat; } >"$tree/tests/suites/$1.sh"; }

# run_of NAME STATUS LINE...: with what is there now it ends so, and says each of the lines; then all is taken away
run_of() {
    local name=$1 wanted=$2 status=0 line
    shift 2
    BUILD=$tree/build SAN="" bash "$tree/tests/run.sh" >"$work/said" 2>&1 || status=$?
    for line in "$@"; do
        grep -qxF -- "$line" "$work/said" || status="$status, without '$line'"
    done
    if [ "$status" = "$wanted" ]; then ok "test-run/$name"; else not_ok "test-run/$name" "status $status" "$(<"$work/said")"; fi
    find "$tree/tests/suites" "$tree/tests/unit" "$tree/build" -type f -not -name lib.sh -delete 2>/dev/null || true
}

suite good <<<'ok one; skip two "no such thing"'
run_of "all is well" 0 "1 passed, 0 failed, 1 skipped"
run_of "nothing ran" 1 "0 passed, 0 failed"
suite bad <<<'ok one; not_ok two'
run_of "one failed" 1 "not ok two" "1 passed, 1 failed"
suite good <<<'ok one'
suite empty <<<'exit 0'
run_of "an empty suite" 1 "not ok empty (no test ran)" "1 passed, 1 failed"
suite ends <<<'ok one; false; ok two'
run_of "a suite that ends before its end" 1 "not ok ends (ended with status 1)" "1 passed, 1 failed"
# The report stands where the sanitizers were told to write it.
# shellcheck disable=SC2016  # expanded there
report='path=${ASAN_OPTIONS#*log_path=}; echo "ERROR: LeakSanitizer: detected memory leaks" >"${path%%:*}.4711"'
suite leaks <<<"$report; ok one"
run_of "a sanitizer's report" 1 "not ok leaks (a sanitizer's report)" "    ERROR: LeakSanitizer: detected memory leaks" "1 passed, 1 failed"

# Criterion's closing line, and what else it may do
unit_tests() { # COMMANDS
    mkdir -p "$tree/tests/unit"
    touch "$tree/tests/unit/some.c"
    printf '#!/usr/bin/env bash\n%s\n' "$1" >"$tree/build/tests/unit-tests"
    chmod +x "$tree/build/tests/unit-tests"
}
synthesis() { echo "echo '[====] Synthesis: Tested: $1 | Passing: $2 | Failing: $3 | Crashing: 0'"; }
unit_tests "$(synthesis 3 3 0)"
run_of "unit tests" 0 "3 passed, 0 failed"
unit_tests "$(synthesis 3 2 1); exit 1"
run_of "a unit test fails" 1 "2 passed, 1 failed"
unit_tests "$(synthesis 0 0 0)"
run_of "no unit test ran" 1 "not ok unit (0 tests ran, status 0)" "0 passed, 1 failed"
unit_tests "exit 139"
run_of "the unit tests crash" 1 "not ok unit (0 tests ran, status 139)" "0 passed, 1 failed"
unit_tests "$(synthesis 3 3 0); $report"
run_of "a sanitizer's report on unit tests" 1 "not ok unit (a sanitizer's report)" "3 passed, 1 failed"
unit_tests ""
rm "$tree/build/tests/unit-tests"
run_of "unit tests not built" 1 "not ok unit (not built)" "0 passed, 1 failed"
