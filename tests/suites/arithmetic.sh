#!/usr/bin/env bash
# Arithmetic from file to file: a row that overflows is rejected and one that just does not is right; a measure that overflows
# fails the run and names its group; nothing wraps. Ten million times 0.1; reals in any order and with any threads; an
# aggregate of all is the aggregate of its parts. LEAT_ROWS: how many tenths, 10000000 by default.
. "$(dirname "$0")/lib.sh"
cd "$work"
most=9223372036854775807 least=-9223372036854775808
nines=99999999999999999999999999999999999999 # 38 of them

# ---- Rows: each expression over cells at the edge, and what becomes of the two rows (a value, or rejected)
# rows LABEL TYPE EXPRESSION GOOD-ROW BAD-ROW VALUE
rows() {
    local name=$1 type=$2 expression=$3 good=$4 bad=$5 value=$6 status=0
    printf 'a,b\n%s\n%s\n' "$good" "$bad" >rows.csv
    cat >rows.json <<JSON
{ "leat": 1, "rejects": { "path": "rejects.csv", "limit": 1 }, "steps": [
    { "source": "csv", "path": "rows.csv", "columns": { "a": "$type", "b": "$type" } },
    { "transform": "derive", "columns": { "c": "$expression" } },
    { "transform": "select", "columns": [ "c" ] },
    { "sink": "csv", "path": "rows.out", "header": false } ] }
JSON
    rm -f rows.out rejects.csv
    "$LEAT" run -q rows.json >said 2>&1 || status=$?
    same "arithmetic/row $name" "0 $value 3" "$status $(cat rows.out 2>/dev/null || cat said) $(sed 1d rejects.csv | cut -d, -f2)"
}
rows "sum" integer "a + b" "$most,0" "$most,1" "$most"
rows "sum of the least" integer "a + b" "$least,0" "$least,-1" "$least"
rows "difference" integer "a - b" "$least,0" "$least,1" "$least"
rows "product" integer "a * b" "3037000499,3037000499" "3037000500,3037000500" 9223372030926249001
rows "product of the least" integer "a * b" "$most,-1" "$least,-1" -$most
rows "minus" integer "-a" "$most,0" "$least,0" -$most
rows "size" integer "abs(a)" "-$most,0" "$least,0" "$most"
rows "remainder by nothing" integer "a % b" "$least,-1" "$most,0" 0
rows "division by nothing" integer "a / b" "7,2" "7,0" 3.5
rows "cast" text "cast(a as integer)" "$most,x" "9223372036854775808,x" "$most"
rows "cast to a decimal" integer "cast(a as decimal(5,2))" "999,0" "1000,0" 999
rows "cast of a real" real "cast(a as integer)" "-9223372036854775808,0" "9223372036854775808,0" "$least"
rows "sum of decimals" "decimal(38,0)" "a + b" "$nines,0" "$nines,1" "$nines"
rows "difference of decimals" "decimal(38,0)" "a - b" "-$nines,0" "-$nines,1" "-$nines"
rows "product of decimals" "decimal(19,0)" "a * b" "9999999999999999999,9999999999999999999" "x,1" \
    99999999999999999980000000000000000001
rows "division of decimals" "decimal(38,0)" "a / b" "1,3" "$nines,1" 0.333333333333
rows "sum of reals" real "a + b" "1.7976931348623157e308,1e291" "1.7976931348623157e308,1e292" 1.7976931348623157e308
rows "product of reals" real "a * b" "1e154,1e154" "1e155,1e155" 1e308
rows "power of reals" real "power(a, b)" "10,308" "10,309" 1e308

# ---- Measures: the run fails, names the group, and leaves the target alone; the group before it alone is fine
# measures LABEL TYPE MEASURE VALUE VALUE SUM
measures() {
    local name=$1 type=$2 measure=$3 first=$4 second=$5 value=$6 status=0
    cat >measures.json <<JSON
{ "leat": 1, "steps": [
    { "source": "csv", "path": "measures.csv", "columns": { "school": "text", "n": "$type" } },
    { "transform": "aggregate", "by": "school", "measures": { "m": "$measure" } },
    { "sink": "csv", "path": "measures.out", "header": false } ] }
JSON
    printf 'school,n\nAvon,%s\nBray,1\n' "$first" >measures.csv
    "$LEAT" run -q measures.json >said 2>&1 || status=$?
    same "arithmetic/measure $name" "0 Avon,$value" "$status $(head -n 1 measures.out || cat said)"
    echo old >measures.out
    printf 'school,n\nAvon,%s\nBray,1\nAvon,%s\n' "$first" "$second" >measures.csv
    status=0
    "$LEAT" run -q measures.json >said 2>&1 || status=$?
    if [ $status -eq 1 ] && grep -q "'m' cannot be worked out for school = 'Avon'" said && [ "$(<measures.out)" = old ]; then
        ok "arithmetic/measure $name past its end"
    else
        not_ok "arithmetic/measure $name past its end" "status $status" "$(<said)" "$(<measures.out)"
    fi
}
measures "sum" integer "sum(n)" $most 1 $most
measures "sum of the least" integer "sum(n)" $least -1 $least
measures "sum of decimals" "decimal(38,0)" "sum(n)" $nines 1 $nines
measures "sum of reals" real "sum(n)" 1.7976931348623157e308 1.7976931348623157e308 1.7976931348623157e308

# What is past the end for a while and comes back is no overflow, in whatever order.
printf '%s\n' n $most $most $most $least $least $least 4 >back.csv
cat >back.json <<'JSON'
{ "leat": 1, "steps": [ { "source": "csv", "path": "back.csv", "columns": { "n": "integer" } },
    { "transform": "aggregate", "measures": { "m": "sum(n)" } }, { "sink": "csv", "path": "-", "header": false } ] }
JSON
same "arithmetic/measure that comes back" 1 "$("$LEAT" run -q back.json 2>&1)"

# ---- Ten million tenths
tenths=${LEAT_ROWS:-10000000}
awk -v rows="$tenths" 'BEGIN { print "n"; for (i = 0; i < rows; i++) print "0.1" }' >tenths.csv
cat >tenths.json <<'JSON'
{ "leat": 1, "steps": [
    { "source": "csv", "path": "tenths.csv", "columns": { "n": "KIND" } },
    { "transform": "aggregate", "measures": { "sum": "sum(n)", "mean": "avg(n)", "rows": "count(*)" } },
    { "sink": "csv", "path": "-", "header": false } ] }
JSON
for kind in "decimal(10,1)" real; do
    sed "s/KIND/$kind/" tenths.json >now.json
    same "arithmetic/tenths $kind" "$((tenths / 10)),0.1,$tenths" "$("$LEAT" run -q now.json 2>&1)"
done

# ---- Reals of every size, some that cancel: shuffled, and with any number of threads, the same bits
awk 'BEGIN {
    srand(7)
    for (i = 0; i < 120000; i++) {
        size = sprintf("%.16fe%d", rand() - 0.5, int(rand() * 500) - 250)
        print i % 97 "," size
        if (i % 3 == 0) print i % 97 ",-" size
    }
}' | sed 's/--/-/; s/,-\(-\)/,\1/' >reals.rows
cat >reals.json <<'JSON'
{ "leat": 1, "steps": [
    { "source": "csv", "path": "reals.csv", "header": false, "columns": { "g": "integer", "n": "real" } },
    { "transform": "aggregate", "by": "g", "measures": { "sum": "sum(n)", "mean": "avg(n)", "small": "sum(n) filter (where abs(n) < 1)",
        "least": "min(n)", "median": "median(n)" } },
    { "sink": "csv", "path": "reals.out" } ] }
JSON
differs="" runs=0
for order in 1 2 3; do
    shuf --random-source=<(seq $((order * 1000000)) $((order * 1000000 + 400000))) reals.rows >reals.csv
    for threads in 1 2 8; do
        "$LEAT" run -q --threads $threads reals.json >said 2>&1 || differs+="$(<said)"
        if [ ! -e reals.first ]; then cp reals.out reals.first || cat said; fi
        cmp -s reals.first reals.out || differs+="order $order, $threads threads: $(diff reals.first reals.out | head -n 3)"$'\n'
        runs=$((runs + 1))
    done
done
same "arithmetic/reals in any order" "9 runs, 98 lines" "$runs runs, $(wc -l <reals.first) lines$differs"

# ---- The aggregate of all is the aggregate of the parts' aggregates
awk 'BEGIN {
    seed = 4711
    for (i = 0; i < 150000; i++) {
        seed = (seed * 1103515245 + 12345) % 2147483648
        value = int(seed / 16)
        if (value % 13 == 0) printf "%d,%d,,\n", i % 11, value % 601
        else printf "%d,%d,%d,%d.%03d\n", i % 11, value % 601, value - 60000000, value % 100000, value % 1000
    }
}' >parts.csv
cat >parts.json <<'JSON'
{ "leat": 1, "steps": [
    { "id": "rows", "source": "csv", "path": "parts.csv", "header": false,
      "columns": { "g": "integer", "part": "integer", "n": "integer", "d": "decimal(12,3)" } },
    { "id": "whole", "transform": "aggregate", "by": "g",
      "measures": { "rows": "count(*)", "counted": "count(n)", "sum": "sum(n)", "least": "min(n)", "most": "max(n)", "money": "sum(d)",
                    "mean": "sum(d) / count(d)" } },
    { "sink": "csv", "path": "whole.out" },
    { "from": "rows", "id": "parts", "transform": "aggregate", "by": [ "g", "part" ],
      "measures": { "rows": "count(*)", "counted": "count(n)", "sum": "sum(n)", "least": "min(n)", "most": "max(n)", "money": "sum(d)" } },
    { "transform": "aggregate", "by": "g",
      "measures": { "rows": "sum(rows)", "counted": "sum(counted)", "sum": "sum(sum)", "least": "min(least)", "most": "max(most)",
                    "money": "sum(money)", "mean": "sum(money) / sum(counted)" } },
    { "sink": "csv", "path": "of-parts.out" },
    { "from": "parts", "transform": "sort", "by": [ { "column": "sum", "order": "descending" }, "g", "part" ] },
    { "sink": "csv", "path": "sorted.out", "header": false } ] }
JSON
for threads in 1 8; do
    status=0
    "$LEAT" run -q --threads $threads parts.json >said 2>&1 || status=$?
    same "arithmetic/parts with $threads threads" "0 12 $(cksum <whole.out)" "$status $(wc -l <whole.out) $(cksum <of-parts.out)$(<said)"
done
if ! skip_without sqlite3 "arithmetic/parts as sqlite3 has them"; then
    sqlite3 data.db <<'SQL'
create table text_rows (g, part, n, d);
.import --csv parts.csv text_rows
create table rows as select cast(g as integer) as g, cast(part as integer) as part, cast(nullif(n, '') as integer) as n,
    cast(nullif(replace(d, '.', ''), '') as integer) as d from text_rows;
SQL
    thousandths="rtrim(rtrim(printf('%d.%03d', sum(d) / 1000, sum(d) % 1000), '0'), '.')"
    same "arithmetic/parts as sqlite3 has them" \
        "$(ask "select g, part, count(*), count(n), sum(n), min(n), max(n), $thousandths from rows group by g, part
                order by sum(n) desc, g, part" | cksum)" "$(cksum <sorted.out)"
fi
