#!/usr/bin/env bash
# The feeds: leat's figures against those that awk works out from the same files; on the samples always, on published
# files where they are to be found (LEAT_REAL_DATA), where known figures are held against both.
. "$(dirname "$0")/lib.sh"
figures=$root/tests/figures
samples=$root/samples
known=$figures/published-feeds.txt

# by_awk PROGRAM ARGUMENT...: what the program beside the known figures prints, in order
by_awk() {
    local program=$1
    shift
    awk -f "$figures/tools.awk" -f "$figures/$program.awk" "$@" | sort
}
# run DEFINITION ARGUMENT...: its outputs are in $work/out
run() {
    local definition=$1
    shift
    "$LEAT" run "$root/pipelines/$definition.json" --out "$work/out" "$@" >/dev/null 2>"$work/stderr" || cat "$work/stderr"
}
rows() { json_rows "$work/out/$1" "${@:2}" | sort; }
# known_rows FEED LINES: those of the known figures of the feed that are not among the lines
known_rows() {
    grep -q "^$1|" "$known" || echo "no known figures of $1"
    comm -23 <(sed -n "s/^$1|//p" "$known" | sort) <(sort <<<"$2")
}

# ---- Residents with no qualifications
qualifications() { rows kpi15b-no-qualifications.json level code area none residents percent; }
run kpi15b-no-qualifications
same "feeds/no-qualifications/sample" \
    "$(by_awk no-qualifications "$samples/census/regions.csv" "$samples/census/qualifications.csv")" "$(qualifications)"
same "feeds/no-qualifications/comparison" "Authority|Leatmouth Region|South West Country|England" \
    "$(json_rows "$work/out/kpi15b-no-qualifications-comparison.json" level area | xargs)"
# A Welsh authority is compared with Wales, and still with England.
run kpi15b-no-qualifications --set authority=W06000011
same "feeds/no-qualifications/comparison in Wales" "Authority|Cwm Alarch Country|Wales Country|England" \
    "$(json_rows "$work/out/kpi15b-no-qualifications-comparison.json" level area | xargs)"
# An authority that the list of regions has not is told, and nothing is written.
sed '/^E06000026,/d' "$samples/census/regions.csv" >"$work/regions.csv"
status=0
"$LEAT" run "$root/pipelines/kpi15b-no-qualifications.json" --out "$work/none" --set "regions=$work/regions.csv" \
    >/dev/null 2>"$work/stderr" || status=$?
same "feeds/no-qualifications/a region is missing" "1 told nothing written" \
    "$status $(grep -q E06000026 "$work/stderr" && echo told) $([ -e "$work/none/kpi15b-no-qualifications.json" ] || echo nothing written)"

# ---- Attainment of disadvantaged pupils and of others
run kpi15a-disadvantaged
same "feeds/disadvantaged" "$(by_awk disadvantaged "$samples/attainment/england.csv" "$samples/attainment/pupils.csv")" \
    "$({ rows kpi15a-disadvantaged.json phase year area group pupils reached percent change against_england
         rows kpi15a-disadvantaged-gaps.json phase year area percent_of_disadvantaged percent_of_others gap; } | sort)"

# ---- Early education
run kpi45-early-years
same "feeds/early-years" "$(by_awk early-years "$samples/early-years/early-years.json")" \
    "$({ rows kpi45-early-years-providers.json kind providers two_year_olds | sed 's/^/providers|/'
         rows kpi45-early-years-take-up.json age_group locality eligible taking_up percent | sed 's/^/take-up|/'; } | sort)"

# ---- Transfers to plans
transfers() { rows kpi45-send-transfers.json term transfers in_time percent new_requests; }
run kpi45-send-transfers
same "feeds/send-transfers" "$(by_awk send-transfers -v from=01/09/2014 -v to=31/08/2015 "$samples/send/cases.csv")" "$(transfers)"
# The part of the next year that the sample has.
run kpi45-send-transfers --set from=2015-09-01 --set to=2016-08-31
same "feeds/send-transfers/next year" \
    "$(by_awk send-transfers -v from=01/09/2015 -v to=31/08/2016 "$samples/send/cases.csv")" "$(transfers)"

# ---- Assessments within 45 working days
run kpi27a-assessments
same "feeds/assessments" \
    "$(by_awk assessments -v from=01/04/2015 -v to=30/09/2015 "$samples/assessments/bank_holidays.csv" \
        "$samples/assessments/assessments.csv")" "$(rows kpi27a-assessments.json team month completed in_time percent)"

# ---- How safe pupils feel
run kpi27b-feeling-safe
same "feeds/feeling-safe" "$(by_awk feeling-safe "$samples/safety-survey/answers.csv")" \
    "$(rows kpi27b-feeling-safe.json question phase year_group answers agree strongly_agree percent not_counted)"

# ---- Plans within 20 weeks, published
timeliness() {
    rows send-20-weeks-published.json year level area plans in_time percent plans_without_exceptions \
        in_time_without_exceptions percent_without_exceptions
}
for authority in 879 880 801 851 201 307; do
    run send-20-weeks-published --set "authority=$authority"
    same "feeds/send-20-weeks/sample/$authority" \
        "$(by_awk send-20-weeks -v authority=$authority "$samples/published/ehcp_timeliness.csv")" "$(timeliness)"
done

# ---- Requests refused, mediation and tribunal, published
assessments() {
    rows send-assessments-published.json code authority region year requests refused percent_refused mediation tribunal \
        percent_tribunal
}
run send-assessments-published
same "feeds/send-assessments/sample" "$(by_awk send-assessments "$samples/published/sen2_mi.csv")" "$(assessments)"
# Symbols stay to the sheet.
same "feeds/send-assessments/symbols on the sheet" "[z] 535 771" \
    "$(sheet_cells "$work/out/send-assessments-published.xlsx" 1 | awk -F'|' '
        $2 == "Requests" { row = substr($1, 2) } row && $1 ~ "^[B-D]" row "$" { print $2 }' | xargs)"

# ---- Early help
run kpi19-early-help
same "feeds/early-help" "$(by_awk early-help "$samples/gateway/contacts.jsonl")" \
    "$({ rows kpi19-early-help.json month contacts decided early_help percent average_days
         rows kpi19-early-help-outcomes.json month outcome contacts days; } | sort)"

# ---- Ofsted's grades: the changes beside the report's table
run kpi14-ofsted-grades
same "feeds/ofsted-changes" "$(by_awk ofsted-changes "$samples/ofsted/inspections.csv")" \
    "$(rows kpi14-ofsted-grades-changes.json phase as_at good total good_pupils pupils percent percent_of_pupils change \
        change_of_pupils)"
# From 70 of 91 to 73 of 94: 77 and 78 rounded, yet the change is no whole point.
same "feeds/ofsted-changes/total" "Total|2014-09-01|null Total|2015-09-01|0.7" \
    "$(json_rows "$work/out/kpi14-ofsted-grades-changes.json" phase as_at change | grep ^Total | xargs)"
same "feeds/ofsted-changes/total on the sheet" "0.7" \
    "$(sheet_cells "$work/out/kpi14-ofsted-grades.xlsx" 3 | awk -F'|' '
        $2 == "Total" { row = substr($1, 2) } $1 == "F" row { value = $2 } END { print value }')"

# ---- What is not as expected ends the run, and nothing is written
refused() { # NAME EXPECTED DEFINITION ARGUMENT...: the run fails on its data, and tells what was expected
    local name=$1 expected=$2 definition=$3 status=0
    shift 3
    "$LEAT" run "$root/pipelines/$definition.json" --out "$work/refused" "$@" >/dev/null 2>"$work/stderr" || status=$?
    if [ $status -ne 1 ]; then not_ok "feeds/refused/$name" "status $status, not 1"
    elif ! grep -qF -e "$expected" "$work/stderr"; then not_ok "feeds/refused/$name" "$(<"$work/stderr")"
    elif [ -n "$(ls -A "$work/refused" 2>/dev/null)" ]; then not_ok "feeds/refused/$name" "it wrote $(ls "$work/refused")"
    else ok "feeds/refused/$name"; fi
}
changed() { # FILE SED-COMMAND: a copy of a sample, changed
    sed "$2" "$samples/$1" >"$work/changed"
    if cmp -s "$samples/$1" "$work/changed"; then not_ok "feeds/refused: nothing changed by $2"; fi
}
refused "an authority without residents" "0 rows passed" kpi15b-no-qualifications --set authority=E06000001
refused "an authority without plans" "0 rows passed" send-20-weeks-published --set authority=900
refused "an authority without requests" "0 rows passed" send-assessments-published --set authority=900
changed send/cases.csv '2s/Transfer/Transfers/'
refused "a case of another kind" "did you mean 'Transfer'" kpi45-send-transfers --set "cases=$work/changed"
changed send/cases.csv '3p'
refused "a case twice in one extract" "changed:4:" kpi45-send-transfers --set "cases=$work/changed"
changed send/cases.csv '3s/,[0-9/]*,Plan issued/,,Plan issued/'
refused "a plan without its day" "a plan without the day of its issue" kpi45-send-transfers --set "cases=$work/changed"
changed gateway/contacts.jsonl '1s/Early help/Early Help/'
refused "an outcome of another name" "did you mean 'Early help'" kpi19-early-help --set "contacts=$work/changed"
changed attainment/pupils.csv '2s/,Primary,/,Infants,/;2s/,Secondary,/,Infants,/'
refused "a phase of another name" "'Infants'" kpi15a-disadvantaged --set "pupils=$work/changed"
changed assessments/assessments.csv '/Completed/{s/,Completed/,Complete/;}'
refused "a status of another name" "did you mean 'Completed'" kpi27a-assessments --set "assessments=$work/changed"
changed safety-survey/answers.csv '2s/Agree/Agreed/'
refused "an answer in other words" "did you mean 'Agree'" kpi27b-feeling-safe --set "answers=$work/changed"

# ---- The same bytes for any number of threads
for definition in kpi14-ofsted-grades kpi15a-disadvantaged kpi15b-no-qualifications kpi19-early-help kpi27a-assessments kpi27b-feeling-safe kpi45-early-years kpi45-send-transfers \
    send-20-weeks-published send-assessments-published; do
    for threads in 1 2 8; do
        "$LEAT" run --threads $threads "$root/pipelines/$definition.json" --out "$work/threads$threads" >/dev/null 2>&1 || true
    done
    if [ -s "$work/threads1/$definition.json" ] || [ -s "$work/threads1/$definition-providers.json" ] &&
        diff -r "$work/threads1" "$work/threads2" >/dev/null && diff -r "$work/threads1" "$work/threads8" >/dev/null; then
        ok "feeds/threads/$definition"
    else
        not_ok "feeds/threads/$definition"
    fi
done

# ---- The published files
if real=$REAL_DATA/education/QS501EW.csv && [ -r "$real" ]; then
    run kpi15b-no-qualifications --set "qualifications=$real"
    same "feeds/no-qualifications/real" "$(by_awk no-qualifications "$samples/census/regions.csv" "$real")" "$(qualifications)"
    same "feeds/no-qualifications/real/known" "" "$(known_rows qualifications "$(qualifications)")"
else
    skip "feeds/no-qualifications/real" "the published file is not here (LEAT_REAL_DATA)"
fi
if real=$REAL_DATA/education/ehcp_timeliness_20_week.csv && [ -r "$real" ]; then
    for authority in 879 201 204 838; do
        run send-20-weeks-published --set "timeliness=$real" --set "authority=$authority"
        same "feeds/send-20-weeks/real/$authority" "$(by_awk send-20-weeks -v authority=$authority "$real")" "$(timeliness)"
        timeliness >>"$work/timeliness"
    done
    same "feeds/send-20-weeks/real/known" "" "$(known_rows timeliness "$(<"$work/timeliness")")"
else
    skip "feeds/send-20-weeks/real" "the published file is not here (LEAT_REAL_DATA)"
fi
if real=$REAL_DATA/education/sen2_mi.csv && [ -r "$real" ]; then
    run send-assessments-published --set "assessments=$real"
    same "feeds/send-assessments/real" "$(by_awk send-assessments "$real")" "$(assessments)"
    same "feeds/send-assessments/real/known" "" "$(known_rows assessments "$(assessments)")"
else
    skip "feeds/send-assessments/real" "the published file is not here (LEAT_REAL_DATA)"
fi
