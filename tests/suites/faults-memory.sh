#!/usr/bin/env bash
# Memory that ends: each run has another allocation that fails, leat's own or a library's, that one alone or all after it
# as well. Either the run fails and leaves everything as it was, or it succeeds and has made every byte (tests/faults/memory.c).
# The definitions meet every plugin between them. Of each one's allocations a few are tried here, spread over the run, and
# all by `make faults-memory`. With LEAT_MEMORY_SAMPLE=N, N of each are tried each way; 0 is all.
. "$(dirname "$0")/lib.sh"

sample=${LEAT_MEMORY_SAMPLE:-12}
harness=$BUILD/tests/faults/memory shim=$BUILD/tests/faults/memory_shim.so

# judge NAME DEFINITION THREADS: one line of figures, after those that tell what was wrong
judge() {
    local output
    if output=$("$harness" "$LEAT" "$shim" "$work/$1" "$sample" "$3" "$2" 2>&1); then ok "faults-memory/$1"; else not_ok "faults-memory/$1" "$output"; fi
    if [ "$sample" = 0 ]; then tail -n 1 <<<"$output" | indent; fi
}

if [ -n "${SAN:-}" ]; then
    skip faults-memory "the sanitizers have an allocator of their own"
    exit
fi
export -f judge ok not_ok indent
export harness shim sample work
{
    for definition in "$root"/tests/faults/memory/*.json; do echo "$(basename "$definition" .json) $definition 1"; done
    echo "kpi14 $root/pipelines/kpi14-ofsted-grades.json 1"
    echo "threads $root/tests/faults/memory/folds.json 3"
} | xargs -P "${LEAT_MEMORY_JOBS:-1}" -L 1 bash -c 'judge "$@"' judge

# ---- The harness itself can fail: where no allocation is made to fail it says so
output=$("$harness" "$LEAT" "$shim.none" "$work/none" 1 1 "$root/tests/faults/memory/published.json" 2>&1) || true
if grep -q "published.json: the run without a fault: status 0, 2 targets, 0 allocations" <<<"$output"; then
    ok faults-memory/notices-that-nothing-failed
else
    not_ok faults-memory/notices-that-nothing-failed "$output"
fi
