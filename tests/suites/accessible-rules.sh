#!/usr/bin/env bash
# The rules of accessible spreadsheets, as build/tests/accessible walks them: a workbook made here by hand keeps them all,
# and each fault that is then put into it is told by the rules that it breaks, and by no other. So every rule is seen to
# fail, and damaged files are refused.
. "$(dirname "$0")/lib.sh"

accessible=$BUILD/tests/accessible
good=$work/good
faulty=$work/faulty

# ---- The good workbook. Styles: 1 text, 2 title, 3 subhead, 4 heading, 5 number, 6 link, 7 percentage, 8 a line of text

part() { # NAME, with its text on standard input
    mkdir -p "$(dirname "$good/$1")"
    { printf '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'; cat; } >"$good/$1"
}

main=http://schemas.openxmlformats.org/spreadsheetml/2006/main
office=http://schemas.openxmlformats.org/officeDocument/2006/relationships
packages=http://schemas.openxmlformats.org/package/2006

text() { printf '<c r="%s" s="%s" t="inlineStr"><is><t>%s</t></is></c>\n' "$1" "$2" "$3"; } # CELL STYLE TEXT
number() { printf '<c r="%s" s="%s"><v>%s</v></c>\n' "$1" "$2" "$3"; }                     # CELL STYLE NUMBER
row() { printf '<row r="%s">\n%s\n</row>\n' "$1" "$2"; }                                    # NUMBER CELLS

# sheet NUMBER WIDTHS LINKS TABLE, with its rows on standard input; LINKS are elements, TABLE is 1 when it has one
sheet() {
    local rows links='' table='' selected='' column=0 width
    rows=$(cat)
    [ -z "$3" ] || links="<hyperlinks>$3</hyperlinks>"
    [ "$4" != 1 ] || table='<tableParts count="1"><tablePart r:id="rId1"/></tableParts>'
    [ "$1" != 1 ] || selected=' tabSelected="1"'
    part "xl/worksheets/sheet$1.xml" <<END
<worksheet xmlns="$main" xmlns:r="$office">
<sheetViews><sheetView$selected workbookViewId="0"/></sheetViews>
<sheetFormatPr defaultRowHeight="15"/>
<cols>
$(for width in $2; do echo "<col min=\"$((column += 1))\" max=\"$column\" width=\"$width\" customWidth=\"1\"/>"; done)
</cols>
<sheetData>
$rows
</sheetData>
$links
<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>
$table
</worksheet>
END
    if [ "$4" = 1 ]; then
        part "xl/worksheets/_rels/sheet$1.xml.rels" <<END
<Relationships xmlns="$packages/relationships">
<Relationship Id="rId1" Type="$office/table" Target="../tables/table$1.xml"/>
<Relationship Id="rId2" Type="$office/hyperlink" Target="https://www.example.org/" TargetMode="External"/>
</Relationships>
END
    fi
}

table() { # NUMBER NAME RANGE HEADING...
    local number=$1 name=$2 range=$3 column=0 heading
    shift 3
    part "xl/tables/table$number.xml" <<END
<table xmlns="$main" id="$number" name="$name" displayName="$name" ref="$range" totalsRowShown="0">
<tableColumns count="$#">
$(for heading; do echo "<tableColumn id=\"$((column += 1))\" name=\"$heading\"/>"; done)
</tableColumns>
<tableStyleInfo showFirstColumn="0" showLastColumn="0" showRowStripes="0" showColumnStripes="0"/>
</table>
END
}

font() { printf '<font>%s<sz val="%s"/>%s<name val="Arial"/><family val="2"/></font>\n' "$1" "$2" "$3"; } # BEFORE SIZE COLOUR

make_package() {
    part '[Content_Types].xml' <<END
<Types xmlns="$packages/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
$(for number in 1 2 3 4 5; do echo "<Override PartName=\"/xl/worksheets/sheet$number.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"; done)
$(for number in 2 3 4 5; do echo "<Override PartName=\"/xl/tables/table$number.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml\"/>"; done)
<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>
<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
<Override PartName="/docProps/custom.xml" ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/>
</Types>
END
    part _rels/.rels <<END
<Relationships xmlns="$packages/relationships">
<Relationship Id="rId1" Type="$office/officeDocument" Target="xl/workbook.xml"/>
<Relationship Id="rId2" Type="$packages/relationships/metadata/core-properties" Target="docProps/core.xml"/>
<Relationship Id="rId3" Type="$office/custom-properties" Target="docProps/custom.xml"/>
</Relationships>
END
    part docProps/core.xml <<END
<cp:coreProperties xmlns:cp="$packages/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>Grades of schools, September 2015</dc:title>
</cp:coreProperties>
END
    part docProps/custom.xml <<'END'
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">
<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="Language"><vt:lpwstr>en-GB</vt:lpwstr></property>
</Properties>
END
    part xl/workbook.xml <<END
<workbook xmlns="$main" xmlns:r="$office">
<bookViews><workbookView activeTab="0"/></bookViews>
<sheets>
<sheet name="Cover" sheetId="1" r:id="rId1"/>
<sheet name="Contents" sheetId="2" r:id="rId2"/>
<sheet name="Notes" sheetId="3" r:id="rId3"/>
<sheet name="Grades" sheetId="4" r:id="rId4"/>
<sheet name="Pupils" sheetId="5" r:id="rId5"/>
</sheets>
</workbook>
END
    part xl/_rels/workbook.xml.rels <<END
<Relationships xmlns="$packages/relationships">
$(for number in 1 2 3 4 5; do echo "<Relationship Id=\"rId$number\" Type=\"$office/worksheet\" Target=\"worksheets/sheet$number.xml\"/>"; done)
<Relationship Id="rId6" Type="$office/styles" Target="styles.xml"/>
<Relationship Id="rId7" Type="$office/sharedStrings" Target="sharedStrings.xml"/>
</Relationships>
END
    part xl/sharedStrings.xml <<END
<sst xmlns="$main" count="3" uniqueCount="3">
<si><t>Pupils in schools by phase, September 2015</t></si>
<si><r><rPr><sz val="12"/><rFont val="Arial"/></rPr><t xml:space="preserve">Primary </t></r><r><t>schools</t></r></si>
<si><t>2*3 and 4 * 5 m²</t></si>
</sst>
END
    part xl/styles.xml <<END
<styleSheet xmlns="$main">
<fonts count="6">
$(font '' 11 '<color theme="1"/>')
$(font '' 12 '<color theme="1"/>')
$(font '<b/>' 16 '')
$(font '<b/>' 14 '')
$(font '<b/>' 12 '<color auto="1"/>')
$(font '<u/>' 12 '<color rgb="FF0000FF"/>')
</fonts>
<fills count="2">
<fill><patternFill patternType="none"/></fill>
<fill><patternFill patternType="gray125"/></fill>
</fills>
<borders count="1">
<border><left/><right/><top/><bottom/><diagonal/></border>
</borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="9">
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0"><alignment wrapText="1"/></xf>
<xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="3" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="4" fillId="0" borderId="0" xfId="0"><alignment wrapText="1"/></xf>
<xf numFmtId="3" fontId="1" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="5" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="9" fontId="1" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0"/>
</cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
<dxfs count="2">
<dxf><font><b/></font></dxf>
<dxf><font><color rgb="FF00008B"/></font></dxf>
</dxfs>
</styleSheet>
END
}

make_sheets() {
    sheet 1 72 '<hyperlink ref="A5" r:id="rId1"/>' 0 <<END
$(row 1 "$(text A1 2 'Grades of schools, September 2015')")
$(row 2 "$(text A2 3 'About these tables')")
$(row 3 "$(text A3 1 'How many schools have which grade.')")
$(row 4 "$(text A4 3 Contact)")
$(row 5 "$(text A5 6 'The website of the council')")
END
    part xl/worksheets/_rels/sheet1.xml.rels <<END
<Relationships xmlns="$packages/relationships">
<Relationship Id="rId1" Type="$office/hyperlink" Target="https://www.example.org/" TargetMode="External"/>
</Relationships>
END
    sheet 2 '20 60' "<hyperlink ref=\"A4\" location=\"Notes!A1\"/>
<hyperlink ref=\"A5\" location=\"'Grades'!A1\"/>
<hyperlink ref=\"B6\" location=\"Pupils!A1\"/>" 1 <<END
$(row 1 "$(text A1 2 Contents)")
$(row 2 "$(text A2 8 'This worksheet contains one table.')")
$(row 3 "$(text A3 4 'Sheet name')$(text B3 4 Title)")
$(row 4 "$(text A4 6 Notes)$(text B4 1 Notes)")
$(row 5 "$(text A5 6 Grades)$(text B5 1 'Schools by grade and phase, September 2015')")
$(row 6 "$(text A6 1 Pupils)$(text B6 6 'Pupils in schools by phase, September 2015')")
END
    table 2 Contents A3:B6 'Sheet name' Title
    sheet 3 '12 80' '' 1 <<END
$(row 1 "$(text A1 2 Notes)")
$(row 2 "$(text A2 8 'This worksheet contains one table.')")
$(row 3 "$(text A3 4 'Note number')$(text B3 4 'Note text')")
$(row 4 "$(number A4 5 1)$(text B4 1 'Schools that were open on the day.')")
$(row 5 "$(number A5 5 2)$(text B5 1 'Special schools and alternative provision.')")
$(row 6 "$(number A6 5 3)$(text B6 1 'General: figures come from the management information of Ofsted (see the notebook).')")
END
    table 3 Notes A3:B6 'Note number' 'Note text'
    sheet 4 '24 14 14 14 14' '' 1 <<END
$(row 1 "$(text A1 2 'Schools by grade and phase, September 2015 [note 1]')")
$(row 2 "$(text A2 8 'This worksheet contains one table.')")
$(row 3 "$(text A3 8 'This table contains notes, which can be found in the Notes worksheet.')")
$(row 4 "$(text A4 8 '[c] is confidential')")
$(row 5 "$(text A5 8 'Blank cells show that there are no notes.')")
$(row 6 "$(text A6 8 'Source: Ofsted')")
$(row 7 "$(text A7 4 Phase)$(text B7 4 Good)$(text C7 4 All)$(text D7 4 Share)$(text E7 4 Notes)")
$(row 8 "$(text A8 1 Primary)$(number B8 5 54)$(number C8 5 70)$(number D8 7 0.77)$(text E8 1 '')")
$(row 9 "$(text A9 1 Secondary)$(number B9 5 12)$(number C9 5 16)$(number D9 7 0.75)")
$(row 10 "$(text A10 1 Special)$(text B10 1 '[c]')$(number C10 5 8)$(text D10 1 '[c]')$(text E10 1 '[note 2]')")
END
    table 4 Grades A7:E10 Phase Good All Share Notes
    sheet 5 '24 14' '' 1 <<END
$(row 1 '<c r="A1" s="2" t="s"><v>0</v></c>')
$(row 2 "$(text A2 8 'This worksheet contains 1 table.')")
$(row 3 "$(text A3 8 'Source: the school census')")
$(row 4 "$(text A4 4 Phase)$(text B4 4 'Pupils_x000A_in all')")
$(row 5 "<c r=\"A5\" s=\"1\" t=\"s\"><v>1</v></c>$(number B5 5 21154)")
$(row 6 "<c r=\"A6\" s=\"1\" t=\"s\"><v>2</v></c>$(number B6 5 0)")
END
    table 5 Pupils A4:B6 Phase 'Pupils_x000a_in all'
}

pack() { # FOLDER WORKBOOK
    rm -f "$2"
    (cd "$1" && zip -q -X -r "$2" .)
}

# ---- A fault, and who tells it

# told NAME RULES [DETAIL]: the faulty parts break these rules, and no other; DETAIL begins a line of what is said of them
told() {
    local name=accessible-rules/$1 status=0 said found
    pack "$faulty" "$work/faulty.xlsx"
    said=$("$accessible" "$work/faulty.xlsx" 2>&1) || status=$?
    found=$(awk '/^not ok / { printf "%s%s", space, $3; space = " " }' <<<"$said")
    if [ "$found" != "$2" ] || [ "$status" -ne $((${#2} > 0)) ]; then
        not_ok "$name" "broken should be: $2" "broken is: $found" "status $status" "$(grep -v '^ok' <<<"$said")"
    elif [ -n "${3:-}" ] && ! grep -qF -- "    $3" <<<"$said"; then
        not_ok "$name" "no line: $3" "$(grep -v '^ok' <<<"$said")"
    else
        ok "$name"
        seen_to_fail+=" $2"
    fi
}
seen_to_fail=''

renew() {
    rm -rf "$faulty"
    cp -R "$good" "$faulty"
}

# change FILE SED...: edits a part of the faulty workbook, taken as one line; an edit that changes nothing is a mistake here
change() {
    local file=$faulty/$1
    shift
    cp "$file" "$work/before"
    sed -zE -i "$@" "$file"
    if cmp -s "$file" "$work/before"; then not_ok "accessible-rules/edit of $file" "it changes nothing: $*"; fi
}

# fault NAME RULES DETAIL FILE SED...: one edit, and what it breaks
fault() {
    local name=$1 rules=$2 detail=$3
    shift 3
    renew
    change "$@"
    told "$name" "$rules" "$detail"
}

sheet=xl/worksheets/sheet sheet_relations=xl/worksheets/_rels/sheet table=xl/tables/table styles=xl/styles.xml

make_package
make_sheets
renew
told good ''
said=$("$accessible" "$work/faulty.xlsx")
rules=$(awk '/^ok / { print $2 }' <<<"$said")
same accessible-rules/list "T1 T2 T3 T4 T5 T6 T7 T8 T9 T10 N1 N2 N3 N4 F2 F3 F4 F6 F7 F8 F9 F10 F11 F12 S1 S2 S3 S4 S5 S6 P3 P4 \
ORDER CONTENTS SHORTHAND" "$(paste -sd ' ' <<<"$rules")"

# ---- T: tables
fault T1-unmarked T1 'Pupils!B4: ' ${sheet}5.xml 's|<tableParts.*</tableParts>||'
fault T1-beside T1 "Grades!G8: 'aside' stands in no table" ${sheet}4.xml 's|(<c r="E8".*</c>)(.*<row r="9">)|\1<c r="G8" s="1" t="inlineStr"><is><t>aside</t></is></c>\2|'
fault T1-no-rows 'T1 S5' 'Pupils!A4: the table Pupils has no rows' ${table}5.xml 's/A4:B6/A4:B4/'
fault T2-no-meaning T2 "Grades!A7: the table's name 'Table1' says nothing" ${table}4.xml 's/ame="Grades"/ame="Table1"/g'
fault T2-like-a-cell T2 "Grades!A7: a table cannot be named 'KPI14'" ${table}4.xml 's/ame="Grades"/ame="KPI14"/g'
fault T2-space T2 "Grades!A7: a table cannot be named 'All grades'" ${table}4.xml 's/ame="Grades"/ame="All grades"/g'
fault T2-twice T2 "Pupils!A4: another table is named 'GRADES' too" ${table}5.xml 's/ame="Pupils"/ame="GRADES"/g'
fault T2-two-names T2 '' ${table}5.xml 's/ name="Pupils"/ name="Others"/'
fault T3-merged T3 'Grades: the cells A1:E1 are merged' ${sheet}4.xml 's|</sheetData>|</sheetData><mergeCells count="1"><mergeCell ref="A1:E1"/></mergeCells>|'
fault T4-row T4 "Grades!A9: the table's row 9 is blank" ${sheet}4.xml 's|<row r="9">.*</row>(.<row r="10">)|\1|'
fault T4-last-row T4 "Grades!A11: the table's row 11 is blank" ${table}4.xml 's/A7:E10/A7:E11/'
fault T4-column 'T4 T5' "Grades!F7: the table's column is blank" ${table}4.xml -e 's/A7:E10/A7:F10/' \
    -e 's|</tableColumns>|<tableColumn id="6" name="Column1"/></tableColumns>|'
fault T5-other-name T5 "Grades!B7: the heading is 'Good', but the table names its column 'Fair'" ${table}4.xml 's/"Good"/"Fair"/'
fault T5-no-headings T5 'Grades!A7: the table has 0 rows of headings' ${table}4.xml 's/ref=/headerRowCount="0" ref=/'
fault T5-empty T5 'Grades!C7: the heading is empty' ${sheet}4.xml 's|>All<|> <|'
fault T5-columns T5 'Grades!A7: the table has 5 columns, and names 4' ${table}4.xml 's|<tableColumn id="5"[^>]*>||'
renew
change ${sheet}4.xml 's/>All</>GOOD</'
change ${table}4.xml 's/"All"/"GOOD"/'
told T5-twice T5 "Grades!C7: the heading 'GOOD' is there twice"
renew
change ${sheet}4.xml 's|(<c r="C7" s="4") t="inlineStr"><is><t>All</t></is>|\1><v>2015</v>|'
change ${table}4.xml 's/"All"/"2015"/'
told T5-number T5 "Grades!C7: the heading '2015' is no text"
fault T6-heading T6 "Pupils!A4: the heading 'Phase' is not wrapped" ${sheet}5.xml 's|(r="A4" s=)"4"|\1"3"|'
fault T6-body T6 "Notes!B6: 'General" ${sheet}3.xml 's|(r="B6" s=)"1"|\1"7"|'
fault T7-pane T7 'Grades: its panes are frozen or split' ${sheet}4.xml 's|<sheetView workbookViewId="0"/>|<sheetView workbookViewId="0"><pane ySplit="7" topLeftCell="A8" state="frozen"/></sheetView>|'
fault T7-table-filter T7 'Grades!A7: the table Grades has filters' ${table}4.xml 's|<tableColumns|<autoFilter ref="A7:E10"/><tableColumns|'
fault T7-sheet-filter T7 'Grades: it has a filter' ${sheet}4.xml 's|</sheetData>|</sheetData><autoFilter ref="A7:E10"/>|'
fault T8 T8 'Grades!E8: the cell is empty, and no line' ${sheet}4.xml 's/Blank cells show that there are no notes/Ofsted grades schools/'
fault T9-sheet T9 'Pupils: the sheet is hidden' xl/workbook.xml 's/(name="Pupils")/\1 state="hidden"/'
fault T9-row T9 'Grades: row 9 is hidden' ${sheet}4.xml 's/<row r="9"/<row r="9" hidden="1"/'
fault T9-column T9 'Grades!B1: the column is hidden' ${sheet}4.xml 's/<col min="2"/<col hidden="true" min="2"/'
fault T9-rows T9 'Grades: its rows are hidden' ${sheet}4.xml 's/<sheetFormatPr/<sheetFormatPr zeroHeight="1"/'
fault T10-narrow T10 "Pupils!B5: '21154' needs a width of " ${sheet}5.xml 's/width="14"/width="7"/'
fault T10-wide T10 "Pupils!B4: the column's width is 199.3" ${sheet}5.xml 's/width="14"/width="200"/'

# ---- N: notes, and shorthand
fault N1-star N1 "Grades!A8: the symbol * in 'Primary*'" ${sheet}4.xml 's/>Primary</>Primary*</'
fault N1-star-before N1 '' ${sheet}4.xml 's/>Source: Ofsted</>* Source: Ofsted</'
fault N1-dagger N1 "Grades!A9: the symbol † in 'Secondary †'" ${sheet}4.xml 's/>Secondary</>Secondary †</'
fault N1-raised-digit N1 "Grades!A9: the symbol ² in 'Secondary²'" ${sheet}4.xml 's/>Secondary</>Secondary²</'
fault N1-raised-run N1 "Pupils!A5: raised letters in 'Primary schools'" xl/sharedStrings.xml 's|<sz val="12"/>|<vertAlign val="superscript"/><sz val="12"/>|'
fault N2-number N2 "Grades!E10: '[2]' is not written as [note 1] is" ${sheet}4.xml -e 's/\[note 2\]/[2][note 2]/'
fault N2-capital N2 "Grades!A3: '[Note 1]'" ${sheet}4.xml 's/Notes worksheet/Notes worksheet [Note 1]/'
fault N2-round N2 "Grades!A6: '(see note 1)'" ${sheet}4.xml 's/Source: Ofsted/Source: Ofsted (see note 1)/'
fault N3 N3 'Grades!A9: [note 1] in a column that is not of notes' ${sheet}4.xml 's/>Secondary</>Secondary [note 1]</'
fault N4-absent N4 'Grades!E10: there is no note 4' ${sheet}4.xml 's/\[note 2\]/[note 2][note 4]/'
fault N4-order N4 'Grades!E10: note 1 is met after note 2' ${sheet}4.xml -e 's/\[note 2\]/[note 0]/' -e 's/\[note 1\]/[note 2]/' -e 's/\[note 0\]/[note 1]/'
fault N4-numbers N4 "Notes!A5: '5' stands where note 2 should" ${sheet}3.xml 's|<v>2</v>|<v>5</v>|'
fault N4-unused N4 'Notes!A6: nothing points to note 3' ${sheet}3.xml 's/General: figures/Figures/'
fault SHORTHAND-unexplained SHORTHAND 'Grades!B10: [c] is explained neither here' ${sheet}4.xml 's/\[c\] is confidential/Confidential figures are left out/'
fault SHORTHAND-bare SHORTHAND "Grades!C10: '..' among numbers" ${sheet}4.xml 's|<c r="C10" s="5"><v>8</v>|<c r="C10" s="1" t="inlineStr"><is><t>..</t></is>|'
renew
change ${sheet}4.xml 's/\[c\] is confidential/Confidential figures are left out/'
change ${sheet}1.xml 's/(which grade\.)/\1 [c] is confidential./'
told SHORTHAND-on-the-cover ''

# ---- F: formatting
fault F2-text F2 "Cover!A5: a bare address: 'https://www.example.org/'" ${sheet}1.xml 's|The website of the council|https://www.example.org/|'
fault F2-no-link F2 "Grades!A6: a bare address" ${sheet}4.xml 's|Source: Ofsted|Source: Ofsted, www.gov.uk|'
fault F2-here F2 "Cover!A5: the link's text 'Click here' does not say" ${sheet}1.xml 's|The website of the council|Click here|'
fault F2-nowhere 'F2 CONTENTS' "Contents!B6: the link leads to 'Pupil!A1', which is not there" ${sheet}2.xml 's/"Pupils!A1"/"Pupil!A1"/'
style() { fault "$1" "$2" "$3" "$styles" "${@:4}"; } # NAME RULES DETAIL SED...
style F3-size F3 "Cover!A3: the font's size is 11, and should be 12" 's|<sz val="12"/><color theme="1"/>|<sz val="11"/><color theme="1"/>|'
style F3-title F3 "Grades!A1: the font's size is 14, and should be 16" 's|<sz val="16"/>|<sz val="14"/>|'
style F3-title-bold F3 'Grades!A1: the title is not bold' 's|<b/>(<sz val="16"/>)|\1|'
style F3-subhead F3 "Cover!A2: the font's size is 13, and should be 14" 's|<sz val="14"/>|<sz val="13"/>|'
style F3-serifs F3 'Grades!A7: the font is Times New Roman' 's|(<color auto="1"/><name val=)"Arial"|\1"Times New Roman"|'
style F3-italics F3 'Grades!A7: the text is in italics' 's|<b/>(<sz val="12"/>)|<b/><i/>\1|'
style F3-underline F3 'Grades!A7: the text is underlined, and no link' 's|<b/>(<sz val="12"/>)|<b/><u/>\1|'
style F3-colour 'F3 F9' "Grades!A7: the text's colour is 00008B, not automatic" 's|<color auto="1"/>|<color rgb="FF00008B"/>|'
fault F3-run F3 "Pupils!A5: the font's size is 10" xl/sharedStrings.xml 's|<sz val="12"/>|<sz val="10"/>|'
fault F4-none 'F4 S3' 'Grades!A1: there is no title' ${sheet}4.xml -e 's|<c r="A1".*</c>(.*<row r="2")|\1|' -e 's/\[note 2\]/[note 1][note 2]/'
fault F4-no-words 'F4 CONTENTS' "Pupils!A1: the title 'Pupils' does not describe" xl/sharedStrings.xml 's/Pupils in schools by phase, September 2015/Pupils/'
renew
change ${sheet}4.xml -e 's/Schools by grade and phase, September 2015 \[note 1\]/Pupils in schools by phase, September 2015/' -e 's/\[note 2\]/[note 1][note 2]/'
change ${sheet}2.xml 's/Schools by grade and phase/Pupils in schools by phase/'
told F4-twice F4 "Pupils!A1: another sheet has the title 'Pupils in schools"
fault F4-as-on-the-cover '' '' ${sheet}1.xml 's/Grades of schools, September 2015/Pupils in schools by phase, September 2015/'
fault F6-footer F6 'Grades: it has a header or a footer' ${sheet}4.xml 's|(<tableParts)|<headerFooter><oddFooter>\&amp;P</oddFooter></headerFooter>\1|'
style F7-border F7 'Cover!A1: it has a border' 's|<left/>|<left style="thin"/>|'
style F7-pattern 'F7 F8 F9 F10' 'Grades!B8: it has a pattern, gray125' 's|(numFmtId="3" fontId="1" fillId=)"0"|\1"1"|'
style F8-fill 'F8 F9' 'Grades!B8: it has a background (solid)' -e 's|(numFmtId="3" fontId="1" fillId=)"0"|\1"2"|' \
    -e 's|</fills>|<fill><patternFill patternType="solid"><fgColor rgb="FFEEEEEE"/></patternFill></fill></fills>|'
fault F8-table-style F8 "Grades!A7: the table's style is TableStyleMedium9" ${table}4.xml 's/<tableStyleInfo/<tableStyleInfo name="TableStyleMedium9"/'
style F8-dark 'F8 F9 F10' "Grades!B8: the text's contrast is 1." -e 's|(numFmtId="3" fontId="1" fillId=)"0"|\1"2"|' \
    -e 's|</fills>|<fill><patternFill patternType="solid"><fgColor rgb="FF111111"/></patternFill></fill></fills>|'
rule='<conditionalFormatting sqref="B8:B10"><cfRule type="cellIs" dxfId="0" priority="1" operator="lessThan"><formula>9</formula></cfRule></conditionalFormatting>'
renew
change ${sheet}4.xml "s|</sheetData>|</sheetData>$rule|"
told F9-plain-rule ''
change ${sheet}4.xml 's/dxfId="0"/dxfId="1"/'
told F9-rule F9 'Grades!B8: it has a colour'
change "$styles" 's|(<dxf><font>)<color rgb="FF00008B"/>(</font>)|\1\2<border><top style="thin"/></border>|'
told F7-rule F7 'Grades!B8: it has a border'
fault F9-scale F9 'Grades: the cells B8:B9 are coloured by their values' ${sheet}4.xml 's|</sheetData>|</sheetData><conditionalFormatting sqref="B8:B9"><cfRule type="colorScale" priority="1"><colorScale/></cfRule></conditionalFormatting>|'
style F10-link F10 "Cover!A5: the text's contrast is 1.07 to 1, and should be 4.5" 's|rgb="FF0000FF"|rgb="FFFFFF00"|'

drawing() { # NAME RULE DETAIL ELEMENT
    renew
    change ${sheet}4.xml 's|(<tableParts)|<drawing r:id="rId3"/>\1|'
    change ${sheet_relations}4.xml.rels "s|(</Relationships>)|<Relationship Id=\"rId3\" Type=\"$office/drawing\" Target=\"/xl/drawings/drawing1.xml\"/>\\1|"
    mkdir "$faulty/xl/drawings"
    printf '<xdr:wsDr xmlns:xdr="urn:drawing"><xdr:twoCellAnchor><xdr:%s/></xdr:twoCellAnchor></xdr:wsDr>\n' "$4" >"$faulty/xl/drawings/drawing1.xml"
    told "$1" "$2" "$3"
}
drawing F6-text-box F6 'Grades: a text box or a shape floats over it' sp
drawing F11-image F11 'Grades: it has an image' pic
drawing F11-chart F11 'Grades: it has a chart' graphicFrame
fault F6-comments F6 'Grades: comments float over it' ${sheet_relations}4.xml.rels "s|(</Relationships>)|<Relationship Id=\"rId3\" Type=\"$office/comments\" Target=\"../comments1.xml\"/>\\1|"
renew
echo macros >"$faulty/xl/vbaProject.bin"
told F12 F12 'the workbook: it has macros, in xl/vbaProject.bin'

# ---- S: structure
rename() { # NAME RULES DETAIL SHEET: Pupils gets another name, in the contents as well
    renew
    change xl/workbook.xml "s/\"Pupils\"/\"$4\"/"
    change ${sheet}2.xml -e "s/Pupils!A1/'$4'!A1/" -e "s/>Pupils</>$4</"
    told "$1" "$2" "$3"
}
rename S1-space S1 'By pupil: a name is of letters' 'By pupil'
rename S1-digit S1 '2015_pupils: a name is of letters' 2015_pupils
rename S1-long 'T10 S1' 'Pupils_in_schools_and_elsewhere_: the name is longer than 31 characters' Pupils_in_schools_and_elsewhere_
rename S1-twice 'S1 CONTENTS' "gRADES: another sheet is named 'Grades'" gRADES
fault S2 'T1 F4 S2' 'Pupils: there is nothing on it' ${sheet}5.xml -e 's|<sheetData>.*</sheetData>|<sheetData/>|' -e 's|<tableParts.*</tableParts>||'
fault S3-count S3 "Grades!A2: it should say that the sheet contains one table" ${sheet}4.xml 's/contains one table/contains two tables/'
fault S3-blank-line S3 'Grades!A6: a blank line above the table' ${sheet}4.xml 's/>Source: Ofsted</></'
fault S3-notes S3 'Grades: it points to notes, and no line' ${sheet}4.xml 's/This table contains notes[^<]*/This table is of schools./'
fault S3-order S3 'Grades!A6: a line below the one that tells the source' ${sheet}4.xml -e 's/Source: Ofsted/See also the census./' -e 's/\[c\] is confidential/[c] means confidential/' -e 's/Blank cells show that there are no notes\./Source: Ofsted; blank cells have no notes./'
fault S3-notes-late S3 'Grades!A5: the line on notes is below that on blank cells' ${sheet}4.xml -e 's/This table contains notes[^<]*/Blank cells have none./' -e 's/Blank cells show that there are no notes\./This table contains notes, which are in the Notes worksheet./'
renew
change ${sheet}5.xml -e 's/r="A4"/r="C4"/' -e 's/r="A5"/r="C5"/' -e 's/r="A6"/r="C6"/' -e 's|<col min="1" max="1"|<col min="3" max="3"|'
change ${table}5.xml -e 's/A4:B6/B4:C6/' -e 's/(<tableColumn id="1" name="Phase"\/>).(<tableColumn id="2"[^>]*>)/\2\1/'
told S4 S4 'Pupils!B4: the table Pupils does not begin in column A'
fault S5 S5 "Grades!A12: 'Source: Ofsted' stands below the table" ${sheet}4.xml 's|</sheetData>|<row r="12"><c r="A12" s="1" t="inlineStr"><is><t>Source: Ofsted</t></is></c></row></sheetData>|'

second_table() { # RANGE: a second table on Pupils, beside the first
    renew
    change ${sheet}5.xml -e 's|<tablePart |<tablePart r:id="rId3"/><tablePart |' -e 's/1 table\./2 tables./' \
        -e 's|(<row r="4">.*)(</row>.<row r="5">.*)(</row>.<row r="6">.*)(</row>)|\1<c r="D4" s="4" t="inlineStr"><is><t>Part</t></is></c>\2<c r="D5" s="5"><v>1</v></c>\3<c r="D6" s="5"><v>1</v></c>\4|'
    change ${sheet_relations}5.xml.rels "s|(</Relationships>)|<Relationship Id=\"rId3\" Type=\"$office/table\" Target=\"../tables/table6.xml\"/>\\1|"
    sed -e 's/Pupils"/More"/g' -e "s/A4:B6/$1/" "$good/${table}5.xml" >"$faulty/${table}6.xml"
}
second_table D4:D6
change ${table}6.xml -e 's|<tableColumn id="2"[^>]*>||' -e 's/"Phase"/"Part"/'
told S6 'S4 S6' 'Pupils: it has 2 tables'
second_table A4:B6
change ${sheet}5.xml 's|<c r="D[456]" [^/]*(/t></is></c>\|/v></c>)||g'
told T3-nested 'T3 S6' 'Pupils!A4: the tables More and Pupils lie in one another'

# ---- P: before publishing; the order of the sheets; the contents
fault P3-title P3 'the workbook: it has no title' docProps/core.xml 's|<dc:title>.*</dc:title>||'
fault P3-language P3 'the workbook: it has no language' docProps/custom.xml 's|<property.*</property>||'
fault P3-other-language P3 "the workbook: 'English' is no language" docProps/custom.xml 's|en-GB|English|'
renew
rm "$faulty/docProps/custom.xml"
change _rels/.rels 's|<Relationship Id="rId3"[^>]*>||'
change docProps/core.xml 's|(</dc:title>)|\1<dc:language>cy</dc:language>|'
told P3-in-the-core ''
fault P4-tab P4 'the workbook: it does not open at its first sheet' xl/workbook.xml 's/activeTab="0"/activeTab="3"/'
fault P4-cursor P4 'Grades: the cursor is not in A1' ${sheet}4.xml 's|(<sheetView workbookViewId="0")/>|\1><selection activeCell="B8" sqref="B8"/></sheetView>|'
fault P4-scrolled P4 'Cover: it is scrolled away from A1' ${sheet}1.xml 's|<sheetView |<sheetView topLeftCell="A4" |'
fault P4-two-sheets P4 'Grades: it is selected besides the first sheet' ${sheet}4.xml 's|<sheetView |<sheetView tabSelected="1" |'
fault ORDER 'ORDER CONTENTS' 'Notes: it stands behind sheets that should follow it' xl/workbook.xml 's|(<sheet name="Notes"[^>]*>)(.*)(</sheets>)|\2\1\3|'
fault ORDER-no-cover 'T1 ORDER CONTENTS' 'the workbook: it has no sheet named Cover' xl/workbook.xml 's|name="Cover"|name="Covers"|'
fault CONTENTS-absent 'CONTENTS' 'Pupils: the contents do not list it' ${sheet}2.xml 's|>Pupils<|>Others<|'
fault CONTENTS-title 'CONTENTS' "Contents!B5: the title of Grades is 'Schools by grade" ${sheet}2.xml 's|Schools by grade|Schools by marks|'
fault CONTENTS-link 'CONTENTS' 'Contents!A5: there is no link to Grades' ${sheet}2.xml "s|'Grades'!A1|Pupils!A1|"

same accessible-rules/each-rule-failed "$(sort <<<"$rules")" "$(tr -s ' ' '\n' <<<"$seen_to_fail" | sed '/^$/d' | sort -u)"

# ---- What the excel sink writes: its notes in the order of reading, whatever their order in the definition

cat >"$work/schools.csv" <<'END'
phase,good,total,percent
Primary,54,70,77.1
Secondary,12,,
Special,c,8,c
END
cat >"$work/definition.json" <<'END'
{ "leat": 1, "steps": [
  { "id": "schools", "source": "csv", "path": "schools.csv", "columns": { "phase": "text",
    "good": { "kind": "integer", "symbols": "c" }, "total": "integer",
    "percent": { "kind": "decimal(4,1)", "symbols": "c" } } },
  { "sink": "excel", "profile": "accessible", "path": "schools.xlsx", "title": "Grades of schools",
    "period": "September 2015", "about": "How many schools have which grade.", "contact": "data@example.org",
    "sheets": [
      { "name": "KPI 14", "title": "Schools by grade", "from": "schools", "source": "Ofsted", "blank": "no school was open",
        "notes": [ { "text": "To one place.", "column": "percent" }, { "text": "Good or outstanding.", "column": "good" },
                   "Schools that were open." ] },
      { "name": "Across", "title": "Schools by grade, across", "from": "schools", "layout": "crosstab", "across": ["phase"],
        "down": ["total", "good"], "blank": "no school was open",
        "notes": [ { "text": "Good or outstanding.", "column": "good" }, { "text": "All schools.", "column": "total" } ] } ] } ] }
END
if said=$("$LEAT" run -q "$work/definition.json" 2>&1); then
    said=$("$accessible" "$work/schools.xlsx" 2>&1) || true
    same accessible-rules/sink '' "$(grep -v '^ok' <<<"$said" || true)"
else
    not_ok accessible-rules/sink "$said"
fi

# ---- Damaged files: an error and status 2, whatever is wrong with them

# refused NAME WORKBOOK [TEXT]
refused() {
    local status=0 said
    said=$(timeout 60 "$accessible" "$2" 2>&1 >"$work/out") || status=$?
    if [ "$status" -eq 2 ] && [[ $said == "accessible: "*" is not a sound workbook: "*"${3:-}"* ]] && [ ! -s "$work/out" ]; then
        ok "accessible-rules/damaged/$1"
    else
        not_ok "accessible-rules/damaged/$1" "status $status" "$said"
    fi
}

# unsound NAME TEXT FILE SED...: a workbook whose part is not what it should be
unsound() {
    local name=$1 text=$2
    shift 2
    renew
    change "$@"
    pack "$faulty" "$work/faulty.xlsx"
    refused "$name" "$work/faulty.xlsx" "$text"
}

refused absent "$work/nowhere.xlsx" 'it cannot be opened as a ZIP'
: >"$work/empty.xlsx"
refused empty "$work/empty.xlsx" 'it cannot be opened as a ZIP'
unsound xml 'its part xl/worksheets/sheet4.xml cannot be read' ${sheet}4.xml 's|</row>||'
unsound entities 'it has a document type' ${sheet}4.xml 's|(<worksheet)|<!DOCTYPE worksheet [<!ENTITY a "b">]>\1|'
unsound sheet-gone 'it has no part xl/worksheets/sheet9.xml' xl/_rels/workbook.xml.rels 's|sheet5.xml|sheet9.xml|'
unsound table-gone 'it has no part xl/tables/table9.xml' ${sheet_relations}5.xml.rels 's|table5.xml|table9.xml|'
unsound string-gone 'cell A6 of sheet Pupils has a text that is not there' ${sheet}5.xml 's|<v>2</v>|<v>3</v>|'
unsound style-gone 'cell A6 of sheet Pupils has a style that is not there' ${sheet}5.xml 's|(r="A6" s=)"1"|\1"99"|'
unsound cell-name "sheet Pupils has a cell named 'A0'" ${sheet}5.xml 's|r="A6"|r="A0"|'
unsound cell-twice 'sheet Pupils has its cell A5 twice' ${sheet}5.xml 's|r="A6"|r="A5"|'
unsound table-range 'its part xl/tables/table5.xml does not say where the table is' ${table}5.xml 's|A4:B6|B6:A4|'
unsound no-sheets 'it has no sheets' xl/workbook.xml 's|<sheets>.*</sheets>|<sheets/>|'
unsound no-workbook 'it is no workbook' _rels/.rels 's|/officeDocument"|/other"|'

# Every part of a file may be cut off or overwritten: an error, or an answer where no part's bytes were hit; no crash.
pack "$good" "$work/good.xlsx"
size=$(stat -c %s "$work/good.xlsx")
answered=0 crashed=''
damaged() { # WHAT
    local status=0
    timeout 60 "$accessible" "$work/damaged.xlsx" >"$work/out" 2>&1 || status=$?
    case $status in
    0 | 1) answered=$((answered + 1)) ;;
    2) ;;
    *) crashed+="$1: status $status"$'\n' ;;
    esac
}
for ((i = 1; i < 40; i++)); do
    head -c $((size * i / 40)) "$work/good.xlsx" >"$work/damaged.xlsx"
    damaged "cut $i"
done
same accessible-rules/damaged/cut '0' "$answered"
for ((i = 0; i < 120; i++)); do
    cp "$work/good.xlsx" "$work/damaged.xlsx"
    printf '\377\001\200\377' | dd of="$work/damaged.xlsx" bs=1 seek=$((size * i / 120)) conv=notrunc status=none
    damaged "overwritten $i"
done
same accessible-rules/damaged/no-crash '' "${crashed%$'\n'}"
if [ "$answered" -lt 60 ]; then ok accessible-rules/damaged/overwritten; else
    not_ok accessible-rules/damaged/overwritten "$answered of 120 were taken for sound"; fi
