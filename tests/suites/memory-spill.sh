#!/usr/bin/env bash
# A sort or an aggregate that finds too little memory under --memory puts sorted runs on disk and merges them: the same bytes
# as without a limit, whatever the keys, symbols, nulls, texts, measures and totals, and the same places for rows that are
# rejected behind a sort. Where the disk fails it says so, and every target is as it was. Then millions of keys, whose answers
# are known beforehand, in less memory than they take: what the process had at most is measured.
# LEAT_KEYS: how many keys, 2000000 by default; LEAT_KEYS_MEMORY: in how much, 64M.
. "$(dirname "$0")/lib.sh"
cd "$work"

awk 'BEGIN {
    srand(11)
    print "id,word,text,number,figure,share,flag,day,at"
    for (i = 1; i <= 90000; i++) {
        n = int(rand() * 1000000)
        word = n % 7 == 0 ? "" : n % 11 == 0 ? "\"\"" : (n % 5 ? "" : "é") substr("abcdefghijklm", n % 5 + 1, n % 9)
        text = n % 13 == 0 ? "" : "a text that is longer than twelve bytes " n % 211 (n % 997 == 0 ? sprintf("%2000s", n) : "")
        number = n % 17 == 0 ? "" : n % 19 == 0 ? "x" : n % 23 == 0 ? "c" : n % 301 - 150
        printf "%d,%s,%s,%s,%s,%s,%s,20%02d-%02d-%02d,%s\n", i, word, text, number, n % 29 ? (n % 1000 - 500) / 8 : "", n % 31 ? n % 41 ".5" : "x",
            n % 3 == 0 ? "true" : n % 3 == 1 ? "false" : "", n % 25, n % 12 + 1, n % 28 + 1, n % 37 ? "2024-05-06T07:08:" n % 50 + 10 : ""
    }
}' >rows.csv

source='"source": "csv", "path": "rows.csv", "columns": { "id": "integer", "number": { "kind": "integer", "symbols": ["x", "c"] }, "figure": "real",
    "share": { "kind": "decimal(5,1)", "symbols": ["x"] }, "flag": "boolean", "day": "date", "at": "timestamp" }'
sinks='{ "id": "last", "sink": "csv", "path": "out.csv" }'
# sorts NAME BY [MORE]: a definition that sorts by that, and then does more
sorts() { echo "{ \"leat\": 1, \"rejects\": { \"path\": \"rejects.csv\", \"limit\": 90000 }, \"steps\": [ { $source }, { \"transform\": \"sort\", \"by\": $2 }, ${3:-}$sinks ] }" >"$1.json"; }
sorts texts '["word", "text"]'
sorts numbers '[{ "column": "number", "order": "descending", "nulls": "first" }, "figure"]'
sorts others '["flag", "day", { "column": "at", "nulls": "first" }, { "column": "share", "order": "descending" }]'
sorts equal-rows-stay '"flag"'
sorts rejects-behind '["number", "word"]' '{ "transform": "derive", "columns": { "inverse": "1 / (number - 7)" } }, '
sorts fewer-columns '"text"' '{ "transform": "select", "columns": ["id", "number"] }, '
sorts twice '"day"' '{ "transform": "sort", "by": [{ "column": "id", "order": "descending" }] }, '

# groups NAME BY MEASURES [MORE-OPTIONS [MORE]]
groups() { echo "{ \"leat\": 1, \"steps\": [ { $source }, { \"transform\": \"aggregate\", \"by\": $2, \"measures\": $3${4:+, $4} }, ${5:-}$sinks ] }" >"$1.json"; }
plain='{ "rows": "count(*)", "number": "sum(number)", "figure": "avg(figure)", "share": "max(share)" }'
held='{ "words": "count(distinct word)", "middle": "median(share)", "last": "max(at)", "least": "min(text)", "flags": "count(*) filter (where flag)" }'
groups groups-of-texts '["text", "word", "id"]' "$plain"
groups groups-of-numbers '["id", "number", "share"]' "$held" '"symbols": "pass"'
groups groups-of-others '["flag", "day", "at", "figure", "id"]' "$held"
groups groups-alone '["id", "text"]' '{}'
groups groups-with-totals '["text", "day", "number"]' "$held" '"totals": { "text": "All", "number": null }'
groups groups-in-order '["word", "id"]' "$plain" '"order": { "word": ["é", "cde", "b"] }, "totals": { "word": null }'

compare() { # NAME LIMITS...: LIMIT/THREADS each
    local name=$1 pair status
    shift
    rm -rf good
    "$LEAT" run -q --out good "$name.json" 2>stderr || { not_ok "memory-spill/$name" "$(<stderr)"; return; }
    for pair in "$@"; do
        rm -rf now
        status=0
        "$LEAT" run -q --memory "${pair%/*}" --threads "${pair#*/}" --out now "$name.json" 2>stderr || status=$?
        if [ "$status" != 0 ] || ! diff -r good now >difference; then
            not_ok "memory-spill/$name" "$pair: status $status" "$(head -n 5 difference)" "$(<stderr)"
            return
        fi
    done
    # It went by way of the disk: without one it fails.
    status=0
    TMPDIR=$work/none "$LEAT" run -q --memory "${1%/*}" --threads "${1#*/}" --out now "$name.json" 2>stderr || status=$?
    if [ "$status" = 3 ] && grep -q "cannot make a temporary file in $work/none: No such file or directory" stderr && diff -r good now >difference; then
        ok "memory-spill/$name"
    else
        not_ok "memory-spill/$name" "without a disk: status $status" "$(<stderr)"
    fi
}
for name in texts numbers others equal-rows-stay rejects-behind fewer-columns; do compare "$name" 16M/1 20M/2 32M/4; done
compare twice 20M/1 32M/3
for name in groups-of-texts groups-of-numbers groups-of-others groups-alone groups-with-totals groups-in-order; do compare "$name" 32M/1 48M/2 64M/4; done

# ---- A disk that is full: the file may not grow
status=0
rm -rf now
mkdir now
echo before >now/out.csv
(ulimit -f 300; exec "$LEAT" run -q --memory 16M --threads 1 --out now texts.json) 2>stderr || status=$?
if [ "$status" = 3 ] && grep -q "step 2 (sort): cannot write a temporary file in .*: File too large" stderr && [ "$(<now/out.csv)" = before ] && [ "$(find now -type f | wc -l)" = 1 ]; then
    ok memory-spill/full-disk
else
    not_ok memory-spill/full-disk "status $status" "$(<stderr)" "$(ls -la now)"
fi

# ---- Nothing is left in the folder for temporary files
mkdir -p temporary
TMPDIR=$work/temporary "$LEAT" run -q --memory 16M --threads 1 --out now texts.json
same memory-spill/leaves-nothing "" "$(ls -A temporary)"

# ---- Millions of keys, each once and a quarter of them twice
if [ -n "$SAN" ]; then keys=${LEAT_KEYS:-100000}; else keys=${LEAT_KEYS:-2000000}; fi
memory=${LEAT_KEYS_MEMORY:-64M}
twice=$((keys / 4))
all=$((keys + twice))
awk -v keys="$keys" -v all="$all" 'BEGIN { print "key,value"; for (i = 1; i <= all; i++) print i * 7919 % keys "," i }' >keys.csv
cat >groups.json <<'JSON'
{ "leat": 1, "steps": [ { "source": "csv", "path": "keys.csv", "columns": { "key": "integer", "value": "integer" } },
    { "transform": "aggregate", "by": "key", "measures": { "rows": "count(*)", "value": "sum(value)" } },
    { "transform": "aggregate", "measures": { "groups": "count(*)", "keys": "sum(key)", "rows": "sum(rows)", "twice": "count(*) filter (where rows = 2)", "values": "sum(value)" } },
    { "sink": "csv", "path": "groups.csv", "header": false } ] }
JSON
cat >order.json <<'JSON'
{ "leat": 1, "steps": [ { "source": "csv", "path": "keys.csv", "columns": { "key": "integer", "value": "integer" } },
    { "transform": "sort", "by": ["key", "value"] }, { "sink": "csv", "path": "order.csv", "header": false } ] }
JSON
# holds NAME: runs it; the process had no more than 16M above the limit at any time
holds() {
    local most=$((${memory%M} * 1024 + 16384)) peak
    if ! "$BUILD/tests/bench/measure" record /dev/null "$LEAT" run -q --memory "$memory" --threads 2 "$1.json" 2>stderr; then
        not_ok "memory-spill/$1/peak" "$(<stderr)"
    elif [ -n "$SAN" ]; then
        skip "memory-spill/$1/peak" "a sanitizer takes memory of its own"
    else
        peak=$(tail -n 1 record | cut -d' ' -f3)
        if [ "$peak" -le "$most" ]; then ok "memory-spill/$1/peak"; else not_ok "memory-spill/$1/peak" "$peak KiB, $most at the most"; fi
        if [ -n "${LEAT_KEYS:-}" ]; then indent <<<"$keys keys in $memory: $(tail -n 1 record | cut -d' ' -f1) seconds, at most $peak KiB"; fi
    fi
}
holds groups
same memory-spill/groups/answer "$keys,$((keys * (keys - 1) / 2)),$all,$twice,$((all * (all + 1) / 2))" "$(<groups.csv)"
holds order
said=$(awk -F, -v keys="$keys" '
    (NR > 1 && ($1 < key || ($1 == key && $2 < value))) || $2 * 7919 % keys != $1 { if (!wrong++) print "line " NR ": " $0 }
    { key = $1; value = $2; sum += $2 }
    END { printf "%d rows, of values %.0f\n", NR, sum }' order.csv)
same memory-spill/order/answer "$all rows, of values $((all * (all + 1) / 2))" "$said"
