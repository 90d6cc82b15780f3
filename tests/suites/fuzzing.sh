#!/usr/bin/env bash
# What fuzzing begins with, and what it once found: each input is given to its target again, without libFuzzer. A target
# aborts where what it looks at is not as it should be.
. "$(dirname "$0")/lib.sh"

for target in csv json definition expression batch workbook; do
    if [ $target = workbook ] && skip_without zip "fuzzing/$target"; then continue; fi
    status=0
    "$root/tests/fuzz/seeds" $target "$work/$target"
    count=$(find "$work/$target" -type f | wc -l)
    said=$(FUZZ_PLUGINS=$BUILD/plugins "$BUILD/tests/fuzz-$target" "$work/$target"/* 2>"$work/stderr") || status=$?
    if [ "$status" -eq 0 ] && [ "$said" = "$count inputs" ] && [ "$count" -ge 40 ]; then
        ok "fuzzing/$target"
    else
        not_ok "fuzzing/$target" "status $status" "$said, of $count" "$(tail -n 20 "$work/stderr")"
    fi
done
