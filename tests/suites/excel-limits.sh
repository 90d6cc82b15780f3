#!/usr/bin/env bash
# More rows than a sheet of Excel holds: told with the way out, and by that way all of them there.
. "$(dirname "$0")/lib.sh"

most=1048576 # rows of a sheet, its headings among them
awk -v rows=$((most + 5)) 'BEGIN { print "n"; for (i = 1; i <= rows; i++) print i }' >"$work/rows.csv"

define() { # TOO_MANY_ROWS
    cat >"$work/definition.json" <<END
{ "leat": 1, "steps": [
  { "source": "csv", "path": "rows.csv", "columns": { "n": "integer" } },
  { "sink": "excel", "path": "out.xlsx", "too_many_rows": "$1", "sheets": [
    { "name": "A name of thirty-one characters", "title": "Rows" } ] } ] }
END
}
run() { (cd "$work" && "$LEAT" run definition.json 2>&1); }

define fail
if told=$(run); then not_ok excel-limits/refused "it went through"; else ok excel-limits/refused; fi
same excel-limits/told 'definition.json:3:13: step 2 (excel): sheet "A name of thirty-one characters": more than 1,048,576 rows, which is all that a sheet holds; set "too_many_rows" to "sheets" to go on in further ones' \
    "$(head -n 1 <<<"$told")"

define sheets
if told=$(run); then ok excel-limits/written; else not_ok excel-limits/written "$told"; fi
part() { unzip -p "$work/out.xlsx" "xl/$1" 2>/dev/null; }
same excel-limits/names $'A name of thirty-one characters\nA name of thirty-one charac (2)' \
    "$(part workbook.xml | grep -o '<sheet name="[^"]*"' | cut -d'"' -f2)"
# The title, a free row and the headings stand above the figures in each.
same excel-limits/first-sheet "$((most - 1)) 1 $((most - 3))" \
    "$(part worksheets/sheet1.xml | sed 's/<row/\n<row/g' | awk -F'[<>]' '
        /^<row/ { rows++ } /^<row.*<v>/ { sub(/.*<v>/, ""); sub(/<.*/, ""); if (!first) first = $0; last = $0 }
        END { print rows, first, last }')"
same excel-limits/second-sheet "10 $((most - 2)) $((most + 5))" \
    "$(part worksheets/sheet2.xml | sed 's/<row/\n<row/g' | awk -F'[<>]' '
        /^<row/ { rows++ } /^<row.*<v>/ { sub(/.*<v>/, ""); sub(/<.*/, ""); if (!first) first = $0; last = $0 }
        END { print rows, first, last }')"

# A chart stands beneath the rows, where Excel has no row beyond the last.
awk -v rows=$((most - 1)) 'BEGIN { print "n"; for (i = 1; i <= rows; i++) print i }' >"$work/rows.csv"
cat >"$work/definition.json" <<'END'
{ "leat": 1, "steps": [
  { "source": "csv", "path": "rows.csv", "columns": { "n": "integer" } },
  { "sink": "excel", "path": "out.xlsx", "sheets": [
    { "name": "Rows", "charts": { "kind": "line", "x": "n", "y": "n", "where": "n < 9", "title": "Eight", "alt": "Rising" } } ] } ] }
END
if told=$(run); then not_ok excel-limits/chart "it went through"; else ok excel-limits/chart; fi
same excel-limits/chart-told 'definition.json:3:13: step 2 (excel): sheet "Rows": there is no room for the chart "Eight" beneath so many rows; draw it of a step that gives fewer' \
    "$(head -n 1 <<<"$told")"
