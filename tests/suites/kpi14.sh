#!/usr/bin/env bash
# The main job: the report's table comes out of the sample rows, every one of its 24 figures, in JSON and in the workbook
# laid out as the report has it.
. "$(dirname "$0")/lib.sh"

definition=$root/pipelines/kpi14-ofsted-grades.json
# The table as the report printed it.
phases=("Primary Schools" "Secondary Schools" "Special Schools / ACE" "Total")
dates=(2014-09-01 2015-09-01)
good=(51 54 12 12 7 7 70 73)
total=(67 70 16 16 8 8 91 94)
percent=(76 77 75 75 88 88 77 78)

if ! "$LEAT" run "$definition" --out "$work/out" >"$work/stdout" 2>"$work/stderr"; then
    not_ok "kpi14/run" "$(<"$work/stderr")"
    exit 1
fi
ok "kpi14/run"
json=$work/out/kpi14-ofsted-grades.json
workbook=$work/out/kpi14-ofsted-grades.xlsx

# ---- JSON
json_rows "$json" phase as_at good total percent >"$work/rows"
expected_rows=""
for p in 0 1 2 3; do
    for d in 0 1; do
        i=$((2 * p + d)) at="kpi14/json/${phases[p]}/${dates[d]}"
        expected_rows+="${phases[p]}|${dates[d]}"$'\n'
        IFS='|' read -r _ _ was_good was_total was_percent < <(grep -F "${phases[p]}|${dates[d]}|" "$work/rows") || true
        same "$at/good" "${good[i]}" "${was_good:-none}"
        same "$at/total" "${total[i]}" "${was_total:-none}"
        same "$at/percent" "${percent[i]}" "${was_percent:-none}"
    done
done
same "kpi14/json/order" "${expected_rows%$'\n'}" "$(cut -d'|' -f1,2 "$work/rows")"

# ---- The sheet laid out as in the report
sheet_cells "$workbook" 1 >"$work/cells"
# The cells to the right of a label in column A, in order.
right_of() { awk -F'|' -v label="$1" '
    { row = $1; gsub(/[A-Z]/, "", row); column = $1; gsub(/[0-9]/, "", column) }
    column == "A" { here = $2 == label }
    column != "A" && here && !(row in past) { print $2 }' "$work/cells" | xargs; }
sheet_row() { # LABEL FIGURE...
    local label=$1 i actual
    shift
    read -ra actual < <(right_of "$label") || true
    same "kpi14/sheet/$label/count" 8 "${#actual[@]}"
    for i in 0 1 2 3 4 5 6 7; do
        same "kpi14/sheet/$label/${phases[i / 2]}/${dates[i % 2]}" "${1}" "${actual[i]:-none}"
        shift
    done
}
sheet_row "Good / Outstanding" "${good[@]}"
sheet_row "Total" "${total[@]}"
sheet_row "%" "${percent[@]}"
# Two levels of headings: each phase once over its dates (41883 and 42248 are the two dates as Excel counts days).
same "kpi14/sheet/phases" "$(printf '%s\n' "${phases[@]}")" \
    "$(grep -E '^[B-I][0-9]+\|[A-Z]' "$work/cells" | cut -d'|' -f2)"
same "kpi14/sheet/dates" "41883 42248 41883 42248 41883 42248 41883 42248" \
    "$(awk -F'|' '$2 == 41883 || $2 == 42248 { print $2 }' "$work/cells" | xargs)"

# ---- The plain table beside it
same "kpi14/table/headings" "Phase Date good total percent" \
    "$(sheet_cells "$workbook" 2 | awk -F"|" '$2 == "Phase" { found = 1 } found && n < 5 { print $2; n++ }' | xargs)"
same "kpi14/table/numbers" "$(for i in 0 1 2 3 4 5 6 7; do echo "${good[i]} ${total[i]} ${percent[i]}"; done)" \
    "$(sheet_cells "$workbook" 2 | awk -F'|' '$1 ~ /^[CDE][0-9]+$/ && $2 ~ /^[0-9]+$/ { print $2 }' | xargs -n 3)"

# ---- The same bytes for any number of threads
for threads in 1 2 8; do
    "$LEAT" run --threads $threads "$definition" --out "$work/threads$threads" >/dev/null 2>&1 || true
    if diff -r "$work/out" "$work/threads$threads" >/dev/null; then ok "kpi14/threads/$threads"; else not_ok "kpi14/threads/$threads"; fi
done

# ---- As a reader sees it: the printed page
if ! skip_without soffice "kpi14/shown" && ! skip_without pdftotext "kpi14/shown"; then
    (cd "$work" && soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to pdf "$workbook" &&
        pdftotext -layout kpi14-ofsted-grades.pdf shown.txt) >/dev/null 2>&1 || true
    line_with() { grep -m 1 "$1" "$work/shown.txt" | xargs; }
    same "kpi14/shown/phases" "Grade Primary Schools Secondary Schools Special Schools / ACE Total" "$(line_with 'Primary Schools')"
    same "kpi14/shown/dates" "Sep-14 Sep-15 Sep-14 Sep-15 Sep-14 Sep-15 Sep-14 Sep-15" "$(line_with Sep-14)"
    same "kpi14/shown/percent" "% 76 77 75 75 88 88 77 78" "$(line_with '^ *% ')"
fi
