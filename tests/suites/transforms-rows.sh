#!/usr/bin/env bash
# join, distinct, limit and fill against sqlite3: over generated tables with nulls, symbols and repeated keys of each kind,
# empty ones on either side, and rows that match more often than a batch has rows; with 1, 2 and 8 threads.
. "$(dirname "$0")/lib.sh"

if ! command -v sqlite3 >/dev/null; then
    for name in join distinct limit fill; do skip "transforms-rows $name" "sqlite3 is not installed"; done
    exit 0
fi
cd "$work"

# ---- Tables ----------------------------------------------------------------------------------------------------------

# table SEED FIRST ROWS KEYS [HOT]: a key of each kind, of about KEYS values or absent, all as leat writes them, so that for
# sqlite3 their texts are equal where the values are; n is a number, a symbol or absent. The first HOT rows have i = -1.
table() {
    awk -v seed="$1" -v first="$2" -v rows="$3" -v keys="$4" -v hot="${5:-0}" '
        function draw(most) {
            seed = (seed * 1103515245 + 12345) % 2147483648
            return int(seed / 8) % most
        }
        function some(value) { return draw(7) ? value : "" }
        BEGIN {
            print first ",i,t,d,c,r,b,s,n"
            for (row = 1; row <= rows; row++) {
                i = row <= hot ? -1 : some(draw(keys))
                k = draw(keys); t = some(k % 3 ? "k" k : "a rather long name " k)
                d = some(sprintf("20%02d-%02d-%02d", draw(keys) % 30, 1 + draw(2), 1 + draw(2)))
                c = some(draw(keys) % 50 - 9 (draw(2) ? ".25" : ""))
                r = some(draw(keys) "." 1 + draw(2))
                b = some(draw(2) ? "true" : "false")
                s = some(sprintf("2014-09-01T%02d:30:00", draw(keys) % 24))
                n = draw(3) ? draw(5) : draw(2) ? "" : draw(2) ? "x" : "c"
                printf "%d,%s,%s,%s,%s,%s,%s,%s,%s\n", row, i, t, d, c, r, b, s, n
            }
        }'
}

columns='"i": "integer", "d": "date", "c": "decimal(12,2)", "r": "real", "b": "boolean", "s": "timestamp",
    "n": { "kind": "integer", "symbols": ["x", "c"] }'

# import: a.csv and b.csv as tables of texts, absent ones null
import() {
    rm -f data.db
    sqlite3 data.db <<'SQL'
.import --csv a.csv text_a
.import --csv b.csv text_b
create table a as select cast(id as integer) as id, nullif(i, '') i, nullif(t, '') t, nullif(d, '') d, nullif(c, '') c, nullif(r, '') r,
    nullif(b, '') b, nullif(s, '') s, nullif(n, '') n from text_a order by 1;
create table b as select cast(no as integer) as no, nullif(i, '') i, nullif(t, '') t, nullif(d, '') d, nullif(c, '') c, nullif(r, '') r,
    nullif(b, '') b, nullif(s, '') s, nullif(n, '') n from text_b order by 1;
create index b_by_i on b (i); create index b_by_t on b (t);
SQL
}

# ---- Checks ----------------------------------------------------------------------------------------------------------

# check NAME STEP SQL: what STEP gives of the rows of a is what sqlite3 answers. Gathered; compare runs them.
names=()
check() {
    names+=("$1")
    printf ',\n    %s,\n    { "sink": "csv", "path": "%s.out", "header": false }' "${2/\{/\{ \"from\": \"a\",}" "$1" >>steps
    printf '.output %s.expected\n%s;\n' "$1" "$3" >>queries
}

# What was wrong, by the word that a check's name begins with; the first few are enough.
declare -A wrong=() wrongs=()
note() { # WORD LINE...
    local word=$1
    shift
    wrongs[$word]=$((${wrongs[$word]:-0} + 1))
    if [ "${wrongs[$word]}" -le 3 ]; then wrong[$word]+=$(printf '%s\n' "$@")$'\n'; fi
}

# compare WHERE: runs what was gathered and notes the differences
compare() {
    local where=$1 threads name
    { printf '{ "leat": 1, "steps": [
    { "id": "b", "source": "csv", "path": "b.csv", "columns": { "no": "integer", %s } },
    { "id": "a", "source": "csv", "path": "a.csv", "columns": { "id": "integer", %s } }' "$columns" "$columns"
      cat steps
      echo ' ] }'; } >definition.json
    sqlite3 -csv data.db <queries
    for name in "${names[@]}"; do tr -d '"\r' <"$name.expected" >"$name.plain"; done
    for threads in 1 2 8; do
        if ! "$LEAT" run --threads "$threads" definition.json >log 2>&1; then
            note run "$where, $threads threads:" "$(tail -n 5 log)"
            break
        fi
        for name in "${names[@]}"; do
            if ! cmp -s "$name.plain" "$name.out"; then note "${name%%-*}" "$where, $threads threads, $name:" "$(diff "$name.plain" "$name.out" | head -n 10)"; fi
        done
    done
    names=()
    rm -f steps queries ./*.out ./*.expected ./*.plain
}

# A symbol stands for no value, so as a key it equals nothing.
equal() { # COLUMN...
    local column all=true
    for column in "$@"; do
        all+=" and a.$column = b.$column"
        if [ "$column" = n ]; then all+=" and a.n not in ('x', 'c')"; fi
    done
    echo "$all"
}

joins() { # COLUMN...
    local kind on
    on=$(printf ', "%s"' "$@")
    for kind in inner left; do
        check "join-$kind-$(IFS=_; echo "$*")" "{ \"transform\": \"join\", \"with\": \"b\", \"on\": [${on:2}], \"kind\": \"$kind\",
        \"columns\": [\"no\", { \"column\": \"n\", \"as\": \"m\" }] }" \
            "select a.*, b.no, b.n from a $kind join b on $(equal "$@") order by a.id, b.no"
    done
    check "join-semi-$(IFS=_; echo "$*")" "{ \"transform\": \"join\", \"with\": \"b\", \"on\": [${on:2}], \"kind\": \"semi\" }" \
        "select * from a where exists (select 1 from b where $(equal "$@")) order by id"
    check "join-anti-$(IFS=_; echo "$*")" "{ \"transform\": \"join\", \"with\": \"b\", \"on\": [${on:2}], \"kind\": \"anti\" }" \
        "select * from a where not exists (select 1 from b where $(equal "$@")) order by id"
}

distinct_by() { # COLUMN...
    local by
    by=$(printf ', "%s"' "$@")
    check "distinct-$(IFS=_; echo "$*")" "{ \"transform\": \"distinct\", \"by\": [${by:2}] }" \
        "select * from a where id in (select min(id) from a group by $(IFS=,; echo "$*")) order by id"
}

limits() { # ROWS SKIP [COLUMN...]
    local rows=$1 skip=$2 by
    shift 2
    by=$([ $# -eq 0 ] || printf ', "%s"' "$@")
    check "limit-$rows-$skip-$(IFS=_; echo "$*")" "{ \"transform\": \"limit\", \"rows\": $rows, \"skip\": $skip, \"by\": [${by:2}] }" \
        "select id, i, t, d, c, r, b, s, n from (select *, row_number() over (partition by $([ $# -gt 0 ] && (IFS=,; echo "$*") || echo 1) order by id) as at
            from a) where at > $skip and at <= $((rows + skip)) order by id"
}

# The last value above is the only one of the rows that have the same count of values down to them.
fills() { # [COLUMN...]: by which t and n are filled down, and n where nothing stands above
    local by groups
    by=$([ $# -eq 0 ] || printf ', "%s"' "$@")
    groups=$([ $# -eq 0 ] || printf '%s,' "$@")
    check "fill-$(IFS=_; echo "$*")" "{ \"transform\": \"fill\", \"down\": [\"t\", \"n\"], \"by\": [${by:2}], \"values\": { \"n\": -1, \"d\": \"2000-02-29\" } }" \
        "select id, i, max(t) over (partition by ${groups} t_count), coalesce(d, '2000-02-29'), c, r, b, s,
            coalesce(max(n) over (partition by ${groups} n_count), -1)
         from (select *, count(t) over w as t_count, count(n) over w as n_count from a
               window w as (${groups:+partition by ${groups%,}} order by id)) order by id"
}

# ---- Small tables, each kind of key --------------------------------------------------------------------------------------

seed=1
for sizes in "0 0 3" "0 9 3" "9 0 3" "1 1 1" "40 60 4" "60 40 40" "300 200 12" "200 300 1000"; do
    read -r rows others keys <<<"$sizes"
    seed=$((seed + 1))
    table "$seed" id "$rows" "$keys" >a.csv
    table "$((seed + 100))" no "$others" "$keys" >b.csv
    import
    for on in i t d c r b s n "i t" "d b" "n c" "b i t d" "t s r c"; do
        # shellcheck disable=SC2086  # words
        joins $on
    done
    for by in i t d c r b s n "i b" "n t" "b n d"; do
        # shellcheck disable=SC2086
        distinct_by $by
    done
    check distinct-all '{ "transform": "select", "columns": ["n", "b", "d"] }, { "transform": "distinct" }' \
        "select n, b, d from a where id in (select min(id) from a group by n, b, d) order by id"
    limits 1 0; limits 7 2; limits 1000 3
    limits 1 0 t; limits 2 1 n; limits 3 2 b d; limits 1000 1 i
    fills; fills i; fills b; fills d s
    compare "$rows and $others rows"
done

# ---- Large ones: many batches, and one key that has more rows than a batch -----------------------------------------------------

table 77 id 70000 7000 2 >a.csv
table 78 no 75000 7000 66000 >b.csv
import
joins i
check join-left-t_i '{ "transform": "join", "with": "b", "on": ["t", "i"], "kind": "left", "columns": "no" }' \
    "select a.*, b.no from a left join b on a.t = b.t and a.i = b.i order by a.id, b.no"
distinct_by b; distinct_by t; distinct_by i n; distinct_by d c r b # of few values and of many
limits 30000 20000; limits 2 1 t; limits 3 0 b n
fills; fills c; fills i b
compare "70,000 rows"

for name in join distinct limit fill; do
    if [ -n "${wrong[run]:-}${wrong[$name]:-}" ]; then
        not_ok "transforms-rows $name" "${wrong[run]:-}${wrong[$name]:-}"
    else
        ok "transforms-rows $name"
    fi
done
