#!/usr/bin/env bash
# Input that attacks: too deep, too wide, too long, claiming more than is there, with names that lead elsewhere; and files
# that are swapped for others while leat runs. It is told in bounded time and memory, and nothing else is touched.
# shellcheck disable=SC2016  # ${name} in data is no one's to expand
. "$(dirname "$0")/lib.sh"
cd "$work"

# The sanitizers need address space without bounds.
bounded() { if [ -z "${SAN:-}" ]; then ulimit -v 700000; fi; timeout 120 "$LEAT" "$@"; }

# told NAME STATUS PHRASE PLUGIN FILE [OPTIONS]: a run over the file ends so, saying that, and writes nothing
told() {
    local name=$1 expected=$2 phrase=$3 status=0 said
    printf '{ "leat": 1, "steps": [ { "source": "%s", "path": "%s"%s }, { "sink": "csv", "path": "out/o.csv" } ] }\n' \
        "$4" "$5" "${6:+, $6}" >d.json
    said=$(bounded run d.json 2>&1 </dev/null) || status=$?
    if [ "$status" -eq "$expected" ] && [[ $said == *"$phrase"* ]] && ! [ -e out/o.csv ]; then
        ok "attacks/$name"
    else
        not_ok "attacks/$name" "status $status, not $expected" "${said:0:600}"
    fi
    rm -rf out
}
times() { # COUNT TEXT
    awk -v count="$1" -v text="$2" 'BEGIN { for (i = 0; i < count; i++) printf "%s", text }'
}

# ---- Deep
{ printf '[{"a":'; times 100000 '['; times 100000 ']'; printf '}]'; } >deep.json
told "a million brackets in a cell" 1 "maximum parsing depth reached" json deep.json
times 100000 '[' >deep.json
told "brackets that are never closed" 1 "maximum parsing depth reached" json deep.json
{ times 50000 '{"a":'; printf 1; times 50000 '}'; } >deep.jsonl
told "objects in one another, a line" 1 "maximum parsing depth reached" json deep.jsonl
told "objects in one another, where a name leads down" 1 "" json deep.jsonl '"columns": { "a.a.a.a": "integer" }'
for member in '"steps"' '"note"' '"parameters"'; do
    { printf '{ "leat": 1, %s: ' "$member"; times 100000 '['; times 100000 ']'; printf ' }'; } >deep-d.json
    status=0
    said=$(bounded check deep-d.json 2>&1) || status=$?
    same "attacks/a deep definition: $member" "2 brackets are nested too deeply here" \
        "$status $(grep -o 'brackets are nested too deeply here' <<<"$said" | head -n 1)"
done

# ---- Wide and long
awk 'BEGIN { for (i = 0; i < 1000000; i++) printf "%sc%d", i ? "," : "", i; printf "\n1\n" }' >wide.csv
told "a million columns" 2 "wide.csv, line 1 has 1000000 fields; more than 16384 columns are not read" csv wide.csv
# As many columns as there may be, in good time.
wide() { # NAME PATH OPTIONS LAST-HEADING
    local status=0 said
    printf '{ "leat": 1, "steps": [ { "source": "csv", "path": "%s"%s }, { "sink": "csv", "path": "out/o.csv" } ] }\n' "$2" "$3" >d.json
    said=$(bounded run -q d.json 2>&1 </dev/null) || status=$?
    same "attacks/$1" "0  16384 $4" "$status $said $(head -n 1 out/o.csv | tr , '\n' | awk 'END { print NR, $0 }')"
    rm -rf out
}
awk 'BEGIN { for (i = 1; i <= 16384; i++) printf "x%s", i < 16384 ? "," : "\n" }' >alike.csv
wide "16,384 headings alike" alike.csv ', "repeated_headings": "number"' x_16384
awk 'BEGIN { for (i = 1; i <= 16384; i++) printf "x%d%s", i, i < 16384 ? "," : "\n" }' >order1.csv
awk 'BEGIN { for (i = 16384; i >= 1; i--) printf "x%d%s", i, (i > 1 ? "," : "\n") }' >order2.csv
wide "16,384 columns, in the next file from behind" 'order*.csv' "" x16384
awk 'BEGIN { printf "[{"; for (i = 0; i < 100000; i++) printf "%s\"c%d\":1", i ? "," : "", i; printf "}]" }' >wide.json
told "a hundred thousand keys" 2 "more than 16384 keys" json wide.json
head -c 100000000 /dev/zero | tr '\0' x >field
{ printf 'a,b\n1,"'; cat field; printf '"\n'; } >field.csv
told "a field of 100 MB" 1 "field.csv:2: field 2, which begins in line 2, is longer than 1048576 bytes" csv field.csv
{ printf 'a,b\n1,'; cat field; } >field.csv
told "a field of 100 MB without quotes" 1 "is longer than 1048576 bytes" csv field.csv
{ printf 'a,b\n1,"'; cat field; } >field.csv
told "a quote that is never closed" 1 "the quote that is opened here is never closed" csv field.csv
{ printf '[{"a":"'; cat field; printf '"}]'; } >field.json
told "a text of 100 MB in JSON" 1 'longer than 67108864 bytes; raise "max_row"' json field.json
cat field >field.csv
told "a heading of 100 MB" 2 "" csv field.csv
rm field field.csv field.json
head -c 50000000 /dev/zero >zeros.csv
told "zeros" 2 "holds a NUL byte" csv zeros.csv
rm zeros.csv

# ---- More than is there
printf 'n\n1\n' >rows.csv
claims() { # NAME BYTES: a logo that begins so
    local name=$1 status=0 said
    printf '%b' "$2" >logo.png
    printf '{ "leat": 1, "steps": [ { "source": "csv", "path": "rows.csv" }, { "sink": "excel", "path": "o.xlsx", "profile": "board", "title": "T", "theme": { "logo": { "path": "logo.png", "alt": "A" } }, "sheets": [ { "name": "S", "title": "S" } ] } ] }\n' >d.json
    said=$(bounded run d.json 2>&1) || status=$?
    if [ "$status" -eq 2 ] && [[ $said == *"no sound PNG or JPEG of at most 20,000 pixels a side"* ]]; then
        ok "attacks/$name"
    else
        not_ok "attacks/$name" "status $status" "$said"
    fi
}
png='\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR'
end='\x08\x06\0\0\0abcd\0\0\0\0IEND\xae\x42\x60\x82'
claims "a picture of four billion pixels a side" "$png\xff\xff\xff\xff\xff\xff\xff\xff$end"
claims "a picture of no pixels" "$png\0\0\0\0\0\0\0\0$end"
claims "a picture whose part is four billion bytes long" "$png\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0abcd\xff\xff\xff\xffIDAT"
claims "a picture whose frame is cut" '\xff\xd8\xff\xe0\xff\xff\xff\xc0'
claims "a picture whose markers stand still" '\xff\xd8\xff\xe0\0\0\0\0\0\0\0\0'

# ---- Names in data that lead elsewhere are data
mkdir -p inner/in
printf 'name,../kind,n\n../../escaped,/etc/passwd,1\n"..\\..\\escaped",~root,x\n${env:HOME},$(touch escaped),3\n' >inner/in/names.csv
cat >inner/names.json <<'JSON'
{ "leat": 1, "rejects": { "path": "out/rejects.csv" }, "steps": [
  { "id": "rows", "source": "csv", "path": "in/names.csv", "columns": { "n": "integer" } },
  { "sink": "csv", "path": "out/names.csv" },
  { "sink": "excel", "path": "out/names.xlsx", "sheets": [ { "name": "S", "from": "rows" } ], "twins": [ { "sheet": "S", "json": "out/twin.json", "csv": "out/twin.csv" } ] },
  { "sink": "html", "path": "out/names.html", "sheets": [ { "name": "S", "from": "rows" } ] } ] }
JSON
status=0
said=$(bounded run -q inner/names.json 2>&1) || status=$?
printf '%s\n' "$said" >said
same "attacks/names in data" "0 names.csv names.html names.xlsx rejects.csv twin.csv twin.json" \
    "$status $(find inner/out -type f -printf '%f\n' | sort | xargs)"
same "attacks/names in data: nothing elsewhere" "" "$(find . .. -maxdepth 2 -name '*escaped*' 2>/dev/null | grep "$work\|^\./" || true)"

# ---- Links, before the run and while it waits for its input
mkdir target victims
echo untouched >victims/file
mkfifo pipe
for way in before during folder; do
    rm -rf target
    mkdir target
    from=pipe
    if [ $way = before ]; then
        from=rows.csv
        ln -s ../victims/file target/file
    fi
    printf '{ "leat": 1, "steps": [ { "source": "csv", "path": "%s" }, { "sink": "csv", "path": "target/file" } ] }\n' $from >d.json
    status=0
    timeout 60 "$LEAT" run -q d.json 2>said &
    process=$!
    if [ $way != before ]; then
        exec 9>pipe
        awk 'BEGIN { print "a,b"; for (i = 0; i < 30000; i++) print i ",2" }' >&9
        appears target '.file.leat-*'
        if [ $way = during ]; then
            ln -s ../victims/file target/file
        else
            mv target aside
            ln -s victims target
        fi
        exec 9>&-
    fi
    wait $process || status=$?
    kind=$(if [ -L target/file ]; then echo link; elif [ -f target/file ]; then echo file; else echo none; fi)
    same "attacks/a link in the output's place: $way" \
        "$(case $way in folder) echo "3 file untouched" ;; *) echo "3 link untouched" ;; esac)" \
        "$status $kind $(<victims/file)"
    rm -rf target aside
done

# ---- A link in the place of the unfinished file: whoever may write in the folder can put one there, and leat, which
# may write more, does not write through it. Each sink that makes files, and an Excel workbook joined of parts as well.
swapped() { # NAME SINK ROWS
    rm -rf target
    mkdir target
    echo untouched >victims/file
    printf '{ "leat": 1, "rejects": { "path": "target/rejects.csv" }, "steps": [ { "source": "csv", "path": "pipe", "columns": { "b": "integer" } }, %s ] }\n' "$2" >d.json
    status=0
    timeout 60 "$LEAT" run -q d.json 2>said &
    process=$!
    exec 9>pipe
    # So much is looked at before anything is made.
    awk 'BEGIN { print "a,b"; for (i = 0; i < 100; i++) printf "%01000d,2\n", i }' >&9
    appears target '.*.leat-*' 2
    for file in target/.*.leat-*; do ln -sf ../victims/file "$file"; done
    awk -v rows="$3" 'BEGIN { print "x,y"; for (i = 1; i < rows; i++) print i ",2" }' >&9
    exec 9>&-
    wait $process || status=$?
    same "attacks/a link in the unfinished file's place: $1" "3 untouched 1" \
        "$status $(<victims/file) $(grep -c 'was taken away by another program' said)"
}
swapped csv '{ "sink": "csv", "path": "target/file" }' 30000
swapped json '{ "sink": "json", "path": "target/file" }' 30000
swapped html '{ "sink": "html", "path": "target/file", "title": "T", "sheets": [{ "name": "S" }] }' 1000
swapped excel '{ "sink": "excel", "path": "target/file", "sheets": [{ "name": "S" }] }' 1000
swapped "excel, many rows" '{ "sink": "excel", "path": "target/file", "sheets": [{ "name": "S" }] }' 120000
