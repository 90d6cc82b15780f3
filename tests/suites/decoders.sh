#!/usr/bin/env bash
# The decoders that cut files into pieces and scan them by vectors, against those that read byte by
# byte, and CSV's against libcsv: the same rows, places and rejects. And either source refused what
# it asks of the runner, or stopped, at every moment.
#
#   FUZZ_FILES   how many files of CSV are made (300)
#   FUZZ_FIRST   the number of the first (1); the same number is always the same file
. "$(dirname "$0")/lib.sh"

# All must have been compared, most of them to the end, with rows and rejects in them, or it was no comparison.
compares() { # "N files: N compared in full, N in part: N rows, N rejects"
    local -a counts
    [[ $1 =~ ^[0-9]+\ files:\ [0-9]+\ compared\ in\ full,.*\ rejects$ ]] || return 1
    read -ra counts <<<"${1//[!0-9]/ }"
    local files=${counts[0]} full=${counts[1]} part=${counts[2]} rows=${counts[3]} rejects=${counts[4]}
    [ $((full + part)) -eq "$files" ] && [ $((full * 100)) -ge $((files * 80)) ] &&
        [ "$rows" -ge $((files * 8)) ] && [ "$rejects" -ge "$files" ]
}

said=$("$BUILD/tests/generated-csv" "${FUZZ_FILES:-300}" "${FUZZ_FIRST:-1}" 2>"$work/stderr") || said="status $?"
if compares "$said"; then
    ok "decoders/csv"
else
    not_ok "decoders/csv" "$said" "$(tail -n 60 "$work/stderr")"
fi
status=0
"$BUILD/tests/refused-csv" || status=1
"$BUILD/tests/refused-json" || status=1
exit $status
