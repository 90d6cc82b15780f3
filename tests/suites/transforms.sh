#!/usr/bin/env bash
# The transforms against sqlite3, over more rows than a batch holds and more groups than a thread sorts by itself, with 1, 2
# and 8 threads.
. "$(dirname "$0")/lib.sh"

names="aggregate totals many-groups lookup sort percentage"
for name in $names; do
    if ! command -v sqlite3 >/dev/null; then skip "transforms $name" "sqlite3 is not installed"; fi
done
command -v sqlite3 >/dev/null || exit 0
cd "$work"

# 200,000 rows: a text key of 300 values, some longer than fits in a view and some absent; a date; an integer with gaps; an
# amount; a code that the list of codes has or has not; a key of 90,000 values.
awk 'BEGIN {
    seed = 12345
    print "id,name,day,n,amount,code,many"
    for (id = 1; id <= 200000; id++) {
        a = next_number(); b = next_number(); c = next_number()
        key = a % 301
        name = key == 300 ? "" : key % 3 ? "k" key : "a rather long name " key
        n = b % 11 ? int(b / 11) % 2001 - 1000 : ""
        printf "%d,%s,20%02d-%02d-01,%s,%d.%02d,%d,%d\n", id, name, 10 + c % 5, 1 + c % 12, n, a % 1000, b % 100, c % 7000, (id * 7919) % 90001
    }
}
function next_number() {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return int(seed / 8)
}' >rows.csv
awk 'BEGIN { print "code,label"; for (code = 0; code < 5000; code++) printf "%d,label %d\n", code * 3 % 5000, code }' >codes.csv

sqlite3 data.db <<'SQL'
.import --csv rows.csv text_rows
.import --csv codes.csv text_codes
create table rows as select cast(id as integer) as id, nullif(name, '') as name, day, cast(nullif(n, '') as integer) as n,
    cast(replace(amount, '.', '') as integer) as pence, cast(code as integer) as code, cast(many as integer) as many from text_rows;
create table codes as select cast(code as integer) as code, label from text_codes;
create index by_code on codes (code);
SQL

# An amount as leat writes it: no zeros at its end.
pounds() { echo "rtrim(rtrim(printf('%d.%02d', $1 / 100, $1 % 100), '0'), '.')"; }

columns='"columns": { "id": "integer", "name": "text", "day": "date", "n": "integer", "amount": "decimal(10,2)",
    "code": "integer", "many": "integer" }'

# check NAME STEPS SQL: what leat writes is what sqlite3 answers, whatever the threads
check() {
    local name=$1 steps=$2 sql=$3 threads
    cat >"$name.json" <<JSON
{ "leat": 1, "steps": [
    { "id": "codes", "source": "csv", "path": "codes.csv", "columns": { "code": "integer", "label": "text" } },
    { "id": "used", "transform": "filter", "where": "code >= 0" },
    { "sink": "csv", "path": "$name.codes" },
    { "source": "csv", "path": "rows.csv", $columns },
    $steps,
    { "sink": "csv", "path": "$name.out", "header": false } ] }
JSON
    sqlite3 -csv data.db "$sql" | tr -d '"\r' >"$name.expected"
    for threads in 1 2 8; do
        if ! "$LEAT" run --threads "$threads" "$name.json" >log 2>&1; then
            not_ok "transforms $name" "$(tail -n 5 log)"
            return
        fi
        if ! cmp -s "$name.expected" "$name.out"; then
            not_ok "transforms $name" "with $threads threads:" "$(diff "$name.expected" "$name.out" | head -n 20)"
            return
        fi
    done
    ok "transforms $name"
}

check aggregate '{ "transform": "aggregate", "by": ["name", "day"], "measures": { "rows": "count(*)", "numbers": "count(n)",
    "sum": "sum(n)", "least": "min(n)", "most": "max(n)", "different": "count(distinct n)", "amount": "sum(amount)",
    "late": "count(*) filter (where day >= date '"'2013-01-01'"' and n > 0)" } }' \
    "select name, day, count(*), count(n), sum(n), min(n), max(n), count(distinct n), $(pounds 'sum(pence)'),
        count(*) filter (where day >= '2013-01-01' and n > 0) from rows group by name, day order by name nulls last, day"

check totals '{ "transform": "aggregate", "by": ["day", "name"], "measures": { "rows": "count(*)", "sum": "sum(n)",
    "different": "count(distinct n)", "least": "min(n)" }, "totals": { "name": "All", "day": null } }' \
    "with sets as (
        select day, 0 as d, name, 0 as t, count(*) as c, sum(n) as s, count(distinct n) as k, min(n) as m from rows group by 1, 3
        union all select day, 0, 'All', 1, count(*), sum(n), count(distinct n), min(n) from rows group by 1
        union all select null, 1, name, 0, count(*), sum(n), count(distinct n), min(n) from rows group by 3
        union all select null, 1, 'All', 1, count(*), sum(n), count(distinct n), min(n) from rows)
     select day, name, c, s, k, m from sets order by d, day, t, name nulls last"

check many-groups '{ "transform": "aggregate", "by": "many", "measures": { "rows": "count(*)", "first": "min(id)",
    "amount": "sum(amount)" } }' \
    "select many, count(*), min(id), $(pounds 'sum(pence)') from rows group by many order by many"

check lookup '{ "transform": "lookup", "with": "used", "on": "code", "missing": "null" },
    { "transform": "select", "columns": ["id", "label"] }' \
    "select id, label from rows left join codes using (code) order by id"

check sort '{ "transform": "sort", "by": [ { "column": "name", "order": "descending", "nulls": "first" },
    { "column": "n" }, { "column": "amount", "order": "descending" } ] }, { "transform": "select", "columns": ["id"] }' \
    "select id from rows order by name desc nulls first, n nulls last, pence desc, id"

check percentage '{ "transform": "aggregate", "by": "many", "measures": { "part": "count(n)", "whole": "count(*)" } },
    { "transform": "percentage", "part": "part", "whole": "whole", "decimals": 1 }' \
    "select many, count(n), count(*), rtrim(rtrim(printf('%d.%d', p / 10, p % 10), '0'), '.') from
        (select many, n, (count(n) over w * 2000 + count(*) over w) / (2 * count(*) over w) as p from rows window w as (partition by many))
     group by many order by many"
