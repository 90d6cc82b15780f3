#!/usr/bin/env bash
# A workbook is whole or is not there. libxlsxwriter does not ask whether its temporary files were written, so that without
# our care a full disk makes a workbook with rows missing. Here writes fail one after the other: each time the run must fail
# and leave no file, or the file must be as it is without a fault.
. "$(dirname "$0")/lib.sh"

seq 1 600 | awk 'BEGIN { print "number,name,square" } { print $1 ",School " $1 "," $1 * $1 }' >"$work/in.csv"
cat >"$work/definition.json" <<'END'
{ "leat": 1, "steps": [
  { "source": "csv", "path": "in.csv", "columns": { "number": "integer", "square": "integer" } },
  { "sink": "excel", "path": "out.xlsx" } ] }
END
if ! "$LEAT" run "$work/definition.json" 2>"$work/stderr"; then
    not_ok "excel-faults/run" "$(<"$work/stderr")"
    exit 1
fi
mv "$work/out.xlsx" "$work/good.xlsx"

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

# ---- Files may not grow beyond so many KiB
for limit in 1 2 4 6 8 10 12 16 20 24 28 32 40 48 64 96 128; do
    status=0
    (trap '' XFSZ; ulimit -f "$limit"; exec "$LEAT" run "$work/definition.json") >/dev/null 2>&1 || status=$?
    judge "limit of $limit KiB" "$status"
done
verdict "excel-faults/file-size"

# ---- The folder for temporary files cannot be had
status=0
TMPDIR=$work/none "$LEAT" run "$work/definition.json" >/dev/null 2>"$work/stderr" || status=$?
judge "no temporary folder" "$status"
verdict "excel-faults/no-temporary-folder"
if [ "$(grep -c "temporary files" "$work/stderr")" = 1 ] && ! grep -q "ERROR" "$work/stderr"; then
    ok "excel-faults/no-temporary-folder/told-once"
else
    not_ok "excel-faults/no-temporary-folder/told-once" "$(<"$work/stderr")"
fi

# ---- One write fails, each in turn
if [ -n "${SAN:-}" ]; then
    skip "excel-faults/each-write" "a sanitizer does not run under strace"
elif ! skip_without strace "excel-faults/each-write"; then
    trace() { strace -f -qq -o "$work/trace" -e trace=write -e "inject=write:error=$1:when=$2" "$LEAT" run -q "$work/definition.json"; }
    for error in ENOSPC EIO EINTR; do
        for when in $(seq 1 40); do
            status=0
            trace "$error" "$when" >/dev/null 2>&1 || status=$?
            judge "$error at write $when" "$status"
            grep -q INJECTED "$work/trace" || break
        done
        if [ "$error" = EINTR ]; then failed=1; fi # interrupted writes are taken up again: none needs to fail
        verdict "excel-faults/each-write/$error"
    done
fi
