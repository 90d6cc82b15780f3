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

# faults_definition NAME FILE REJECTS STEP...: NAME.json, which reads FILE
faults_definition() {
    local name=$1 file=$2 rejects=$3 step
    shift 3
    {
        printf '{ "leat": 1, %s"steps": [\n  { "source": "csv", "path": "%s",' "$rejects" "$file"
        printf ' "columns": { "time_period": "integer", "pupils": "integer" } }'
        for step in "$@"; do printf ',\n  %s' "${step//FOLDER/out}"; done
        printf ' ] }\n'
    } >"${work:?}/$name.json"
}

# faults_definitions ROWS: in $work, a definition for each sink; `all`, with all of them in two folders, and rejects
faults_definitions() {
    local sink
    awk -v rows="$1" 'BEGIN {
        print "time_period,time_identifier,geographic_level,country_code,country_name,kind,pupils"
        for (id = 1; id <= rows; id++)
            printf "%d,Calendar year,National,E92000001,England,%s,%d\n", 2001 + id % 20,
                id <= 20 ? "Total" : "kind " id, id * 7919 % 10007
    }' >"$work/sound.csv"
    sed '78s/[0-9]*$/many/' "$work/sound.csv" >"$work/data.csv"
    for sink in $sinks; do faults_definition "$sink" sound.csv "" "${!sink}"; done
    faults_definition all data.csv '"rejects": { "path": "out/rejects.csv", "limit": 10 }, ' \
        "$csv" "$json" "${columns/FOLDER/out/below}" "$html" "${ees//FOLDER/out/below}" "$excel"
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
