#!/usr/bin/env bash
# Formats: a plugin that uses them, the list that an analyst finds, and published files, whose every value must fit as far as
# it is such (LEAT_REAL_DATA).
. "$(dirname "$0")/lib.sh"
cd "$work"

# ---- A plugin: the same forms and the same reasons, on any number of threads
seq 1 200000 | awk 'BEGIN { print "number,urn,year" }
    { print $1 "," (100000 + $1) "," ($1 % 50000 == 7 ? "2014/16" : $1 % 3 ? "201415" : "2015-16") }' >in.csv
cat >formed.json <<'JSON'
{ "leat": 1, "rejects": { "path": "rejects.csv", "limit": 10 }, "steps": [
    { "source": "csv", "path": "in.csv", "columns": { "urn": "integer" } },
    { "transform": "formed", "column": "urn", "format": "urn" }, { "transform": "formed", "column": "year", "format": "academic_year" },
    { "transform": "aggregate", "by": [ "year" ], "measures": { "n": "count(*)", "most": "max(urn)" } },
    { "sink": "csv", "path": "formed.csv", "header": false } ] }
JSON
for threads in 1 2 8; do
    status=0
    said=$("$LEAT" run -q --threads $threads --plugins "$BUILD/tests/plugins" formed.json 2>&1) || status=$?
    same "formats/plugin with $threads threads" "0  2014/15,133331,300000 2015/16,66665,299998 4 $(seq -s ' ' 8 50000 200001)" \
        "$status $said $(xargs <formed.csv) $(grep -c 'not an academic year: its second year is not' rejects.csv) $(sed 1d rejects.csv | cut -d, -f2 | xargs)"
done

# told NAME STEP PLACE SAYS: the check of a step with the plugin tells the mistake there
told() {
    local status=0 said
    echo '{ "leat": 1, "steps": [ { "source": "csv", "path": "in.csv", "columns": { "urn": "integer" } },' >wrong.json
    echo "$2, { \"sink\": \"csv\", \"path\": \"x.csv\" } ] }" >>wrong.json
    said=$("$LEAT" check --plugins "$BUILD/tests/plugins" wrong.json 2>&1) || status=$?
    same "formats/plugin $1" "2 $3" "$status $(head -n 1 <<<"$said")"
}
told "unknown" '{ "transform": "formed", "column": "urn", "format": "urm" }' \
    "wrong.json:2:53: step 2 (formed): no format 'urm' (did you mean 'urn'?)"
told "of another kind" '{ "transform": "formed", "column": "urn", "format": "laestab" }' \
    "wrong.json:2:36: step 2 (formed): the format 'laestab' does not go with its kind"

# ---- Where an analyst finds them
for name in urn laestab upn la_code ons_code academic_year ofsted_grade phase ofsted_phase; do
    for plugin in csv json; do
        said=$("$LEAT" plugins $plugin)
        found="$(grep -cE "^ +$name: ." <<<"$said") $(tr -d '\n' <<<"$said" | grep -c "format  *\"none\", [^;]*\"$name\"")"
        same "formats/help of $plugin, $name" "1 1" "$found"
    done
done

# ---- Published files
# fits NAME ROWS SOURCE [STEPS]: the file is read with no row rejected; leaves counted.csv, what STEPS (or a count) give
fits() {
    local name=$1 rows=$2 file status=0 said
    file=${3#*\"path\": \"}
    file=$REAL_DATA/education/${file%%\"*}
    if [ ! -r "$file" ]; then
        skip "formats/real $name" "the published files are not here (LEAT_REAL_DATA)"
        return 1
    fi
    cat >real.json <<JSON
{ "leat": 1, "steps": [ { ${3/\"path\": \"/\"path\": \"$REAL_DATA\/education\/} },
    ${4-} { "sink": "csv", "path": "read.csv", "header": false } ] }
JSON
    said=$("$LEAT" run -q real.json 2>&1) || status=$?
    same "formats/real $name" "0 $rows " "$status $(wc -l <read.csv) $(head -c 500 <<<"$said")"
}
urn='{ "kind": "integer", "format": "urn" }'
if fits "gias" 8 '"source": "json", "path": "gias_establishments_20240617.ndjson", "columns": { "urn": '"$urn"', "phase_of_education": { "format": "phase" } }' \
    '{ "transform": "aggregate", "by": [ "phase_of_education" ], "measures": { "n": "count(urn)" } },'; then
    same "formats/real gias phases as they are" "$(sed 's/.*"phase_of_education":"\([^"]*\)".*/\1/' "$REAL_DATA/education/gias_establishments_20240617.ndjson" |
        LC_ALL=C sort | uniq -c | sed 's/^ *\([0-9]*\) \(.*\)/\2,\1/')" "$(<read.csv)"
fi
if fits "ratings" 4 '"source": "csv", "path": "school_ofsted_rating_2024.csv", "columns": { "unique_reference_number": '"$urn"', "authority_code": { "format": "la_code" }, "rating": { "kind": "integer", "format": "ofsted_grade" } }' \
    '{ "transform": "aggregate", "by": [ "rating" ], "measures": { "n": "count(unique_reference_number)" } },'; then
    same "formats/real ratings as numbers" "1,2835 2,16035 3,1611 4,90" "$(xargs <read.csv)"
fi
fits "ratings as words" 20571 '"source": "csv", "path": "school_ofsted_rating_2024.csv", "columns": { "rating": { "format": "ofsted_grade" } }' || true
fits "links" 33801 '"source": "csv", "path": "links_edubasealldata20250422.csv", "encoding": "windows-1252", "columns": { "URN": '"$urn"', "LinkURN": { "format": "urn" } }' || true
fits "census" 23942 '"source": "csv", "path": "england_census.csv", "columns": { "URN": { "kind": "integer", "format": "urn", "symbols": "NAT" }, "LA": { "format": "la_code" } }' || true
# ragged rows and a summary without numbers stand below its schools
fits "key stage 2" 334 '"source": "csv", "path": "ks2final_2018_850.csv", "ragged": "pad", "columns": { "LEA": { "format": "la_code", "trim": true }, "URN": { "format": "urn", "trim": true } }' || true
codes='"country_code": { "format": "ons_code" }, "region_code": { "format": "ons_code" }, "new_la_code": { "format": "ons_code" }, "old_la_code": { "format": "la_code" }'
fits "timeliness" 12212 '"source": "csv", "path": "ehcp_timeliness_20_week.csv", "columns": { '"$codes"' }' || true
fits "sen2" 1456 '"source": "csv", "path": "sen2_mi.csv", "columns": { '"$codes"' }' || true
# Their years are calendar years, each of which is refused as such.
if [ -r "$REAL_DATA/education/sen2_mi.csv" ]; then
    status=0
    echo '{ "leat": 1, "steps": [ { "source": "csv", "path": "'"$REAL_DATA"'/education/sen2_mi.csv", "columns": { "time_period": { "format": "academic_year" } } },
        { "sink": "csv", "path": "x.csv" } ] }' >years.json
    said=$("$LEAT" run years.json 2>&1) || status=$?
    same "formats/real sen2 has no academic years" "1 1" "$status $(grep -c "sen2_mi.csv:2: column 'time_period': '2014': not an academic year but a single one" <<<"$said")"
    fits "academic years made of them" 9 '"source": "csv", "path": "sen2_mi.csv"' \
        '{ "transform": "derive", "columns": { "year": "as_format(concat(time_period, '"'-'"', cast(time_period as integer) + 1), '"'academic_year'"')" } },
         { "transform": "aggregate", "by": [ "year" ], "measures": { "n": "count(*)" } },'
else
    skip "formats/real sen2 has no academic years" "the published files are not here (LEAT_REAL_DATA)"
fi
