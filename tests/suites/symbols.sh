#!/usr/bin/env bash
# Symbols that stand in place of numbers, against sqlite3: made rows over several batches, and a published file; through
# filter, lookup, sort and aggregate, to CSV, JSON and a sheet, with 1, 2 and 8 threads.
. "$(dirname "$0")/lib.sh"

real=$REAL_DATA/education/ehcp_timeliness_20_week.csv
made="rows by_measure ignore pass fail several"
published="published-rows published-by_measure published-ignore published-pass published-fail"
cd "$work"

# A fold that passes columns of two inputs, over symbols that a plugin of its own declares.
# The sums: a heading, 42858 even numbers that are not symbols, those without a number, those with x, the total.
cat >beside.json <<'JSON'
{ "leat": 1, "steps": [
    { "id": "rows", "source": "made", "rows": 100000 },
    { "id": "even", "transform": "filter", "where": "boolean" },
    { "id": "others", "transform": "select", "columns": [ { "column": "number", "as": "other" } ] },
    { "transform": "beside", "from": "rows", "with": "others" },
    { "transform": "select", "columns": [ "number", "other" ] },
    { "sink": "csv", "path": "beside.csv", "header": false },
    { "transform": "aggregate", "by": "other", "measures": { "number": "sum(number)" }, "totals": { "other": null } },
    { "sink": "csv", "path": "sums.csv" } ] }
JSON
beside_wanted=$(seq 1 100000 | awk '{ print ($1 % 7 ? $1 : "x") "," ($1 > 50000 ? "" : $1 * 2 % 7 ? $1 * 2 : "x") }')
for threads in 1 2 8; do
    "$LEAT" run -q --threads $threads --plugins "$BUILD/tests/abi" --plugins "$BUILD/tests/plugins" beside.json
    same "symbols beside, $threads threads" "$(md5sum <<<"$beside_wanted") 42862 ,x" \
        "$(md5sum <beside.csv) $(wc -l <sums.csv) $(tail -n 1 sums.csv)"
done

if ! command -v sqlite3 >/dev/null; then
    for name in $made $published; do skip "symbols $name" "sqlite3 is not installed"; done
    exit 0
fi

list="z x c k low u" # the weightiest first
symbol_of() { echo "case when $1 not glob '[-0-9]*' then $1 end"; } # those without a value stand in the order of their symbols
symbols='["z", "x", "c", "k", "low", "u"]'

# -- made rows --------------------------------------------------------------------------------------------------------

# 100,000 rows. Groups of all sizes, some without symbols, some with nothing else.
awk 'BEGIN {
    count = split("z x c k low u", symbol, " ")
    seed = 4711
    print "id,place,n,m"
    for (id = 1; id <= 100000; id++) {
        a = next_number(); b = next_number(); c = next_number()
        place = a % 7 ? a % 900 : a % 5
        printf "%d,p%d,%s,%s\n", id, place, cell(b, place), cell(c, place + 1)
    }
}
function cell(by, place) {
    if (place % 3 == 0 || by % (place % 50 + 2)) return by % 13 ? int(by / 13) % 2001 - 1000 : ""
    return symbol[int(by / 64) % count + 1]
}
function next_number() {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return int(seed / 8)
}' >rows.csv
sqlite3 data.db ".import --csv rows.csv rows" "create index by_place on rows (place);"

source_made='{ "source": "csv", "path": "rows.csv", "columns": { "id": "integer",
    "n": { "kind": "integer", "symbols": '$symbols' }, "m": { "kind": "integer", "symbols": ["u", "low"], "null": ["", "z", "x", "c", "k"] } } }'

ask "select id, place, n, all_n, case when m in ('z', 'x', 'c', 'k') then '' else m end
    from rows join (select place, $(weightiest n "sum($(number n integer))" "$list") as all_n from rows group by place) using (place)
    where cast(id as integer) % 3 > 0
    order by $(number n integer) desc nulls last, $(symbol_of n), cast(id as integer)" >rows.expected
runs symbols rows '{ "leat": 1, "steps": [
    '"$source_made"',
    { "id": "sums", "transform": "aggregate", "by": "place", "measures": { "all_n": "sum(n)" } },
    { "sink": "csv", "path": "sums.csv" },
    '"$source_made"',
    { "transform": "filter", "where": "id % 3 > 0" },
    { "transform": "lookup", "with": "sums", "on": "place" },
    { "transform": "sort", "by": [ { "column": "n", "order": "descending" } ] },
    { "transform": "select", "columns": ["id", "place", "n", "all_n", "m"] },
    { "sink": "csv", "path": "out.csv", "header": false }, { "sink": "json", "path": "out.json", "symbols": "companion" } ] }' &&
    ok "symbols rows"

measures='"measures": { "rows": "count(*)", "known": "count(n)", "n": "sum(n)", "few": "max(n) filter (where id % 2 = 0)", "m": "min(m)",
    "both": "sum(m) - sum(n)" }'
n=$(number n integer)
m=$(number m integer)
m_list="u low"
# A difference gives the weightier of what its two sums give, by a list of m's symbols and then n's.
both="u low z x c k"
both_rank="min(coalesce(min($(rank m "$m_list")), 9),
    coalesce(case min($(rank n "$list")) when 1 then 3 when 2 then 4 when 3 then 5 when 4 then 6 when 5 then 2 when 6 then 1 end, 9))"
both_symbol="case $both_rank when 1 then 'u' when 2 then 'low' when 3 then 'z' when 4 then 'x' when 5 then 'c' when 6 then 'k'
    else sum($m) - sum($n) end"
even="case when cast(id as integer) % 2 = 0 then n end"
by_rule() { # RULE
    case $1 in
    ignore) ask "select place, count(*), count($n), sum($n), max(case when cast(id as integer) % 2 = 0 then $n end), min($m),
                sum($m) - sum($n) from rows group by place order by place" ;;
    fail) ask "select place, count(*), count($n), sum($n), max(case when cast(id as integer) % 2 = 0 then $n end), min($m),
                sum($m) - sum($n) from rows where $(rank n "$list") is null and $(rank m "$m_list") is null group by place order by place" ;;
    *) local known="count($n)"
       if [ "$1" = pass ]; then known=$(weightiest n "count($n)" "$list"); fi
       ask "select place, count(*), $known, $(weightiest n "sum($n)" "$list"),
                $(weightiest "$even" "max(case when cast(id as integer) % 2 = 0 then $n end)" "$list"), $(weightiest m "min($m)" "$m_list"),
                $both_symbol from rows group by place order by place" ;;
    esac
}
for rule in by_measure ignore pass fail; do
    by_rule "$rule" >"$rule.expected"
    runs symbols "$rule" '{ "leat": 1, "rejects": { "path": "rejects.csv", "limit": 200000 }, "steps": [
        '"$source_made"',
        { "transform": "aggregate", "by": "place", '"$measures"', "symbols": "'"$rule"'" },
        { "sink": "csv", "path": "out.csv", "header": false }, { "sink": "json", "path": "out.json", "symbols": "text" } ] }' &&
        ok "symbols $rule"
done

# Two inputs whose lists are merged in order of first appearance: u low z x c k.
ask "select place, $(weightiest v "sum($(number v integer))" "$both") from
        (select place, case when m in ('z', 'x', 'c', 'k') then '' else m end as v from rows union all select place, n from rows)
    group by place order by place" >several.expected
runs symbols several '{ "leat": 1, "steps": [
    '"$source_made"',
    { "id": "ms", "transform": "select", "columns": [ "place", { "column": "m", "as": "v" } ] },
    '"$source_made"',
    { "id": "ns", "transform": "select", "columns": [ "place", { "column": "n", "as": "v" } ] },
    { "transform": "aggregate", "from": ["ms", "ns"], "by": "place", "measures": { "v": "sum(v)" } },
    { "sink": "csv", "path": "out.csv", "header": false } ] }' && ok "symbols several"

# -- a published file -------------------------------------------------------------------------------------------------

if [ ! -e "$real" ]; then
    for name in $published; do skip "symbols $name" "$real is not there"; done
    exit 0
fi
sqlite3 data.db ".import --csv $real ehcp"
whole='{ "kind": "integer", "symbols": '$symbols' }'
source_real='{ "source": "csv", "path": "'$real'", "columns": { "time_period": "integer", "plans_issued_den": '$whole',
    "plans_issued_gt_1_year": '$whole', "pc_plans_issued_gt_1_year": { "kind": "decimal(6,1)", "symbols": '$symbols' } } }'
year=plans_issued_gt_1_year
percent="cast(round(10 * cast(pc_$year as real)) as integer)"
tenths() { echo "case when $1 is not null then rtrim(rtrim(printf('%d.%d', $1 / 10, $1 % 10), '0'), '.') end"; }

# beside NAME KEY...: the text JSON has the same rows as the CSV, the companion the same with its symbols apart, and the
# sheet the same with symbols in brackets
beside() {
    local name=$1
    shift
    local folder=$name.1 keys=("$@") csv
    csv=$(tr ',' '|' <"$folder/out.csv")
    if [ "$csv" != "$(json_rows "$folder/text.json" "${keys[@]}" | sed 's/null//g')" ]; then
        not_ok "symbols $name" "the JSON is not as the CSV:" "$(diff <(echo "$csv") <(json_rows "$folder/text.json" "${keys[@]}") | head)"
        return 1
    fi
    csv_cells() { tr ',' '\n' <"$folder/out.csv" | sed -E '/^$/d; s/^(z|x|c|k|low|u)$/[\1]/' | sort; }
    local cells
    # A sheet's numbers are reals in full: 8.2 stands there as 8.199999999999999.
    cells=$(sheet_cells "$folder/out.xlsx" 1 | sed '/^[A-Z]*1|/d; s/^[A-Z]*[0-9]*|//' |
        awk '/^-?[0-9]+\.[0-9]+$/ { $0 = sprintf("%.10g", $0) } { print }' | sort)
    if [ "$cells" != "$(csv_cells)" ]; then
        not_ok "symbols $name" "the sheet is not as the CSV:" "$(diff <(csv_cells) <(echo "$cells") | head)"
        return 1
    fi
    local symbols nulls
    symbols=$(grep -oE '_symbol": "(z|x|c|k|low|u)"' "$folder/companion.json" | wc -l)
    nulls=$(tr ',' '\n' <"$folder/out.csv" | grep -cxE 'z|x|c|k|low|u' || true)
    if [ "$symbols" -ne "$nulls" ]; then
        not_ok "symbols $name" "the companions have $symbols symbols, the CSV $nulls"
        return 1
    fi
}
sinks='{ "id": "given", "sink": "csv", "path": "out.csv", "header": false },
    { "sink": "json", "path": "text.json", "symbols": "text" }, { "sink": "json", "path": "companion.json", "symbols": "companion" },
    { "sink": "excel", "path": "out.xlsx" }'

ask "select e.time_period, e.new_la_code, e.plans_issued_den, e.$year, e.pc_$year, n.$year
    from ehcp as e join ehcp as n on n.time_period = e.time_period and n.breakdown = e.breakdown and n.geographic_level = 'National'
    where e.geographic_level = 'Local authority' and e.breakdown in ('All EHC plans issued', 'Male')
    order by $(number "e.$year" integer) desc nulls last, $(symbol_of "e.$year"), cast(e.time_period as integer), e.new_la_code, e.breakdown" >published-rows.expected
runs symbols published-rows '{ "leat": 1, "steps": [
    '"$source_real"',
    { "id": "england", "transform": "filter", "where": "geographic_level = '"'National'"' and breakdown in ('"'All EHC plans issued', 'Male'"')" },
    { "sink": "json", "path": "england.json" },
    '"$source_real"',
    { "transform": "filter", "where": "geographic_level = '"'Local authority'"' and breakdown in ('"'All EHC plans issued', 'Male'"')" },
    { "transform": "lookup", "with": "england", "on": ["time_period", "breakdown"], "columns": [ { "column": "'$year'", "as": "of_england" } ] },
    { "transform": "sort", "by": [ { "column": "'$year'", "order": "descending" }, "time_period", "new_la_code", "breakdown" ] },
    { "transform": "select", "columns": ["time_period", "new_la_code", "plans_issued_den", "'$year'", "pc_'$year'", "of_england"] },
    '"$sinks"' ] }' &&
    beside published-rows time_period new_la_code plans_issued_den $year pc_$year of_england && ok "symbols published-rows"

den=$(number plans_issued_den integer)
late=$(number $year integer)
highest="max(case when pc_$year glob '[0-9]*' then $percent end)"
real_by_rule() { # RULE
    local all="from ehcp group by time_period, geographic_level order by cast(time_period as integer), geographic_level"
    case $1 in
    ignore) ask "select time_period, geographic_level, count(*), count($late), sum($den), sum($late), $(tenths "$highest") $all" ;;
    fail) ask "select time_period, geographic_level, count(*), count($late), sum($den), sum($late), $(tenths "$highest")
            from ehcp where $(rank plans_issued_den "$list") is null and $(rank $year "$list") is null and $(rank pc_$year "$list") is null
            group by time_period, geographic_level order by cast(time_period as integer), geographic_level" ;;
    *) local known="count($late)"
       if [ "$1" = pass ]; then known=$(weightiest $year "count($late)" "$list"); fi
       ask "select time_period, geographic_level, count(*), $known, $(weightiest plans_issued_den "sum($den)" "$list"),
            $(weightiest $year "sum($late)" "$list"), $(weightiest pc_$year "$(tenths "$highest")" "$list") $all" ;;
    esac
}
for rule in by_measure ignore pass fail; do
    name=published-$rule
    real_by_rule "$rule" >"$name.expected"
    runs symbols "$name" '{ "leat": 1, "rejects": { "path": "rejects.csv", "limit": 20000 }, "steps": [
        '"$source_real"',
        { "transform": "aggregate", "by": ["time_period", "geographic_level"], "symbols": "'"$rule"'", "measures": { "rows": "count(*)",
            "known": "count('$year')", "plans": "sum(plans_issued_den)", "late": "sum('$year')", "highest": "max(pc_'$year')" } },
        '"$sinks"' ] }' && beside "$name" time_period geographic_level rows known plans late highest && ok "symbols $name"
done
