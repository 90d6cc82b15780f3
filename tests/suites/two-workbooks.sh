#!/usr/bin/env bash
# The board's return, read back by openpyxl: the figures of both of its workbooks and of the rows beside them are the same,
# cell by cell; so are its summary, links, charts and pages what they should be (tests/readback). Then each proof is seen to
# fail: a fault is put into a file, and is told with its sheet and cell, by the proofs that it concerns and by no other.
# shellcheck disable=SC2016 # a $ is a range's
. "$(dirname "$0")/lib.sh"

python=/usr/bin/python3 # where Debian's openpyxl is found
definition=$root/pipelines/board-return.json
good=$work/good
faulty=$work/faulty

if ! "$LEAT" run -q "$definition" --out "$good" 2>"$work/stderr"; then
    not_ok "two-workbooks/run" "$(<"$work/stderr")"
    exit 1
fi
ok "two-workbooks/run"

# ---- The same bytes at another time, in another part of the world
sleep 2 # a ZIP counts time by two seconds
TZ=Asia/Tokyo "$LEAT" run -q "$definition" --out "$work/later" 2>"$work/stderr" || cat "$work/stderr"
same "two-workbooks/later" "" "$(diff -r "$good" "$work/later")"

if ! "$python" -c 'import openpyxl' 2>/dev/null; then
    skip "two-workbooks/read back" "openpyxl is not installed"
    exit 0
fi
read_back() { "$python" -B "$root/tests/readback/two_workbooks.py" "${2:-$definition}" "$1"; } # FOLDER [DEFINITION]
read_back "$good" || not_ok "two-workbooks/read back" "ended badly"

# ---- The plain profile has the same figures, charts and links
mkdir "$work/plain"
cp "$root"/pipelines/*.json "$work/plain"
ln -s "$root/samples" "$work/samples"
sed -i 's/"profile": "board"/"profile": "plain"/' "$work/plain/board-return.json"
same "two-workbooks/plain" 1 "$(grep -c '"profile": "plain"' "$work/plain/board-return.json")"
if "$LEAT" run -q "$work/plain/board-return.json" --out "$work/plain" 2>"$work/stderr"; then
    read_back "$work/plain" "$work/plain/board-return.json" | sed 's/ two-workbooks/&\/plain/' ||
        not_ok "two-workbooks/plain/read back" "ended badly"
else
    not_ok "two-workbooks/plain/run" "$(<"$work/stderr")"
fi

# ---- Faults

# number_of WORKBOOK SHEET: which one of the workbook's sheets that is
number_of() {
    unzip -p "$good/$1" xl/workbook.xml | grep -o '<sheet name="[^"]*"' | grep -nxF "<sheet name=\"$2\"" | cut -d: -f1
}
# edited FILE PART SED-COMMAND: changes FILE, or of a workbook the PART, in a copy of the return
edited() {
    rm -rf "$faulty" "$work/parts"
    cp -R "$good" "$faulty"
    local target=$faulty/$1
    if [ -n "$2" ]; then
        mkdir "$work/parts"
        unzip -q "$faulty/$1" -d "$work/parts"
        target=$work/parts/$2
    fi
    cp "$target" "$work/before"
    sed -i -E "$3" "$target"
    if cmp -s "$target" "$work/before"; then not_ok "two-workbooks/faults" "nothing was changed by $3"; fi
    if [ -n "$2" ]; then
        rm "$faulty/$1"
        (cd "$work/parts" && zip -q -X -D -r "$faulty/$1" .)
    fi
}
# told NAME LINE PROOF...: the PROOFs alone fail, each with nothing else wrong; LINE is among what they tell
told() {
    local name="two-workbooks/faults/$1" line=$2 failed
    shift 2
    read_back "$faulty" >"$work/told" 2>&1 || true
    failed=$(sed -n 's/^not ok two-workbooks\///p' "$work/told" | sort)
    if [ "$failed" != "$(printf '%s\n' "$@" | sort)" ]; then
        not_ok "$name" "these proofs fail: $failed" "$(tail -n 5 "$work/told")"
    elif ! grep -qF -e "$line" "$work/told"; then
        not_ok "$name" "no line: $line" "$(grep -v '^ok' "$work/told")"
    else ok "$name"; fi
}
# fault NAME WORKBOOK SHEET SED-COMMAND LINE PROOF...: in a sheet
fault() {
    edited "$2" "xl/worksheets/sheet$(number_of "$2" "$3").xml" "$4"
    told "$1" "${@:5}"
}
# Sed commands that give a CELL another NUMBER or TEXT, or take it away
other_text() { printf '%s' "s|(<c r=\"$1\"[^>]*><is><t[^>]*>)[^<]*|\\1$2|"; }
other_number() { printf '%s' "s|(<c r=\"$1\"[^>]*><v>)[^<]*|\\1$2|"; }
without() { printf '%s' "s|<c r=\"$1\"[^>]*>(<v>[^<]*</v></c>)?||"; }

board="board-return.xlsx"
accessible="board-return-accessible.xlsx"

fault "a figure of the board's table" $board "Scorecard" "$(other_number E14 77.3)" \
    "Scorecard!E14: expected Decimal('77.2'), is Decimal('77.3')" "figures/board/Scorecard"
fault "a figure of a crosstab" $board "SEND Plans within 20 weeks" "$(other_number J15 46.8)" \
    "SEND Plans within 20 weeks!J15: expected Decimal('46.9'), is Decimal('46.8')" "figures/board/SEND Plans within 20 weeks"
fault "a figure of an accessible table" $accessible "KPI_15_Disadvantaged_pupils" "$(other_number F9 16.5)" \
    "KPI_15_Disadvantaged_pupils!F9: expected Decimal('-16.5'), is Decimal('16.5')" \
    "figures/accessible/KPI 15 Disadvantaged pupils"
fault "a symbol that is a number" $board "SEND Requests and mediation" \
    's|<c r="B10" s="([0-9]*)" t="inlineStr"><is><t>\[z\]</t></is>|<c r="B10" s="\1"><v>0</v>|' \
    "SEND Requests and mediation!B10: expected '[z]', is Decimal('0')" "figures/board/SEND Requests and mediation"
fault "a figure that is not there" $accessible "KPI_19_Early_help" "$(without B10)" \
    "KPI_19_Early_help!B10: expected 264, is None" "figures/accessible/KPI 19 Early help"
fault "a figure in a cell that should be blank" $board "KPI 14 Changes" 's|<c r="I10"([^>]*)/>|<c r="I10"\1><v>0</v></c>|' \
    "KPI 14 Changes!I10: expected None, is Decimal('0')" "figures/board/KPI 14 Changes"
fault "a date of another month" $board "KPI 14 Changes" "$(other_number B11 42277)" \
    "KPI 14 Changes!B11: expected datetime.datetime(2015, 9, 1, 0, 0), is datetime.datetime(2015, 9, 30, 0, 0)" \
    "figures/board/KPI 14 Changes"
fault "a heading over one column too few" $board "KPI 14 Ofsted grades" 's|<mergeCell ref="B7:C7"/>||; s|mergeCells count="4"|mergeCells count="3"|' \
    "KPI 14 Ofsted grades: headings:" "figures/board/KPI 14 Ofsted grades"
fault "another arrow" $board "KPI 19 Early help" "$(other_text I10 "▼ Improved")" "KPI 19 Early help!I10: expected '▲ Improved', is '▼ Improved'" \
    "figures/board/KPI 19 Early help"
fault "a figure beside the crosstab" $board "KPI 27A Assessments" 's|(<c r="F9"[^>]*>)(<v>[^<]*</v></c>)|\1\2<c r="G9"><v>1</v></c>|' \
    "KPI 27A Assessments!G9 is told of: expected True, is False" "figures/board/KPI 27A Assessments"
fault "a row below the table" $accessible "KPI_45_Transfers_to_plans" 's|</sheetData>|<row r="12"><c r="A12"><v>7</v></c></row></sheetData>|' \
    "KPI_45_Transfers_to_plans!A12 is told of" "figures/accessible/KPI 45 Transfers to plans"
edited board-return-kpi45-providers.json "" 's/941/942/'
told "a figure of the rows beside them" "expected 942, is Decimal('941')" "figures/board/KPI 45 Early years providers" \
    "figures/accessible/KPI 45 Early years providers"
edited board-return-kpi45-providers.json "" '/Nursery schools/d'
told "a row that is not beside them" "rows: expected 4, is 5" "figures/board/KPI 45 Early years providers" \
    "figures/accessible/KPI 45 Early years providers"
edited $accessible "xl/sharedStrings.xml" 's|<t>Redirected to early help \(%\)</t>|<t>Redirected (%)</t>|'
told "a heading that the table does not know" "KPI_19_Early_help: headings of the table and of its cells" \
    "figures/accessible/KPI 19 Early help"

fault "a format that hides a digit" $board "KPI 15 No qualifications" 's|<c r="E8" s="[0-9]*"(.*<c r="C8" s="([0-9]*)")|<c r="E8" s="1"\1|; s|(<c r="C8" s="([0-9]*)".*<c r="E8" s=")[0-9]*|\1\2|' \
    "KPI 15 No qualifications!E8: 22.42 in #,##0: decimals shown: expected True, is False" "formats/KPI 15 No qualifications"

fault "a figure of the summary" $board "Summary" "$(other_number E13 84)" "Summary!E13: expected Decimal('83.3'), is Decimal('84')" \
    "summary/exceptions"
fault "a count of the summary" $board "Summary" 's/ 9 Amber, 3 Red/ 8 Amber, 4 Red/' \
    "Summary!A9: expected '25 in all: 10 Green, 9 Amber, 3 Red" "summary/exceptions"
fault "a row too few in the summary" $board "Summary" 's|<row r="23".*(<row r="25")|\1|' "Summary!E23: expected Decimal('26.6'), is None" \
    "summary/exceptions" "links/board"
fault "a link to a sheet that is not there" $board "Scorecard" "s|(ref=\"M13\" location=\"'KPI 14 )Ofsted|\1Offset|" \
    "Scorecard!M13 leads to a sheet: 'KPI 14 Offset grades'!A1: expected True, is False" "links/board" "summary/exceptions"
fault "a link to another sheet" $accessible "Contents" "s|(ref=\"A5\" location=\"')Scorecard|\1Notes|" \
    "Contents!A5: expected 'Notes', is 'Scorecard'" "links/accessible"
fault "a contents link that is not there" $board "Summary" 's|<hyperlink ref="A31"[^>]*>||' \
    "Summary!A31: expected \"'KPI 15 No qualifications'!A1\", is None" "summary/contents"

fault "paper of America" $board "KPI 19 Early help" 's|paperSize="9"|paperSize="1"|' "KPI 19 Early help: paper, 9 is A4: expected 9, is 1" \
    "print/board"
fault "a footer without the number of pages" $board "Summary" 's| of &amp;N||' "Summary: the footer's right" "print/board"
fault "two pages wide" $board "Scorecard" 's|<pageSetup |<pageSetup fitToWidth="2" |' "Scorecard: pages wide: expected 1, is 2" "print/board"
edited $board "xl/workbook.xml" 's|Scorecard!\$12:\$12|Scorecard!$11:$12|'
told "a row too many on each page" "Scorecard: lines of headings that each page repeats: expected 1, is 2" "figures/board/Scorecard"
fault "a footer where everybody reads" $accessible "Notes" 's|(<pageSetup[^>]*>)|\1<headerFooter><oddFooter>\&amp;CNotes</oddFooter></headerFooter>|' \
    "Notes: header and footer: expected '', is 'Notes'" "print/accessible"
edited $accessible "xl/sharedStrings.xml" 's|<t>Pupils who reached the expected standard: the gap ([^<]*)\[note|<t>The gap \1[note|'
told "another title" "KPI_15_Disadvantaged_pupils!A1: expected" "titles"

fault "a figure of a chart" $board "Chart data" "$(other_number C8 89)" "Chart data!C8: the chart's copy: expected Decimal('89'), is Decimal('88.0')" \
    "charts/Schools judged good or outstanding, by phase and date"
edited $board "xl/charts/chart8.xml" 's|(<c:ptCount val="3"/>)(<c:pt idx="1"><c:v>54.9)|\1<c:pt idx="0"><c:v>0</c:v></c:pt>\2|'
told "a gap that a chart knows as 0" "Chart data!B54: the chart's copy: expected None, is '0'" "charts/Plans issued within 20 weeks, year by year"
edited $board "xl/charts/chart2.xml" 's/B\$13:\$B\$14/C$13:$C$14/; s/(C\$13:\$C\$14<.*)C\$13:\$C\$14/\1B$13:$B$14/'
told "series of each other's figures" "KPI 15 Disadvantaged pupils: Primary of 2014: expected Decimal('-18.7'), is Decimal('-27.8')" \
    "charts/The gap between disadvantaged pupils and others, year by year"
edited $board "xl/charts/chart3.xml" 's|<a:t>Residents \(%\)</a:t>|<a:t></a:t>|'
told "an axis without a title" "title of the figures' axis: expected 'Residents (%)', is ''" "charts/Residents aged 16 and over with no qualifications"
edited $board "xl/drawings/drawing4.xml" 's| descr="[^"]*"||'
told "a chart without its alternative text" "KPI 19 Early help: alternative text" "charts/Contacts redirected to early help, by month, and the target"
edited $board "xl/drawings/drawing6.xml" 's|<xdr:row>[0-9]*|<xdr:row>20|'
told "a chart over the figures" "KPI 27B Feeling safe: the chart lies below all cells: expected True, is False" \
    "charts/Pupils who agree, or strongly agree, that they feel safe, all phases"
fault "a figure that no chart shows" $board "Chart data" 's|(<c r="C62"[^>]*>)?</row></sheetData>|<c r="C62"><v>1</v></c></row></sheetData>|' \
    "Chart data!C62: 1 is a chart's text" "charts/no other figures"
