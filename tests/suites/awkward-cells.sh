#!/usr/bin/env bash
# Awkward cells, and what other programs read in them. Each case is a golden one, tests/golden/cell-NAME (or excel-NAME where
# that has it already). The tables below say what openpyxl and LibreOffice must find in its workbook, or how it is refused.
. "$(dirname "$0")/lib.sh"

python=/usr/bin/python3 # where Debian's openpyxl is found

# ---- What is read: case | sheet | cell | kind | value
# Values are as JSON writes them; texts may be repeated and joined: "ab" * 3 + "c". A day is read as a date, a moment as a
# date with its time, to the millisecond. none: the cell is empty.
cat >"$work/cells" <<'END'
cell-formula-of-a-command | out | A2 | text | "=cmd|' /C calc'!A0"
cell-formula-of-a-command | out | A3 | text | "+cmd|0"
cell-formula-of-a-command | out | A4 | text | "-2+3"
cell-formula-of-a-command | out | A5 | text | "@A1"
cell-formula-behind-a-tab | out | A2 | text | "\t=1+1"
cell-formula-behind-a-tab | out | A3 | text | "\t@SUM(1)"
cell-formula-behind-a-carriage-return | out | A2 | text | "\r=1+1"
cell-formula-behind-a-carriage-return | out | A3 | text | "\r\n-1"
cell-formula-behind-a-space | out | A2 | text | " =1+1"
cell-formula-in-full-width | out | A2 | text | "\uff1d1+1"
cell-formula-in-full-width | out | A3 | text | "\uff0b1"
cell-formula-in-full-width | out | A4 | text | "\uff0d2+3"
cell-formula-in-full-width | out | A5 | text | "\uff20SUM(A1)"
cell-formula-in-full-width | out | A6 | text | "\n=1+1"
excel-text-is-never-a-formula | out | A2 | text | "=1+1"
excel-text-is-never-a-formula | out | A3 | text | "+1"
excel-text-is-never-a-formula | out | A4 | text | "-1"
excel-text-is-never-a-formula | out | A5 | text | "@SUM(A1)"
excel-text-is-never-a-formula | out | A6 | text | "=HYPERLINK(\"http://example.org\",\"x\")"
excel-text-is-never-a-formula | out | A7 | text | "'=1"
excel-text-is-never-a-formula | out | A8 | text | "{=A1}"

excel-text-of-32767-characters | out | A2 | text | "a" * 32767
cell-emoji-of-32767-units | out | B2 | text | "😀" * 16383 + "a"
cell-control-in-a-text-of-32767 | out | B2 | text | "\u0001" + "a" * 32766
cell-escape-in-a-text-of-32761 | out | B2 | text | "_x0041_" + "a" * 32754

cell-emoji | out | A2 | text | "😀"
cell-emoji | out | A3 | text | "👩\u200d🏫"
cell-emoji | out | A4 | text | "🏴\udb40\udc67\udb40\udc62\udb40\udc77\udb40\udc6c\udb40\udc73\udb40\udc7f"
cell-emoji | out | A5 | text | "👍🏽 1\ufe0f\u20e3"
cell-beyond-the-first-plane | out | A2 | text | "𠮷野家"
cell-beyond-the-first-plane | out | A3 | text | "\ud835\udc00"
cell-beyond-the-first-plane | out | A4 | text | "\udbff\udffd"
cell-combining-characters | out | A2 | text | "e\u0301"
cell-combining-characters | out | A3 | text | "\u00e9"
cell-combining-characters | out | A4 | text | "n\u0303a\u0302"
cell-combining-characters | out | A5 | text | "\u0301"
cell-right-to-left | out | A2 | text | "مدرسة"
cell-right-to-left | out | A3 | text | "בית ספר 12"
cell-right-to-left | out | A4 | text | "a\u202eb\u202c"
cell-line-separators-of-unicode | out | A2 | text | "a\u0085b"
cell-line-separators-of-unicode | out | A3 | text | "a\u2028b"
cell-line-separators-of-unicode | out | A4 | text | "a\u2029b"
cell-invisible-characters | out | A2 | text | "\ufeffa"
cell-invisible-characters | out | A3 | text | "a\u200bb"
cell-invisible-characters | out | A4 | text | "a\u00a0"
cell-invisible-characters | out | A5 | text | "\u007f"
cell-invisible-characters | out | A6 | text | "\u00ad"
cell-private-use | out | A2 | text | "\ue000"
cell-private-use | out | A3 | text | "\uf8ff"
cell-private-use | out | A4 | text | "\ufffd"
cell-private-use | out | A5 | text | "\ufdd0"
cell-u-fffe-in-json | out | A2 | text | "a\ufffdb"
cell-u-fffe-in-json | out | A3 | text | "\ufffd"

excel-control-characters | out | A2 | text | "a\u0001b"
excel-control-characters | out | A3 | text | "bell\u0007"
excel-control-characters | out | A4 | text | "\u001f"
excel-control-characters | out | A5 | text | "tab\tand\nline"
excel-control-characters | out | A6 | text | "a\r\nb"
excel-control-characters | out | A7 | text | "\u007f"
cell-control-u000b | out | A2 | text | "a\u000bb"
cell-control-u000b | out | A3 | text | "\u000c"
cell-control-escape | out | A2 | text | "\u001b[31mred"
cell-control-escape | out | A3 | text | "\u001f"
excel-escapes-stay-text | out | A2 | text | "_x0041_"
excel-escapes-stay-text | out | A3 | text | "_x000d_ and _xFFFF_"
excel-escapes-stay-text | out | A4 | text | "_x004_"
excel-escapes-stay-text | out | A5 | text | "_x005F_x0041_"
excel-escapes-stay-text | out | A6 | text | "x0041_"
cell-escape-of-a-carriage-return | out | A2 | text | "_x000D_"
cell-escape-of-a-carriage-return | out | A3 | text | "\r_x000D_\r"
cell-escape-of-a-carriage-return | out | A4 | text | "_x005F_x000D_"
cell-escapes-one-in-another | out | A2 | text | "_x005F_"
cell-escapes-one-in-another | out | A3 | text | "_x_x0041_"
cell-escapes-one-in-another | out | A4 | text | "_x0041_x0042_"
cell-escapes-one-in-another | out | A5 | text | "_x00_x0041_"
cell-escape-of-fewer-digits | out | A2 | text | "_x1_"
cell-escape-of-fewer-digits | out | A3 | text | "_x041_"
cell-escape-of-fewer-digits | out | A4 | text | "_x00\u0001"
cell-escape-of-fewer-digits | out | A5 | text | "_x_"
cell-escape-of-fewer-digits | out | A6 | text | "_x12345_"
cell-escape-ended-by-a-control | out | A2 | text | "_x0041\u0001"
cell-escape-ended-by-a-control | out | A3 | text | "_x0041\r"
cell-escape-ended-by-a-control | out | A4 | text | "_x0041\t"

cell-carriage-return-and-line-feed | out | A2 | text | "a\r\nb"
cell-carriage-return-and-line-feed | out | A3 | text | "\r\n"
cell-carriage-return-alone | out | A2 | text | "a\rb"
cell-carriage-return-alone | out | A3 | text | "a\r"
cell-line-feeds | out | A2 | text | "a\nb"
cell-line-feeds | out | A3 | text | "\na\n"
cell-line-feeds | out | A4 | text | "\n\n"
cell-tab-inside | out | A2 | text | "a\tb"
cell-tab-inside | out | A3 | text | "\t"
cell-spaces-at-both-ends | out | A2 | text | " a "
cell-spaces-at-both-ends | out | A3 | text | "  a  b  "
cell-spaces-alone | out | A2 | text | " "
cell-spaces-alone | out | A3 | text | "   "

excel-leading-zeros-kept | out | A2 | text | "007"
excel-leading-zeros-kept | out | A5 | text | "1E5"
cell-looks-like-a-number | out | A2 | text | "0E0"
cell-looks-like-a-number | out | A3 | text | "+44 1752"
cell-looks-like-a-number | out | A4 | text | "1,000"
cell-looks-like-a-number | out | A5 | text | "0x1F"
cell-looks-like-a-number | out | A6 | text | "12345678901234567890"
cell-looks-like-a-number | out | A7 | text | "1/2"
cell-looks-like-a-number | out | A8 | text | "50%"
cell-looks-like-a-number | out | A9 | text | "£5"
cell-looks-like-a-date | out | A2 | text | "Sep-14"
cell-looks-like-a-date | out | A3 | text | "1-2"
cell-looks-like-a-date | out | A4 | text | "MAR1"
cell-looks-like-a-date | out | A5 | text | "2014-09-01"
cell-looks-like-a-date | out | A6 | text | "1/2/2014"
cell-looks-like-a-date | out | A7 | text | "12:30"
cell-looks-like-a-boolean | out | A2 | text | "TRUE"
cell-looks-like-a-boolean | out | A3 | text | "false"
cell-looks-like-an-error | out | A2 | text | "#N/A"
cell-looks-like-an-error | out | A3 | text | "#DIV/0!"
cell-looks-like-an-error | out | A4 | text | "#REF!"
cell-apostrophe-first | out | A2 | text | "'007"
cell-apostrophe-first | out | A3 | text | "'"
cell-markup | out | A2 | text | "<b>&amp; \"q\" 'a'</b>"
cell-markup | out | A3 | text | "]]>"
cell-markup | out | A4 | text | "<!-- -->"
cell-markup | out | A5 | text | "&#65;"
cell-link | out | A2 | text | "https://example.org/a?b=1&c=2#d"
cell-link | out | A3 | text | "mailto:head@school.example"
cell-link | out | A4 | text | "file:///etc/passwd"
cell-link | out | A5 | text | "\\\\server\\share"
cell-link | out | A6 | text | "internal:'Sheet1'!A1"
cell-booleans | out | A2 | boolean | true
cell-booleans | out | A3 | boolean | false
cell-null-and-empty-text | out | A2 | none | null
cell-null-and-empty-text | out | B2 | number | 0
cell-null-and-empty-text | out | A3 | none | null
cell-null-and-empty-text | out | B3 | none | null
cell-null-and-empty-text | out | A4 | text | "a"
cell-null-and-empty-text | out | B4 | number | 1

excel-dates-from-1899-to-9999 | out | A2 | text | "1899-12-31"
excel-dates-from-1899-to-9999 | out | A3 | text | "1900-01-01"
excel-dates-from-1899-to-9999 | out | A4 | text | "1900-02-28"
excel-dates-from-1899-to-9999 | out | A5 | day | "1900-03-01"
excel-dates-from-1899-to-9999 | out | A6 | day | "2015-09-01"
excel-dates-from-1899-to-9999 | out | A7 | day | "9999-12-31"
excel-dates-from-1899-to-9999 | out | B2 | text | "1899-12-31T12:00:00"
excel-dates-from-1899-to-9999 | out | B4 | text | "1900-02-28T23:59:59"
excel-dates-from-1899-to-9999 | out | B5 | moment | "1900-03-01T06:00:00"
excel-dates-from-1899-to-9999 | out | B6 | moment | "2015-09-01T09:30:00"
excel-dates-from-1899-to-9999 | out | B7 | moment | "9999-12-31T23:59:59"
cell-date-of-the-year-1 | out | A2 | text | "0001-01-01"
cell-timestamp-of-a-microsecond | out | A2 | moment | "2024-02-29T12:34:56.789012"
cell-timestamp-before-march-1900 | out | A2 | text | "1900-02-28T23:59:59.999999"
cell-timestamp-before-march-1900 | out | A3 | moment | "1900-03-01T00:00:00"
cell-timestamp-at-the-end-of-9999 | out | A2 | moment | "9999-12-31T23:59:59"
cell-timestamp-at-the-end-of-9999 | out | A3 | text | "9999-12-31T23:59:59.999999"

excel-integers-to-two-to-the-53rd | out | A2 | number | 9007199254740991
excel-integers-to-two-to-the-53rd | out | A3 | number | 9007199254740992
excel-integers-to-two-to-the-53rd | out | A4 | number | -9007199254740992
excel-large-numbers-as-text | out | A2 | text | "9007199254740993"
excel-large-numbers-as-text | out | B2 | text | "12345678901234567890.25"
excel-large-numbers-as-text | out | A3 | text | "-9223372036854775808"
excel-large-numbers-as-text | out | B3 | number | -0.05
cell-integers-of-64-bits-as-text | out | A2 | text | "9223372036854775807"
cell-integers-of-64-bits-as-text | out | A3 | text | "-9223372036854775808"
cell-integers-of-64-bits-as-text | out | A4 | number | 9007199254740992
cell-integers-of-64-bits-as-text | out | A5 | text | "9007199254740993"
cell-decimal-two-to-the-53rd | out | A2 | number | 9007199254740992
cell-decimal-two-to-the-53rd | out | A3 | number | -9007199254740992
cell-decimals-past-two-to-the-53rd-as-text | out | A2 | number | 9007199254740992
cell-decimals-past-two-to-the-53rd-as-text | out | A3 | text | "9007199254740993"
cell-decimals-past-two-to-the-53rd-as-text | out | A4 | text | "-9007199254740992.01"
cell-decimals-past-two-to-the-53rd-as-text | out | A5 | text | "123456789012345678901234567890123456.78"
cell-decimal-of-38-digits | out | A2 | number | 0.1234567890123457
cell-decimal-of-many-decimals | out | A2 | number | 33.333333333333
cell-decimal-of-many-decimals | out | A3 | number | 123456.7890123457
cell-decimal-of-many-decimals | out | A4 | number | -0.000000000001
cell-real-extremes | out | A2 | number | 1.797693134862315e308
cell-real-extremes | out | A3 | number | -1.797693134862315e308
cell-real-extremes | out | A4 | number | 2.225073858507201e-308
cell-real-extremes | out | A5 | number | 0
cell-real-extremes | out | A6 | number | 0.1

cell-heading-with-a-line-feed | Table | A1 | text | "two\nlines"
cell-heading-with-a-line-feed | Table | B1 | text | "one\r\ntwo"
cell-heading-of-300-characters | Table | A1 | text | "a" * 300
cell-heading-equal-to-another | Table | A1 | text | "Pupils"
cell-heading-equal-to-another | Table | B1 | text | "Pupils"
cell-heading-equal-to-another | Table | B2 | text | "2"
cell-heading-like-a-formula | Table | A1 | text | "=1+1"
cell-heading-like-a-formula | Table | B1 | text | "_x0041_"
excel-sheet-name-of-31-letters | A name of thirty-one letters xx | A1 | text | "a"
cell-sheet-name-of-31-units-in-emoji | 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀a | A2 | text | "here"
cell-sheet-name-with-an-apostrophe-inside | Head's <report> & "plan" | A2 | text | "here"
END

# ---- What is refused: case | status | what the message says
cat >"$work/refused" <<'END'
excel-text-of-32768-characters | 1 | sheet "Long", cell B4: the text has 32768 characters (an emoji counts as two), and a cell holds 32767; shorten it, or leave the column out
excel-emoji-count-as-two | 1 | sheet "out", cell A2: the text has 32768 characters (an emoji counts as two), and a cell holds 32767; shorten it
cell-heading-of-32768-characters | 1 | sheet "Table", cell B1: the text has 32768 characters
cell-escape-in-a-text-of-32767 | 1 | sheet "Long", cell B2: the text has 32773 characters (an emoji counts as two, and what looks like _x0041_ as six more), and a cell holds 32767; shorten it
cell-nul | 1 | sheet "out", cell A2: the text has a NUL character (\u0000), which no workbook can hold; take it out of the data, or leave the column out
cell-u-ffff-in-csv | 1 | in.csv:2: 'a': it holds U+FFFF, which is no character
cell-surrogate-unpaired | 1 | in.json, line 2, column 19: '\uD800' is half of a character; one beyond \uFFFF is written as two escapes
cell-surrogates-the-wrong-way-round | 1 | in.json, line 2, column 23: '\uDC00' is half of a character
cell-date-1900-02-29 | 1 | in.csv:2: column 'value': '1900-02-29': no such day: February has 28 days in that year
cell-date-of-the-year-10000 | 1 | in.csv:2: column 'value': '10000-01-01': not a date as 2015-09-01
cell-real-nan | 1 | in.csv:2: column 'value': 'nan': not a number; if it stands for no value, list it in "null"
cell-real-infinity | 1 | in.csv:2: column 'value': 'inf': not a number; if it stands for no value, list it in "null"
cell-real-past-the-largest | 1 | in.csv:2: column 'value': '1e309': larger than a real can be
cell-real-nan-in-json | 1 | in.json, line 1, column 14: invalid token
cell-real-infinity-by-a-power | 1 | in.json:1: power(value, 2): too large for a real
cell-real-of-17-digits-near-the-largest | 1 | cell A2: a workbook cannot hold 1.7976931348623157e308 exactly
excel-integer-past-two-to-the-53rd | 1 | sheet "Numbers", cell B5: a workbook cannot hold 9007199254740993 exactly
cell-integer-past-minus-two-to-the-53rd | 1 | sheet "out", cell A2: a workbook cannot hold -9007199254740993 exactly
cell-decimal-past-two-to-the-53rd | 1 | sheet "out", cell A3: a workbook cannot hold 9007199254740993 exactly: its numbers are exact to 9007199254740992; set "large_numbers" to "text"
cell-decimal-a-half-past-two-to-the-53rd | 1 | sheet "out", cell A2: a workbook cannot hold 9007199254740992.5 exactly
cell-decimal-past-minus-two-to-the-53rd | 1 | sheet "out", cell A2: a workbook cannot hold -9007199254740992.01 exactly
excel-sheet-name-empty | 2 | definition.json:5:64: step 2 (excel): the name of the sheet is empty
excel-sheet-name-history | 2 | the name of the sheet is "History", which Excel keeps for itself
excel-sheet-name-of-32-letters | 2 | the name of the sheet has more than 31 characters (an emoji counts as two)
excel-sheet-name-of-emoji | 2 | the name of the sheet has more than 31 characters (an emoji counts as two)
excel-sheet-name-twice | 2 | two sheets have this name; Excel does not tell capitals from small letters
excel-sheet-name-with-a-slash | 2 | the name of the sheet has one of the characters [ ] : * ? / \
cell-sheet-name-with-an-opening-bracket | 2 | the name of the sheet has one of the characters [ ] : * ? / \
cell-sheet-name-with-a-closing-bracket | 2 | the name of the sheet has one of the characters [ ] : * ? / \
cell-sheet-name-with-a-colon | 2 | the name of the sheet has one of the characters [ ] : * ? / \
cell-sheet-name-with-a-star | 2 | the name of the sheet has one of the characters [ ] : * ? / \
cell-sheet-name-with-a-question-mark | 2 | the name of the sheet has one of the characters [ ] : * ? / \
cell-sheet-name-with-a-backslash | 2 | the name of the sheet has one of the characters [ ] : * ? / \
cell-sheet-name-with-an-apostrophe-first | 2 | the name of the sheet begins or ends with an apostrophe
cell-sheet-name-with-an-apostrophe-last | 2 | the name of the sheet begins or ends with an apostrophe
cell-sheet-name-with-a-control-character | 2 | the name of the sheet has a control character
END

# ---- Every case is run once, and every cell-NAME has its line
mkdir "$work/books" "$work/parts"
run_case() { # CASE: leaves its message in CASE.stderr, its workbook in books/CASE.xlsx
    local case=$1 status=0
    local -a arguments=(run definition.json)
    if [ -f "$root/tests/golden/$case/command" ]; then eval "arguments=($(<"$root/tests/golden/$case/command"))"; fi
    cp -R "$root/tests/golden/$case" "$work/case"
    (cd "$work/case" && "$LEAT" "${arguments[@]}" >/dev/null 2>"$work/$case.stderr") || status=$?
    if [ -f "$work/case/out.xlsx" ]; then mv "$work/case/out.xlsx" "$work/books/$case.xlsx"; fi
    rm -rf "$work/case"
    return "$status"
}
names() { awk -F' [|] ' '/[|]/ && !seen[$1]++ { print $1 }' "$1"; }

while read -r case; do
    if run_case "$case"; then ok "awkward-cells/written/$case"; else
        not_ok "awkward-cells/written/$case" "$(<"$work/$case.stderr")"; fi
done < <(names "$work/cells")

while IFS='|' read -r case status message; do
    case=${case% } status=${status// /} message=${message# } found=0
    run_case "$case" || found=$?
    if [ "$found" = "$status" ] && [ ! -e "$work/books/$case.xlsx" ] && grep -qF -- "$message" "$work/$case.stderr"; then
        ok "awkward-cells/refused/$case"
    else
        not_ok "awkward-cells/refused/$case" "status $found, not $status, or another message:" "$(<"$work/$case.stderr")"
    fi
done <"$work/refused"

same "awkward-cells/all" "$(cd "$root/tests/golden" && printf '%s\n' cell-*)" \
    "$(cat <(names "$work/cells") <(names "$work/refused") | grep '^cell-' | sort)"

# ---- The parts are XML
if ! skip_without xmllint "awkward-cells/well-formed"; then
    for book in "$work"/books/*.xlsx; do unzip -q "$book" -d "$work/parts/$(basename "$book" .xlsx)"; done
    if find "$work/parts" -type f -print0 | xargs -0 xmllint --nonet --noout 2>"$work/xmllint"; then
        ok "awkward-cells/well-formed"
    else
        not_ok "awkward-cells/well-formed" "$(head -n 20 "$work/xmllint")"
    fi
fi

# ---- What openpyxl and LibreOffice find
cat >"$work/read.py" <<'END'
import datetime, json, re, sys

reader, table, folder = sys.argv[1:]

def value_of(text): # "a" * 2 + "b"
    decoder, value, at = json.JSONDecoder(), None, 0
    while True:
        part, at = decoder.raw_decode(text, at)
        times = re.compile(r" \* (\d+)").match(text, at)
        if times:
            part, at = part * int(times[1]), times.end()
        value = part if value is None else value + part
        if not text.startswith(" + ", at):
            assert at == len(text), text
            return value
        at += 3

# The workbook as openpyxl finds it: the letter of a cell's kind, and its value. It leaves Excel's escapes to be read here.
def openpyxl_cells(case):
    import openpyxl
    book = openpyxl.load_workbook(f"{folder}/{case}.xlsx")
    def unescaped(value):
        if not isinstance(value, str):
            return value
        return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), value)
    def cell(sheet, name):
        found = book[sheet][name]
        assert found.hyperlink is None, "a link"
        return found.data_type, unescaped(found.value)
    return cell

def openpyxl_expected(kind, value):
    if kind in ("day", "moment"):
        return "d", datetime.datetime.fromisoformat(value)
    return {"text": "s", "number": "n", "none": "n", "boolean": "b"}[kind], value

# The sheet as LibreOffice writes it to CSV: texts alone are quoted. What it shows otherwise than it stands in the workbook:
# it has fifteen digits, and one kind of line's end.
def libreoffice_cells(case):
    def cell(sheet, name):
        text = open(f"{folder}/{case}-{sheet}.csv", encoding="utf-8", newline="").read()
        rows, row = [], []
        for quoted, plain, end in re.findall(r'(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)', text):
            row.append(("plain", plain) if plain or not quoted else ("quoted", quoted.replace('""', '"')))
            if end != ",":
                rows.append(row)
                row = []
        return rows[int(name[1:]) - 1][ord(name[0]) - ord("A")]
    return cell

def libreoffice_expected(kind, value):
    if kind == "text":
        return "quoted", value.replace("\r\n", "\n")
    if kind == "day":
        return "plain", datetime.datetime.fromisoformat(value).strftime("%d/%m/%Y")
    if kind == "moment":
        return "plain", datetime.datetime.fromisoformat(value).strftime("%d/%m/%Y %H:%M:%S")
    return "plain", {"none": "", "boolean": str(value).upper()}.get(kind, value)

cells = {"openpyxl": openpyxl_cells, "libreoffice": libreoffice_cells}[reader]
expected_of = {"openpyxl": openpyxl_expected, "libreoffice": libreoffice_expected}[reader]

# Numbers in LibreOffice to its fifteen digits, times in openpyxl to the millisecond.
def alike(expected, found):
    if expected[0] != found[0]:
        return False
    one, other = expected[1], found[1]
    if reader == "libreoffice" and isinstance(one, (int, float)):
        return re.fullmatch(r"[-+.0-9E]+", other) is not None and f"{one:.14e}" == f"{float(other):.14e}"
    if isinstance(one, datetime.datetime):
        return isinstance(other, datetime.datetime) and abs(one - other) < datetime.timedelta(milliseconds=1)
    return one == other

opened = {}
for line in open(table, encoding="utf-8"):
    if not line.strip():
        continue
    case, sheet, name, kind, value = line.rstrip("\n").split(" | ", 4)
    test = f"awkward-cells/{reader}/{case}/{name}"
    expected = expected_of(kind, value_of(value))
    try:
        if case not in opened:
            opened[case] = cells(case)
        found = opened[case](sheet, name)
    except Exception as problem:
        found = ("nothing", repr(problem))
    if alike(expected, found):
        print("ok", test)
    else:
        print("not ok", test)
        print("    expected", repr(expected)[:200])
        print("    actual  ", repr(found)[:200])
END

if "$python" -c 'import openpyxl' 2>/dev/null; then
    "$python" "$work/read.py" openpyxl "$work/cells" "$work/books" || not_ok "awkward-cells/openpyxl" "ended badly"
else
    skip "awkward-cells/openpyxl" "openpyxl is not installed"
fi

if ! skip_without soffice "awkward-cells/libreoffice" && ! skip_without "$python" "awkward-cells/libreoffice"; then
    soffice "-env:UserInstallation=file://$work/lo" --headless --convert-to \
        'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false,true,false,false,-1' \
        --outdir "$work/shown" "$work"/books/*.xlsx >"$work/soffice" 2>&1 || true
    if ! compgen -G "$work/shown/*.csv" >/dev/null; then
        not_ok "awkward-cells/libreoffice" "no sheet was written" "$(head -n 5 "$work/soffice")"
        exit 1
    fi
    "$python" "$work/read.py" libreoffice "$work/cells" "$work/shown" || not_ok "awkward-cells/libreoffice" "ended badly"
fi
