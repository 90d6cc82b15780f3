#!/usr/bin/env bash
# The window and status transforms against sqlite3's window functions, over made tables: empty ones, groups of one row, equal
# keys and equal places in the order, absent values, symbols, totals, and more rows than a batch holds; with 1, 2 and 8
# threads. And exact ratios of numbers of many digits against Python's fractions.
. "$(dirname "$0")/lib.sh"

tables="empty one few singles equal many large"
kinds="rows ranks sums symbols totals status"
cd "$work"

# -- tables -----------------------------------------------------------------------------------------------------------

# make_table NAME ROWS GROUPS PLACES SEED: id; a group; its place in the order; a number; a number that may be a symbol; a part
# and a whole; an amount. Of each, some are absent.
make_table() {
    awk -v rows="$2" -v groups="$3" -v places="$4" -v seed="$5" 'BEGIN {
        count = split("z x c", symbol, " ")
        print "id,g,o,n,s,part,whole,amount"
        for (id = 1; id <= rows; id++) {
            a = next_number(); b = next_number(); c = next_number(); d = next_number(); e = next_number(); f = next_number()
            g = a % (groups + 1)
            printf "%d,%s,%s,%s,%s,%s,%s,%s\n", id, g == groups ? "" : "a group of rows " g, b % 13 ? b % places - int(places / 2) : "",
                c % 7 ? int(c / 7) % 2001 - 1000 : "",
                g % 3 == 0 || d % 40 ? (d % 9 ? int(d / 40) % 501 - 100 : "") : symbol[int(d / 40) % count + 1],
                e % 11 ? int(e / 11) % 900 - 50 : "", f % 11 ? int(f / 11) % 1000 - 20 : "",
                d % 5 ? sprintf("%s%d.%02d", a % 4 ? "" : "-", b % 100000, c % 100) : ""
        }
    }
    function next_number() {
        seed = (seed * 1103515245 + 12345) % 2147483648
        return int(seed / 8)
    }' >"$1.csv"
}
make_table empty 0 1 1 1
make_table one 1 1 1 2
make_table few 40 3 5 3
make_table singles 300 100000000 50 4
make_table equal 2000 1 2 5
make_table many 20000 400 30 6
make_table large 150000 9000 500 7

# -- in SQL -----------------------------------------------------------------------------------------------------------

# A decimal of so many digits, from its units, as leat writes it: no zeros at its end.
decimal() { # UNITS DIGITS
    local power=1
    for _ in $(seq "$2"); do power=${power}0; done
    if [ "$2" = 0 ]; then echo "$1"; return; fi
    echo "iif(($1) is null, null, iif($1 < 0, '-', '') || rtrim(rtrim(printf('%d.%0$2d', abs($1) / $power, abs($1) % $power), '0'), '.'))"
}
# NUMERATOR / DENOMINATOR in per cent with DIGITS, rounded half away from zero; null for a denominator of 0
percent() { # NUMERATOR DENOMINATOR DIGITS
    local power=100
    for _ in $(seq "$3"); do power=${power}0; done
    local size="(2 * abs($1) * $power + abs($2)) / (2 * abs($2))"
    decimal "iif(($1 < 0) <> ($2 < 0), -1, 1) * ($size)" "$3"
}

sql_tables() {
    local name
    for name in $tables; do
        cat <<SQL
.import --csv $name.csv text_$name
create table $name as select cast(id as integer) as id, nullif(g, '') as g, cast(nullif(o, '') as integer) as o,
    cast(nullif(n, '') as integer) as n, nullif(s, '') as s, case when s glob '[-0-9]*' then cast(s as integer) end as sn,
    instr('zxc', nullif(s, '')) as sr, cast(nullif(part, '') as integer) as part, cast(nullif(whole, '') as integer) as whole,
    cast(replace(nullif(amount, ''), '.', '') as integer) as pence from text_$name;
SQL
    done
}
symbol() { echo "substr('zxc', $1, 1)"; } # RANK

# The names of windows: all are over rows in their order, those equal as they came in.
windows="w as (partition by g order by o nulls last, id), back as (partition by g order by o desc nulls first, id),
    peers as (partition by g order by o nulls last), down as (partition by g order by o nulls last, id rows unbounded preceding),
    whole_group as (partition by g), everything as ()"

sql_rows() {
    echo "select id, before, g3, n - before, $(percent "(n - before)" before 1), $(percent "(part * whole_before - part_before * whole)" "(whole * whole_before)" 2),
        $(percent "(part * whole_before - part_before * whole)" "(whole * whole_before)" 0), $(decimal "(pence - pence_before)" 2)
        from (select id, n, part, whole, pence, lag(n) over w as before, lag(g, 3) over back as g3, lag(part) over w as part_before,
            lag(whole) over w as whole_before, lag(pence) over w as pence_before from $1 window $windows) order by id"
}
leat_rows() {
    echo '{ "transform": "window", "by": "g", "order": "o", "columns": { "before": { "previous": "n" } } },
    { "transform": "window", "by": "g", "order": { "column": "o", "order": "descending", "nulls": "first" }, "columns": { "g3": { "previous": "g", "back": 3 } } },
    { "transform": "window", "by": ["g"], "order": ["o"], "columns": { "change": { "change": "n" }, "percent": { "change_percent": "n" },
        "points": { "change_points": { "part": "part", "whole": "whole" }, "decimals": 2 },
        "short": { "change_points": { "part": "part", "whole": "whole" }, "decimals": 0 }, "more": { "change": "amount" } } },
    { "transform": "select", "columns": ["id", "before", "g3", "change", "percent", "points", "short", "more"] }'
}

sql_ranks() {
    echo "select id, rank() over peers, dense_rank() over peers, row_number() over w, rank() over (order by n desc nulls first, o nulls last)
        from $1 window $windows order by id"
}
leat_ranks() {
    echo '{ "transform": "window", "by": "g", "order": "o", "columns": { "rank": { "rank": "rank" }, "dense": { "rank": "dense_rank" }, "row": { "rank": "row_number" } } },
    { "transform": "window", "order": [ { "column": "n", "order": "descending", "nulls": "first" }, "o" ], "columns": { "all": { "rank": "rank" } } },
    { "transform": "select", "columns": ["id", "rank", "dense", "row", "all"] }'
}

sql_sums() {
    echo "select id, sum(n) over down, $(decimal "(sum(pence) over down)" 2), $(percent n "(sum(n) over whole_group)" 1), $(percent pence "(sum(pence) over everything)" 3)
        from $1 window $windows order by id"
}
leat_sums() {
    echo '{ "transform": "window", "by": "g", "order": "o", "columns": { "n_down": { "running_sum": "n" }, "amount_down": { "running_sum": "amount" }, "share": { "share": "n" } } },
    { "transform": "window", "columns": { "of_all": { "share": "amount", "decimals": 3 } } },
    { "transform": "select", "columns": ["id", "n_down", "amount_down", "share", "of_all"] }'
}

# The weightier of two ranks of symbols, 9 for none.
sql_symbols() {
    local either="min(iif(sn is null, coalesce(sr, 9), 9), iif(before is null, coalesce(sr_before, 9), 9))"
    echo "select id, s_before, iif($either < 9, $(symbol "$either"), sn - before), iif($either < 9, $(symbol "$either"), $(percent "(sn - before)" before 1)),
            iif(down_rank < 9, $(symbol down_rank), sum_down), iif(group_rank < 9, $(symbol group_rank), $(percent sn group_sum 1)), plain_down
        from (select id, s, sn, nullif(sr, 0) as sr, lag(s) over w as s_before, lag(sn) over w as before, lag(nullif(sr, 0)) over w as sr_before,
            coalesce(min(nullif(sr, 0)) over down, 9) as down_rank, sum(sn) over down as sum_down,
            coalesce(min(nullif(sr, 0)) over whole_group, 9) as group_rank, sum(sn) over whole_group as group_sum,
            sum(sn) over down as plain_down from $1 window $windows) order by id"
}
leat_symbols() {
    echo '{ "transform": "window", "by": "g", "order": "o", "columns": { "before": { "previous": "s" }, "change": { "change": "s" }, "percent": { "change_percent": "s" },
        "down": { "running_sum": "s" }, "share": { "share": "s" }, "plain": { "running_sum": "s", "symbols": "ignore" } } },
    { "transform": "select", "columns": ["id", "before", "change", "percent", "down", "share", "plain"] }'
}

# Rows of totals are compared with each other, and have shares of the sum of the others.
sql_totals() {
    cat <<SQL
    with sets as (
        select o, g, 0 as t, sum(n) as n from $1 group by o, g union all
        select o, 'All', 1, sum(n) from $1 group by o),
    placed as (select *, row_number() over (order by t, g nulls last, o nulls last) as id from sets)
    select g, o, n, rank() over (partition by t order by n desc nulls first), sum(n) over (partition by t order by o nulls last, id rows unbounded preceding),
        $(percent n "(sum(iif(t, null, n)) over (partition by o))" 1), lag(n) over (partition by g, t order by o nulls last)
        from placed order by t, g nulls last, o nulls last
SQL
}
leat_totals() {
    echo '{ "transform": "aggregate", "by": ["g", "o"], "measures": { "n": "sum(n)" }, "totals": { "g": "All" } },
    { "transform": "window", "order": { "column": "n", "order": "descending", "nulls": "first" }, "columns": { "rank": { "rank": "rank" } } },
    { "transform": "window", "order": "o", "columns": { "down": { "running_sum": "n" } } },
    { "transform": "window", "by": "o", "columns": { "share": { "share": "n" } } },
    { "transform": "window", "by": "g", "order": "o", "columns": { "before": { "previous": "n" } } }'
}

sql_status() {
    echo "select id, case when pence >= 5000050 then 'Green' when pence >= 1000000 then 'Amber' when pence is not null then 'Red' end,
            case when n < before then 'Improved' when n > before then 'Worsened' when n = before then 'No change' end,
            case when n is null or part is null then null when n <= part then 'Green' when whole is null then null when n <= whole then 'Amber' else 'Red' end,
            case when n is null then null when abs(n - 40) <= 25 then 'Green' when abs(n - 40) <= 300 then 'Amber' else 'Red' end,
            case when abs(n - 40) < abs(before - 40) then 'Improved' when abs(n - 40) > abs(before - 40) then 'Worsened' when n is not null and before is not null then 'No change' end
        from (select *, lag(n) over w as before from $1 window $windows) order by id"
}
leat_status() {
    echo '{ "transform": "window", "by": "g", "order": "o", "columns": { "before": { "previous": "n" } } },
    { "transform": "status", "value": "amount", "target": 50000.5, "floor": 10000, "as": "high" },
    { "transform": "status", "value": "n", "target_column": "part", "floor_column": "whole", "polarity": "low", "previous": "before", "as": "low", "travel": "way" },
    { "transform": "status", "value": "n", "target": 40, "near": 25, "floor": 300, "polarity": "close", "previous": "before", "as": "close", "travel": "close_way" },
    { "transform": "select", "columns": ["id", "high", "way", "low", "close", "close_way"] }'
}

# check KIND TABLE: what leat writes is what sqlite3 answers, whatever the threads
check() {
    local threads
    cat >definition.json <<JSON
{ "leat": 1, "steps": [
    { "source": "csv", "path": "$2.csv", "columns": { "id": "integer", "o": "integer", "n": "integer",
        "s": { "kind": "integer", "symbols": ["z", "x", "c"] }, "part": "integer", "whole": "integer", "amount": "decimal(12,2)" } },
    $("leat_$1"),
    { "sink": "csv", "path": "out.csv", "header": false } ] }
JSON
    sqlite3 -csv data.db "$("sql_$1" "$2")" | tr -d '"\r' >expected.csv
    for threads in 1 2 8; do
        if ! "$LEAT" run --threads "$threads" definition.json >log 2>&1; then
            not_ok "window $1 $2" "$(tail -n 5 log)"
            return
        fi
        if ! cmp -s expected.csv out.csv; then
            not_ok "window $1 $2" "with $threads threads:" "$(diff expected.csv out.csv | head -n 20)"
            return
        fi
    done
    ok "window $1 $2"
}

if command -v sqlite3 >/dev/null; then
    sql_tables | sqlite3 data.db
    for table in $tables; do for kind in $kinds; do check "$kind" "$table"; done; done
else
    for table in $tables; do for kind in $kinds; do skip "window $kind $table" "sqlite3 is not installed"; done; done
fi

# -- numbers of many digits -------------------------------------------------------------------------------------------

if ! command -v python3 >/dev/null; then
    skip "window exact" "python3 is not installed"
    exit 0
fi

# Tables whose columns have random precisions and scales, numbers of all lengths, and definitions for them; and what must
# come out: a line for each row, or nothing where a value has too many digits, for then the row is rejected.
cat >exact.py <<'PYTHON'
import random, sys
from fractions import Fraction

number = int(sys.argv[1])
random.seed(number)
ROWS, MOST = 200, 10**38

def column():
    precision = random.choice([5, 19, 20, 38, random.randint(1, 38)])
    return precision, random.choice([0, random.randint(0, precision), precision])

def units(precision):
    kind = random.random()
    if kind < 0.08:
        return None
    if kind < 0.12:
        return 0
    digits = precision if kind < 0.6 else random.randint(1, precision)
    edge = random.choice([10**digits - 1, 10**(digits - 1), random.randrange(10**digits)])
    return random.choice([-1, 1]) * edge

def text(value, scale):
    if value is None:
        return ""
    digits = str(abs(value)).rjust(scale + 1, "0")
    whole, fraction = digits[:len(digits) - scale], digits[len(digits) - scale:].rstrip("0")
    return ("-" if value < 0 else "") + whole + ("." + fraction if fraction else "")

class TooLarge(Exception):
    pass

def rounded(value, decimals):
    if value is None:
        return ""
    scaled = abs(value) * 10**decimals
    whole = int(scaled * 2 + 1) // 2
    if whole >= 10**(12 + decimals):
        raise TooLarge
    return text(-whole if value < 0 else whole, decimals)

def fits(value, scale):
    if value is not None and abs(value) >= MOST:
        raise TooLarge
    return text(value, scale)

(p_precision, p_scale), (w_precision, w_scale) = column(), column()
decimals = random.randint(0, 10)
rows = [(units(p_precision), units(w_precision)) for _ in range(ROWS)]
if number % 3 == 0: # ratios near one another, so that points are few digits of a long difference
    w_precision, w_scale = p_precision, p_scale
    rows = [(p, None if p is None else p + random.randint(-3, 3)) for p, _ in rows]
    rows = [(p, w if w is not None and abs(w) < 10**p_precision else None) for p, w in rows]

with open("exact.csv", "w") as out:
    out.write("id,p,w\n")
    for at, (p, w) in enumerate(rows):
        out.write("%d,%s,%s\n" % (at + 1, text(p, p_scale), text(w, w_scale)))

def ratio(p, w):
    return None if p is None or not w else Fraction(p, 10**p_scale) / Fraction(w, 10**w_scale)

def percent_of(now, before):
    return None if now is None or not before else Fraction(100 * (now - before), before)

whole = sum(p for p, _ in rows if p is not None)
so_far = None
lines = {"change": [], "down": [], "percent": [], "points": [], "share": [], "ratio": []}
for at, (p, w) in enumerate(rows):
    before, whole_before = rows[at - 1] if at else (None, None)
    so_far = so_far if p is None else (so_far or 0) + p
    now, then = ratio(p, w), ratio(before, whole_before)
    answers = {
        "change": lambda: fits(None if p is None or before is None else p - before, p_scale),
        "down": lambda: fits(so_far, p_scale),
        "percent": lambda: rounded(None if before is None else percent_of(p, before), decimals),
        "points": lambda: rounded(None if now is None or then is None else 100 * (now - then), decimals),
        "share": lambda: rounded(None if p is None or whole == 0 else Fraction(100 * p, whole), decimals),
        "ratio": lambda: rounded(None if now is None else 100 * now, decimals),
    }
    for name, answer in answers.items():
        try:
            if name == "share" and p is not None and abs(whole) >= MOST:
                raise TooLarge
            lines[name].append("%d,%s" % (at + 1, answer()))
        except TooLarge:
            pass

round_to = '"decimals": %d' % decimals
steps = {
    "change": '"columns": { "new": { "change": "p" } }',
    "down": '"columns": { "new": { "running_sum": "p" } }',
    "percent": '"columns": { "new": { "change_percent": "p", %s } }' % round_to,
    "points": '"columns": { "new": { "change_points": { "part": "p", "whole": "w" }, %s } }' % round_to,
    "share": '"columns": { "new": { "share": "p", %s } }' % round_to,
}
with open("exact.json", "w") as out:
    out.write('{ "leat": 1, "rejects": { "path": "rejects.csv", "limit": 100000 }, "steps": [\n')
    out.write('{ "id": "rows", "source": "csv", "path": "exact.csv", "columns": { "id": "integer", "p": "decimal(%d,%d)", "w": "decimal(%d,%d)" } }'
              % (p_precision, p_scale, w_precision, w_scale))
    for name in lines:
        step = '"window", "order": "id", ' + steps[name] if name in steps else '"percentage", "part": "p", "whole": "w", "as": "new", ' + round_to
        out.write(',\n{ "transform": %s, "from": "rows" }, { "transform": "select", "columns": ["id", "new"] }' % step)
        out.write(', { "sink": "csv", "path": "%s.csv", "header": false }' % name)
        with open(name + ".expected", "w") as expected:
            expected.write("".join(line + "\n" for line in lines[name]))
    out.write("\n] }\n")
PYTHON

exact() { # FROM TO: tables by number
    local number name
    for number in $(seq "$1" "$2"); do
        python3 exact.py "$number"
        if ! "$LEAT" run --threads 2 exact.json >log 2>&1; then
            not_ok "window exact $1 to $2" "$(tail -n 5 log)"
            return
        fi
        for name in change down percent points share ratio; do
            if ! cmp -s $name.expected $name.csv; then
                not_ok "window exact $1 to $2" "$name of table $number:" "$(grep '"rows"' exact.json)" \
                    "$(diff $name.expected $name.csv | head -n 10)"
                return
            fi
        done
    done
    ok "window exact $1 to $2"
}
exact 1 50
