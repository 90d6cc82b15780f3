#!/usr/bin/env bash
# Large sheets, whose rows the Excel sink writes itself. Each is written in both ways, by the library and by ourselves, and
# must be the same to every reader (tests/readback/same_workbooks.py, openpyxl, LibreOffice), be the same bytes with any
# number of threads, and refuse what the other refuses in the same words. LEAT_EXCEL_BLOCK says how many cells make a sheet large.
. "$(dirname "$0")/lib.sh"

python=/usr/bin/python3 # where Debian's openpyxl is found
if ! command -v "$python" >/dev/null; then
    skip "large-sheets" "python3 is not installed"
    exit 0
fi
ours=1 librarys=1000000
same_books() { "$python" -B "$root/tests/readback/same_workbooks.py" "$@"; }

# alike NAME FOLDER DEFINITION: in FOLDER, both ways say the same and make the same workbooks
wrong=()
alike() {
    local name=$1 folder=$2 definition=$3 way book told
    for way in library ours; do
        rm -rf "${work:?}/$way" "$work/out"
        (cd "$folder" && env "LEAT_EXCEL_BLOCK=$([ $way = ours ] && echo $ours || echo $librarys)" \
            "$LEAT" run -q "$definition" --out "$work/out" >"$work/$way.told" 2>&1) || echo "status $?" >>"$work/$way.told"
        if [ -d "$work/out" ]; then mv "$work/out" "$work/$way"; fi
    done
    if ! cmp -s "$work/library.told" "$work/ours.told"; then
        wrong+=("$name: $(diff "$work/library.told" "$work/ours.told" || true)")
    fi
    last=$(<"$work/ours.told")
    for book in "$work"/library/*.xlsx; do
        [ -e "$book" ] || continue
        compared=$((compared + 1))
        told=$(same_books "$book" "$work/ours/$(basename "$book")" 2>&1) || wrong+=("$name: $told")
    done
}
verdict() { # NAME LEAST: nothing was wrong, of so many workbooks at least
    if [ ${#wrong[@]} -gt 0 ]; then not_ok "$1" "${wrong[@]}"
    elif [ "$compared" -lt "$2" ]; then not_ok "$1" "only $compared workbooks were compared"
    else ok "$1"; fi
    wrong=() compared=0
}
compared=0

# ---- Whatever a workbook may hold: the definitions that come with leat, and the golden cases of this sink
for definition in "$root"/pipelines/*.json; do alike "$(basename "$definition")" "$root/pipelines" "$definition"; done
verdict "large-sheets/pipelines" 2
for case in "$root"/tests/golden/{excel,cell,board,accessible}-*; do
    if [ -e "$case/command" ] || [ -e "$case/environment" ]; then continue; fi
    rm -rf "$work/case"
    cp -R "$case" "$work/case"
    rm -rf "$work/case/expected"
    alike "$(basename "$case")" "$work/case" definition.json
done
verdict "large-sheets/golden" 80

# ---- Many rows of every kind; numbers have the 15 digits that the library writes, or fewer
awk 'BEGIN {
    srand(5); print "n,price,share,day,seen,open,name,note,mark,group,side"
    for (i = 1; i <= 4500; i++) {
        day = sprintf("%04d-%02d-%02d", 1890 + i % 300, i % 12 + 1, i % 28 + 1)
        note = i % 7 == 0 ? "" : i % 50 == 0 ? "\"" sprintf("%0" 20 + i % 90 "d", i) " and more, and “more”\n& more\"" : i % 11 == 0 ? "\" <b>_x00" i % 90 + 10 "_ \"" : "Note " i
        printf "%d,%.2f,%.*f,%s,%s %02d:00:00,%s,School %d é,%s,%s,%d,%s\n", int((rand() - 0.5) * 10 ^ (i % 9)), (rand() - 0.3) * 10 ^ (i % 8),
            i % 14, rand() * 100, day, day, i % 4 * 6, i % 3 ? "true" : "false", i, note, i % 9 ? i % 40 : "x", i % 2300, i % 2 ? "odd" : "even"
    }
}' >"$work/rows.csv"
define() { # OPTIONS: of the sink
    cat >"$work/definition.json" <<END
{ "leat": 1, "steps": [
  { "id": "rows", "source": "csv", "path": "rows.csv", "columns": { "n": "integer", "price": "decimal(14,2)", "share": "real", "day": "date",
    "seen": "timestamp", "open": "boolean", "mark": { "kind": "integer", "symbols": ["x"] }, "group": "integer" } },
  { "id": "groups", "transform": "aggregate", "by": ["group", "side"], "measures": { "rows": "count(*)", "most": "max(share)" },
    "totals": { "side": "Both" } },
  { "sink": "excel", "path": "out.xlsx", $1 "sheets": [
    { "name": "Rows", "from": "rows", "title": "Rows of every kind, one for each school", "subtitle": "of every kind", "formats": { "price": "#,##0.00", "day": "mmm-yy" } },
    { "name": "Groups", "from": "groups", "title": "Largest share by group and side" } ] } ] }
END
}
for profile in plain board accessible; do
    define "\"profile\": \"$profile\","
    alike "$profile" "$work" definition.json
    if [ -n "$last" ]; then not_ok "large-sheets/every-kind/$profile" "$last"; exit 1; fi
    LEAT_EXCEL_BLOCK="" "$LEAT" run -q "$work/definition.json" --out "$work/usual" 2>"$work/stderr" || wrong+=("$(<"$work/stderr")")
    told=$(same_books "$work/library/out.xlsx" "$work/usual/out.xlsx" 2>&1) || wrong+=("$profile, as usual: $told")
    cp "$work/library/out.xlsx" "$work/library-$profile.xlsx"
    cp "$work/usual/out.xlsx" "$work/usual-$profile.xlsx"
    if unzip -p "$work/usual-$profile.xlsx" xl/sharedStrings.xml 2>/dev/null | grep -q "School 5000 "; then wrong+=("$profile: the library's rows"); fi
done
verdict "large-sheets/every-kind" 3
if "$BUILD/tests/accessible" "$work/usual-accessible.xlsx" >"$work/told" 2>&1; then ok "large-sheets/accessible-rules"
else not_ok "large-sheets/accessible-rules" "$(<"$work/told")"; fi

# ---- Other programs
if "$python" -c 'import openpyxl' 2>/dev/null; then
    for profile in plain board accessible; do
        "$python" -B - "$work/library-$profile.xlsx" "$work/usual-$profile.xlsx" >"$work/told" 2>&1 <<'END' || true
import sys, warnings
warnings.simplefilter("error")
import openpyxl
one, other = (openpyxl.load_workbook(path) for path in sys.argv[1:])
cells = 0
def value(cell):  # it reads _x005F_ in the table of strings alone
    return cell.value.replace("_x005F_", "_") if isinstance(cell.value, str) else cell.value
for name in one.sheetnames:
    for rows in zip(one[name].iter_rows(), other[name].iter_rows(), strict=False):
        for a, b in zip(*rows):
            cells += 1
            near = isinstance(a.value, float) and abs(a.value - b.value) <= abs(a.value) * 1e-15
            assert value(a) == value(b) or near, (name, a.coordinate, a.value, b.value)
            assert (a.number_format, a.font.b, a.alignment.wrap_text, a.border.top.style) == (
                b.number_format, b.font.b, b.alignment.wrap_text, b.border.top.style), (name, a.coordinate)
    assert one[name].dimensions == other[name].dimensions, name
    assert dict(one[name].tables.items()) == dict(other[name].tables.items()), name
print("same", cells > 50000)
END
        same "large-sheets/openpyxl/$profile" "same True" "$(<"$work/told")"
    done
else skip "large-sheets/openpyxl" "openpyxl is not installed"; fi
if ! skip_without soffice "large-sheets/libreoffice"; then
    mkdir "$work/csv"
    timeout 300 soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1' \
        --outdir "$work/csv" "$work"/library-*.xlsx "$work"/usual-*.xlsx >"$work/said" 2>&1 || true
    for profile in plain board accessible; do 
        differing="" sheets=0
        for sheet in "$work/csv/library-$profile"-*.csv; do
            [ -s "$sheet" ] && sheets=$((sheets + 1))
            cmp -s "$sheet" "${sheet/library-/usual-}" || differing+="$(basename "$sheet") "
        done
        same "large-sheets/libreoffice/$profile" "$([ $profile = plain ] && echo 2 || echo "$sheets") sheets, differing: " "$sheets sheets, differing: $differing"
    done
fi

# ---- The same bytes with any number of threads; and of every compression the same cells, in files of falling size
define ""
sizes=()
for compression in 6 0 1 9; do
    define "\"compression\": $compression,"
    for threads in 1 2 8; do
        "$LEAT" run -q --threads "$threads" "$work/definition.json" --out "$work/threads-$threads" 2>"$work/stderr" || wrong+=("$(<"$work/stderr")")
        cmp -s "$work/threads-1/out.xlsx" "$work/threads-$threads/out.xlsx" || wrong+=("compression $compression, $threads threads: other bytes")
    done
    if ! unzip -tq "$work/threads-1/out.xlsx" >"$work/told" 2>&1; then wrong+=("compression $compression: $(<"$work/told")"); fi
    told=$(same_books "$work/library-plain.xlsx" "$work/threads-1/out.xlsx" 2>&1) || wrong+=("compression $compression: $told")
    sizes+=("$(stat -c %s "$work/threads-1/out.xlsx")")
    compared=$((compared + 1))
done
verdict "large-sheets/threads-and-compression" 4
if [ "${sizes[1]}" -gt "${sizes[2]}" ] && [ "${sizes[2]}" -gt "${sizes[0]}" ] && [ "${sizes[0]}" -ge "${sizes[3]}" ]; then ok "large-sheets/sizes"
else not_ok "large-sheets/sizes" "6: ${sizes[0]}, 0: ${sizes[1]}, 1: ${sizes[2]}, 9: ${sizes[3]}"; fi

# ---- What a workbook cannot hold, far down: the first such cell is told, in the library's words
refused() { # NAME COLUMN KIND VALUE WORDS
    awk -v value="$4" 'BEGIN { print "n,x"; for (i = 1; i <= 30000; i++) print i "," (i == 20001 || i == 29000 ? value : i) }' >"$work/refused.csv"
    cat >"$work/definition.json" <<END
{ "leat": 1, "steps": [
  { "source": "csv", "path": "refused.csv", "columns": { "n": "integer", "x": $3 } },
  { "sink": "excel", "path": "out.xlsx", "sheets": [ { "name": "Sheet of rows" } ] } ] }
END
    local way status
    for way in $librarys ""; do
        status=0
        LEAT_EXCEL_BLOCK=$way "$LEAT" run -q "$work/definition.json" --out "$work/refused" >"$work/told" 2>&1 || status=$?
        same "large-sheets/refused/$1${way:+/library}" "1 sheet \"Sheet of rows\", cell $2: $5" \
            "$status $(head -n 1 "$work/told" | sed 's/^.*(excel): //')"
        if [ -e "$work/refused/out.xlsx" ]; then not_ok "large-sheets/refused/$1" "it left a file"; fi
    done
}
refused "long text" B20002 '"text"' "$(printf '%032768d' 0)" \
    "the text has 32768 characters (an emoji counts as two), and a cell holds 32767; shorten it, or leave the column out"
refused "large number" B20002 '"integer"' 9007199254740993 \
    'a workbook cannot hold 9007199254740993 exactly: its numbers are exact to 9007199254740992; set "large_numbers" to "text" to write such numbers as texts'
refused "private number" B20002 '{ "kind": "integer", "private": true }' 9007199254740993 \
    'a workbook cannot hold *** exactly: its numbers are exact to 9007199254740992; set "large_numbers" to "text" to write such numbers as texts'

# ---- The comparison is seen to fail
broken() { # NAME PART SED-COMMAND LINE
    rm -rf "$work/parts" "$work/broken.xlsx"
    mkdir "$work/parts"
    unzip -q "$work/usual-plain.xlsx" -d "$work/parts"
    sed -i -E "$3" "$work/parts/$2"
    (cd "$work/parts" && zip -q -X -D -r "$work/broken.xlsx" .)
    if told=$(same_books "$work/library-plain.xlsx" "$work/broken.xlsx" 2>&1); then not_ok "large-sheets/faults/$1" "it passed"
    elif ! grep -qF -e "$4" <<<"$told"; then not_ok "large-sheets/faults/$1" "$told"
    else ok "large-sheets/faults/$1"; fi
}
sheet=xl/worksheets/sheet1.xml
broken "a figure" $sheet 's|(<c r="A4000"[^>]*><v>)[^<]*|\11.5|' "A4000"
broken "a text" $sheet 's|School 3000 é|School 3001 é|' "School 3001"
broken "a style" $sheet 's|(<c r="A4000" s=")[0-9]*|\11|' "A4000"
broken "a row's height" $sheet 's| ht="[^"]*" customHeight="1"(><c r="A54")|\1|' "row 54"
broken "a row that is not there" $sheet 's|<row r="4000">.*(<row r="4001")|\1|' "A4000"
broken "a width" $sheet 's|(<col min="2" max="2" width=")[^"]*|\19|' "beside its rows"
broken "the reach of the cells" $sheet 's|<dimension ref="[^"]*|<dimension ref="A1:B2|' "beside its rows"
