#!/usr/bin/env bash
# Secrets: one is given in every way there is, to a plugin that repeats it wherever it can (tests/plugins/keeper.c) and in
# definitions with every kind of mistake around it; then it is looked for in all that comes out: messages, logs, results,
# rejects, what was left behind, and the process list.
# shellcheck disable=SC2016  # ${name} in a definition is for leat to expand
. "$(dirname "$0")/lib.sh"
cd "$work"

canary=Kanarienvogel-7731
mkdir in
printf 'n,t\n1,one\n2,two\n' >in/rows.csv
printf '{ "leat": 1, "parameters": { "key": { "kind": "secret" } }, "steps": [\n{ "source": "csv", "path": "rows.csv" },\n{ "id": "kept", "transform": "keeper", "key": "${key}" } ] }\n' >in/inner.json
printf '{ "leat": 1, "steps": [\n{ "source": "csv", "path": "rows.csv" } ] }\n' >in/plain.json

# away NAME STATUS ARGUMENTS...: leat ends so with definition d.json, and the canary is nowhere
away() {
    local name=$1 expected=$2 status=0 found
    shift 2
    mkdir -p out
    CANARY=$canary timeout 60 "$LEAT" "$@" d.json --plugins "$BUILD/tests/plugins" --out out >stdout 2>stderr </dev/null || status=$?
    found=$(grep -rn "$canary" stdout stderr out in/*.csv || true)
    if [ "$status" -ne "$expected" ]; then
        not_ok "secrets/$name" "status $status, not $expected" "$(<stderr)"
    elif [ -n "$found" ]; then
        not_ok "secrets/$name" "$found"
    else
        ok "secrets/$name"
    fi
    rm -rf out
}

# define KEEPER [PARAMETERS [REJECTS]]: a definition around a keeper with these options
define() {
    printf '{ "leat": 1, %s %s "steps": [\n{ "source": "csv", "path": "in/rows.csv" },\n{ "transform": "keeper", %s },\n{ "sink": "csv", "path": "out.csv" } ] }\n' \
        "${2:+\"parameters\": { $2 \},}" "${3:+\"rejects\": { $3 \},}" "$1" >d.json
}

# ---- Each way in, and each way out of the plugin
declare -A ways=(
    [written]="\"key\": \"$canary\""
    [parameter]='"key": "${k}"'
    [environment]='"key": "${env:CANARY}"'
    ["in a list"]="\"key\": \"none\", \"doors\": [ { \"key\": \"other\" }, { \"key\": \"$canary\" } ]"
    ["within a text"]='"key": "user:${env:CANARY}@host"'
)
for way in written parameter environment "in a list" "within a text"; do
    given=()
    declared=
    if [ "$way" = parameter ]; then
        declared='"k": { "kind": "secret" }'
        given=(--set "k=$canary")
    fi
    for pair in nothing:0 log:0 open:2 option:2 fail:1 world:3 reject:1; do
        says=${pair%:*}
        for log in text json; do
            define "${ways[$way]}, \"says\": \"$says\"" "$declared"
            set -- run "${given[@]}"
            if [ $log = json ]; then set -- "$@" --log json; fi
            away "$way, the plugin says it: $says, $log" "${pair#*:}" "$@"
        done
    done
    for kind in csv json; do
        define "${ways[$way]}, \"says\": \"reject\"" "$declared" "\"path\": \"r.$kind\", \"limit\": 5"
        away "$way, rejects in $kind" 0 run "${given[@]}"
    done
    define "${ways[$way]}" "$declared"
    away "$way, verbose" 0 run -v "${given[@]}"
    away "$way, preview" 0 preview "${given[@]}"
    away "$way, check" 0 check "${given[@]}"
done
# ---- In a process of its own, and in a replay, whose corrections are rejected again with what the plugin says
for pair in nothing:0 log:0 option:2 fail:1 world:3 reject:1; do
    define "${ways[parameter]}, \"says\": \"${pair%:*}\"" '"k": { "kind": "secret" }'
    away "in a process of its own, the plugin says it: ${pair%:*}" "${pair#*:}" run --isolate -v --set "k=$canary"
done
define "${ways[environment]}, \"says\": \"reject\"" "" '"path": "r.csv", "limit": 5'
CANARY=$canary "$LEAT" run -q d.json --plugins "$BUILD/tests/plugins" --out rejected 2>stderr || true
sed 's/,one"/,uno"/; s/,two"/,due"/' rejected/r.csv >corrections.csv
same "secrets/there is something to correct" 1 "$(grep -c '"1,uno"' corrections.csv)"
away "a replay, rejects again" 0 replay -v --rejects corrections.csv
away "a replay, rejects again, as JSON" 0 replay -v --log json --rejects corrections.csv
away "a replay in a process of its own" 0 replay --isolate --rejects corrections.csv
define "${ways[environment]}, \"says\": \"fail\"" "" '"path": "r.csv", "limit": 5'
away "a replay that fails" 1 replay --rejects corrections.csv
sed -i '2s/^[^,]*,/other.csv,/' corrections.csv
away "a replay of corrections that are wrong" 2 replay --rejects corrections.csv

define '"key": "${k}"' "\"k\": { \"kind\": \"secret\", \"default\": \"$canary\" }"
away "a default" 0 run -v
define '"key": "${k}"' '"k": { "kind": "secret", "default": "${env:CANARY}" }'
away "a default of the environment" 0 run -v

# ---- Mistakes, whose line is shown; all of a definition in one line, so that each mistake shows all of it
line() { define "$@"; tr -d '\n' <d.json >one.json; mv one.json d.json; }
line "\"key\": \"$canary\", \"says\": \"nohing\""
away "a mistake beside a secret" 2 check
line "\"key\": [ \"$canary\" ]"
away "a secret of another shape" 2 check
line "\"key\": \"none\", \"doors\": [ \"$canary\" ]"
away "a secret that should stand in an object" 2 check
line "\"kye\": \"$canary\""
away "a secret under a misspelt key" 2 check
line "\"key\": \"none\", \"doors\": [ { \"kei\": \"$canary\" } ]"
away "a secret under a misspelt key in a list" 2 check
line "\"key\": \"none\", \"doors\": { \"key\": \"$canary\" }"
away "a secret in the wrong shape of a list" 2 check
for plugin in keepr csv; do
    line "\"key\": \"$canary\""
    sed -i "s/\"keeper\"/\"$plugin\"/" d.json
    away "a secret of a plugin that is not there: $plugin" 2 check
done
line "\"id\": \"a\", \"key\": \"$canary\""
sed -i 's/"source"/"id": "a", "source"/' d.json
away "a step's id used twice" 2 check
line "\"key\": \"$canary\""
sed -i 's/"leat"/"titel": "x", "leat"/' d.json
away "an unknown key of the definition" 2 check
line "\"key\": \"$canary\", \"from\": \"nobody\""
away "a step that is not there" 2 check
line '"key": "${k}"' "\"n\": { \"kind\": \"integer\", \"default\": \"x\" }, \"k\": { \"kind\": \"secret\", \"default\": \"$canary\" }"
away "a wrong parameter beside a secret one" 2 check
for kind in secrt SECRET; do
    line '"key": "none"' "\"k\": { \"kind\": \"$kind\", \"default\": \"$canary\" }"
    away "a secret parameter of a misspelt kind: $kind" 2 check
done
line '"key": "none"' "\"k\": { \"kind\": \"secret\", \"defalt\": \"$canary\" }"
away "a secret parameter's default under a misspelt key" 2 check
line '"key": "${k}"' "\"k\": { \"kind\": \"secret\", \"default\": [ \"$canary\" ] }"
away "a secret default of another shape" 2 check
line '"key": "none"' '"k": { "kind": "secret" }, "t": { "kind": "text", "default": "${k}" }'
away "a secret in a default" 2 check --set "k=$canary"
for place in '"title": "x", "from": "${k}"' '"says": "${k}"'; do
    line "\"key\": \"none\", $place" '"k": { "kind": "secret" }'
    away "a secret where none may stand: ${place%%:*}" 2 check --set "k=$canary"
done
line '"key": "none"' '"k": { "kind": "secret" }'
sed -i 's/out.csv/${k}.csv/' d.json
away "a secret in a path" 2 check --set "k=$canary"
define '"key": "${k}"' '"k": { "kind": "secret" }'
away "a secret that is not UTF-8" 2 check --set "k=$canary"$'\xff'
away "a setting of no parameter" 2 check --set "kk=$canary" --set "k=$canary"
away "a setting without a name" 2 check --set "=$canary"

# ---- Other definitions
inner() { printf '{ "leat": 1, "steps": [ { "pipeline": "in/%s.json", %s "set": { %s } }, { "sink": "csv", "path": "out.csv" } ] }\n' "$1" "${3:-}" "$2" >d.json; }
inner inner "\"key\": \"$canary\""
away "set for another definition" 0 run -v
inner inner '"key": "${env:CANARY}"'
away "set for another definition from the environment" 0 run -v
inner inner "\"key\": \"$canary\"" '"step": "none",'
away "set for another definition, whose step is not there" 2 check
inner inner "\"kye\": \"$canary\", \"key\": \"x\""
away "set for another definition by a misspelt name" 2 check
inner plain "\"key\": \"$canary\""
away "set for another definition that has no parameters" 2 check
inner gone "\"key\": \"$canary\""
away "set for another definition that is not there" 2 check

# ---- The process list, while the program waits for its input
mkfifo in/pipe
define '"key": "${k}"' '"k": { "kind": "secret" }'
sed -i 's#in/rows.csv#in/pipe#' d.json
"$LEAT" run d.json --set "k=$canary" --set="k=$canary" --plugins "$BUILD/tests/plugins" --out out -q >/dev/null 2>stderr &
process=$!
exec 9>in/pipe # returns when leat has opened the other end
listed=$(tr '\0' ' ' <"/proc/$process/cmdline")
printf 'n,t\n1,one\n' >&9
exec 9>&-
status=0
wait "$process" || status=$?
if [ "$status" -eq 0 ] && [[ $listed == *"--set k=****"* && $listed != *"$canary"* ]]; then
    ok "secrets/the process list"
else
    not_ok "secrets/the process list" "status $status" "$listed" "$(<stderr)"
fi
same "secrets/nothing of it is left" "" "$(grep -rl "$canary" in/*.csv out || true)"
