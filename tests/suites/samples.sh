#!/usr/bin/env bash
# The sample files are what their makers make, and hold the rows that the definitions count on.
. "$(dirname "$0")/lib.sh"
cd "$root/samples"

made() { # FILE AWK-ARGUMENTS...
    local file=$1
    shift
    if awk "$@" | cmp -s - "$file"; then ok "samples/$file is as made"; else not_ok "samples/$file is as made" "make it again: awk $*"; fi
}
made ofsted/inspections.csv -f ofsted/make.awk
made assessments/assessments.csv -v file=assessments -f assessments/make.awk
made assessments/bank_holidays.csv -v file=bank_holidays -f assessments/make.awk
made attainment/pupils.csv -v file=pupils -f attainment/make.awk
made attainment/england.csv -v file=england -f attainment/make.awk
made census/qualifications.csv -v file=qualifications -f census/make.awk
made census/regions.csv -v file=regions -f census/make.awk
made early-years/early-years.json -f early-years/make.awk
made safety-survey/answers.csv -f safety-survey/make.awk
made send/cases.csv -f send/make.awk
made gateway/contacts.jsonl -f gateway/make.awk
made published/ehcp_timeliness.csv -v file=timeliness -f published/send.awk
made published/sen2_mi.csv -v file=assessments -f published/send.awk
made published/ratings.csv -v file=ratings -f published/make.awk
made published/establishments.ndjson -v file=establishments -f published/make.awk

# Read from the end of the row, where no field is quoted: as_at, status, inspected, grade, pupils.
counted() { awk -F, -v day="$1" '$(NF - 4) == day && $(NF - 3) == "Open" && $(NF - 1) != "" { n++ } END { print n + 0 }' ofsted/inspections.csv; }
same "samples/ofsted 2014 rows that count" 91 "$(counted 2014-09-01)"
same "samples/ofsted 2015 rows that count" 94 "$(counted 2015-09-01)"

# The region of every authority of England and Wales: 326 and 22 at the census, and the six codes given up since.
same "samples/census regions" "East Midlands 40, East of England 51, London 33, North East 14, North West 39, South East 67, \
South West 37, Wales 22, West Midlands 30, Yorkshire and The Humber 21" \
    "$(awk -F, 'NR > 1 { n[$2]++ } END { for (name in n) print name " " n[name] }' census/regions.csv | sort | paste -sd, | sed 's/,/, /g')"
same "samples/census codes are there once" "" "$(cut -d, -f1 census/regions.csv | sort | uniq -d)"
if real=$REAL_DATA/education/QS501EW.csv && [ -r "$real" ]; then
    same "samples/census regions of the published file" 348 \
        "$(grep -oE ',[EW]0[0-9]{7},' "$real" | tr -d , | grep -cFxf <(cut -d, -f1 census/regions.csv))"
else
    skip "samples/census regions of the published file" "the published file is not here (LEAT_REAL_DATA)"
fi
# Published files name the region of counties and unitary authorities: the same as here.
if real=$REAL_DATA/education/sen2_mi.csv && [ -r "$real" ]; then
    same "samples/census regions as published" "" "$(tr -d '"\r' <"$real" | awk -F, '
        NR == FNR { region[$1] = $2; next }
        $3 == "Local authority" && $8 in region {
            compared++
            sub(/^(Inner|Outer) /, "", $7)
            if (region[$8] != $7) print $8, $7, region[$8]
        }
        END { if (!compared) print "nothing compared" }' census/regions.csv -)"
else
    skip "samples/census regions as published" "the published file is not here (LEAT_REAL_DATA)"
fi
