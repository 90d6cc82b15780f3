#!/usr/bin/env bash
# A plugin of one's own, as a stranger builds it: outside the tree, by one command, against the header alone; and the plugins
# under tests/abi, a role each, loaded as they are.
. "$(dirname "$0")/lib.sh"

same "own-plugin/under thirty lines" yes "$([ "$(wc -l <"$root/samples/plugins/capitals.c")" -lt 30 ] && echo yes)"
mkdir -p "$work/far/include"
cp -R "$root/include/leat" "$work/far/include"
cp "$root/samples/plugins/capitals.c" "$work/far"
cd "$work/far"
for flags in "-std=c11" "-std=c17" "-std=c17 -O3 -Wall -Wextra -Wpedantic -Werror"; do
    # shellcheck disable=SC2086  # several words
    if said=$(${CC:-cc} $flags -shared -fPIC -fvisibility=hidden -Iinclude -o capitals.so capitals.c 2>&1); then
        ok "own-plugin/builds with $flags"
    else
        not_ok "own-plugin/builds with $flags" "$said"
    fi
done
printf 'name,town\nada,Plymouth\n,Devon\n"é, long enough for a buffer",x\n' >in.csv
cat >capitals.json <<'JSON'
{ "leat": 1, "steps": [ { "source": "csv", "path": "in.csv" }, { "transform": "capitals", "column": "name" },
    { "sink": "csv", "path": "out.csv" } ] }
JSON
status=0
said=$(LEAT_PLUGIN_PATH=. "$LEAT" run -q capitals.json 2>&1) || status=$?
same "own-plugin/works" "0 " "$status $said"
same "own-plugin/gives" $'name,town\nADA,Plymouth\n,Devon\n"éLONG",x' "$(sed 's/é, LONG ENOUGH FOR A BUFFER/éLONG/' out.csv)"
sed 's/"name"/"nane"/' capitals.json >wrong.json
said=$(LEAT_PLUGIN_PATH=. "$LEAT" check wrong.json 2>&1) || true
same "own-plugin/mistakes are told" 1 "$(grep -c "did you mean 'name'" <<<"$said")"

# ---- A binary of each role: a source by next and by cut, a row-wise transform, a fold, a sink, as files alone.
abi=$BUILD/tests/plugins
if compgen -G "$root/tests/abi/*.so" >/dev/null; then abi=$root/tests/abi; fi
seq 1 9 | sed 's/$/,text/' >rows.txt
for source in '"made", "rows": 9' '"pieces", "path": "rows.txt", "columns": { "number": "integer" }'; do
    cat >abi.json <<JSON
{ "leat": 1, "steps": [ { "source": $source }, { "transform": "trip", "column": "number", "fail": [ 99 ] },
    { "transform": "hold", "when": "number = 3", "as": "place" }, { "transform": "buckets", "keys": "number", "buckets": 1 },
    { "sink": "report", "path": "abi.txt", "parts": [ { "name": "all" } ] } ] }
JSON
    status=0
    said=$("$LEAT" run -q --plugins "$abi" abi.json 2>&1) || status=$?
    same "own-plugin/abi ${source%%,*}" "0  9" "$status $said $(grep -o '^-- all: .*' abi.txt | tr -dc 0-9)"
done
