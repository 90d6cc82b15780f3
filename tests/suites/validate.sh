#!/usr/bin/env bash
# The transform validate against sqlite3's constraints, over more rows than a batch holds, with 1, 2 and 8 threads: which rows
# pass (insert or ignore into a table with the same checks), what each other row is told, and what all that pass add up to.
. "$(dirname "$0")/lib.sh"

if ! command -v sqlite3 >/dev/null; then
    skip "validate" "sqlite3 is not installed"
    exit 0
fi
cd "$work"

# ROWS rows: a number that few rows share, a code of a list or misspelt, a grade and an amount in or out of bounds, a key of two
# columns that comes again and again, two days in order or not, each absent in places, and a symbol.
generate() { # ROWS SEED
    awk -v rows="$1" -v seed="$2" 'BEGIN {
        print "id,urn,code,grade,amount,la,year,opened,closed,n,divisor"
        split("Primary,Secondary,Special,Primry", codes, ",")
        for (id = 1; id <= rows; id++) {
            a = next_number(); b = next_number(); c = next_number(); d = next_number()
            urn = a % 17 ? 100000 + a % 900000 : d % 3 ? id % 5000 : ""
            code = b % 23 ? codes[1 + b % 23 % 3] : b % 2 ? "Primry" : ""
            grade = c % 19 ? 1 + c % 4 : c % 7 == 1 ? "x" : c % 7 == 2 ? "" : c % 7
            amount = d % 31 ? d % 100000 / 100 : d % 2 ? -0.01 : ""
            la = a % 29 ? 201 + b % 750 : ""
            year = c % 37 ? 1900 + d % 400 : ""
            opened = sprintf("20%02d-%02d-%02d", a % 20, 1 + b % 12, 1 + c % 28)
            closed = c % 3 ? "" : sprintf("20%02d-%02d-%02d", a % 20 + (d % 40 > 0), 1 + d % 12, 1 + c % 28)
            printf "%d,%s,%s,%s,%s,%s,%s,%s,%s,%d,%d\n", id, urn, code, grade, amount, la, year, opened, closed,
                d % 2001 - 1000, (a + b) % 997
        }
    }
    function next_number() {
        seed = seed * 16807 % 2147483647
        return seed
    }'
}

# Reads rows.csv and lets sqlite3 do the same: `passed` has the rows that pass.
load() {
    rm -f data.db
    sqlite3 data.db <<'SQL'
.import --csv rows.csv text_rows
create table rows as select cast(id as integer) as id, cast(nullif(urn, '') as integer) as urn, nullif(code, '') as code,
    cast(nullif(nullif(grade, ''), 'x') as integer) as grade, grade as grade_text,
    cast(round(nullif(amount, '') * 100) as integer) as pence,
    nullif(la, '') as la, cast(nullif(year, '') as integer) as year, nullif(opened, '') as opened,
    nullif(closed, '') as closed, cast(n as integer) as n, cast(divisor as integer) as divisor from text_rows;
create table passed (id integer, urn integer unique check (urn between 100000 and 999999),
    code text not null check (code in ('Primary', 'Secondary', 'Special')),
    grade integer check (grade between 1 and 4), grade_text text not null check (grade_text <> ''),
    pence integer check (pence between 0 and 99900), la text check (la glob '[2-8][0-9][0-9]'), year integer check (year >= 1900),
    opened text, closed text check (closed >= opened), n integer, divisor integer check (divisor <> 0), unique (la, year));
insert or ignore into passed select * from rows order by id;
create index by_urn on passed (urn);
SQL
}

# An amount as leat writes it.
validate='"columns": {
    "urn": { "format": "urn", "unique": true },
    "code": { "required": true, "in": ["Primary", "Secondary", "Special"] },
    "grade": { "required": true, "least": 1, "most": 4 },
    "amount": { "least": 0, "most": 999 },
    "la": { "pattern": "[2-8][0-9]{2}" },
    "year": { "least": 1900 } },
  "unique": [ ["la", "year"] ],
  "rules": [ { "that": "closed >= opened", "message": "closed before it opened" },
             { "that": "1000 / divisor > 0", "message": "never" } ]'

define() { # MORE: further options of the step
    cat >definition.json <<JSON
{ "leat": 1, "rejects": { "path": "rejects.csv", "limit": 1000000 }, "steps": [
    { "source": "csv", "path": "rows.csv", "columns": { "id": "integer", "urn": "integer",
        "grade": { "kind": "integer", "symbols": ["x"] }, "amount": "decimal(10,2)", "year": "integer", "opened": "date",
        "closed": "date", "n": "integer", "divisor": "integer" } },
    { "transform": "validate", $validate $1 },
    { "transform": "select", "columns": ["id"] },
    { "sink": "csv", "path": "leat.csv", "header": false } ] }
JSON
}

# What a row that fails is told, as `line|column|reason`.
expected_rejects() {
    sqlite3 data.db <<'SQL'
select id + 1, 'urn', 'format' from rows where urn not between 100000 and 999999
union all select id + 1, 'code', 'required' from rows where code is null
union all select id + 1, 'code', 'in' from rows where code not in ('Primary', 'Secondary', 'Special')
union all select id + 1, 'grade', 'required' from rows where grade_text = ''
union all select id + 1, 'grade', 'range' from rows where grade not between 1 and 4
union all select id + 1, 'amount', 'range' from rows where pence not between 0 and 99900
union all select id + 1, 'la', 'pattern' from rows where la not glob '[2-8][0-9][0-9]'
union all select id + 1, '', 'rule' from rows where closed < opened
union all select id + 1, '', 'division' from rows where divisor = 0
union all select rows.id + 1, 'urn', 'rows.csv:' || (passed.id + 1) from rows join passed on passed.urn = rows.urn and passed.id < rows.id
union all select rows.id + 1, '', 'rows.csv:' || (passed.id + 1) from rows join passed
    on passed.la = rows.la and passed.year = rows.year and passed.id < rows.id;
SQL
}
told_rejects() {
    sqlite3 :memory: <<'SQL'
.import --csv rejects.csv rejects
select line, column, case
    when reason like 'not a URN%' then 'format' when reason like 'a value is required%' then 'required'
    when reason like 'not one of%' then 'in' when reason like 'must be from%' or reason like 'must be at%' then 'range'
    when reason like 'does not match%' then 'pattern' when reason like 'closed before%' then 'rule'
    when reason like '%division by zero' then 'division'
    when reason like 'must be unique%' then substr(reason, length('must be unique, and stands in ') + 1,
        instr(reason, ' already') - length('must be unique, and stands in ') - 1)
    else reason end from rejects;
SQL
}

# check NAME: rows.csv, whatever the threads
check() {
    local name=$1 threads found total
    load
    found=$(sqlite3 data.db "select count(*) from passed")
    total=$(sqlite3 data.db "select coalesce(sum(n), 0) from passed")
    sqlite3 data.db "select id from passed order by id" >expected.csv
    expected_rejects | sort >expected_rejects.csv
    # At the same time, counts and sums are as they must be.
    define ", \"rows\": { \"least\": $found, \"most\": $found },
        \"agree\": [ { \"equal\": { \"n\": \"coalesce(sum(n), 0)\", \"total\": \"coalesce(max($total), $total)\" } } ]"
    for threads in 1 2 8; do
        if ! "$LEAT" run --threads "$threads" definition.json >log 2>&1; then
            not_ok "validate $name" "$(tail -n 5 log)"
            return
        fi
        if ! cmp -s expected.csv leat.csv; then
            not_ok "validate $name" "with $threads threads other rows pass:" "$(diff expected.csv leat.csv | head -n 20)"
            return
        fi
        told_rejects | sort >told.csv
        if ! cmp -s expected_rejects.csv told.csv; then
            not_ok "validate $name" "with $threads threads other reasons are told:" "$(diff expected_rejects.csv told.csv | head -n 20)"
            return
        fi
        if [ "$threads" != 1 ] && ! cmp -s first_rejects.csv rejects.csv; then
            not_ok "validate $name" "with $threads threads the rejects are not as with 1"
            return
        fi
        cp rejects.csv first_rejects.csv
    done
    ok "validate $name"
}

generate 200000 12345 >rows.csv
check "many rows"
reasons=$(cut -d'|' -f2,3 told.csv | sed 's/rows.csv:.*/again/' | sort | uniq -c | awk '$1 >= 50' | wc -l)
same "validate: half of the rows pass, and each reason is told of many" "yes 11" \
    "$([ "$(wc -l <expected.csv)" -gt 100000 ] && echo yes) $reasons"

# What is one too few or too many, or off by one, ends the run.
define ', "rows": { "least": '"$(($(wc -l <expected.csv) + 1))"' }'
if "$LEAT" run definition.json >log 2>&1; then not_ok "validate a row too few"; else
    same "validate a row too few" 1 "$(grep -c "$(wc -l <expected.csv) rows passed, and they must be at least" log)"; fi
define ', "agree": [ { "equal": { "n": "sum(n)", "total": "max('"$(($(sqlite3 data.db 'select sum(n) from passed') + 1))"')" } } ]'
if "$LEAT" run definition.json >log 2>&1; then not_ok "validate a sum off by one"; else
    same "validate a sum off by one" 1 "$(grep -c "differ: n = $(sqlite3 data.db 'select sum(n) from passed')," log)"; fi

# Small tables, where the first of all rows, the last and the only one matter.
for rows in 0 1 2 3 50 65535 65536 65537; do
    generate "$rows" $((rows * 31 + 7)) >rows.csv
    check "$rows rows"
done

# A pattern that takes its time over each row is stopped within a batch, not after it.
awk 'BEGIN { print "code"; for (i = 0; i < 60000; i++) print "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac" }' >slow.csv
cat >slow.json <<JSON
{ "leat": 1, "rejects": { "path": "slow-rejects.csv", "limit": 100000 }, "steps": [ { "source": "csv", "path": "slow.csv" },
    { "transform": "validate", "columns": { "code": { "pattern": "(a+)+[bd]" } } }, { "sink": "csv", "path": "slow-out.csv" } ] }
JSON
status=0
timeout --preserve-status -k 20 -s INT 1 "$LEAT" run -q slow.json >/dev/null 2>&1 || status=$?
same "validate a slow pattern is stopped" "130" "$status"

# Among a few values the nearest is told; among very many it would take longer than all else.
for count in 2000 2001; do
    values=$(seq -f '"school %g"' -s ', ' "$count")
    echo '{ "leat": 1, "steps": [ { "source": "csv", "path": "near.csv" }, { "transform": "validate", "columns":' \
        "{ \"name\": { \"in\": [ $values ] } } }, { \"sink\": \"csv\", \"path\": \"near-out.csv\" } ] }" >near.json
    printf 'name\nschol 7\n' >near.csv
    "$LEAT" run near.json >log 2>&1 || true
    same "validate the nearest of $count values" "1 $((count == 2000))" \
        "$(grep -c 'not one of the values' log) $(grep -c "did you mean 'school 7'" log)"
done
