#!/usr/bin/env bash
# What a definition may say of files and other definitions: pipelines inside pipelines, --out, paths that clash, encodings.
. "$(dirname "$0")/lib.sh"
cd "$work"
mkdir in
printf 'n,t\n1,one\n2,two\n3,three\n' >in/rows.csv
cat >in/inner.json <<'JSON'
{ "leat": 1, "parameters": { "least": { "kind": "integer", "default": 1 } }, "steps": [
    { "source": "csv", "path": "rows.csv", "columns": { "n": "integer" } },
    { "id": "some", "transform": "filter", "where": "n >= ${least}" },
    { "sink": "csv", "path": "never.csv" } ] }
JSON
tell() { # ARGUMENTS...: sets status and said
    status=0
    said=$(timeout 60 "$LEAT" "$@" 2>&1 </dev/null) || status=$?
}
steps() { printf '{ "leat": 1, "steps": [ %s ] }\n' "$1"; }
says() { # NAME STATUS TEXT: the last run ended so, and said that
    if [ "$status" -eq "$2" ] && [[ $said == *"$3"* ]]; then ok "definitions/$1"; else not_ok "definitions/$1" "status $status" "$said"; fi
}

# ---- Pipelines
steps '{ "pipeline": "in/inner.json", "step": "some", "set": { "least": 3 } }, { "sink": "csv", "path": "out.csv" }' >outer.json
tell run -q outer.json
same "definitions/pipeline" "0  n,t 3,three none" "$status $said $(xargs <out.csv) $([ -e in/never.csv ] || echo none)"
steps '{ "pipeline": "in/inner.json", "step": "sum" }, { "sink": "csv", "path": "o.csv" }' >wrong.json
tell check wrong.json
says "pipeline without such a step" 2 "has no step 'sum'"
steps '{ "pipeline": "in/inner.json", "set": { "lest": 3 } }, { "sink": "csv", "path": "o.csv" }' >wrong.json
tell check wrong.json
says "pipeline without such a parameter" 2 "declares no parameter 'lest'"
steps '{ "pipeline": "wrong.json" }, { "sink": "csv", "path": "o.csv" }' >wrong.json
tell check wrong.json
says "pipeline of itself" 2 "takes itself in"
steps '{ "pipeline": "../b.json" }' >in/a.json
steps '{ "pipeline": "in/a.json" }, { "sink": "csv", "path": "o.csv" }' >b.json
tell check b.json
says "pipelines in a ring" 2 "takes itself in"

# ---- Outputs
source='{ "source": "csv", "path": "in/rows.csv" }'
steps "$source"', { "sink": "csv", "path": "one/out.csv" }, { "sink": "json", "path": "two/out.csv" }' >wrong.json
tell check --out all wrong.json
says "--out, two of one name" 2 "written twice"
tell run -q --out all/below outer.json
same "definitions/--out" "0 n,t 3,three" "$status $(xargs <all/below/out.csv)"
for path in in/rows.csv ../"$(basename "$work")"/in/./rows.csv wrong.json; do
    steps "$source, { \"sink\": \"csv\", \"path\": \"$path\" }" >wrong.json
    tell check wrong.json
    says "writes what it reads: $path" 2 "so it cannot be written"
done
ln in/rows.csv link.csv
steps "$source"', { "sink": "csv", "path": "link.csv" }' >wrong.json
tell check wrong.json
says "writes what it reads by another name" 2 "reads this file"
steps "$source"', { "sink": "csv", "path": "-" }, { "sink": "json", "path": "-" }' >wrong.json
tell check wrong.json
says "standard output twice" 2 'standard output ("-") is written twice'
steps "$source"', { "sink": "csv", "path": "in" }' >wrong.json
tell run wrong.json
says "a folder is there" 3 "there is a folder of that name"
echo '{ "leat": 1, "rejects": { "path": "in/rows.csv" }, "steps": [ '"$source"', { "sink": "csv", "path": "o.csv" } ] }' >wrong.json
tell check wrong.json
says "rejects over an input" 2 "reads this file"

# ---- Inputs
steps '{ "source": "csv", "path": "in/rows.cvs", "columns": { "n": "integer" } }, { "transform": "filter", "where": "m > 1" }, { "sink": "csv", "path": "o.csv" }, { "sonk": "csv" }' >wrong.json
tell check wrong.json
says "a missing input, the rest still checked" 3 "did you mean 'rows.csv'?"
says "a missing input, the rest still checked: further on" 3 "sonk"

# ---- The file itself
{ printf '\xef\xbb\xbf'; sed 's/$/\r/' outer.json; } >windows.json
tell run -q windows.json
says "Windows line ends and a byte-order mark" 0 ""
iconv -t UTF-16 outer.json >utf16.json
tell check utf16.json
says "UTF-16" 2 "UTF-16"
printf '{ "leat": 1, "title": "caf\xe9", "steps": [] }' >latin.json
tell check latin.json
says "Windows-1252" 2 "UTF-8"
steps "$source"', { "sink": "csv", "path": "o.csv", "path": "p.csv" }' >wrong.json
tell check wrong.json
says "a key twice" 2 "path"
for wrong in '{ "sourse": "csv" }' '{ "source": "cvs" }' '{ "source": "csv", "path": "in/rows.csv", "delimeter": ";" }' \
    "$source"', { "transform": "filter", "where": "tt = 1" }, { "sink": "csv", "path": "o.csv" }' \
    "$source"', { "transform": "filter", "where": "uper(t) = '\''A'\''" }, { "sink": "csv", "path": "o.csv" }' \
    '{ "id": "rows", "source": "csv", "path": "in/rows.csv" }, { "sink": "csv", "path": "o.csv", "from": "row" }'; do
    steps "$wrong" >wrong.json
    tell check wrong.json
    says "suggests: $wrong" 2 "did you mean"
done
tell run --set leest=3 in/inner.json
says "suggests: --set" 2 "did you mean 'least'"
tell rum in/inner.json
says "suggests: a command" 2 "did you mean 'run'"
