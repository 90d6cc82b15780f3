#!/usr/bin/env bash
# A workbook is whole or is not there. libxlsxwriter does not ask whether its temporary files were written, so that without
# our care a full disk makes a workbook with rows missing. Here writes fail one after the other: each time the run must fail
# and leave no file, or the file must be as it is without a fault. So with a small sheet, whose rows are the library's, and
# with one that counts as large, whose rows we write and join with what the library wrote.
. "$(dirname "$0")/lib.sh"

seq 1 600 | awk 'BEGIN { print "number,name,square" } { print $1 ",School " $1 "," $1 * $1 }' >"$work/in.csv"
cat >"$work/definition.json" <<'END'
{ "leat": 1, "steps": [
  { "source": "csv", "path": "in.csv", "columns": { "number": "integer", "square": "integer" } },
  { "sink": "excel", "path": "out.xlsx" } ] }
END
# judge NAME STATUS: the rule above
failed=0 silent=0
judge() {
    if [ "$2" -eq 0 ]; then
        cmp -s "$work/out.xlsx" "$work/good.xlsx" || { silent=$((silent + 1)); echo "$1: a wrong file, and no word" >>"$work/wrong"; }
    else
        failed=$((failed + 1))
        [ ! -e "$work/out.xlsx" ] || { silent=$((silent + 1)); echo "$1: failed, and left a file" >>"$work/wrong"; }
    fi
    rm -f "$work/out.xlsx"
}
verdict() { # NAME: none was wrong, and some failed, else nothing was tried
    if [ "$silent" -eq 0 ] && [ "$failed" -gt 0 ]; then ok "$1"; else not_ok "$1" "failed $failed, wrong $silent" "$(cat "$work/wrong" 2>/dev/null)"; fi
    failed=0 silent=0
}

# all_faults NAME: each of them, at the definition with the environment as it is
all_faults() {
    local name=$1 limit error when status
    rm -f "$work/wrong"
    if ! "$LEAT" run "$work/definition.json" 2>"$work/stderr"; then
        not_ok "$name/run" "$(<"$work/stderr")"
        return
    fi
    mv "$work/out.xlsx" "$work/good.xlsx"


    # -- Files may not grow beyond so many KiB
    for limit in 1 2 4 6 8 10 12 16 20 24 28 32 40 48 64 96 128; do
        status=0
        (trap '' XFSZ; ulimit -f "$limit"; exec "$LEAT" run "$work/definition.json") >/dev/null 2>&1 || status=$?
        judge "limit of $limit KiB" "$status"
    done
    verdict "$name/file-size"

    # -- The folder for temporary files cannot be had
    status=0
    TMPDIR=$work/none "$LEAT" run "$work/definition.json" >/dev/null 2>"$work/stderr" || status=$?
    judge "no temporary folder" "$status"
    verdict "$name/no-temporary-folder"
    if [ "$(grep -c "temporary files" "$work/stderr")" = 1 ] && ! grep -q "ERROR" "$work/stderr"; then
        ok "$name/no-temporary-folder/told-once"
    else
        not_ok "$name/no-temporary-folder/told-once" "$(<"$work/stderr")"
    fi

    # -- One write fails, each in turn
    if [ -n "${SAN:-}" ]; then
        skip "$name/each-write" "a sanitizer does not run under strace"
    elif ! skip_without strace "$name/each-write"; then
        trace() { strace -f -qq -o "$work/trace" -e trace=write,pwrite64 -e "inject=write,pwrite64:error=$1:when=$2" "$LEAT" run -q "$work/definition.json"; }
        for error in ENOSPC EIO EINTR; do
            injected=0
            for when in $(seq 1 40); do
                status=0
                trace "$error" "$when" >/dev/null 2>&1 || status=$?
                judge "$error at write $when" "$status"
                grep -q INJECTED "$work/trace" || break
                injected=$((injected + 1))
            done
            if [ "$error" = EINTR ]; then # taken up again: of those that there were, none fails
                echo "$failed of $injected runs failed for an interrupted write" >>"$work/wrong"
                failed=$((injected > 0 && failed == 0))
            fi
            verdict "$name/each-write/$error"
        done
    fi
}

all_faults "excel-faults"
export LEAT_EXCEL_BLOCK=300 # of 1,800 cells
all_faults "excel-faults/large"

# ---- The disk says that it took bytes, and did not: what lies there is not what was made
if [ -n "${SAN:-}" ]; then
    skip "excel-faults/large/lost-bytes" "a sanitizer does not run under strace"
elif ! skip_without strace "excel-faults/large/lost-bytes"; then
    for when in 1 3; do
        status=0
        strace -f -qq -o "$work/trace" -e trace=pwrite64 -e "inject=pwrite64:retval=100:when=$when" "$LEAT" run -q "$work/definition.json" \
            >/dev/null 2>"$work/stderr" || status=$?
        judge "bytes lost at write $when" "$status"
        grep -q "the finished workbook is not sound: its part 4 is damaged" "$work/stderr" || not_ok "excel-faults/large/lost-bytes/told" "$(<"$work/stderr")"
    done
    verdict "excel-faults/large/lost-bytes"
fi
