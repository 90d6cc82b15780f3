#!/usr/bin/env bash
# The races of the bench, with their contestants and targets. tests/bench/run takes this in and says what the words mean.
# shellcheck disable=SC2154  # its variables are that script's

columns="urn name la_code la_name phase type region date_of_inspection grade pupils percent fsm postcode status event_id"

# duckdb_columns COLUMN:TYPE...: all columns for read_csv, as text but for those given
duckdb_columns() {
    local -A kind=()
    local pair name all=""
    for pair; do kind[${pair%%:*}]=${pair#*:}; done
    for name in $columns; do all+="$name: '${kind[$name]:-VARCHAR}', "; done
    echo "{${all%, }}"
}
duckdb_csv() { # FILE COLUMNS
    echo "read_csv('$1', columns = $2, header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"')"
}
duckdb() { # SELECT: a contestant that writes the rows as CSV
    contestant duckdb "$programs/peer_duckdb" "$duckdb_library" "$threads" "copy ($1) to '@OUT@' (format csv, header)"
}
# duckdb_grades TABLE [COLUMN...]: the tally of grades.json; the columns are read too
duckdb_grades() {
    local table=$1 name others=""
    shift
    for name; do others+=", count($name) as count_$name"; done
    duckdb "select phase, start || '/' || lpad(((start + 1) % 100)::varchar, 2, '0') as year, good, graded,
        (200 * good + graded) // (2 * graded) as percent
        from (select phase, year(date_of_inspection) - (month(date_of_inspection) < 9)::int as start,
        count(*) filter (where grade <= 2) as good, count(grade) as graded$others from $table group by all)$(
        [ -z "$others" ] || printf ' where true%s' "$(for name; do printf ' and count_%s > 0' "$name"; done)")"
}
polars() { # QUESTION FILE [ARGUMENT]
    contestant polars node "$bench/peer_polars.js" "$modules" "$1" "$2" @OUT@ "${@:3}"
}

leat() { # DEFINITION FILE [NAME=VALUE]...: two contestants, on all threads and on one
    local -a set=(--set "data=$2" --set "out=@OUT@")
    local pair count
    for pair in "${@:3}"; do set+=(--set "$pair"); done
    for count in "$threads" 1; do
        contestant "leat$([ "$count" -eq "$threads" ] || echo -1)" "$LEAT" run -q --threads "$count" "$bench/$1" "${set[@]}"
        [ "$threads" -gt 1 ] || break
    done
}

wanted() { [ -z "${BENCH_ONLY:-}" ] || [[ " $BENCH_ONLY " == *" $1 "* ]]; }

# Read once before the race, so that no contestant has to wait for the disk, and none more than another.
warm() { cat "$@" >/dev/null; }

race_grades() {
    made "inspections-$rows.csv" inspections "$rows"
    answer inspections "$rows" --answer grades
    leat grades.json "$made"
    contestant cat cat "$made"
    contestant libcsv "$programs/peer_libcsv" "$made"
    if there zsv; then contestant zsv "$programs/peer_zsv" "$made"; fi
    if there duckdb; then
        duckdb_grades "$(duckdb_csv "$made" "$(duckdb_columns date_of_inspection:DATE grade:INTEGER)")"
    fi
    if there polars; then polars grades "$made"; fi
    if there data.table && [ -z "${BENCH_QUICK:-}" ]; then contestant data.table Rscript --vanilla "$bench/peer_datatable.R" grades "$made" @OUT@ "$threads"; fi
    if there miller; then
        # shellcheck disable=SC2016,SC1010  # Miller's own language
        contestant_once miller mlr --icsv --ocsv --from "$made" put -q '
            start = int(splitax($date_of_inspection, "-")[1]);
            if (splitax($date_of_inspection, "-")[2] < "09") { start -= 1 }
            year = start . "/" . fmtnum((start + 1) % 100, "%02d");
            if (is_not_empty($grade)) { @graded[$phase][year] += 1; if ($grade <= 2) { @good[$phase][year] += 1 } }
            end { emit (@good, @graded), "phase", "year" }' then put '$percent = (200 * $good + $graded) // (2 * $graded)'
    fi
    if there sqlite; then
        contestant_once sqlite sqlite3 -header -csv :memory: ".import --csv $made t" "
            select phase, start || '/' || substr(start + 1, 3) as year, good, graded, (200 * good + graded) / (2 * graded) as percent
            from (select phase, substr(date_of_inspection, 1, 4) - (substr(date_of_inspection, 6, 2) < '09') as start,
            sum(grade in ('1', '2')) as good, sum(grade <> '') as graded from t group by 1, 2)"
    fi
    warm "$made"
    race grades check_answer
}

race_four() {
    made "inspections-$((4 * rows)).csv" inspections "$((4 * rows))"
    answer inspections "$((4 * rows))" --answer grades
    leat grades.json "$made"
    contestant cat cat "$made"
    warm "$made"
    race four check_answer
}

race_typed() {
    made "inspections-$rows.csv" inspections "$rows"
    answer inspections "$rows" --answer grades
    leat typed.json "$made"
    if there duckdb; then
        # shellcheck disable=SC2086  # a list of names
        duckdb_grades "$(duckdb_csv "$made" "$(duckdb_columns urn:INTEGER la_code:INTEGER date_of_inspection:DATE grade:INTEGER \
            pupils:INTEGER 'percent:DECIMAL(5,1)' fsm:DOUBLE event_id:INTEGER)")" $columns
    fi
    if there polars; then polars typed "$made"; fi
    warm "$made"
    race typed check_answer
}

race_json() { # lines or array
    local form=$1 count=$((rows / 10)) suffix=jsonl
    [ "$form" = lines ] || suffix=json
    made "inspections-$count.$suffix" "inspections-$form" "$count"
    answer inspections "$count" --answer grades
    leat json.json "$made"
    contestant jansson "$programs/peer_jansson" "$made"
    if there duckdb; then
        duckdb_grades "read_json('$made', columns = {phase: 'VARCHAR', date_of_inspection: 'DATE', grade: 'INTEGER'}, format = '$(
            [ "$form" = lines ] && echo newline_delimited || echo array)')"
    fi
    if [ "$form" = lines ]; then
        if there polars; then polars lines "$made"; fi
        if there jq; then
            # shellcheck disable=SC2016  # jq's own language
            contestant_once jq jq -nr 'reduce inputs as $row ({};
                ($row.date_of_inspection | (.[0:4] | tonumber) - (if .[5:7] < "09" then 1 else 0 end)) as $start
                | ($row.phase + "," + ($start | tostring) + "/" + ($start + 1 | tostring | .[2:4])) as $key
                | .[$key] |= [.[0] + (if $row.grade != null and $row.grade <= 2 then 1 else 0 end),
                              .[1] + (if $row.grade != null then 1 else 0 end)])
                | "phase,year,good,graded,percent",
                  (to_entries[] | [.key, .value[0], .value[1],
                    if .value[1] > 0 then (200 * .value[0] + .value[1]) / (2 * .value[1]) | floor else "" end
                    | tostring] | join(","))' "$made"
        fi
    fi
    warm "$made"
    race "$form" check_answer
}

race_keys() { # NAME KEYS
    made "keys-$rows-$2.csv" keys "$rows" --keys "$2"
    answer keys "$rows" --keys "$2" --answer keys
    leat keys.json "$made"
    if there duckdb; then
        duckdb "select n, count(*) as keys, sum(pupils) as pupils, max(amount) as largest from (select count(*) as n,
            sum(pupils) as pupils, sum(amount) as amount from read_csv('$made', header = true, auto_detect = false, delim = ',',
            quote = '\"', escape = '\"', columns = {key: 'VARCHAR', pupils: 'INTEGER', amount: 'DECIMAL(12,2)'}) group by key)
            group by n"
    fi
    if there polars; then polars keys "$made"; fi
    if there data.table && [ -z "${BENCH_QUICK:-}" ]; then contestant data.table Rscript --vanilla "$bench/peer_datatable.R" keys "$made" @OUT@ "$threads"; fi
    if there miller && [ "$1" = keys-96 ]; then
        # shellcheck disable=SC2016,SC1010  # Miller's own language
        contestant_once miller mlr --icsv --ocsv --from "$made" stats1 -a count,sum -f pupils,amount -g key \
            then stats1 -a count,sum,max -f pupils_sum,amount_sum -g pupils_count \
            then cut -o -f pupils_count,pupils_sum_count,pupils_sum_sum,amount_sum_max \
            then put '$amount_sum_max = fmtnum($amount_sum_max, "%.2f")'
    fi
    warm "$made"
    race "$1" check_answer
}

race_lookup() {
    made schools.csv schools
    local schools=$made
    made "inspections-$rows.csv" inspections "$rows"
    answer inspections "$rows" --answer lookup
    leat lookup.json "$made" "schools=$schools"
    if there duckdb; then
        duckdb "select school_phase, count(*) as inspections, sum(pupils) as pupils, min(school_name) as first_name
            from $(duckdb_csv "$made" "$(duckdb_columns urn:INTEGER pupils:INTEGER)") join $(duckdb_csv "$schools" \
            "{urn: 'INTEGER', school_name: 'VARCHAR', school_phase: 'VARCHAR'}") using (urn) group by school_phase"
    fi
    if there polars; then polars lookup "$made" "$schools"; fi
    warm "$made" "$schools"
    race lookup check_answer
}

race_sort() {
    made "inspections-$rows.csv" inspections "$rows"
    leat sort.json "$made"
    if there duckdb; then
        duckdb "from $(duckdb_csv "$made" "$(duckdb_columns date_of_inspection:DATE event_id:INTEGER)")
            order by date_of_inspection, event_id"
    fi
    if there polars; then polars sort "$made"; fi
    warm "$made"
    race sort check_sorted
}

race_book() { # mixed or numbers
    local count=$((rows / 8))
    made "$1-$count.csv" "$1" "$count"
    leat "$1.json" "$made"
    contestant libxlsxwriter "$programs/peer_libxlsxwriter" "$1" "$count" @OUT@
    if there xlsxwriter.py; then contestant_once xlsxwriter.py /usr/bin/python3 "$bench/peer_xlsxwriter.py" "$made" @OUT@; fi
    warm "$made"
    race "$1" check_book "$1" "$count"
}

race_start() {
    contestant leat "$LEAT" run -q --out @OUT@ "$root/pipelines/kpi14-ofsted-grades.json"
    if there duckdb; then contestant duckdb "$programs/peer_duckdb" "$duckdb_library" "$threads"; fi
    race start check_start
}

races() {
    if wanted start; then race_start; fi
    if wanted grades; then race_grades; fi
    if wanted four; then race_four; fi
    if wanted typed; then race_typed; fi
    if wanted lines; then race_json lines; fi
    if wanted array; then race_json array; fi
    if wanted keys-96; then race_keys keys-96 96; fi
    if wanted keys-100k; then race_keys keys-100k $((rows / 80)); fi
    if wanted keys-4500k; then race_keys keys-4500k $((rows * 9 / 16)); fi
    if wanted lookup; then race_lookup; fi
    if wanted sort; then race_sort; fi
    if wanted mixed; then race_book mixed; fi
    if wanted numbers; then race_book numbers; fi
}

# race | what | at least or at most | race/contestant | divided by race/contestant | limit. A peak has one contestant, in MiB.
targets() {
    grep -v '^ *$' <<END
grades|6 times as fast as DuckDB|least|grades/duckdb|grades/leat|6
grades|4.5 times as fast as Polars|least|grades/polars|grades/leat|4.5
grades|at most 2.5 times as long as cat|most|grades/leat|grades/cat|2.5
grades|on one thread ahead of zsv's library|least|grades/zsv|grades/leat-1|1
grades|on $threads threads 1.7 times as fast as on one|least|grades/leat-1|grades/leat|1.7
grades|peak of 32 MiB|peak|grades/leat||32
four|4 times the rows in at most 4.3 times the time|most|four/leat|grades/leat|4.3
four|peak of 32 MiB|peak|four/leat||32
typed|2 times as fast as DuckDB|least|typed/duckdb|typed/leat|2
lines|1.5 times as fast as DuckDB|least|lines/duckdb|lines/leat|1.5
lines|peak of 64 MiB|peak|lines/leat||64
array|3 times as fast as DuckDB|least|array/duckdb|array/leat|3
array|peak of 64 MiB|peak|array/leat||64
keys-100k|3 times as fast as DuckDB|least|keys-100k/duckdb|keys-100k/leat|3
keys-100k|3 times as fast as Polars|least|keys-100k/polars|keys-100k/leat|3
keys-4500k|1.3 times as fast as DuckDB|least|keys-4500k/duckdb|keys-4500k/leat|1.3
keys-4500k|1.3 times as fast as Polars|least|keys-4500k/polars|keys-4500k/leat|1.3
lookup|ahead of DuckDB|least|lookup/duckdb|lookup/leat|1
sort|ahead of DuckDB|least|sort/duckdb|sort/leat|1
mixed|2 times as fast as libxlsxwriter alone|least|mixed/libxlsxwriter|mixed/leat|2
mixed|peak of 64 MiB|peak|mixed/leat||64
numbers|2.5 times as fast as libxlsxwriter alone|least|numbers/libxlsxwriter|numbers/leat|2.5
numbers|peak of 64 MiB|peak|numbers/leat||64
start|KPI 14 faster than DuckDB opens and quits|least|start/duckdb|start/leat|1
END
}
