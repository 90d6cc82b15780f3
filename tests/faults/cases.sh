# shellcheck shell=bash
# What the quick suite (tests/suites/faults.sh) and `make faults` (tests/faults/run) share: what they run with faults, and
# how. Sourced after tests/suites/lib.sh.

sinks="csv json columns html ees excel"
csv='{ "sink": "csv", "path": "FOLDER/rows.csv" }'
json='{ "sink": "json", "path": "FOLDER/rows.json" }'
columns='{ "sink": "json", "path": "FOLDER/columns.json", "layout": "columns" }'
html='{ "sink": "html", "path": "FOLDER/page.html" }'
ees='{ "sink": "ees", "path": "FOLDER/pupils.csv", "meta": "FOLDER/pupils.meta.csv" }'
excel='{ "sink": "excel", "path": "FOLDER/book.xlsx" }'

# faults_definition NAME FILE REJECTS STEP...: NAME.json, which reads FILE, CSV or JSON
faults_definition() {
    local name=$1 file=$2 rejects=$3 step
    shift 3
    {
        printf '{ "leat": 1, %s"steps": [\n  { "source": "%s", "path": "%s",' "$rejects" "${file##*.}" "$file"
        printf ' "columns": { "time_period": "integer", "kind": "text", "pupils": "integer" } }'
        for step in "$@"; do printf ',\n  %s' "${step//FOLDER/out}"; done
        printf ' ] }\n'
    } >"${work:?}/$name.json"
}

# faults_rows ROWS: the file that is read, on standard output
faults_rows() {
    awk -v rows="$1" 'BEGIN {
        print "time_period,time_identifier,geographic_level,country_code,country_name,kind,pupils"
        for (id = 1; id <= rows; id++)
            printf "%d,Calendar year,National,E92000001,England,%s,%d\n", 2001 + id % 20,
                id <= 20 ? "Total" : "kind " id, id * 7919 % 10007
    }'
}

# faults_definitions ROWS: in $work, a definition for each sink; `all`, with all of them in two folders, and rejects; and the
# others. `sort` and `aggregate` go by way of temporary files, for which it takes 50,000 rows.
faults_definitions() {
    local sink rejects='"rejects": { "path": "out/rejects.csv", "limit": 10 }, '
    faults_rows "$1" >"$work/sound.csv"
    sed '78s/[0-9]*$/many/; 80s/[0-9]*$/few/' "$work/sound.csv" >"$work/data.csv"
    for sink in $sinks; do faults_definition "$sink" sound.csv "" "${!sink}"; done
    faults_definition all data.csv "$rejects" \
        "$csv" "$json" "${columns/FOLDER/out/below}" "$html" "${ees//FOLDER/out/below}" "$excel"

    awk -F , 'BEGIN { printf "[" } NR > 1 { printf "%s\n{\"time_period\":%d,\"kind\":\"%s\",\"pupils\":%d}", (NR > 2 ? "," : ""), $1, $6, $7 }
        END { print "]" }' "$work/sound.csv" >"$work/rows.json"
    faults_definition from-json rows.json "" "$csv"
    faults_definition standard sound.csv "" "$csv" '{ "sink": "json", "path": "-" }' "$excel"
    faults_definition replay data.csv "$rejects" "$csv" "$excel"
    "$LEAT" run -q "$work/replay.json"
    sed 's/,many"/,5"/' "$work/out/rejects.csv" >"$work/corrections.csv" # the other is rejected again
    rm -r "$work/out"

    faults_rows 50000 >"$work/many.csv"
    faults_definition sort many.csv "" '{ "transform": "sort", "by": ["pupils", "kind"] }' "$csv"
    faults_definition aggregate many.csv "" \
        '{ "transform": "aggregate", "by": ["pupils", "kind"], "measures": { "rows": "count(*)", "periods": "sum(time_period)" } }' "$csv"
}

# faults_command NAME: sets command
faults_command() {
    command=("$LEAT" run -q "$work/$1.json")
    case $1 in
    kpi14) command=("$LEAT" run -q --out "$work/out" "$root/pipelines/kpi14-ofsted-grades.json") ;;
    replay) command=("$LEAT" replay -q "$work/replay.json" --rejects "$work/corrections.csv") ;;
    sort | aggregate) command+=(--memory 16M --threads 1) ;;
    esac
}

# faults FOLDER NAME OPTION... -- COMMAND...: see faults.c
faults() {
    local folder=$1 name=$2 options=()
    shift 2
    while [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    shift
    "$BUILD/tests/faults/faults" "${options[@]}" "$BUILD/tests/faults/inject.so" "$folder" "$name" "$@"
}
