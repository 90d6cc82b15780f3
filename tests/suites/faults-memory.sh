#!/usr/bin/env bash
# Memory that ends: each run has another allocation that fails, leat's own or a library's, that one alone or all after it
# as well. Either the run fails and leaves everything as it was, or it succeeds and has made every byte (tests/faults/memory.c).
# The definitions meet every plugin between them. Of each one's allocations a few are tried here, spread over the run, and
# all by `make faults-memory`. With LEAT_MEMORY_SAMPLE=N, N of each are tried each way; 0 is all.
. "$(dirname "$0")/lib.sh"

sample=${LEAT_MEMORY_SAMPLE:-12}
harness=$BUILD/tests/faults/memory shim=$BUILD/tests/faults/memory_shim.so

# judge NAME DEFINITION SAMPLE THREADS [OPTION...]: one line of figures, after those that tell what was wrong
judge() {
    local output
    if output=$("$harness" "$LEAT" "$shim" "$work/$1" "$3" "$4" "$2" "${@:5}" 2>&1); then ok "faults-memory/$1"; else not_ok "faults-memory/$1" "$output"; fi
    if [ "$sample" = 0 ]; then tail -n 1 <<<"$output" | indent; fi
}

if [ -n "${SAN:-}" ]; then
    skip faults-memory "the sanitizers have an allocator of their own"
    exit
fi
export -f judge ok not_ok indent
export harness shim sample work

# A sort and groups that go by way of the disk: of their many allocations, most alike, a few are enough.
awk 'BEGIN { print "id,text"; for (i = 1; i <= 50000; i++) print i ",a text that is longer than twelve bytes " (i * 7919) % 50021 }' >"$work/rows.csv"
echo '{ "leat": 1, "steps": [ { "source": "csv", "path": "rows.csv", "columns": { "id": "integer" } },
    { "transform": "sort", "by": "text" }, { "sink": "csv", "path": "sorted.csv" } ] }' >"$work/spill.json"
echo '{ "leat": 1, "steps": [ { "source": "csv", "path": "rows.csv", "columns": { "id": "integer" } },
    { "transform": "aggregate", "by": "text", "measures": { "rows": "count(*)", "middle": "median(id)", "ids": "count(distinct id)" },
      "totals": { "text": "All" } }, { "sink": "csv", "path": "grouped.csv" } ] }' >"$work/spill-groups.json"
{
    for definition in "$root"/tests/faults/memory/*.json; do echo "$(basename "$definition" .json) $definition $sample 1"; done
    echo "kpi14 $root/pipelines/kpi14-ofsted-grades.json $sample 1"
    echo "threads $root/tests/faults/memory/folds.json $sample 3"
    for definition in spill spill-groups; do echo "$definition $work/$definition.json $((sample > 0 ? (sample + 2) / 3 : 200)) 1 --memory 16M"; done
} | xargs -P "${LEAT_MEMORY_JOBS:-1}" -L 1 bash -c 'judge "$@"' judge

# ---- The harness itself can fail: where no allocation is made to fail it says so
output=$("$harness" "$LEAT" "$shim.none" "$work/none" 1 1 "$root/tests/faults/memory/published.json" 2>&1) || true
if grep -q "published.json: the run without a fault: status 0, 2 targets, 0 allocations" <<<"$output"; then
    ok faults-memory/notices-that-nothing-failed
else
    not_ok faults-memory/notices-that-nothing-failed "$output"
fi
