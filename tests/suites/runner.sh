#!/usr/bin/env bash
# The runner over inputs of many pieces: the same bytes for any number of threads, the earliest failure, rejects in order,
# steps that several read, tables from the same source, pipes, signals, and targets that a failed run leaves alone.
. "$(dirname "$0")/lib.sh"
cd "$work"
plugins=(--plugins "$BUILD/tests/abi" --plugins "$BUILD/tests/plugins")
leat() { # ARGUMENTS...: leat with the test plugins; sets status, said
    local first=$1
    shift
    status=0
    said=$(timeout 120 "$LEAT" "$first" "${plugins[@]}" "$@" 2>&1 >stdout) || status=$?
}

# 200,000 rows of NUMBER,TEXT, cut into some hundreds of pieces; line 777 of every 10,000 lacks its comma in one of the files.
seq 1 200000 | awk '{ print $1 "," ($1 % 3 ? "text " $1 % 97 : "a longer text of number " $1) }' >rows.txt
awk 'NR % 10000 == 777 { print "no comma " NR; next } { print }' rows.txt >bad.txt
pieces='"size": 9000, "rows": 100, "columns": { "number": "integer", "text": "text" }'
source='"source": "pieces", "path": "rows.txt", '$pieces

# each_threads NAME FILE...: runs NAME.json with 1, 2 and 8 threads; the files must be the same each time
each_threads() {
    local name=$1 threads file differs=""
    shift
    for threads in 1 2 8; do
        leat run -q --threads $threads "$name.json"
        [ $status -eq "${wanted:-0}" ] || differs+="status $status with $threads threads: $said"$'\n'
        for file in "$@"; do
            [ -e "$file" ] || { differs+="no $file"$'\n'; continue; }
            if [ $threads = 1 ]; then cp "$file" "$file.first"; fi
            cmp -s "$file" "$file.first" || differs+="$file is another with $threads threads"$'\n'
        done
    done
    if [ -z "$differs" ]; then ok "runner/$name"; else not_ok "runner/$name" "$differs"; fi
}

# ---- Every kind of step in one run
cat >all.json <<JSON
{ "leat": 1, "steps": [
    { "id": "rows", $source },
    { "id": "trip", "transform": "trip", "column": "number", "slow": [ 10, 50000 ] },
    { "id": "held", "transform": "hold", "when": "number % 1000 < 5", "as": "place" },
    { "id": "again", "transform": "buckets", "keys": "text", "buckets": 7, "measures": { "n": "count(*)", "most": "max(number)" } },
    { "id": "compact", "from": "held", "transform": "buckets", "keys": [ "place" ], "buckets": 3, "compact": true },
    { "id": "tally", "from": "trip", "transform": "tally", "value": "number * 2", "old": "text", "times": 2, "expect": 200000 },
    { "id": "foreign", "from": "rows", "transform": "foreign", "copy": "text" },
    { "sink": "report", "path": "all.txt", "about": "rows", "parts": [
        { "name": "again", "from": "again" }, { "name": "tally", "from": "tally" }, { "name": "rows", "from": "rows" },
        { "name": "held", "from": "held" }, { "name": "compact", "from": "compact" }, { "name": "foreign", "from": "foreign" } ] } ] }
JSON
each_threads all all.txt
same "runner/all holds every row" "1200003" "$(grep -vc '^--\|^about\|^finished' all.txt | awk '{ print $1 - 200000 + 2 }')"

# ---- Rows made by a source that knows no places: rejects are placed by number, whatever the threads
cat >unplaced.json <<JSON
{ "leat": 1, "rejects": { "path": "unplaced.csv" }, "steps": [
    { "source": "made", "rows": 100000 },
    { "transform": "trip", "column": "number", "reject": [ 3, 40001, 99999 ], "slow": [ 1 ] },
    { "sink": "csv", "path": "unplaced.out" } ] }
JSON
each_threads unplaced unplaced.csv unplaced.out
same "runner/unplaced rows" "3 3 40001 40001 99999 99999" "$(sed 1d unplaced.csv | cut -d, -f2 | xargs)"

# ---- No column is needed, and the rows are counted even so
cat >counted.json <<JSON
{ "leat": 1, "steps": [ { "source": "made", "rows": 70001 },
    { "transform": "aggregate", "measures": { "n": "count(*)" } }, { "sink": "csv", "path": "-", "header": false } ] }
JSON
leat run -q counted.json
same "runner/no column needed" "0 70001" "$status $(<stdout)"

# ---- Rejects: in input order, kept up to the limit
for kind in csv json; do
    cat >rejects-$kind.json <<JSON
{ "leat": 1, "rejects": { "path": "rejects.$kind", "limit": 24 }, "steps": [
    { "source": "pieces", "path": "bad.txt", $pieces },
    { "transform": "trip", "column": "number", "reject": [ 199999, 5, 100000, 20778 ], "slow": [ 6, 60000 ] },
    { "sink": "csv", "path": "kept.csv" } ] }
JSON
    each_threads rejects-$kind rejects.$kind kept.csv
done
same "runner/rejects in order" "5 5 $(seq -s ' ' 777 10000 199999)" \
    "$(grep -o '"line": [0-9]*' rejects.json | cut -d' ' -f2 | grep -v '^20778$\|^100000$\|^199999$' | xargs)"
same "runner/rejects csv and json agree" "$(sed 1d rejects.csv | cut -d, -f2)" "$(grep -o '"line": [0-9]*' rejects.json | cut -d' ' -f2)"
same "runner/rows kept" 199977 "$(wc -l <kept.csv)"
sed 's/"limit": 24/"limit": 3/' rejects-csv.json >limit.json
echo old >kept.csv
for threads in 1 8 8 8; do
    leat run --threads $threads limit.json
    # The first ones, though most were within the limit; then the limit.
    same "runner/limit with $threads threads" "1 old bad.txt:5 bad.txt:777 bad.txt:10777 bad.txt:20777 bad.txt:20778 more rows were rejected than the limit of 3" \
        "$status $(<kept.csv) $(grep -o 'bad.txt:[0-9]*\|more rows were.*[0-9]' <<<"$said" | uniq | xargs)"
done

# ---- The earliest failure is told, though later ones come sooner
cat >earliest.json <<JSON
{ "leat": 1, "steps": [ { $source },
    { "transform": "trip", "column": "number", "fail": [ 150000, 60000, 61000, 199000 ], "slow": [ 59990, 59980, 60000 ] },
    { "sink": "csv", "path": "earliest.csv" } ] }
JSON
wrong=""
for _ in 1 2 3 4 5 6; do
    leat run --threads 8 earliest.json
    [[ $status -eq 1 && $said == *"tripped over 60000"* && $said != *over\ [^6]* && $said != *"over 61000"* && ! -e earliest.csv ]] || wrong="$status $said"
done
if [ -z "$wrong" ]; then ok runner/earliest; else not_ok runner/earliest "$wrong"; fi

# ---- A lookup whose table comes from the same source, which is a pipe: read once
cat >shared.json <<JSON
{ "leat": 1, "steps": [
    { "id": "rows", "source": "csv", "path": "fifo", "columns": { "number": "integer" } },
    { "id": "few", "transform": "filter", "where": "number <= 1000" },
    { "id": "codes", "transform": "select", "columns": [ { "column": "number", "as": "code" }, { "column": "text", "as": "word" } ] },
    { "from": "rows", "transform": "derive", "columns": { "code": "number % 1500" } },
    { "transform": "lookup", "with": "codes", "on": "code", "missing": "null" },
    { "transform": "aggregate", "measures": { "n": "count(*)", "found": "count(word)" } },
    { "sink": "csv", "path": "shared.csv", "header": false } ] }
JSON
mkfifo fifo
{ echo number,text; cat rows.txt; } >headed.csv
for threads in 1 8; do
    timeout 60 bash -c "cat headed.csv >fifo" &
    leat run -q --threads $threads shared.json
    wait
    same "runner/lookup from the same pipe, $threads threads" "0 200000,133500" "$status $(cat shared.csv)$said"
done

# ---- Several from: one after the other, by name
cat >several.json <<JSON
{ "leat": 1, "steps": [
    { "id": "one", $source },
    { "id": "two", "from": "one", "transform": "select", "columns": [ "text", "number" ] },
    { "id": "three", "from": [ "two", "one", "two" ], "transform": "filter", "where": "number % 50000 = 1" },
    { "sink": "csv", "path": "several.csv", "header": false } ] }
JSON
each_threads several several.csv
same "runner/several from" "1 50001 100001 150001 1 50001 100001 150001 1 50001 100001 150001" \
    "$(grep -o '[0-9]*1$' several.csv | xargs)"

# ---- Pipes in and out, the definition through one as well
echo '{ "leat": 1, "steps": [ { "source": "csv", "path": "-" }, { "sink": "csv", "path": "-" } ] }' >pipe.json
status=0
cp headed.csv expected.csv
timeout 60 "$LEAT" run -q <(cat pipe.json) <headed.csv 2>stderr | cmp - expected.csv >&2 || status=$?
same "runner/standard input is a file" "0 " "$status $(<stderr)"
status=0
# shellcheck disable=SC2002  # a pipe is the point
cat headed.csv | timeout 60 "$LEAT" run -q <(cat pipe.json) 2>stderr | cmp - headed.csv >&2 || status=$?
same "runner/standard input is a pipe" "0 " "$status $(<stderr)"
sed 's/"id": "two", "from": "one", "transform": "select", "columns": \[ "text", "number" \]/"id": "two", '"${source//\//\\/}"'/; s/rows.txt/-/g' several.json >twice.json
leat check twice.json
same "runner/standard input twice" "2 1" "$status $(grep -c 'standard input already' <<<"$said")"
sed 's/earliest.csv/-/; s/"fail": [^]]*]/"fail": []/' earliest.json >full.json
status=0
"$LEAT" run -q "${plugins[@]}" full.json >/dev/full 2>stderr || status=$?
same "runner/standard output full" "3 1" "$status $(grep -c 'cannot write to standard output' stderr)"

# ---- Stopped by a signal: nothing is left behind, and what was there stays
mkdir stop
cat >stop/stop.json <<JSON
{ "leat": 1, "rejects": { "path": "rejects.csv" }, "steps": [ { "source": "made", "rows": 9000000000 },
    { "sink": "csv", "path": "stop.csv" }, { "sink": "csv", "path": "-" } ] }
JSON
stop_it() { # SIGNAL: sends it to $pid once that heeds it; its exit status in $status
    local tries mask=0 name="" bit=$(($(kill -l "$1") - 1))
    for ((tries = 0; tries < 600 && (0x$mask & 1 << bit) == 0; tries++)); do
        sleep 0.05
        # Until the program is in its place, this is the shell, which heeds signals as well.
        read -r name <"/proc/$pid/comm" || break
        if [ "$name" = leat ]; then mask=$(sed -n 's/^SigCgt:[[:space:]]*//p' "/proc/$pid/status"); fi
    done
    kill -"$1" "$pid"
    for ((tries = 0; tries < 400; tries++)); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.05
    done
    kill -KILL "$pid" 2>/dev/null || true
    status=0
    wait "$pid" || status=$?
}
opens() { # FILE: waits until $pid has it open
    local tries
    for ((tries = 0; tries < 600; tries++)); do
        [ -n "$(find "/proc/$pid/fd" -lname "*/$1" 2>/dev/null)" ] && break
        sleep 0.05
    done
}
for signal in INT:130 TERM:143; do
    echo old >stop/stop.csv
    before=$(stat -c '%i %Y' stop/stop.csv)
    TMPDIR=$work/stop "$LEAT" run --threads 4 "${plugins[@]}" stop/stop.json >/dev/null 2>stderr &
    pid=$!
    appears stop '.stop.csv.leat-*'
    stop_it "${signal%:*}"
    same "runner/stopped by ${signal%:*}" "${signal#*:} old $before 2 leat: warning: stopped by a signal; nothing was written" \
        "$status $(<stop/stop.csv) $(stat -c '%i %Y' stop/stop.csv) $(find stop -type f | wc -l) $(<stderr)"
done

# ---- Stopped while nothing comes through a pipe
mkfifo idle
exec 9<>idle
printf 'a\n1\n' >&9
echo '{ "leat": 1, "steps": [ { "source": "csv", "path": "idle" }, { "sink": "csv", "path": "stop/stop.csv" } ] }' >idle.json
for threads in 1 4; do
    for signal in TERM:143 HUP:129; do
        "$LEAT" run --threads "$threads" idle.json 2>stderr &
        pid=$!
        opens idle
        stop_it "${signal%:*}"
        same "runner/stopped by ${signal%:*} while waiting, $threads threads" \
            "${signal#*:} old leat: warning: stopped by a signal; nothing was written" "$status $(<stop/stop.csv) $(<stderr)"
    done
done
# What was not begun is told as well: definitions after it, or the only one, which is itself still waited for.
"$LEAT" run idle.json counted.json several.json 2>stderr &
pid=$!
opens idle
stop_it TERM
same "runner/stopped before others" "143 old leat: warning: stopped by a signal; nothing was written
leat: warning: stopped by a signal; counted.json and 1 after it were not run" "$status $(<stop/stop.csv) $(<stderr)"
mkfifo late.json
exec 8<>late.json
"$LEAT" run late.json 2>stderr &
pid=$!
stop_it TERM
same "runner/stopped before the definition is read" "143 leat: warning: stopped by a signal; nothing was written" "$status $(<stderr)"
"$LEAT" run late.json counted.json several.json 2>stderr &
pid=$!
stop_it TERM
same "runner/stopped before the first of several" "143 leat: warning: stopped by a signal; late.json and 2 after it were not run" "$status $(<stderr)"
exec 8>&- 9>&-
# A pipe that nobody writes yet is waited for, and nobody need wait for its opening to stop.
"$LEAT" check idle.json 2>stderr >&2 &
pid=$!
stop_it TERM
same "runner/stopped before a pipe is opened" "143 " "$status $(<stderr)"

# ---- Several definitions: each by itself, the gravest status
echo '{ "leat": 1, "steps": [ { "source": "csv", "path": "no-such.csv" }, { "sink": "csv", "path": "x.csv" } ] }' >missing.json
leat run -q counted.json missing.json several.json earliest.json
same "runner/several definitions" "3 70001 1 1" \
    "$status $(<stdout) $(grep -c 'no-such.csv: there is no such file' <<<"$said") $(grep -c 'tripped' <<<"$said")"

# ---- What is told
leat run -q several.json
same "runner/quiet" "0 " "$status $said"
leat run --log json several.json
if command -v python3 >/dev/null; then
    same "runner/log json" "0 done" "$status $(python3 -c 'import json,sys
for line in sys.stdin: last = json.loads(line)
print(last["message"])' <<<"$said")"
else skip runner/log-json "python3 is not installed"; fi
leat run --log json earliest.json
same "runner/log json, failed" "1 1" "$status $(grep -c '^{"level":"error","status":1,.*tripped over 60000"}$' <<<"$said")"
# No value of the data is in it, wherever in a message it stands; people see it.
printf 'n,t,u\n9223372036854775807,hushhush,1\n9223372036854775807,hushhush,2\n' >values.csv
values='{ "id": "v", "source": "csv", "path": "values.csv", "columns": { "n": "integer" } }'
told='{ "sink": "csv", "path": "values-out.csv" }'
for told_of in '{ "transform": "derive", "columns": { "d": "cast(t as date)" } }, '"$told" \
    '{ "transform": "aggregate", "by": ["t"], "measures": { "s": "sum(n)" } }, '"$told" \
    '{ "id": "w", "transform": "filter", "where": "n > 0" }, { "transform": "lookup", "with": "w", "on": ["t"], "columns": [{ "column": "u", "as": "x" }], "from": "v" }, '"$told" \
    '{ "sink": "excel", "path": "values.xlsx", "sheets": [{ "name": "S", "layout": "crosstab", "across": ["t"], "down": [{ "column": "u", "label": "U" }] }] }'; do
    echo '{ "leat": 1, "steps": [ '"$values, $told_of"' ] }' >values.json
    leat run values.json
    same "runner/people see the value: ${told_of:0:60}" "1 told" "$status $(grep -q hushhush <<<"$said" && echo told)"
    leat run --log json values.json
    same "runner/log json holds no values: ${told_of:0:60}" "1 hidden" "$status $(grep hushhush <<<"$said")$(grep -qF '***' <<<"$said" && echo hidden)"
done
echo '{ "leat": 1, "rejects": { "path": "values-rejects.csv" }, "steps": [ '"$values"', { "transform": "derive", "columns": { "d": "cast(t as date)" } }, '"$told"' ] }' >values.json
leat run -q values.json
cp values-rejects.csv values-rejects.first
leat run -q --log json values.json
same "runner/rejects are the same whatever the log" "2" "$(cmp values-rejects.csv values-rejects.first && grep -c "'hushhush' is not" values-rejects.csv)"
leat run --log json several.json
same "runner/log json, what was done" "1" "$(grep -c "\"definition\":\"several.json\".*\"step\":\"step 'one' (pieces)\",\"in\":200000,\"out\":200000,.*\"written\":\[{\"path\":\".*several.csv\",\"bytes\":[1-9]" <<<"$said")"
leat run several.json all.json
same "runner/several receipts, each under its name" "2" "$(grep -cx 'several.json\|all.json' <<<"$said")"
leat run --threds 2 several.json
same "runner/an option that is none" "2 1" "$status $(grep -c "no option '--threds'; did you mean '--threads'" <<<"$said")"
leat run --rows 2 several.json
same "runner/an option of another command" "2 1" "$status $(grep -c 'for .leat preview' <<<"$said")"
leat run -v all.json
same "runner/verbose" "0 1" "$status $(grep -c 'holds back in 1 inputs' <<<"$said")"
leat preview --step again --rows 3 all.json
same "runner/preview" "0 5" "$status $(wc -l <stdout)"

# ---- A column that is dropped follows leat_rows where it is read after
printf 'n,s\n1,a\nx,b\n,c\n4,d\n' >behind.csv
cat >behind.json <<JSON
{ "leat": 1, "steps": [ { "source": "csv", "path": "behind.csv", "columns": { "n": { "kind": "integer", "symbols": ["x"] } } },
    { "transform": "behind", "column": "n", "expression": "n * 10" }, { "sink": "csv", "path": "behind-out.csv" } ] }
JSON
leat run --check-batches behind.json
same "runner/a dropped column follows the rows" "0 s,read,worked_out,symbol a,1,10, d,4,40, c,,, b,x,,x" "$status $(tr '\n' ' ' <behind-out.csv | sed 's/ $//')"

# ---- What the header promises plugins; and what a call of process rejects stays out of the next for the same rows.
head -n 500 rows.txt >few.txt
few='"source": "pieces", "path": "few.txt", "size": 100000, "rows": 500, "columns": { "number": "integer", "text": "text" }'
for rejected in 0 1; do
    more=$([ $rejected = 0 ] || echo ', "rejects": true')
    cat >promises.json <<JSON
{ "leat": 1, "rejects": { "path": "promises-rejects.csv", "limit": 500 }, "steps": [ { $few },
    { "transform": "promises", "first": "text", "second": "number"$more }, { "sink": "csv", "path": "promises.csv" } ] }
JSON
    leat run --check-batches promises.json
    same "runner/promises, rejecting $rejected" "0 $((500 - rejected)) $rejected" \
        "$status $(($(wc -l <promises.csv) - 1)) $(($(wc -l <promises-rejects.csv) - 1))"
done
