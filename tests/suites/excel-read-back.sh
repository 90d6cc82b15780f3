#!/usr/bin/env bash
# What other programs read in our workbooks: every part is well-formed, and openpyxl and LibreOffice find each awkward cell
# as it was written.
. "$(dirname "$0")/lib.sh"

python=/usr/bin/python3 # where Debian's openpyxl is found

long=$(printf 'a%.0s' {1..32767})
emoji=$(printf '😀%.0s' {1..16383})
# One cell a line: text (as JSON writes it), day, number.
cat >"$work/cells.json" <<END
[
{"text": "=1+1", "day": "1899-12-31", "number": 9007199254740991},
{"text": "+44 1752 668000", "day": "1900-01-01", "number": -123456789012345},
{"text": "-1", "day": "1900-02-28", "number": 0},
{"text": "@SUM(A1)", "day": "1900-03-01", "number": 9007199254740993},
{"text": "007", "day": "2000-02-29", "number": -9223372036854775808},
{"text": "1E5", "day": "2014-09-01", "number": 1},
{"text": "Sep-14", "day": "9999-12-31", "number": 12345678901},
{"text": "_x0041_", "day": null, "number": null},
{"text": "a\\u0001b", "day": null, "number": null},
{"text": " spaces at both ends ", "day": null, "number": null},
{"text": "two\\nlines\\tand a tab", "day": null, "number": null},
{"text": "<b>&amp; \"quoted\"</b>", "day": null, "number": null},
{"text": "Ysgol Gynradd Tŷ-nant, 学校, 👩‍🏫", "day": null, "number": null},
{"text": "TRUE", "day": null, "number": null},
{"text": "#N/A", "day": null, "number": null},
{"text": "$long", "day": null, "number": null},
{"text": "$emoji", "day": null, "number": null}
]
END
cat >"$work/definition.json" <<'END'
{ "leat": 1, "steps": [
  { "id": "cells", "source": "json", "path": "cells.json", "columns": { "text": "text", "day": "date", "number": "integer" } },
  { "sink": "excel", "path": "cells.xlsx", "title": "Awkward cells", "large_numbers": "text",
    "sheets": [ { "name": "Cells <&> 'x", "from": "cells" } ] } ] }
END
if ! "$LEAT" run "$work/definition.json" 2>"$work/stderr"; then
    not_ok "excel-read-back/run" "$(<"$work/stderr")"
    exit 1
fi
ok "excel-read-back/run"

# ---- The parts
mkdir "$work/parts"
if unzip -tq "$work/cells.xlsx" >/dev/null && unzip -q "$work/cells.xlsx" -d "$work/parts"; then
    ok "excel-read-back/zip"
else
    not_ok "excel-read-back/zip"
fi
if ! skip_without xmllint "excel-read-back/well-formed"; then
    if (cd "$work/parts" && find . -type f -print0 | xargs -0 xmllint --noout) 2>"$work/xmllint"; then
        ok "excel-read-back/well-formed"
    else
        not_ok "excel-read-back/well-formed" "$(<"$work/xmllint")"
    fi
fi

# ---- openpyxl: the values as they are stored. It leaves Excel's escapes as they stand, so they are read here.
if ! "$python" -c 'import openpyxl' 2>/dev/null; then
    skip "excel-read-back/openpyxl" "openpyxl is not installed"
else
    "$python" - "$work/cells.json" "$work/cells.xlsx" <<'END' || not_ok "excel-read-back/openpyxl" "ended badly"
import datetime, json, re, sys, openpyxl

rows = json.load(open(sys.argv[1], encoding="utf-8"))
book = openpyxl.load_workbook(sys.argv[2])
sheet = book["Cells <&> 'x"]

def same(name, expected, actual):
    if expected == actual and type(expected) == type(actual):
        print("ok excel-read-back/openpyxl/" + name)
    else:
        print("not ok excel-read-back/openpyxl/" + name)
        print("    expected", repr(expected)[:200])
        print("    actual", repr(actual)[:200])

def unescaped(text):
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)

def as_day(text): # before March 1900 a text, as Excel's calendar is wrong there
    return text if text < "1900-03-01" else datetime.datetime.strptime(text, "%Y-%m-%d")

same("title", "Awkward cells", book.properties.title)
same("rows", len(rows) + 1, sheet.max_row)
for number, row in enumerate(rows, 2):
    text, day, count = (sheet.cell(number, column) for column in (1, 2, 3))
    same(f"A{number}", row["text"], unescaped(text.value))
    same(f"A{number}/kind", "s", text.data_type)
    same(f"B{number}", row["day"] and as_day(row["day"]), day.value)
    large = row["number"] is not None and abs(row["number"]) > 2**53
    same(f"C{number}", str(row["number"]) if large else row["number"], count.value)
END
fi

# ---- LibreOffice: the cells as they are shown
if ! skip_without soffice "excel-read-back/libreoffice"; then
    (cd "$work" && soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to \
        'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,1' cells.xlsx) >/dev/null 2>&1 || true
    cat "$work"/cells*.csv >"$work/shown" 2>/dev/null || true
    shows() { # NAME LINE
        if grep -qxF -- "$2" "$work/shown"; then ok "excel-read-back/libreoffice/$1"; else
            not_ok "excel-read-back/libreoffice/$1" "no line: $2" "$(cut -c1-80 "$work/shown" | head -n 30)"; fi
    }
    shows "formula" "=1+1,1899-12-31,9007199254740991"
    shows "telephone" "+44 1752 668000,1900-01-01,-123456789012345"
    shows "first-sure-day" "@SUM(A1),01/03/1900,9007199254740993"
    shows "leading-zeros" "007,29/02/2000,-9223372036854775808"
    shows "exponent" "1E5,01/09/2014,1"
    shows "no-date" "Sep-14,31/12/9999,12345678901"
    shows "long" "$long,,"
    shows "emoji" "$emoji,,"
    shows "letters" '"Ysgol Gynradd Tŷ-nant, 学校, 👩‍🏫",,'
fi
