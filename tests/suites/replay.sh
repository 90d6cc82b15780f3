#!/usr/bin/env bash
# leat replay: what an analyst does with the file of rejects, over CSV, JSON and JSON Lines; and what cannot be replayed.
. "$(dirname "$0")/lib.sh"
cd "$work"
# replay ARGUMENTS...: sets status, said
replay() {
    status=0
    said=$("$LEAT" replay "$@" 2>&1) || status=$?
}
# definition SOURCE: def.json over it
definition() {
    cat >def.json <<JSON
{ "leat": 1, "rejects": { "path": "out/${2:-rejects.csv}" }, "steps": [
    { "id": "rows", $1 },
    { "transform": "validate", "columns": { "grade": { "least": 1, "most": 4 } } },
    { "sink": "csv", "path": "out/rows.csv", "header": false } ] }
JSON
}
columns='"columns": { "urn": "integer", "name": "text", "grade": "integer" }'
# tells NAME STATUS TEXT: that status, and that text in what was said
tells() {
    if [ $status -eq "$2" ] && [[ $said == *"$3"* ]]; then ok "replay/$1"; else not_ok "replay/$1" "status $status" "$said"; fi
}

# ---- Part corrected, then the rest, then once more
definition "\"source\": \"csv\", \"path\": \"in.csv\", $columns"
printf 'urn,name,grade\r\n1,a,1\r\nx2,b,2\r\n3,"c\r\nc",9\r\n4,d\r\n5,=e,7\r\n6,f,3' >in.csv
"$LEAT" run -q def.json
same "replay/rejects of CSV" '4 x2,b,2' "$(sed 1d out/rejects.csv | grep -c 'mark\|-x') $(sed -n 2p out/rejects.csv | cut -d'"' -f2)"
sed 's/"x2,b,2"/"2,b,2"/; s/^c"",9"/c"",4"/; s/"4,d"/"4,d,8"/2' out/rejects.csv >first.csv
replay -q def.json --rejects first.csv
same "replay/part is corrected" "0 1 2 3 6" "$status $(grep -o '^[0-9]*,' out/rows.csv | tr -d , | xargs)"
same "replay/the rest is rejected again, at its place in the file" "in.csv,6,43 in.csv,7,48" \
    "$(grep -o '^in.csv,[0-9]*,[0-9]*' out/rejects.csv | xargs)"
cp out/rejects.csv second.csv
sed -i 's/"4,d,8"/"4,d,1"/; s/"5,=e,7"/"5,""=e"",2"/' second.csv
replay def.json --rejects first.csv --rejects second.csv
tells "a second file of corrections" 0 "4 records read as corrected"
same "replay/all is there" "1 2 3 4 5 6" "$(grep -o '^[0-9]*,' out/rows.csv | tr -d , | xargs)"
cksum out/* >sums
replay -q def.json --rejects first.csv --rejects second.csv
same "replay/again gives the same bytes" "0 $(<sums)" "$status $(cksum out/*)"

# ---- A record that looks like a formula has a guard in the rejects, which is not the record's; it need not look so any more.
# And in the rejects of a replay one that only its first correction made look like one.
definition '"source": "csv", "path": "signs.csv", "columns": { "urn": "text", "grade": "integer" }' signs.csv
sed -i 's/"header": false/&, "formulas": "keep"/' def.json
printf 'urn,grade\n-5,1x\n+44 17,2x\n=e,3x\nf,4x\n%s,1x\n%s,2x\n%s,3x\n' "'=g" "'h" "-i" >signs.csv
"$LEAT" run -q def.json
same "replay/guards in the rejects" "\"'-5,1x\" \"'+44 17,2x\" \"'=e,3x\" \"f,4x\" \"''=g,1x\" \"'h,2x\" \"'-i,3x\"" \
    "$(sed 1d out/signs.csv | grep -o '"[^"]*x"' | xargs -d '\n')"
sed -E 's/"([^"]*)f,4x"/"\1-6,4x"/; s/"([^"]*[123])x"/"\1"/; s/-i/i/' out/signs.csv >signs-first.csv
replay -q def.json --rejects signs-first.csv
same "replay/without their guards" "0 -5,1 +44 17,2 =e,3 '=g,1 'h,2 i,3" "$status $(xargs -d '\n' <out/rows.csv)"
sed -E 's/"([^"]*4)x"/"\1"/' out/signs.csv >signs-second.csv
replay -q def.json --rejects signs-first.csv --rejects signs-second.csv
same "replay/without the guard of a replay's rejects" "0 \"'-6,4\" -6,4" "$status $(grep -o '"[^"]*4"' signs-second.csv) $(grep ,4 out/rows.csv)"
definition "\"source\": \"csv\", \"path\": \"in.csv\", $columns"
"$LEAT" run -q def.json

# ---- What is wrong with the corrections
replay def.json --rejects out/rejects.csv
tells "not over its own rejects" 2 "the run writes out/rejects.csv itself"
replay def.json --rejects missing.csv
tells "no such file" 3 "--rejects: cannot read missing.csv: there is no such file"
replay def.json --rejects in.csv
tells "no file of rejects" 2 "in.csv:1: there is no column 'file'"
sed '2s/"2,b,2"/""/' first.csv >wrong.csv
replay def.json --rejects wrong.csv
tells "an empty record" 2 "wrong.csv:2: the record is empty"
sed '2s/-x/-y/' first.csv >wrong.csv
replay def.json --rejects wrong.csv
tells "a mark that is none" 2 "wrong.csv:2: the file, line, byte or mark of this row is not as leat wrote it"
sed 's/^in.csv,3,/in.cvs,3,/' first.csv >wrong.csv
replay def.json --rejects wrong.csv
tells "a file that is not read" 2 "wrong.csv:2: the definition reads no file 'in.cvs'"
{ cat first.csv; sed -n 2p first.csv | sed 's/"2,b,2"/"2,b,3"/'; } >wrong.csv
replay def.json --rejects wrong.csv
tells "one record corrected twice" 2 "this record is corrected otherwise on line 2"
printf 'file,line,byte,record,mark\nin.csv,3,"23' >wrong.csv
replay def.json --rejects wrong.csv
tells "a quote that is not closed" 2 "wrong.csv:2: a quote is not closed"
replay def.json
tells "no rejects" 2 "wants one definition file, and --rejects"
status=0
said=$("$LEAT" run def.json --rejects first.csv 2>&1) || status=$?
tells "of another command" 2 "--rejects is for \`leat replay\`"

# ---- The file has changed since
cp in.csv as-it-was.csv
sed -i 's/^1,a,1/11,a,1/' in.csv
echo old >out/rows.csv
replay def.json --rejects first.csv
tells "the file has changed" 1 "in.csv:3: the record that was rejected here (first.csv:2) no longer stands at byte 23: the file has changed since"
same "replay/nothing is written then" old "$(<out/rows.csv)"
cp as-it-was.csv in.csv

# ---- A column that is private: the record is not shown, and can be given all the same
definition "\"source\": \"csv\", \"path\": \"in.csv\", \"columns\": { \"urn\": \"integer\", \"grade\": \"integer\", \"name\": { \"kind\": \"text\", \"private\": true } }"
"$LEAT" run -q def.json
same "replay/private records are not shown" "4 0" "$(grep -c '\*\*\*,' out/rejects.csv) $(grep -c 'x2,b' out/rejects.csv || true)"
sed '2s/\*\*\*/"2,b,2"/' out/rejects.csv >private.csv
replay def.json --rejects private.csv
tells "a private record" 0 "1 record read as corrected"
same "replay/a private record is there" "1 2 6" "$(grep -o '^[0-9]*,' out/rows.csv | tr -d , | xargs)"

# ---- JSON, as lines and as a document; the rejects as JSON
for form in jsonl json; do
    definition "\"source\": \"json\", \"path\": \"in.$form\", $columns" rejects.json
    printf '%s\n' '{"urn":1,"name":"a","grade":1}' '{"urn":"x2","name":"b","grade":2}' '  {"urn":3,"name":"c","grade":9}' \
        '{"urn":4,"name":"d","grade":4}' >in.jsonl
    sed '1s/^/[ /; $!s/$/,/; $s/$/ ]/' in.jsonl >in.json
    "$LEAT" run -q def.json
    sed 's/\\"x2\\"/2/; s/\\"grade\\":9/\\"grade\\":3/' out/rejects.json >corrections.json
    replay def.json --rejects corrections.json
    tells "$form" 0 "2 records read as corrected"
    same "replay/$form is there" "1,a,1 2,b,2 3,c,3 4,d,4 []" "$(xargs <out/rows.csv) $(<out/rejects.json)"
done
sed -i 's/"urn":1,/"urn":11,/' in.json
replay def.json --rejects corrections.json
tells "a document that has changed" 1 "in.json:2: the record that was rejected here"

# ---- Files of other encodings: the rejects have the records as UTF-8, and the file gets them back in its own
printf 'urn,name,grade\n1,École,1\n2,Ysgol Sô – “Y Bont”,x\n3,"Two\nlines, €5",9x\n4,Łódź,2\n' >words.csv
for encoding in windows-1252 utf-16 utf-16le utf-32be; do
    grep -v Ł words.csv | iconv -f utf-8 -t "$encoding" >in.csv
    if [ $encoding != windows-1252 ] && [ $encoding != utf-32be ]; then iconv -f utf-8 -t $encoding words.csv >in.csv; fi
    definition "\"source\": \"csv\", \"path\": \"in.csv\", \"encoding\": \"$encoding\", \"columns\": { \"urn\": \"integer\", \"grade\": \"integer\" }"
    "$LEAT" run -q def.json
    same "replay/$encoding: records" '"2,Ysgol Sô – “Y Bont”,x" "3,""Two lines, €5"",9x"' "$(sed '1d; s/.*,"\([23],\)/"\1/; s/,[0-9]*-x[0-9a-f]*$//' out/rejects.csv | paste -sd' ')"
    sed 's/“Y Bont”,x/“Y Bônt” ½,2/; s/€5"",9x/€6"",3/' out/rejects.csv >corrections.csv
    replay def.json --rejects corrections.csv
    tells "$encoding" 0 "2 records read as corrected"
    same "replay/$encoding: rows" "$(iconv -f "$encoding" -t utf-8 in.csv | sed 's/^\xef\xbb\xbf//; s/“Y Bont”,x/“Y Bônt” ½,2/; s/€5",9x/€6",3/' | sed 1d)" "$(<out/rows.csv)"
done
grep -v Ł words.csv | iconv -f utf-8 -t windows-1252 >in.csv
definition "\"source\": \"csv\", \"path\": \"in.csv\", \"encoding\": \"windows-1252\", \"columns\": { \"urn\": \"integer\", \"grade\": \"integer\" }"
"$LEAT" run -q def.json
sed 's/“Y Bont”,x/Tŷ,2/' out/rejects.csv >corrections.csv
replay def.json --rejects corrections.csv
tells "a letter that the encoding does not have" 2 "corrections.csv:2: the corrected record has 'ŷ', which the encoding of in.csv does not have; write it otherwise"

# ---- Encodings without fixed widths, standard input and rows that a step made have no record; that is told
iconv -f utf-8 -t gb18030 words.csv >in.csv
definition "\"source\": \"csv\", \"path\": \"in.csv\", \"encoding\": \"gb18030\", \"columns\": { \"urn\": \"integer\", \"grade\": \"integer\" }"
"$LEAT" run -q def.json
cp out/rejects.csv corrections.csv
replay def.json --rejects corrections.csv
tells "an encoding without fixed widths" 0 "warning: 2 rows of the rejects have no record that could be corrected"
printf 'urn,name,grade\nx2,b,2\n3,c,9\n4,d\n5,=e,7\n' >in.csv
definition "\"source\": \"csv\", \"path\": \"-\", $columns"
"$LEAT" run -q def.json <in.csv
cp out/rejects.csv corrections.csv
status=0
said=$("$LEAT" replay def.json --rejects corrections.csv 2>&1 <in.csv) || status=$?
tells "standard input" 0 "warning: 4 rows of the rejects have no record that could be corrected"

# ---- Several files by a pattern, and one file that two steps read: each has its correction
mkdir -p many
printf 'urn,grade\n1,1\nx,2\n' >many/a.csv
printf 'urn,grade\n3,3\ny,4\n' >many/b.csv
cat >many.json <<'JSON'
{ "leat": 1, "rejects": { "path": "out/rejects.csv" }, "steps": [
    { "id": "all", "source": "csv", "path": "many/*.csv", "columns": { "urn": "integer", "grade": "integer" } },
    { "id": "b", "source": "csv", "path": "many/b.csv", "columns": { "urn": "integer", "grade": "integer" } },
    { "sink": "csv", "path": "out/rows.csv", "from": [ "all", "b" ], "header": false } ] }
JSON
"$LEAT" run -q many.json
same "replay/rejects of several files" 3 "$(sed 1d out/rejects.csv | wc -l)"
sed 's/"x,2"/"2,2"/; s/"y,4"/"40000,4"/' out/rejects.csv >corrections.csv
replay -q many.json --rejects corrections.csv
same "replay/several files" "0 1,1 2,2 3,3 40000,4 3,3 40000,4" "$status $(xargs <out/rows.csv)"
