#!/usr/bin/env bash
# Damaged definitions, made of the good ones by a seeded script: each is an error with a place and status 2 or 3, or `check`
# accepts it and `run` comes to its rows; none ends in a crash.
. "$(dirname "$0")/lib.sh"
mkdir "$work/pipelines"
cp -R "$root/samples" "$work/samples"
cd "$work/pipelines"
told=0 accepted=0

judge() { # SEED DEFINITION
    local name=damaged-$1.json status=0 said run=0
    awk -v seed="$1" -f "$root/tests/suites/damaged.awk" "$2" >"$name"
    said=$(timeout 60 "$LEAT" check "$name" 2>&1 >/dev/null </dev/null) || status=$?
    if [ $status -eq 0 ]; then
        said=$(timeout 60 "$LEAT" run -q --out ../out "$name" 2>&1 >/dev/null </dev/null) || run=$?
        if [ $run -le 1 ]; then
            accepted=$((accepted + 1))
        else
            not_ok "damaged/$1" "check accepted it, and run ended with status $run" "$said" "$(diff "$2" "$name" || true)"
        fi
    elif { [ $status -eq 2 ] || [ $status -eq 3 ]; } && [[ $said =~ $name:[0-9]+ ]]; then
        told=$((told + 1))
    else
        not_ok "damaged/$1" "status $status" "$said" "$(diff "$2" "$name" || true)"
    fi
    rm "$name"
}

for ((seed = 1; seed <= 120; seed++)); do
    for definition in "$root"/pipelines/kpi14-*.json; do judge $seed "$definition"; done
done
echo "# $told told with a place, $accepted still right"
if [ $((told + accepted)) -ge 200 ]; then ok damaged/all; else not_ok damaged/all "$told told, $accepted accepted"; fi
