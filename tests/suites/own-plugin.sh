#!/usr/bin/env bash
# A plugin of one's own, as a stranger builds it: outside the tree, by one command, against the header alone; and the plugins
# of tests/abi, each role, loaded as binaries: as just built, and as they were frozen.
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

# ---- From nothing to a plugin with an option, as the README tells it: its commands, its lines and its definition.
mkdir -p "$work/new" && cd "$work/new"
ln -s "$root/include" "$root/samples" . && mkdir build && ln -s "$LEAT" build/leat
block() { awk -v want="$1" '/^```/ { if (inside) { inside = 0 } else { inside = 1; n++ } next } inside && n == want' section; }
sed -n "/^## A plugin of one's own/,/^## The source/p" "$root/README.md" >section
block 1 >first.sh
status=0
said=$(cd . && CC=${CC:-cc} bash -e first.sh 2>&1) || status=$?
same "own-plugin/README makes it" "0 yes" "$status $(grep -q '^transform shout' <<<"$said" && echo yes)"
block 2 >lines
mapfile -t parts < <(grep -v '^…' lines)
awk -v state="${parts[0]}" -v row="${parts[1]}" -v room="${parts[2]}" -v mark="${parts[3]}" '
    /^struct state/ { print state; next }
    /LEAT_REPLACED}};/ { sub(/};$/, ","); print; print row; next }
    /char \*room/ { print room; print mark; next }
    { print }' shout.c >edited.c && mv edited.c shout.c
block 3 >shout.json
{ grep '^cc ' first.sh && block 4; } >second.sh
status=0
said=$(bash -e second.sh 2>&1) || status=$?
same "own-plugin/README gives it an option" "0 PRIMARY!" "$status $(grep -o -m1 'PRIMARY!' out/shout.csv)"

# ---- The larger sample, a fold: the same rows for any number of threads, by the values and the order they came in.
cd "$work/far"
cp "$root/samples/plugins/top.c" .
# shellcheck disable=SC2086  # several words
if said=$(${CC:-cc} $flags -shared -fPIC -fvisibility=hidden -Iinclude -o top.so top.c 2>&1); then
    ok "own-plugin/top builds"
else
    not_ok "own-plugin/top builds" "$said"
fi
awk 'BEGIN { print "id,v"; for (i = 1; i <= 30000; i++) print i "," (i % 11 ? i * 7919 % 10007 : "") }' >many.csv
cat >top.json <<'JSON'
{ "leat": 1, "steps": [ { "source": "csv", "path": "many.csv", "columns": { "v": "integer" } },
    { "transform": "top", "column": "v", "rows": 5 }, { "sink": "csv", "path": "top.csv" } ] }
JSON
wanted=$(echo id,v && tail -n +2 many.csv | sort -t, -k2,2nr -k1,1n | sed -n 1,5p)
for threads in 1 2 8; do
    rm -f top.csv
    "$LEAT" run -q --check-batches --threads $threads --plugins . top.json || true
    same "own-plugin/top with $threads threads" "$wanted" "$(<top.csv)"
done

# ---- A binary of each role: a source by next and by cut, row-wise transforms, a fold, a sink. Those that were frozen stand in
# tests/abi/N, N being the interface's number; they are for the machine that they were built on.
frozen=()
for folder in "$root"/tests/abi/[0-9]*; do
    if ! [ -d "$folder" ] || [ "$(<"$folder/machine")" != "$(uname -m)" ]; then continue; fi
    cp -R "$folder" "$work/frozen-${folder##*/}" # in a clone their group may write them
    chmod -R go-w "$work/frozen-${folder##*/}"
    frozen+=("$work/frozen-${folder##*/}")
done
seq 1 9 | sed 's/$/,text/' >rows.txt
for abi in "$BUILD/tests/abi" "${frozen[@]}"; do
    for source in '"made", "rows": 9' '"pieces", "path": "rows.txt", "columns": { "number": "integer" }'; do
        name="own-plugin/abi ${abi##*/} ${source%%,*}"
        cat >abi.json <<JSON
{ "leat": 1, "steps": [ { "source": $source }, { "transform": "trip", "column": "number", "fail": [ 99 ] },
    { "transform": "hold", "when": "number = 3", "as": "place" }, { "transform": "buckets", "keys": "number", "buckets": 1 },
    { "sink": "report", "path": "abi.txt", "parts": [ { "name": "all" } ] } ] }
JSON
        status=0
        said=$("$LEAT" run -q --plugins "$abi" abi.json 2>&1) || status=$?
        same "$name" "0  9" "$status $said $(grep -o '^-- all: .*' abi.txt | tr -dc 0-9)"
    done
    # Each of them was loaded from there and from nowhere else; none may go missing.
    for plugin in made pieces trip hold buckets report; do
        listed=$("$LEAT" plugins --plugins "$abi" "$plugin" 2>&1) || true
        same "own-plugin/abi ${abi##*/} has $plugin" yes "$(grep -q "^$abi/$plugin.so" <<<"$listed" && echo yes)"
    done
done
