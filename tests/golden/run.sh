#!/usr/bin/env bash
# Runs the golden cases: definitions whose every output is known.
#
#   tests/golden/run.sh [CASE...]        all cases, or those named
#   tests/golden/run.sh --accept CASE    takes what the case gives now as expected
#
# A case is a folder here, named after its one reason, with
#
#   definition.json    what is run: leat run definition.json
#   command            or else the arguments for leat, one line of shell words ($BUILD is the build folder)
#   environment        variables for leat, one NAME=value a line
#   stdin              what leat reads on standard input; nothing unless given
#   once               an empty file: run once as it stands, not with 1, 2 and 8 threads
#   ...                the inputs
#   expected/          every file that the run makes or changes, and nothing else; besides
#   expected/stdout    standard output and standard error, each compared where it is given, times taken out
#   expected/stderr
#   expected/status    the exit status, 0 unless given
#   expected/X.xlsx/   a workbook, as its unzipped parts, a line an element (the theme, always the library's own, is left out)
#
# The case runs in a copy of its folder. leat run and leat preview are run with --threads 1, 2 and 8, and each time
# the same bytes must come out; under the thread sanitizer, with 8 alone, and no case that is refused before it runs.
# Times, and where the project and the copy happen to be, are taken out of standard error. The program that does all
# this is tests/cases: hundreds of cases would start too many programs from a script.
. "$(dirname "$0")/../suites/lib.sh"
sanitizers_report_in "$work/reports"
status=0
GOLDEN=$root/tests/golden WORK=$work ROOT=$root "$BUILD/tests/cases" "$@" || status=$?
# Its own; those of leat it tells of with their cases.
if sanitizer_reports "$work/reports"; then
    not_ok golden/cases "a sanitizer's report"
    status=1
fi
exit $status
