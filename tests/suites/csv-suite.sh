#!/usr/bin/env bash
# csv-spectrum: every CSV file gives the rows that its JSON file has, and both sources read the same of both.
. "$(dirname "$0")/lib.sh"

suite=$REAL_DATA/csv-suite
if [ ! -d "$suite" ]; then
    skip "csv-suite" "the suite is not here (LEAT_REAL_DATA)"
    exit 0
fi

as_json() { # SOURCE FILE
    printf '{ "leat": 1, "steps": [ { "source": "%s", "path": "%s" }, { "sink": "json", "path": "-" } ] }\n' "$1" "$2" >"$work/d.json"
    "$LEAT" run -q "$work/d.json" 2>&1 || echo "status $?"
}

# JSON without the white space outside its texts.
plain() {
    awk '{
        for (i = 1; i <= length($0); i++) {
            c = substr($0, i, 1)
            if (escaped) escaped = 0
            else if (c == "\\") escaped = 1
            else if (c == "\"") inside = !inside
            if (inside || c !~ /[ \t\r]/) printf "%s", c
        }
    }
    END { print "" }'
}

for file in "$suite"/csvs/*.csv; do
    name=$(basename "$file" .csv)
    expected=$suite/json/$name.json
    same "csv-suite/$name" "$(plain <"$expected")" "$(as_json csv "$file" | plain)"
    same "csv-suite/$name/json alike" "$(as_json json "$expected")" "$(as_json csv "$file")"
done
