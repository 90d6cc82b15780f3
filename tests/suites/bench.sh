#!/usr/bin/env bash
# What the bench asks of leat, at a tiny size: its definitions give the answers that the maker of its data reckons from the
# rows themselves, whatever the number of threads. So the bench cannot rot. No time is measured here.
. "$(dirname "$0")/lib.sh"
cd "$work"
bench=$root/tests/bench
programs=$BUILD/tests/bench
rows=3000

# leat_on DEFINITION DATA OUT [NAME=VALUE]...: the same bytes with 1 and 3 threads
leat_on() {
    local definition=$bench/$1 data=$2 out=$3 threads pair set=()
    for pair in "${@:4}"; do set+=(--set "$pair"); done
    for threads in 3 1; do
        if ! SOURCE_DATE_EPOCH=946684800 "$LEAT" run -q --threads "$threads" --set "data=$data" --set "out=$out.$threads" \
            "${set[@]}" "$definition" >log 2>&1; then
            not_ok "bench $definition" "$(tail -n 5 log)"
            return 1
        fi
    done
    mv "$out.1" "$out"
    if ! cmp "$out" "$out.3" >log 2>&1; then
        not_ok "bench $definition" "other bytes with 3 threads: $(<log)"
        return 1
    fi
}

# The maker writes each figure with all its decimals, leat without zeros at the end.
shortened() { sed -E 's/(\.[0-9]*[1-9])0+$/\1/; s/\.0+$//' "$@"; }

# asked NAME DEFINITION DATA QUESTION... -- [NAME=VALUE]...: the answer is that to the question
asked() {
    local name=$1 definition=$2 data=$3
    shift 3
    local question=()
    while [ "$1" != -- ]; do question+=("$1"); shift; done
    shift
    if leat_on "$definition" "$data" "$name.out" "$@"; then
        same "bench $name" "$("$programs/generate" "${question[@]}" | shortened)" "$(shortened "$name.out")"
    fi
}

"$programs/generate" inspections "$rows" inspections.csv
"$programs/generate" inspections-lines "$rows" inspections.jsonl
"$programs/generate" inspections-array "$rows" inspections.json
"$programs/generate" schools schools.csv
for keys in 96 2000; do "$programs/generate" keys "$rows" --keys $keys >"keys-$keys.csv"; done

grades=(inspections "$rows" --answer grades)
asked grades grades.json inspections.csv "${grades[@]}" --
asked typed typed.json inspections.csv "${grades[@]}" --
asked lines json.json inspections.jsonl "${grades[@]}" --
asked array json.json inspections.json "${grades[@]}" --
asked lookup lookup.json inspections.csv inspections "$rows" --answer lookup -- schools=schools.csv
for keys in 96 2000; do
    asked "keys-$keys" keys.json keys-$keys.csv keys "$rows" --keys $keys --answer keys --
    same "bench keys-$keys are as many" $keys "$(tail -n +2 keys-$keys.csv | cut -d, -f1 | sort -u | wc -l)"
done

if leat_on sort.json inspections.csv sorted.csv; then
    same "bench sort" "" "$("$programs/verify" sorted "$rows" sorted.csv 2>&1)"
    # The check itself: two rows that changed places, a row that is not there, another grade.
    for wrong in "30{h;d};31{G}" "30d" "30s/,[1-4],/,9,/" '30s/"//g;30s/$/ /'; do
        sed "$wrong" sorted.csv >wrong.csv
        if "$programs/verify" sorted "$rows" wrong.csv >/dev/null 2>&1; then
            not_ok "bench sort, checked: $wrong"
        else
            ok "bench sort, checked: $wrong"
        fi
    done
fi

for kind in mixed numbers; do
    "$programs/generate" "$kind" 300 "$kind.csv"
    leat_on "$kind.json" "$kind.csv" "$kind.xlsx" || continue
    unzip -p "$kind.xlsx" xl/sharedStrings.xml >shared.xml 2>/dev/null || true
    unzip -p "$kind.xlsx" xl/worksheets/sheet1.xml >sheet.xml
    same "bench $kind" "" "$("$programs/verify" "$kind" 300 shared.xml <sheet.xml 2>&1)"
    if "$programs/verify" "$kind" 299 shared.xml <sheet.xml >/dev/null 2>&1; then
        not_ok "bench $kind, checked"
    else
        ok "bench $kind, checked"
    fi
done

# The table: a ratio on either side of its target, a peak, and a contestant whose answer was wrong.
printf 'rows\t8000000\nrounds\t5\n' >machine
printf '%s\n' 'grades|six times|least|grades/duckdb|grades/leat|6' 'grades|as cat|most|grades/leat|grades/cat|2.5' \
    'grades|peak|peak|grades/leat||32' 'grades|polars|least|grades/polars|grades/leat|4.5' >targets
printf 'grades\t%s\n' $'leat\t5\t1.0\t1.9\t32768\tright\tleat' $'duckdb\t5\t6.1\t9\t99999\tright\tduckdb' \
    $'cat\t5\t0.3\t0.3\t1024\tright\tcat' $'polars\t0\t\t\t\twrong: 2c2\tpolars' >"times"
same "bench table" "six times 6.10 met;as cat 3.33 missed;peak 32.0 MiB met" \
    "$(awk -f "$bench/report.awk" -f "$bench/table.awk" machine targets times | sed '1,/^Targets/d' |
        awk '{ $1 = ""; print substr($0, 2) }' | paste -sd';')"
awk -f "$bench/report.awk" -f "$bench/page.awk" machine targets times >page.html
same "bench page" 1 "$(grep -c '<td colspan="5">wrong: 2c2</td>' page.html)"
