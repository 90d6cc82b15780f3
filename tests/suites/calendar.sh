#!/usr/bin/env bash
# The transform calendar against sqlite3: every form of year, quarter, month and week of every day of a century and of the
# ends of centuries, and working days between days at random, whatever the weekend and the holidays, with 1, 2 and 8 threads.
. "$(dirname "$0")/lib.sh"

if ! command -v sqlite3 >/dev/null; then
    skip "calendar" "sqlite3 is not installed"
    exit 0
fi
cd "$work"

# Each day from 1960 to 2060, the turns of the centuries (from 1400: sqlite3 takes 300 for a leap year), and the ends of what a
# date can be; the century twice, so that the rows fill more than a batch.
sqlite3 -csv -header data.db >days.csv <<'SQL'
create table days (id integer primary key, day text, until text);
with recursive
    century (day) as (select '1960-01-01' union all select date(day, '+1 day') from century where day < '2060-12-31'),
    turn (year, day) as (
        select 1400, '1399-11-15' union all
        select case when day < printf('%04d-03-15', year) then year else year + 100 end,
            case when day < printf('%04d-03-15', year) then date(day, '+1 day') else printf('%04d-11-15', year + 99) end
        from turn where year < 9900 or day < '9900-03-15'),
    ends (day) as (values ('0001-01-01'), ('0001-01-07'), ('0001-01-08'), ('0001-12-31'), ('9999-01-01'), ('9999-12-31'))
insert into days (day) select day from century union all select day from century union all select day from turn
    union all select day from ends;
-- Another day within some weeks or years, before or after, in places the same or none; and no day at all in places.
update days set until = date(day, (id * 7919 % 61 - 30) || ' days') where day between '0002' and '9998';
update days set until = date(day, (id * 104729 % 20011 - 10005) || ' days') where id % 5 = 0 and day between '1960' and '2061';
update days set until = null where id % 101 = 0;
update days set day = null where id % 103 = 0;
select * from days;
SQL
# Holidays: some of the real ones, days of weekends, one twice, and none.
sqlite3 -csv -header data.db >holidays.csv <<'SQL'
create table holidays (day text);
with recursive years (year) as (select 1950 union all select year + 1 from years where year < 2070)
insert into holidays select year || '-12-25' from years union all select year || '-12-26' from years
    union all select year || '-01-01' from years union all select date(year || '-05-31', 'weekday 1', '-7 days') from years;
insert into holidays select day from holidays where day like '%7-12-25';
insert into holidays values ('2002-06-04'), ('2012-06-05'), (null);
select day, day like '2%' as modern from holidays order by day like '%5' desc, day desc;
SQL

# check NAME STEP COLUMNS SQL: what leat adds to each day is what sqlite3 answers, whatever the threads
check() {
    local name=$1 step=$2 columns=$3 sql=$4 threads
    cat >definition.json <<JSON
{ "leat": 1, "steps": [
    { "id": "holidays", "source": "csv", "path": "holidays.csv", "columns": { "day": "date" } },
    { "sink": "csv", "path": "holidays.out" },
    { "id": "days", "source": "csv", "path": "days.csv", "columns": { "id": "integer", "day": "date", "until": "date" } },
    { "transform": "calendar", "from": "days", $step "columns": { $columns } },
    { "transform": "select", "drop": ["day", "until"] },
    { "sink": "csv", "path": "leat.csv", "header": false } ] }
JSON
    sqlite3 -csv data.db "$sql" | tr -d '"\r' >expected.csv
    for threads in 1 2 8; do
        if ! "$LEAT" run --threads "$threads" definition.json >log 2>&1; then
            not_ok "calendar $name" "$(tail -n 5 log)"
            return
        fi
        if ! cmp -s expected.csv leat.csv; then
            not_ok "calendar $name" "with $threads threads:" "$(diff expected.csv leat.csv | head -n 20)"
            return
        fi
    done
    ok "calendar $name"
}

rows=$(sqlite3 data.db "select count(*) from days")
if [ "$rows" -gt 65536 ]; then ok "calendar rows of several batches"; else not_ok "calendar rows of several batches" "$rows"; fi

# Months are taken off the first of the month, whose number every month has.
academic="cast(strftime('%Y', day, 'start of month', '-8 months') as integer)"
financial="cast(strftime('%Y', day, 'start of month', '-3 months') as integer)"
years() { echo "case when day is null then null else printf('%04d$2%02d', $1, ($1 + 1) % 100) end"; }
quarter() { echo "((cast(strftime('%m', day, 'start of month', '$1 months') as integer) + 2) / 3)"; }

check years "" '"a": { "is": "academic_year", "of": "day" }, "a6": { "is": "academic_year", "of": "day", "form": "201415" },
    "f": { "is": "financial_year", "of": "day" }, "f6": { "is": "financial_year", "of": "day", "form": "201415" },
    "c": { "is": "calendar_year", "of": "day" }' \
    "select id, $(years "$academic" /), $(years "$academic" ''), $(years "$financial" /), $(years "$financial" ''),
        cast(strftime('%Y', day) as integer) from days order by id"

check quarters "" '"q": { "is": "quarter", "of": "day" }, "f": { "is": "financial_quarter", "of": "day" }' \
    "select id, strftime('%Y', day) || ' Q' || $(quarter +0), $(years "$financial" /) || ' Q' || $(quarter -3) from days order by id"

# The Thursday of the week tells the year that an ISO week is of.
check weeks "" '"m": { "is": "month", "of": "day" }, "w": { "is": "week", "of": "day" }, "i": { "is": "iso_week", "of": "day" },
    "d": { "is": "days", "of": "day", "to": "until" }' \
    "select id, date(day, 'start of month'), date(day, '-6 days', 'weekday 1'),
        strftime('%Y', day, '-3 days', 'weekday 4') || '-W' ||
            printf('%02d', (strftime('%j', day, '-3 days', 'weekday 4') - 1) / 7 + 1),
        cast(julianday(until) - julianday(day) as integer) from days order by id"

# Working days by counting: a table of all days, each with how many working days came before it.
# working NAME STEP FREE HOLIDAYS SAME: FREE: strftime's days of the week that are free, HOLIDAYS: 'true' or 'false'
working() {
    local name=$1 step=$2 free=$3 holidays=$4 same=$5
    sqlite3 data.db "drop table if exists counted;
        create table counted (day text primary key, before integer) without rowid;
        with recursive every (day) as (select '1930-01-01' union all select date(day, '+1 day') from every where day < '2090-12-31')
        insert into counted select day, sum(strftime('%w', day) not in ($free)
                and not ($holidays and day in (select day from holidays where day is not null)))
            over (order by day rows between unbounded preceding and 1 preceding) from every;"
    check "$name" "$step" '"took": { "is": "working_days", "of": "day", "to": "until" }' \
        "select id, case when days.day not between '1940' and '2080' then null when until >= days.day
                then (select before from counted where day = date(until, '+1 day'))
                    - (select coalesce(before, 0) from counted where day = date(days.day, '$same'))
                else (select coalesce(before, 0) from counted where day = date(until, '$same'))
                    - (select before from counted where day = date(days.day, '+1 day')) end
         from days where days.day is null or days.day between '1940' and '2080' order by id"
}
# Far days have no row in the table of days counted: they are left out here and there.
sqlite3 data.db "delete from days where day not between '1940' and '2080'"
sqlite3 -csv -header data.db "select * from days" >days.csv
working "working days" '"holidays": "holidays", "holiday": "day",' "'0','6'" true '+1 day'
working "working days with the first" '"holidays": "holidays", "holiday": "day", "first_day": "same",' "'0','6'" true '+0 days'
working "working days without holidays" "" "'0','6'" false '+1 day'
working "working days of another weekend" '"holidays": "holidays", "holiday": "day", "weekend": ["friday"],' "'5'" true '+1 day'
working "working days without a weekend" '"holidays": "holidays", "holiday": "day", "weekend": [], "first_day": "same",' "''" true '+0 days'
