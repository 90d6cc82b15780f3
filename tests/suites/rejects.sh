#!/usr/bin/env bash
# Rejects by the thousand: one row in a hundred is bad, in as many ways as there are, and every row is accounted for; each
# reject's byte is where its record stands; the same with any number of threads. Then all are corrected, and replayed.
# LEAT_ROWS: how many rows, a million by default, and fewer under a sanitizer.
. "$(dirname "$0")/lib.sh"
cd "$work"
if [ -n "$SAN" ]; then rows=${LEAT_ROWS:-100000}; else rows=${LEAT_ROWS:-1000000}; fi

# The good file, and the same with every hundredth record spoilt: a cell that is no number, fields missing or too many, a stray
# quote, a value out of range, a key that divides by nothing. Some texts hold line ends and letters of two bytes.
awk -v rows="$rows" 'BEGIN {
    print "id,name,grade,pupils" >"good.csv"
    print "id,name,grade,pupils" >"in.csv"
    for (id = 1; id <= rows; id++) {
        name = id % 7 ? "Ysgol G\303\273yr " id : "\"St Budeaux\n" id ", \"\"Infants\"\"\""
        grade = id % 4 + 1
        pupils = id * 31 % 997 + 1
        good = id "," name "," grade "," pupils
        print good >"good.csv"
        if (id % 100 != 37) { print good >"in.csv"; continue }
        kind = int(id / 100) % 6
        if (kind == 0) print id "x," name "," grade "," pupils >"in.csv"
        if (kind == 1) print id "," name "," grade >"in.csv"
        if (kind == 2) print id "," name "," grade "," pupils "," pupils >"in.csv"
        if (kind == 3) print id ",a \" quote," grade "," pupils >"in.csv"
        if (kind == 4) print id "," name ",9," pupils >"in.csv"
        if (kind == 5) print id "," name "," grade ",0" >"in.csv"
    }
}'
cat >return.json <<'JSON'
{ "leat": 1, "parameters": { "file": { "kind": "path", "default": "in.csv" } }, "rejects": { "path": "rejects.csv" }, "steps": [
    { "source": "csv", "path": "${file}", "columns": { "id": "integer", "grade": "integer", "pupils": "integer" } },
    { "transform": "validate", "columns": { "grade": { "least": 1, "most": 4 } } },
    { "id": "rows", "transform": "derive", "columns": { "share": "cast(1000 / pupils as decimal(12,3))" } },
    { "transform": "aggregate", "by": "grade", "measures": { "schools": "count(*)", "pupils": "sum(pupils)", "share": "sum(share)" } },
    { "sink": "csv", "path": "grades.csv" }, { "sink": "csv", "path": "rows.csv", "from": "rows" },
    { "sink": "json", "path": "rows.json", "from": "rows" } ] }
JSON
differs=""
for threads in 1 2 8; do
    status=0
    "$LEAT" run --log json --threads $threads --out out$threads return.json >said 2>&1 || status=$?
    [ $status -eq 0 ] || differs+="$threads threads: status $status"
    diff -rq out1 out$threads >said.diff || differs+=$(<said.diff)
done
same "rejects/same bytes" "" "$differs"
bad=$((rows / 100 + (rows % 100 >= 37)))
same "rejects/every row is accounted for" "$rows in, $((rows - bad)) good, $bad bad" \
    "$rows in, $(grep -c '^  {' out1/rows.json) good, $(grep -o '"rejected":[0-9]*' said | head -n 1 | cut -d: -f2) bad"
same "rejects/books of the steps" "$bad" "$(grep -o '"rejected":[0-9]*' said | sed 1d | cut -d: -f2 | paste -sd+ | bc)"

# One line each, as no record has two reasons here. In the file's bytes, the record stands at its byte and on its line, and
# takes as many bytes as its mark says; the columns say which column, value, rule and reason.
if ! skip_without python3 "rejects/places"; then
    said=$(python3 - <<'PY'
import csv
source = open("in.csv", "rb").read()
rows = list(csv.DictReader(open("out1/rejects.csv", newline="")))
wrong = []
last, line, counted = -1, 1, 0  # the line at the byte counted
for row in rows:
    byte, size = int(row["byte"]), int(row["mark"].split("-")[0])
    line, counted = line + source.count(b"\n", counted, max(byte, counted)), max(byte, counted)
    record = source[byte:byte + size]
    if record != row["record"].encode() or source[byte + size:byte + size + 1] != b"\n" or (byte and source[byte - 1:byte] != b"\n"):
        wrong.append(f"record at {byte}")
    if line != int(row["line"]) or not row["file"].endswith("in.csv") or not row["reason"] or not row["step"]:
        wrong.append(f"line {line}: {row}")
    if not row["rule"].startswith("return.json:") or byte <= last:
        wrong.append(f"rule or order: {row}")
    last = byte
print(len(rows), *wrong[:3])
PY
    )
    same "rejects/places" "$bad" "$said"

    # Each record corrected, as somebody does in a spreadsheet, whose lines end as on Windows and begin with a mark.
    python3 - <<'PY'
import csv
good = {row["id"]: row for row in csv.DictReader(open("good.csv", newline=""))}
rows = list(csv.DictReader(open("out1/rejects.csv", newline="")))
lines, at = {}, open("good.csv", newline="")
reader = csv.reader(at)
with open("corrections.csv", "w", newline="", encoding="utf-8-sig") as out:
    writer = csv.DictWriter(out, ["mark", "record", "reason", "file", "byte", "line"], extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        key = row["record"].split(",")[0].rstrip("x")
        record = good[key]
        name = record["name"]
        if "\n" in name or '"' in name or "," in name:
            name = '"' + name.replace('"', '""') + '"'
        row["record"] = ",".join([key, name, record["grade"], record["pupils"]])
        writer.writerow(row)
PY
    cp in.csv before.csv
    differs=""
    "$LEAT" run -q --set file=good.csv --out wanted return.json >said 2>&1 || differs+="$(<said)"
    for threads in 1 8; do
        "$LEAT" replay -q --threads $threads --out replayed$threads return.json --rejects corrections.csv >said 2>&1 || differs+="$(<said)"
        diff -r wanted replayed$threads >said 2>&1 || differs+="$(head -n 5 said)"
    done
    cmp -s in.csv before.csv || differs+="the file was written"
    same "rejects/all corrected is the return of the good file" "" "$differs"
fi
