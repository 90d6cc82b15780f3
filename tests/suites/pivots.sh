#!/usr/bin/env bash
# pivot and unpivot against sqlite3: tables made at random, from none to a few rows, and one of several batches; with
# nulls, repeated keys, symbols, values that are not listed, and several measures; with 1, 2 and 8 threads.
. "$(dirname "$0")/lib.sh"

tables="1:0 2:1 3:3 4:10 5:40 6:40 7:200 8:200 9:2000 10:150000" # seed:rows
names="one several by-two without-by null-listed rejects symbols-by_measure symbols-ignore symbols-pass symbols-fail all dropped
    mixed symbols wide and-back"
if ! command -v sqlite3 >/dev/null; then
    for name in $names; do skip "pivots $name" "sqlite3 is not installed"; done
    exit 0
fi
cd "$work"

# -- tables -----------------------------------------------------------------------------------------------------------

# A key of few values and a longer one, with nulls; a date and a word to pivot by; a number with gaps, an amount, two numbers
# with symbols. The fewer rows, the fewer values, so that small tables have repeated keys as well.
table() { # SEED ROWS
    awk -v seed="$1" -v rows="$2" 'BEGIN {
        split("Primary,Secondary,Éducation,a name longer than a view,zebra,Special", words, ",")
        split("x c z", symbol, " ")
        keys = rows > 1000 ? 9000 : rows > 20 ? 6 : 2
        print "id,name,key,day,word,n,amount,s,t"
        for (id = 1; id <= rows; id++) {
            name = pick(7); day = pick(5); word = pick(7)
            printf "%d,%s,%s,%s,%s,%s,%s,%s,%s\n", id, name ? words[name] : "", pick(9) ? "k" pick(keys) : "",
                day ? "20" (10 + day) "-09-01" : "", word ? words[word] : "", pick(6) ? pick(2001) - 1000 : "",
                pick(6) ? sprintf("%d.%02d", pick(1000), pick(100)) : "", cell(), cell()
        }
    }
    function cell() { return pick(4) ? pick(6) ? pick(50) : symbol[1 + pick(3)] : "" }
    function pick(most) {
        seed = (seed * 1103515245 + 12345) % 2147483648
        return int(seed / 8) % most
    }'
}
symbols="z x c" # the weightiest first
columns='"columns": { "id": "integer", "day": "date", "n": "integer", "amount": "decimal(10,2)",
    "s": { "kind": "integer", "symbols": ["z", "x", "c"] }, "t": { "kind": "decimal(8,1)", "symbols": ["z", "x", "c"] } }'

# against NAME STEPS SQL: for every table what leat gives is what sqlite3 answers
against() {
    local name=$1 table
    for table in $tables; do
        cd "$work/${table%:*}"
        ask "$3" >"$name.expected"
        runs pivots "$name" '{ "leat": 1, "rejects": { "path": "rejects.csv", "limit": 1000000 }, "steps": [
            { "id": "rows", "source": "csv", "path": "rows.csv", '"$columns"' },
            '"$2"',
            { "sink": "csv", "path": "out.csv", "header": false } ] }' || return 0
        if [ $# -gt 3 ]; then "$4" "$name" || return 0; fi
    done
    ok "pivots $name"
}

for each in $tables; do
    mkdir "$work/${each%:*}"
    cd "$work/${each%:*}"
    table "${each%:*}" "${each#*:}" >rows.csv
    sqlite3 data.db ".import --csv rows.csv texts" "create table rows as select cast(id as integer) as id, nullif(name, '') as name,
        nullif(key, '') as key, nullif(day, '') as day, nullif(word, '') as word, cast(nullif(n, '') as integer) as n,
        cast(nullif(replace(amount, '.', ''), '') as integer) as pence, s, t from texts"
done

pounds() { echo "rtrim(rtrim(printf('%d.%02d', $1 / 100, $1 % 100), '0'), '.')"; }
sum_pounds() { echo "case when sum($1) is not null then $(pounds "sum($1)") end"; }

# -- pivot ------------------------------------------------------------------------------------------------------------

days='"2011-09-01", { "value": "2013-09-01", "as": "later" }, "2000-01-01"'
listed="day in ('2011-09-01', '2013-09-01')"
on() { echo "case when day = '20$1' then $2 end"; } # DAY COLUMN

against one '{ "transform": "pivot", "by": "name", "column": "day", "values": [ '"$days"' ], "otherwise": "drop",
        "measures": { "n": "sum(n)" } }' \
    "select name, sum($(on 11-09-01 n)), sum($(on 13-09-01 n)), null from rows where $listed
    group by name order by name nulls last"

measured() { # DAY
    echo "count($(on "$1" 1)), sum($(on "$1" n)), count(distinct $(on "$1" n)), min($(on "$1" n)), $(sum_pounds "$(on "$1" pence)"),
        count($(on "$1" "case when n > 0 then 1 end")), max($(on "$1" word))"
}
measures='"measures": { "rows": "count(*)", "n": "sum(n)", "different": "count(distinct n)", "least": "min(n)",
    "amount": "sum(amount)", "above": "count(*) filter (where n > 0)", "last": "max(word)" }'
against several '{ "transform": "pivot", "by": "key", "column": "day", "values": [ '"$days"' ], "otherwise": "drop", '"$measures"' }' \
    "select key, $(measured 11-09-01), $(measured 13-09-01), $(measured 00-01-01) from rows where $listed
    group by key order by key nulls last"

against by-two '{ "transform": "pivot", "by": ["word", "key"], "column": "day", "values": [ '"$days"' ], "otherwise": "drop",
        '"$measures"' }' \
    "select word, key, $(measured 11-09-01), $(measured 13-09-01), $(measured 00-01-01) from rows where $listed
    group by word, key order by word nulls last, key nulls last"

against without-by '{ "transform": "pivot", "column": "day", "values": [ '"$days"' ], "otherwise": "drop", '"$measures"' }' \
    "select $(measured 11-09-01), $(measured 13-09-01), $(measured 00-01-01) from rows where $listed"

against null-listed '{ "transform": "pivot", "by": "name", "column": "word", "otherwise": "drop",
        "values": [ "zebra", { "value": null, "as": "none" }, "Éducation" ], "measures": { "rows": "count(*)", "n": "sum(n)" } }' \
    "select name, count(case when word = 'zebra' then 1 end), sum(case when word = 'zebra' then n end),
        count(case when word is null then 1 end), sum(case when word is null then n end),
        count(case when word = 'Éducation' then 1 end), sum(case when word = 'Éducation' then n end)
    from rows where word is null or word in ('zebra', 'Éducation') group by name order by name nulls last"

# Each row that is not listed is rejected, and no other; a group of such rows alone does not come out.
check_rejects() { # NAME
    same "pivots $1 lines" "$(ask "select id + 1 from rows where not ($listed) or day is null order by id")" \
        "$(sed 1d "$1.1/rejects.csv" | cut -d, -f2)" >log || { cat log; return 1; }
    if grep -q '^not ok' log; then
        cat log
        return 1
    fi
}
against rejects '{ "transform": "pivot", "by": "key", "column": "day", "values": [ '"$days"' ], '"$measures"' }' \
    "select key, $(measured 11-09-01), $(measured 13-09-01), $(measured 00-01-01) from rows where $listed
    group by key order by key nulls last" check_rejects

s=$(number s integer)
summed() { # DAY RULE
    local sum known all
    sum="sum($(on "$1" "$s"))"
    known="count($(on "$1" "$s"))"
    all=$(weightiest "$(on "$1" s)" "$sum" "$symbols")
    case $2 in
    by_measure) echo "$known, $all" ;;
    pass) echo "$(weightiest "$(on "$1" s)" "$known" "$symbols"), $all" ;;
    *) echo "$known, $sum" ;;
    esac
}
for rule in by_measure ignore pass fail; do
    wanted=$listed
    if [ $rule = fail ]; then wanted="$listed and $(rank s "$symbols") is null"; fi
    against symbols-$rule '{ "transform": "pivot", "by": "key", "column": "day", "values": [ '"$days"' ], "otherwise": "drop",
            "symbols": "'$rule'", "measures": { "known": "count(s)", "s": "sum(s)" } }' \
        "select key, $(summed 11-09-01 $rule), $(summed 13-09-01 $rule), $(summed 00-01-01 $rule) from rows where $wanted
        group by key order by key nulls last"
done

# -- unpivot ----------------------------------------------------------------------------------------------------------

against all '{ "transform": "unpivot", "columns": [ "word", { "column": "name", "label": "a label" }, "key" ],
        "name": "what", "value": "it" }, { "transform": "select", "columns": ["id", "day", "what", "it"] }' \
    "select id, day, what, case place when 1 then word when 2 then name else key end from rows,
        (select 1 as place, 'word' as what union all select 2, 'a label' union all select 3, 'key') order by id, place"

against dropped '{ "transform": "unpivot", "columns": [ "word", "name", "key" ], "name": "what", "value": "it", "nulls": "drop" },
        { "transform": "select", "columns": ["id", "n", "what", "it"] }' \
    "select * from (select id, n, what, case what when 'word' then word when 'name' then name else key end as it from rows,
        (select 1 as place, 'word' as what union all select 2, 'name' union all select 3, 'key') order by id, place)
    where it is not null"

against mixed '{ "transform": "unpivot", "columns": [ "n", "amount" ], "name": "what", "value": "it" },
        { "transform": "aggregate", "by": ["what", "key"], "measures": { "it": "sum(it)", "known": "count(it)", "rows": "count(*)" } }' \
    "select what, key, $(sum_pounds hundredths), count(hundredths), count(*) from
        (select 'n' as what, key, n * 100 as hundredths from rows union all select 'amount', key, pence from rows)
    group by what, key order by what, key nulls last"

against symbols '{ "transform": "unpivot", "columns": [ "t", "s" ], "name": "what", "value": "it", "nulls": "drop" },
        { "transform": "select", "columns": ["id", "key", "what", "it"] }' \
    "select id, key, what, case what when 's' then s else t end as it from rows, (select 1 as place, 't' as what union all select 2, 's')
    where it <> '' order by id, place"

# 500 columns: a row's cells go on in the next batch.
wide=$(seq 1 500 | sed 's/.*/{ "column": "c&", "label": "&" }/' | paste -sd,)
derived=$(seq 1 500 | sed 's/.*/"c&": "case when (id + &) % 3 > 0 then id * 1000 + & end"/' | paste -sd,)
tables="1:0 4:10 9:2000" against wide '{ "transform": "derive", "columns": { '"$derived"' } },
        { "transform": "unpivot", "columns": [ '"$wide"' ], "name": "what", "value": "it", "nulls": "drop" },
        { "transform": "aggregate", "by": "what", "measures": { "rows": "count(*)", "it": "sum(it)", "last": "max(it)" } }' \
    "with recursive places (place) as (select 1 union all select place + 1 from places where place < 500)
    select cast(place as text) as what, count(*), sum(id * 1000 + place), max(id * 1000 + place) from rows, places
    where (id + place) % 3 > 0 group by what order by what"

# What unpivot makes of a pivot's columns is what an aggregate gives, row by row.
against and-back '{ "transform": "pivot", "by": "key", "column": "word", "otherwise": "drop",
        "values": [ "Primary", "Special", "zebra", { "value": null, "as": "none" } ], "measures": { "n": "sum(n)" } },
        { "transform": "unpivot", "columns": [ "Primary", "Special", "none", "zebra" ], "name": "word", "value": "n", "nulls": "drop" }' \
    "select key, coalesce(word, 'none') as what, sum(n) from rows where word is null or word in ('Primary', 'Special', 'zebra')
    group by key, what having sum(n) is not null order by key nulls last, what"
