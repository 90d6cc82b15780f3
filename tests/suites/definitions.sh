#!/usr/bin/env bash
# What a definition may say of files and other definitions: pipelines inside pipelines, --out, paths that clash, encodings.
# shellcheck disable=SC2016  # ${name} in a definition is for leat to expand
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

steps '{ "pipeline": "in/inner.json", "set": { "leest": 3 } }, { "sink": "csv", "path": "o.csv" }' >wrong.json
tell check wrong.json
says "pipeline without such a parameter: the nearest" 2 "did you mean 'least'?"
sed 's/"sink"/"id": "away", "sink"/' in/inner.json >in/named.json
steps '{ "pipeline": "in/named.json", "step": "away" }, { "sink": "csv", "path": "o.csv" }' >wrong.json
tell check wrong.json
says "pipeline of a sink" 2 "wrong.json:1:64: 'away' is a sink in in/named.json: it gives no rows"
steps '{ "sink": "csv", "path": "o.csv" }' >in/sinks.json
steps '{ "pipeline": "in/sinks.json" }, { "sink": "csv", "path": "o.csv" }' >wrong.json
tell check wrong.json
says "pipeline that gives no rows" 2 "no step of in/sinks.json gives rows"
for path in in/iner.json in ""; do
    steps "{ \"pipeline\": \"$path\" }, { \"sink\": \"csv\", \"path\": \"o.csv\" }" >wrong.json
    tell check wrong.json
    says "pipeline that is not there, told where it is named: '$path'" 2 "wrong.json:1:39: "
done
ln -s . in/self
steps '{ "pipeline": "self/round.json" }' >in/round.json
steps '{ "pipeline": "in/round.json" }, { "sink": "csv", "path": "o.csv" }' >wrong.json
tell check wrong.json
says "pipeline of itself by another path" 2 "takes itself in"
# The source called n is read by a sink alone; "n" below is a column.
steps '{ "id": "n", "source": "csv", "path": "gone.csv" }, { "sink": "csv", "path": "never.csv" }, { "source": "csv", "path": "rows.csv" }, { "id": "sorted", "transform": "sort", "by": ["n"] }' >in/chance.json
cp in/rows.csv in/gone.csv
steps '{ "pipeline": "in/chance.json", "step": "sorted" }, { "sink": "csv", "path": "chance.csv" }' >chance.json
tell run chance.json
says "pipeline with a text that is an id by chance" 0 "sorted"
same "definitions/pipeline with a text that is an id by chance: only what is needed is read" "" "$(grep "'n'" <<<"$said" || true)"

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

# What check passes, run accepts up to the first row.
mkfifo in/pipe
ln -s rows.csv in/link
cp in/rows.csv in/other.csv
long=$(printf 'x%.0s' {1..300})
for path in in in/pipe in/link /dev/full in/rows.csv/below.csv "$long.csv"; do
    steps "{ \"source\": \"csv\", \"path\": \"in/other.csv\" }, { \"sink\": \"csv\", \"path\": \"$path\" }" >wrong.json
    tell check wrong.json
    checked=$status
    tell run wrong.json
    same "definitions/check and run agree: writing ${path:0:20}" "3 3" "$checked $status"
done
echo '{ "leat": 1, "rejects": { "path": "folder.csv" }, "steps": [ '"$source"', { "sink": "csv", "path": "o.csv" } ] }' >wrong.json
mkdir folder.csv
tell check wrong.json
says "check sees a folder where the rejects go" 3 "there is a folder of that name"
for path in new/ . in/..; do
    steps "$source, { \"sink\": \"csv\", \"path\": \"$path\" }" >wrong.json
    tell check --out all wrong.json
    says "a folder's path to write: $path" 2 "names a folder"
done
mkdir real
ln -s real linked
steps "$source"', { "sink": "csv", "path": "real/out.csv" }, { "sink": "json", "path": "linked/out.csv" }' >wrong.json
tell check wrong.json
says "one file by two paths" 2 "linked/out.csv is written twice"
echo '{ "leat": 1, "rejects": { "path": "linked/out.csv" }, "steps": [ '"$source"', { "sink": "csv", "path": "real/out.csv" } ] }' >wrong.json
tell check wrong.json
says "one file by two paths: rejects" 2 "is written twice"

# ---- Several definitions: what one wrote, no other overwrites
steps "$source"', { "sink": "csv", "path": "one/twice.csv" }' >one.json
steps "$source"', { "sink": "json", "path": "two/twice.csv" }' >two.json
tell run -q one.json two.json
same "definitions/several, outputs apart" "0" "$status"
tell run -q --out both one.json two.json
says "several, --out brings outputs together" 2 "both/twice.csv is written by one.json as well"
same "definitions/several, the first stands" "n,t 1,one 2,two 3,three" "$(xargs <both/twice.csv)"
tell check --out both one.json two.json
says "several, check finds it too" 2 "both/twice.csv is written by one.json as well"
steps "$source"', { "sink": "csv", "path": "-" }' >out.json
tell run -q out.json out.json
says "several, standard output twice" 2 'standard output ("-") is written by out.json as well'
tell run -q --set least=3 /dev/fd/3 3< <(sed "s#rows.csv#$work/in/rows.csv#; s#never.csv#-#" in/inner.json)
says "a definition through a pipe, with --set" 0 "3,three"

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

# ---- One mistake, one message
for wrong in '{ "id": "rows", "source": "csv", "path": "in/rows.csv" }, { "transform": "filter", "where": "n > 1", "from": "row" }, { "sink": "csv", "path": "o.csv" }' \
    "$source"', { "sink": "csv", "path": "o.csv", "from": [] }' \
    "$source"', { "transform": "fliter", "where": "n > 1" }, { "sink": "csv", "path": "o.csv" }'; do
    steps "$wrong" >wrong.json
    tell check wrong.json
    same "definitions/one mistake, one message: $wrong" "1" "$(grep -c '^wrong.json:' <<<"$said")"
done
echo '{ "leat": 1, "parameters": { "m": { "kind": "intger", "default": 1 } }, "steps": [ '"$source"', { "transform": "filter", "where": "n > ${m}" }, { "sink": "csv", "path": "o.csv" } ] }' >wrong.json
tell check wrong.json
says "a wrong declaration is told" 2 "did you mean 'integer'?"
same "definitions/a wrong declaration is told, its use is not" "1" "$(grep -c '^wrong.json:' <<<"$said")"
echo '{ "leat": 1, "parameters": { "m": { "kind": "secrt", "default": "hunter2" } }, "steps": [ '"$source"', { "sink": "csv", "path": "o.csv" } ] }' >wrong.json
tell check wrong.json
same "definitions/what may be a secret is not shown" "" "$(grep hunter2 <<<"$said" || true)"
echo '{ "leat": 1, "parameters": { "m": { "kind": "secret", "default": "hunter2" } }, "steps": [ '"$source"', { "transform": "filter", "where": "t = ${m}" }, { "sink": "csv", "path": "o.csv" } ] }' >wrong.json
tell check wrong.json
says "a secret in an expression" 2 "the parameter 'm' is a secret, which may not stand here"
steps "$source"', { "transform": "filter", "where": "t = ${env:HOME}" }, { "sink": "csv", "path": "o.csv" }' >wrong.json
tell check wrong.json
says "the environment in an expression" 2 'declare a parameter with the default "${env:HOME}"'
for limit in 1.5 '"5"' -1; do
    echo '{ "leat": 1, "rejects": { "path": "r.csv", "limit": '"$limit"' }, "steps": [ '"$source"', { "sink": "csv", "path": "o.csv" } ] }' >wrong.json
    tell check wrong.json
    says "a limit that is none: $limit" 2 "must be a whole number, 0 or more"
done
steps "$source"', { "transform": "csv" }, { "sink": "csv", "path": "o.csv" }' >wrong.json
tell check wrong.json
says "a plugin's roles" 2 "'csv' is no transform (it is a source and a sink)"
steps "$source"', { "sink": "parquet", "path": "o.csv" }' >wrong.json
tell check wrong.json
says "plugins of the role alone are suggested" 2 "(there are 'csv', 'ees', 'excel', 'html' and 'json')"

# ---- A preview of what is not finished
steps "$source" >begun.json
tell preview begun.json
says "preview of rows that nobody reads yet" 0 "three"
steps '{ "source": "csv", "path": "in/rows.csv", "columns": { "t": "date" } }' >begun.json
tell preview begun.json
says "preview tells that rows are missing" 0 "3 rows were rejected"

# ---- Paths that what is set leads out of their folder
mkdir -p lead/in lead/out beside
cp in/rows.csv lead/in/rows.csv
cp in/rows.csv beside/rows.csv
lead() { # PARAMETERS SOURCE SINK [REJECTS]
    printf '{ "leat": 1, "parameters": { %s }, %s "steps": [ { "source": "csv", "path": "%s" }, { "sink": "csv", "path": "%s" } ] }\n' \
        "$1" "${4:+\"rejects\": { \"path\": \"$4\" \},}" "$2" "$3" >lead/d.json
}
out_of() { echo "leads '$1' out of its folder"; } # PATH
text='"n": { "kind": "text", "default": "rows" }'
lead "$text" 'in/${n}.csv' 'out/${n}.csv'
for value in rows below/../rows ./rows; do
    tell check --set n=$value lead/d.json
    says "a text set within its folder: $value" 0 ""
done
for value in ../../beside/rows "$work/beside/rows" ../rows; do
    lead "$text" 'in/${n}.csv' out/o.csv
    tell check --set "n=$value" lead/d.json
    says "a text set leads an input out: ${value##"$work"}" "$([ "${value:0:1}" = / ] && echo 3 || echo 2)" "$([ "${value:0:1}" = / ] && echo 'there is no such file' || echo "out of its folder")"
    lead "$text" in/rows.csv '${n}.csv'
    tell run --set "n=$value" lead/d.json
    says "a text set leads an output out: ${value##"$work"}" 2 "lead/d.json:1:"
    lead "$text" in/rows.csv out/o.csv '${n}.csv'
    tell run --set "n=$value" lead/d.json
    says "a text set leads the rejects out: ${value##"$work"}" 2 "$(out_of "$value.csv")"
    lead "$text" in/rows.csv '${n}.csv'
    tell check --allow-outside --set "n=$value" lead/d.json
    says "--allow-outside: ${value##"$work"}" 0 ""
done
same "definitions/what was led out was not written" "rows.csv" "$(ls beside)"
lead "$text" '../beside/${n}.csv' '../beside/new/${n}.csv'
tell check --set n=rows lead/d.json
says "the definition's own path may lead anywhere" 0 ""
tell check --set n=../../d lead/d.json
says "but what is set leads it no further" 2 "--allow-outside"
lead '"n": { "kind": "text", "default": "../beside/rows" }' '${n}.csv' out/o.csv
tell check lead/d.json
says "a default is the definition's own" 0 ""
lead '"n": { "kind": "path", "default": "in/rows.csv" }' '${n}' out/o.csv
tell check --set n=beside/rows.csv lead/d.json
says "a path that is set as one may lead anywhere" 0 ""
lead '"n": { "kind": "path", "default": "in" }, "m": { "kind": "text" }' '${n}/${m}' out/o.csv
tell check --set n=beside --set m=rows.csv lead/d.json
says "a text behind a path that is set" 0 ""
tell check --set n=beside --set m=../in/rows.csv lead/d.json
says "a text leads a path that is set out" 2 "$(out_of "$work/beside/../in/rows.csv")"
lead '"n": { "kind": "text", "default": "${env:LEAD}" }' '${n}.csv' 'out/${env:LEAD}'
LEAD=../beside/rows tell check lead/d.json
says "the environment leads an input out" 2 "$(out_of ../beside/rows.csv)"
LEAD=in/rows tell check lead/d.json
says "the environment within the folder" 0 ""
lead '"n": { "kind": "path", "default": "${env:LEAD}" }' '${n}' out/o.csv
LEAD=../beside/rows.csv tell check lead/d.json
says "the environment leads a default out" 2 "lead/d.json:1:"
printf '{ "leat": 1, "parameters": { "n": { "kind": "path" } }, "steps": [ { "source": "csv", "path": "${n}" } ] }\n' >lead/inner.json
passes() { printf '{ "leat": 1, "parameters": { "n": { "kind": "text", "default": "inner" } }, "steps": [ { "pipeline": "%s", "set": { "n": "%s" } }, { "sink": "csv", "path": "o.csv" } ] }\n' "$1" "$2" >lead/d.json; }
passes inner.json '../beside/rows.csv'
tell check lead/d.json
says "a path that one definition gives another" 0 ""
passes inner.json '${n}.csv'
tell check --set n=../beside/rows lead/d.json
says "what is set leads a path for another definition out" 2 "$(out_of ../beside/rows.csv)"
passes '${n}.json' in/rows.csv
tell check --set n=../lead/inner lead/d.json
says "what is set names the same folder" 0 ""
tell check --set n=../b lead/d.json
says "what is set leads to another definition" 2 "$(out_of ../b.json)"
