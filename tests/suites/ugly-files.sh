#!/usr/bin/env bash
# Files as they come: each gives its right rows, or leat names what is wrong and where; then, with the option that the
# message names, it gives its rows. What is expected of each was read off the files' bytes.
. "$(dirname "$0")/lib.sh"

ugly=$REAL_DATA/ugly
if [ ! -d "$ugly" ]; then
    skip "ugly-files" "the files are not here (LEAT_REAL_DATA)"
    exit 0
fi

status=0
run_leat() { # FILE OPTIONS: leaves $status, and the output and messages in files
    printf '{ "leat": 1, %s "steps": [ { "source": "csv", "path": "%s"%s }, { "sink": "json", "path": "-", "layout": "lines" } ] }\n' \
        "${rejects:-}" "$ugly/$1" "${2:+, $2}" >"$work/d.json"
    status=0
    "$LEAT" run "$work/d.json" >"$work/out" 2>"$work/err" || status=$?
}

# gives FILE OPTIONS ROW...: these rows and no others
gives() {
    local file=$1 settings=$2
    shift 2
    run_leat "$file" "$settings"
    same "ugly/$file${settings:+ with $settings}" "status 0
$(printf '%s\n' "$@")" "status $status
$(if [ $status -eq 0 ]; then cat "$work/out"; else cat "$work/err"; fi)"
}

# tells FILE OPTIONS STATUS PHRASE...: it fails, and every phrase is in what it says
tells() {
    local file=$1 settings=$2 expected=$3 phrase missing=()
    shift 3
    run_leat "$file" "$settings"
    for phrase in "$@"; do
        if ! grep -qF -- "$phrase" "$work/err"; then missing+=("does not say: $phrase"); fi
    done
    if [ $status -eq "$expected" ] && [ ${#missing[@]} -eq 0 ] && [ ! -s "$work/out" ]; then
        ok "ugly/$file${settings:+ with $settings} is told"
    else
        not_ok "ugly/$file${settings:+ with $settings} is told" "status $status, not $expected" "${missing[@]}" "$(<"$work/err")"
    fi
}

foo='{"Foo":"Biff","Bar":"Baff","Baz":"Boff"}'
qux='{"Foo":"Qux","Bar":"Teaspoon","Baz":"Doge"}'
bsr_biff='{"Foo":"Biff","Bsr":"Baff","Baz":"Boff"}'
bsr_qux='{"Foo":"Qux","Bsr":"Teaspoon","Baz":"Doge"}'
up='{"Foo":"1","Bar":"2","Baz":"3"}'
down='{"Foo":"3","Bar":"2","Baz":"1"}'

# ---- Line ends, whatever they are
gives cr-line-endings.csv "" "$foo" "$qux"
gives crlf-line-endings.csv "" "$bsr_biff" "$bsr_qux"
gives lf-line-endings.csv "" "$bsr_biff" "$bsr_qux"
gives inconsistent-line-endings.csv "" "$bsr_biff" "$bsr_qux"
gives inconsistent-line-endings-unquoted.csv "" "$bsr_biff" "$bsr_qux"
gives windows-line-endings.csv "" '{"a":"d","b":"e","c":"f"}'
gives csvkit_mac_newlines.csv "" '{"a":"1","b":"2","c":"3"}' '{"a":"Once upon\ra time","b":"5","c":"6"}'

# ---- Nothing wrong
gives valid.csv "" "$up" "$down"
gives "white space in filename.csv" "" "$up" "$down"
gives valid_many_rows.csv "" "$up" "$down" "$up" "$down" "$up" "$down"
gives csvkit_test_locale.csv "" '{"a":"1,7","b":"200.000.000","c":null}'
gives csvkit_test_locale.csv '"columns": { "a": { "kind": "decimal(5,1)", "decimal_mark": "," }, "b": { "kind": "integer", "decimal_mark": ",", "thousands": "." } }' \
    '{"a":1.7,"b":200000000,"c":null}'

# ---- Encodings
gives csvkit_test_utf8_bom.csv "" '{"foo":"1","bar":"2","baz":"3"}' '{"foo":"4","bar":"5","baz":"ʤ"}'
gives csvkit_test_utf16_little.csv "" '{"a":"1","b":"2","c":"3"}' '{"a":"4","b":"5","c":"ʤ"}'
gives csvkit_test_utf16_little.csv '"encoding": "utf-16"' '{"a":"1","b":"2","c":"3"}' '{"a":"4","b":"5","c":"ʤ"}'
tells csvkit_test_utf16_little.csv '"encoding": "utf-8"' 2 "byte order mark of utf-16le" '"encoding": "auto"'
tells csvkit_test_latin1.csv "" 1 "csvkit_test_latin1.csv, line 3: the byte 0xa9 is not UTF-8" '"encoding": "windows-1252"'
gives csvkit_test_latin1.csv '"encoding": "latin1"' '{"a":"1","b":"2","c":"3"}' '{"a":"4","b":"5","c":"©"}'
tells invalid-byte-sequence.csv "" 2 "invalid-byte-sequence.csv, line 1: the byte 0xf3 is not UTF-8" '"encoding": "windows-1252"'
tells invalid-byte-sequence.csv '"encoding": "windows-1252"' 2 "line 1: heading 7 is empty" '"empty_headings" to "name"' '"drop"'
run_leat invalid-byte-sequence.csv '"encoding": "windows-1252", "empty_headings": "drop"'
same "ugly/invalid-byte-sequence.csv rows" 23 "$(wc -l <"$work/out")"
same "ugly/invalid-byte-sequence.csv third row" \
    '{"Data":"11/01/2012","Dependencia Origem":null,"Histórico":"Depósito COMPE - 033 0502    27588602104 XXXXXXXXXXXXXX","Data do Balancete":null,"Número do documento":"101150","Valor":"100.00"}' \
    "$(sed -n 3p "$work/out" | sed 's/:"",/:null,/g')"

# ---- Rows that are no rows
tells csvkit_bad.csv "" 1 "csvkit_bad.csv:2:" "the row has 4 fields where the headings are 3"
rejects='"rejects": { "path": "rejects.csv", "limit": 2 },'
gives csvkit_bad.csv "" '{"column_a":"0","column_b":"mixed types.... uh oh","column_c":"17"}'
same "ugly/csvkit_bad.csv rejects" "2 3" "$(grep -o 'csvkit_bad.csv,[0-9]*' "$work/rejects.csv" | cut -d, -f2 | xargs)"
gives invalid_many_rows.csv "" "$up" "$down" '{"Foo":"3","Bar":"two","Baz":"1"}' "$up" "$down" "$down" "$down" \
    '{"Foo":"","Bar":"","Baz":""}' "$down"
same "ugly/invalid_many_rows.csv rejects" "4" "$(grep -o 'invalid_many_rows.csv,[0-9]*' "$work/rejects.csv" | cut -d, -f2 | xargs)"
rejects=""
tells invalid_many_rows.csv "" 1 "invalid_many_rows.csv:4:" "field 3 goes on after its closing quote" "1 empty line passed over"
tells csvkit_null_byte.csv "" 1 "csvkit_null_byte.csv:2:" "field 1 holds a NUL byte"
tells csvkit_test_extra_header.csv "" 1 "csvkit_test_extra_header.csv:2:" "the row has 3 fields where the headings are 4" '"ragged": "pad"'
gives csvkit_test_extra_header.csv '"ragged": "pad"' '{"a":"1","b":"2","c":"3","d":null}'

# ---- Headings
gives csvkit_test_skip_lines.csv "" '{"a":"1","b":"2","c":"3"}'
gives csvkit_test_skip_lines.csv '"skip_lines": 3' '{"a":"1","b":"2","c":"3"}'
gives csvkit_test_header_newline.csv '"tidy_headings": true' '{"start end":"d","b":"e","c":"f"}'
gives csvkit_test_header_newline.csv "" '{"\t\n\u000b\f\r start \t\n\u000b\f\r end \t\n\u000b\f\r":"d","b":"e","c":"f"}'
run_leat csvkit_no_header_row.csv ""
same "ugly/csvkit_no_header_row.csv is warned of" 1 "$(grep -c 'every heading is a number.*"header": false' "$work/err")"
gives csvkit_no_header_row.csv '"header": false' '{"column_1":"1","column_2":"2","column_3":"3"}'
gives csvkit_no_header_row.csv '"header": false, "columns": { "x": "integer", "y": "text", "z": "real" }' '{"x":1,"y":"2","z":3}'
tells title-row.csv "" 2 "title-row.csv, line 1: heading 2 is empty" '"skip_lines": 1'
gives title-row.csv '"skip_lines": 1' "$bsr_biff" "$bsr_qux"

# ---- A council's payments, with all that Excel does to a file
tells east_sussex_payments_2011.csv "" 2 "east_sussex_payments_2011.csv, line 1: heading 2 is empty" '"skip_lines": 1'
tells east_sussex_payments_2011.csv '"skip_lines": 1' 1 "line 3: the byte 0xa3 is not UTF-8" '"encoding": "windows-1252"'
tells east_sussex_payments_2011.csv '"columns": { "Amount": "text" }, "encoding": "windows-1252", "empty_headings": "name"' 2 \
    "no column 'Amount' in line 1" "line 2 has it" '"skip_lines": 1'
tells east_sussex_payments_2011.csv '"skip_lines": 1, "encoding": "windows-1252", "columns": { "Amount": "integer" }' 1 \
    "east_sussex_payments_2011.csv:3: column 'Amount': '£512'" '"currency"'
amount='"Amount": { "kind": "integer", "currency": "£", "thousands": "," }'
run_leat east_sussex_payments_2011.csv '"skip_lines": 1, "encoding": "windows-1252", "columns": { '"$amount"' }'
same "ugly/east_sussex_payments_2011.csv rows and their sum" "5767 70686198" \
    "$(sed 's/.*"Amount":\([-0-9]*\).*/\1/' "$work/out" | awk '{ n++; sum += $1 } END { printf "%d %d", n, sum }')"
same "ugly/east_sussex_payments_2011.csv first row" \
    '{"Name":"BT PLC","Payment category":"Other Adult Services","Amount":512,"Department":"Adult Social Care","Document no.":"3000269947","Post code":"NE82"}' \
    "$(head -n 1 "$work/out")"

# ---- None was forgotten
while IFS= read -r file; do
    grep -qF -- "$file" "${BASH_SOURCE[0]}" || not_ok "ugly/$file" "no expectation is written down for it"
done < <(cd "$ugly" && find . -type f -printf '%P\n')
