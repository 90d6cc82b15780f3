#!/usr/bin/env bash
# What stands across the edge of two blocks of a file is read as anywhere else. Sources read a few bytes for the byte order
# mark and then blocks of 128 KiB: so each awkward thing is put at every place round 131072, one file each. JSON is cut
# into pieces of 512 KiB: so it is put round 524288 as well.
. "$(dirname "$0")/lib.sh"

cat >"$work/d.json" <<-'JSON'
	{ "leat": 1, "rejects": { "path": "rejects.csv", "limit": 5 }, "steps": [
	  { "source": "csv", "path": "in.csv" },
	  { "id": "rows", "transform": "filter", "where": "b <> 'fill'" },
	  { "sink": "json", "path": "out.json", "layout": "lines" } ] }
JSON
cat >"$work/j.json" <<-'JSON'
	{ "leat": 1, "rejects": { "path": "rejects.csv", "limit": 5 }, "steps": [
	  { "source": "json", "path": "in.json" },
	  { "id": "rows", "transform": "filter", "where": "b <> 'fill'" },
	  { "sink": "json", "path": "out.json", "layout": "lines" } ] }
JSON

# fill SIZE BEGIN END: exactly so many bytes of rows that begin and end so
fill() {
    awk -v size="$1" -v begin="$2" -v end="$3" 'BEGIN {
        least = length(begin) + length(end) + 1 # the line feed
        x = sprintf("%1000s", ""); gsub(/ /, "x", x)
        while (size >= 2000) { print begin x end; size -= 1000 + least }
        print begin substr(x x, 1, size - least) end
    }'
}

# csv NAME TEXT ROWS: the text, its escapes resolved, begins at each place round the edge; ROWS come out of it. Behind it
# stands a row that is rejected, whose line tells whether lines were counted right.
csv() {
    local name=$1 text=$2 expected=$3 before wrong=() lines
    lines=$(printf %b "$text" | awk 'END { print NR }')
    for before in $(seq 131060 131090); do
        { printf 'a,b\n'; fill $((before - 4)) "" ",fill"; printf %b "$text"; printf 'one field\n'; } >"$work/in.csv"
        rm -f "$work/out.json" "$work/rejects.csv"
        "$LEAT" run -q "$work/d.json" 2>"$work/err" || cat "$work/err" >>"$work/out.json"
        [ "$(<"$work/out.json")" = "$(printf '%s\n' "$expected")" ] || wrong+=("at $before: $(head -c 300 "$work/out.json")")
        local line=$((1 + $(grep -c ',fill$' "$work/in.csv") + lines + 1))
        grep -q "^in.csv,$line,\|/in.csv,$line," "$work/rejects.csv" || wrong+=("at $before: not line $line: $(tail -n 1 "$work/rejects.csv")")
    done
    if [ ${#wrong[@]} -eq 0 ]; then ok "block-edges/csv/$name"; else not_ok "block-edges/csv/$name" "${wrong[@]:0:5}"; fi
}
csv "closing quote and delimiter" '"x",y\n' '{"a":"x","b":"y"}'
csv "doubled quote" '"x""""y",z\n' '{"a":"x\"\"y","b":"z"}'
csv "line ends of two bytes" 'x,y\r\nz,"w\r\n"\r\n' $'{"a":"x","b":"y"}\n{"a":"z","b":"w\\r\\n"}'
csv "characters of several bytes" '€🎈,"é"\n' '{"a":"€🎈","b":"é"}'
csv "empty fields" ',""\n"",\n' $'{"a":null,"b":""}'
csv "empty lines" '\n\r\n\nx,y\n' '{"a":"x","b":"y"}'

json() { # NAME TEXT ROWS
    local name=$1 text=$2 expected=$3 before wrong=()
    for before in $(seq 131060 131090) $(seq 524268 524298); do
        { printf '[\n'; fill $((before - 2)) '{"a":"' '","b":"fill"},'; printf %b "$text"; printf ']'; } >"$work/in.json"
        rm -f "$work/out.json"
        "$LEAT" run -q "$work/j.json" 2>"$work/err" || cat "$work/err" >>"$work/out.json"
        [ "$(<"$work/out.json")" = "$(printf '%s\n' "$expected")" ] || wrong+=("at $before: $(head -c 300 "$work/out.json")")
    done
    if [ ${#wrong[@]} -eq 0 ]; then ok "block-edges/json/$name"; else not_ok "block-edges/json/$name" "${wrong[@]:0:5}"; fi
}
json "escapes" '{"a":"\\u00e9\\ud83c\\udf88\\"\\\\","b":"x"}' '{"a":"é🎈\"\\","b":"x"}'
json "numbers and words" '{"n":-12.50e3,"b":"x"},{"b":"y","n":null},{"n":true,"b":"z"}' \
    $'{"a":null,"b":"x","n":"-12.50e3"}\n{"a":null,"b":"y","n":null}\n{"a":null,"b":"z","n":"true"}'
json "nested" '{"a":[{"x":"]}"},[1,2]] , "b":"x" } \n , {"b":"y"}' $'{"a":"[{\\"x\\":\\"]}\\"},[1,2]]","b":"x"}\n{"a":null,"b":"y"}'

# A comma too many is told, though a piece ends behind it.
wrong=()
for before in $(seq 524260 524300); do
    { printf '[\n'; fill $((before - 2)) '{"a":"' '","b":"fill"},'; printf ',{"a":"x","b":"y"}]'; } >"$work/in.json"
    if "$LEAT" run -q "$work/j.json" 2>"$work/err" || ! grep -q "column 1: unexpected token near ','" "$work/err"; then
        wrong+=("at $before: $(head -c 300 "$work/err")")
    fi
done
if [ ${#wrong[@]} -eq 0 ]; then ok "block-edges/json/comma too many"; else not_ok "block-edges/json/comma too many" "${wrong[@]:0:5}"; fi

# ---- A pipe's first 64 KiB are read beforehand, and tell of the columns
printf '{ "leat": 1, "steps": [ { "source": "csv", "path": "-" }, { "sink": "json", "path": "-", "layout": "lines" } ] }\n' >"$work/c.json"
sed 's/"csv"/"json", "format": "lines"/' "$work/c.json" >"$work/l.json"
sed 's/"lines", "path"/"lines", "columns": { "b": "integer" }, "path"/' "$work/l.json" >"$work/b.json"
x=$(printf '%070000d' 0)
y=${x:0:60000}

# pipe NAME DEFINITION STATUS EXPECTED: what standard input gives, or a part of what is said
pipe() {
    local status=0
    cat | "$LEAT" run -q "$work/$2.json" >"$work/out" 2>"$work/err" || status=$?
    if [ $status -eq "$3" ] && grep -qF -- "$4" "$work/out" "$work/err"; then
        ok "block-edges/pipe/$1"
    else
        not_ok "block-edges/pipe/$1" "status $status" "$(head -c 300 "$work/out")" "$(head -c 600 "$work/err")"
    fi
}
pipe "long heading" c 2 "-, line 1: the line is longer than 64 KiB, and of a pipe no more can be read beforehand; read from a file" <<<"a$x,b"
pipe "long heading in quotes" c 2 "-, line 1: the line is longer than 64 KiB" <<<"\"$x\",b"
pipe "long row" c 0 '"b":"2"}' <<<$'a,b\n'"$x,2"
pipe "long first row" l 2 '-: its first row is longer than 64 KiB, and of a pipe no more can be read beforehand; declare the "columns"' <<<"{\"a\":\"$x\",\"b\":1}"
pipe "long first row, columns declared" b 0 '{"b":1}' <<<"{\"a\":\"$x\",\"b\":1}"
pipe "long second row" l 1 '-:2: '"'b'"': column 1: the row has a key that none of the rows in the first 64 KiB has' <<<"{\"a\":\"$y\"}"$'\n'"{\"a\":\"$y\",\"b\":1}"
