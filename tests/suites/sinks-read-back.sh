#!/usr/bin/env bash
# What the sinks csv and json write, the sources of the same names read back as it was: through CSV and through each layout
# of JSON, with 1, 2 and 8 threads, over more rows than one batch holds.
. "$(dirname "$0")/lib.sh"

columns='{ "text": "text", "n": "integer", "d": "decimal(38,6)", "r": "real", "yes": "boolean", "day": "date", "at": "timestamp" }'
cat >"$work/awkward.csv" <<'END'
text,n,d,r,yes,day,at
"a ""quoted"" text, with a comma",9223372036854775807,0.000001,0.1,true,0001-01-01,0001-01-01T00:00:00
"",-9223372036854775808,-12345678901234567890123456789012.345678,1e300,false,9999-12-31,9999-12-31T23:59:59.999999
,,,,,,
" spaces ",0,-0.5,5e-324,true,1969-12-31,1969-12-31T23:59:59.5
"two
lines",1,100,0.30000000000000004,false,2000-02-29,2000-02-29T12:00:00
=1+1,2,1e0,123456789.123,true,2015-09-01,2015-09-01T09:30:00
'é € 😀,3,2.5,-2.5,false,1900-02-28,1900-01-01T00:00:00.000001
END
sed -i 's/,1e0,/,1,/' "$work/awkward.csv"
{ cat "$work/awkward.csv"; seq 1 70000 | awk '{ print "row " $1 "," $1 "," $1 / 8 "," $1 / 3 ",true,2015-09-01,2015-09-01T09:30:00" }'; } >"$work/in.csv"

# carry NAME SOURCE INPUT SINK OUTPUT: from one file to the other
carry() {
    printf '{ "leat": 1, "steps": [ { %s, "path": "%s", "columns": %s }, { %s, "path": "%s" } ] }\n' \
        "$2" "$3" "$columns" "$4" "$5" >"$work/definition.json"
    if ! "$LEAT" run -q --threads "$threads" "$work/definition.json" 2>"$work/stderr"; then
        not_ok "$1" "$(<"$work/stderr")"
        return 1
    fi
}

# equal NAME FILE FILE
equal() { if cmp -s "$2" "$3"; then ok "$1"; else not_ok "$1" "$(diff "$2" "$3" | head -n 10)"; fi; }

csv_source='"source": "csv"' csv_sink='"sink": "csv", "formulas": "keep"'
for threads in 1 2 8; do
    at=sinks-read-back/$threads
    carry "$at/first" "$csv_source" in.csv "$csv_sink" "first$threads.csv" || continue
    equal "$at/threads" "$work/first1.csv" "$work/first$threads.csv"
    carry "$at/csv" "$csv_source" "first$threads.csv" "$csv_sink" second.csv &&
        equal "$at/csv" "$work/first1.csv" "$work/second.csv"
    for layout in records lines; do
        carry "$at/$layout" "$csv_source" in.csv "\"sink\": \"json\", \"layout\": \"$layout\"" "rows$threads.$layout" || continue
        equal "$at/$layout/threads" "$work/rows1.$layout" "$work/rows$threads.$layout"
        format=array
        if [ "$layout" = lines ]; then format=lines; fi
        carry "$at/$layout/back" "\"source\": \"json\", \"format\": \"$format\"" "rows$threads.$layout" "$csv_sink" second.csv &&
            equal "$at/$layout" "$work/first1.csv" "$work/second.csv"
    done
    carry "$at/columns" "$csv_source" in.csv '"sink": "json", "layout": "columns"' "columns$threads.json" &&
        equal "$at/columns/threads" "$work/columns1.json" "$work/columns$threads.json"
done

# Another reader agrees that it is JSON, and on the columns.
if ! skip_without python3 "sinks-read-back/python"; then
    if python3 - "$work/rows1.records" "$work/rows1.lines" "$work/columns1.json" 2>"$work/stderr" <<'END'
import json, sys
records = json.load(open(sys.argv[1], encoding="utf-8"))
lines = [json.loads(line) for line in open(sys.argv[2], encoding="utf-8")]
columns = json.load(open(sys.argv[3], encoding="utf-8"))
assert len(records) == 70007
assert records == lines
assert columns == {name: [row[name] for row in records] for name in records[0]}
END
    then ok "sinks-read-back/python"; else not_ok "sinks-read-back/python" "$(<"$work/stderr")"; fi
fi
