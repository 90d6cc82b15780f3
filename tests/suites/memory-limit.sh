#!/usr/bin/env bash
# --memory LIMIT: what must see all rows finds room in it, with the same bytes as without, or the run ends with status 3,
# says which step held how much and what to do, and leaves every target as it was.
. "$(dirname "$0")/lib.sh"
cd "$work"

awk 'BEGIN {
    print "id,name,pupils"
    for (i = 1; i <= 120000; i++) print i ",a name that is longer than twelve bytes " (i * 7919) % 50021 "," i % 900
}' >rows.csv

source='"source": "csv", "path": "rows.csv", "columns": { "id": "integer", "pupils": "integer" }'
definition() { echo "{ \"leat\": 1, \"steps\": [ $1, { \"sink\": \"csv\", \"path\": \"out.csv\" } ] }" >"$2.json"; }
definition "{ $source }, { \"transform\": \"filter\", \"where\": \"pupils > 100\" }" filter
definition "{ $source }, { \"transform\": \"sort\", \"by\": [\"name\", \"id\"] }" sort
definition "{ $source }, { \"transform\": \"window\", \"order\": \"name\", \"columns\": { \"before\": { \"previous\": \"id\" } } }" window
definition "{ $source }, { \"transform\": \"aggregate\", \"by\": [\"id\", \"name\"], \"first_seen\": true, \"measures\": { \"n\": \"count(*)\" } }" aggregate
definition "{ $source }, { \"transform\": \"aggregate\", \"by\": [\"id\", \"name\"], \"totals\": { \"name\": \"All\" } },
    { \"id\": \"again\", \"transform\": \"aggregate\", \"by\": [\"id\", \"name\"] }" totals
definition "{ \"id\": \"table\", $source }, { \"id\": \"rows\", $source }, { \"transform\": \"lookup\", \"with\": \"table\", \"on\": \"id\",
    \"columns\": { \"column\": \"name\", \"as\": \"other\" } }" lookup
definition "{ \"id\": \"table\", $source }, { \"id\": \"rows\", $source }, { \"transform\": \"join\", \"with\": \"table\", \"on\": \"id\",
    \"columns\": { \"column\": \"name\", \"as\": \"other\" } }" join
definition "{ $source }, { \"transform\": \"distinct\", \"by\": [\"id\", \"name\"] }" distinct
definition "{ $source }, { \"transform\": \"validate\", \"unique\": [[\"id\", \"name\"]] }" validate
definition "{ $source }, { \"transform\": \"derive\", \"columns\": { \"kind\": \"case when pupils % 2 = 0 then 'even' else 'odd' end\" } },
    { \"transform\": \"pivot\", \"by\": [\"id\", \"name\"], \"column\": \"kind\", \"values\": [\"even\", \"odd\"], \"measures\": { \"n\": \"sum(pupils)\" } }" pivot
definition "{ \"id\": \"rows\", $source }, { \"transform\": \"window\", \"order\": \"name\", \"columns\": { \"before\": { \"previous\": \"id\" } } },
    { \"sink\": \"csv\", \"path\": \"windowed.csv\" },
    { \"from\": \"rows\", \"transform\": \"aggregate\", \"by\": \"pupils\", \"measures\": { \"n\": \"count(*)\" } }" beside

# ---- Within the limit
for name in filter sort window lookup join distinct validate pivot; do
    "$LEAT" run -q "$name.json"
    mv out.csv good.csv
    status=0
    "$LEAT" run -q --memory 256M "$name.json" 2>stderr || status=$?
    if [ "$status" = 0 ] && cmp -s out.csv good.csv; then ok "memory-limit/$name/within"; else not_ok "memory-limit/$name/within" "status $status" "$(<stderr)"; fi
done
"$LEAT" run -q filter.json
mv out.csv good.csv
status=0
"$LEAT" run -q --threads 1 --memory 16M filter.json 2>stderr || status=$?
if [ "$status" = 0 ] && cmp -s out.csv good.csv; then ok "memory-limit/what keeps no rows needs little"; else not_ok "memory-limit/what keeps no rows needs little" "status $status" "$(<stderr)"; fi

# ---- Beyond it: which step holds the memory does not change from run to run, though how much does
beyond() { # NAME WHO DO [THREADS]: the message's end, whichever step it was that found no more
    local status=0
    echo before >out.csv
    "$LEAT" run -q --threads "${4:-2}" --memory 16M "$1.json" 2>stderr || status=$?
    if [ "$status" = 3 ] && [ "$(<out.csv)" = before ] && [ "$(find . -name '.*leat*' | wc -l)" = 0 ] && [ "$(grep -c '(the limit' stderr)" = 1 ] &&
        grep -qE "memory.*\(the limit of --memory, 16M, is reached; $2 [0-9]+\.[0-9]M( after [0-9,]+ rows)?; allow more, or $3\)" stderr; then
        ok "memory-limit/$1/beyond"
    else
        not_ok "memory-limit/$1/beyond" "status $status, out.csv: $(head -n 1 out.csv)" "$(<stderr)"
    fi
}
fewer="give it fewer rows and columns, by filter and select before it"
beyond window "step 2 \(window\) held" "$fewer"
beyond beside "step 2 \(window\) held" "$fewer" # the aggregate beside it holds something too
beyond aggregate "step 2 \(aggregate\) held" "$fewer"
beyond totals "(step 2|step 'again') \\(aggregate\\) held" "$fewer"
beyond lookup "the rows of step 'table' \(csv\), which are kept for another step, took" "leave out rows and columns by filter and select behind it"
beyond join "the rows of step 'table' \(csv\), which are kept for another step, took" "leave out rows and columns by filter and select behind it"
# A table of what was seen, which grows in the same callback as rows are given on.
beyond distinct "step 2 \(distinct\) held" "$fewer" 1
beyond validate "step 2 \(validate\) held" "$fewer" 1
beyond pivot "step 3 \(pivot\) held" "$fewer"

# ---- Limits that are none
for wrong in "" 512 1M 512MB 16m16 -16M 1.5G 99999999T; do
    status=0
    "$LEAT" run --memory "$wrong" sort.json 2>stderr || status=$?
    same "memory-limit/wrong/$wrong" "2 leat: --memory wants a number and its unit, K, M, G or T, such as 512M or 2G, of at least 16M, and was given '$wrong'" \
        "$status $(head -n 1 stderr)"
done
