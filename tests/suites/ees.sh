#!/usr/bin/env bash
# The pair of files that the sink ees writes, read back and checked again by another program, on the sample, the published
# file and made rows; and made rows that are wrong somewhere far down.
. "$(dirname "$0")/lib.sh"
cd "$work"

# The rules once more, in Python: of the pair, and of what the published rows say.
cat >check.py <<'PYTHON'
import csv, io, re, sys

data_path, meta_path, source_path, authority = sys.argv[1:5]
wrong = []

def table(path):
    raw = open(path, "rb").read()
    if raw.startswith(b"\xef\xbb\xbf"):
        wrong.append(path + " begins with a byte order mark")
    if b"\r" in raw or not raw.endswith(b"\n"):
        wrong.append(path + " has lines that do not end in LF")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8"), newline="")))
    if len({len(row) for row in rows}) != 1:
        wrong.append(path + " has rows of different lengths")
    return rows[0], [dict(zip(rows[0], row)) for row in rows[1:]]

names, rows = table(data_path)
meta_names, meta = table(meta_path)
wanted = "col_name col_type label indicator_grouping indicator_unit indicator_dp filter_hint filter_grouping_column".split()
if meta_names not in (wanted, wanted + ["filter_default"]):
    wrong.append("the meta file's columns are " + ", ".join(meta_names))

geography = {
    "National": ["country_code", "country_name"], "Regional": ["region_code", "region_name"],
    "Local authority": ["new_la_code", "old_la_code", "la_name"] }
known = ["time_period", "time_identifier", "geographic_level"] + sum(geography.values(), [])
filters = [line for line in meta if line["col_type"] == "Filter"]
indicators = [line for line in meta if line["col_type"] == "Indicator"]
described = [line["col_name"] for line in meta]
if len(filters) + len(indicators) != len(meta) or not indicators:
    wrong.append("col_type")
if names != [name for name in known if name in names] + [line["col_name"] for line in filters + indicators]:
    wrong.append("the data's columns are " + ", ".join(names))
if any(not re.fullmatch("[a-z][a-z0-9_]*", name) for name in names):
    wrong.append("names")
if len({line["label"] for line in meta}) != len(meta) or any(not line["label"] for line in meta):
    wrong.append("labels")
for line in filters:
    values = {row[line["col_name"]] for row in rows}
    if line["indicator_unit"] or line["indicator_dp"] or line["indicator_grouping"]:
        wrong.append("a filter described as an indicator")
    if line["filter_grouping_column"] and line["filter_grouping_column"] not in [other["col_name"] for other in filters]:
        wrong.append("filter_grouping_column")
    if len(values) < 2 or any(not value or value != value.strip() or value in ("NULL", "NA") for value in values):
        wrong.append("values of filter " + line["col_name"])
    if (line.get("filter_default") or "Total") not in values:
        wrong.append("no default of " + line["col_name"])
for line in indicators:
    if line["filter_hint"] or line["filter_grouping_column"] or line.get("filter_default"):
        wrong.append("an indicator described as a filter")
    if line["indicator_unit"] not in ("", "%", "pp", "£", "£m", "numberstring") or not re.fullmatch("[0-9]+", line["indicator_dp"]):
        wrong.append("unit or decimals of " + line["col_name"])
    for row in rows:
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?|z|x|c|low|k|u", row[line["col_name"]]):
            wrong.append("%s is %r" % (line["col_name"], row[line["col_name"]]))

keys = [tuple(row[name] for name in names if name not in [line["col_name"] for line in indicators]) for row in rows]
if len(set(keys)) != len(keys):
    wrong.append("a row twice")
for row in rows:
    period = row["time_period"]
    consecutive = len(period) == 6 and (int(period[2:4]) + 1) % 100 == int(period[4:])
    if not (re.fullmatch("[0-9]{4}", period) and row["time_identifier"] == "Calendar year" or
            row["time_identifier"] == "Academic year" and consecutive):
        wrong.append("time " + period + " " + row["time_identifier"])
    level = row["geographic_level"]
    for column in geography["National"] + geography[level]:
        if not row[column]:
            wrong.append(level + " without " + column)
    filled = {"National": [], "Regional": ["Regional"], "Local authority": ["Regional", "Local authority"]}[level]
    for other in ("Regional", "Local authority"):
        if other not in filled and any(row[column] for column in geography[other] if column in row):
            wrong.append(level + " with the columns of " + other)
if len({row["time_identifier"] for row in rows}) != 1:
    wrong.append("times are mixed")

# The published rows of the same areas: the numbers as they stand there, percentages from them.
if source_path:
    with open(source_path, encoding="utf-8-sig", newline="") as file:
        published = list(csv.DictReader(file))
    regions = {row["region_code"] for row in published if row["old_la_code"] == authority}
    wanted = {}
    for row in published:
        if row["geographic_level"] == "National" or row["region_code"] in regions and (
                row["geographic_level"] == "Regional" or row["old_la_code"] == authority):
            key = tuple(row[name] for name in known + ["breakdown_topic", "breakdown"])
            wanted[key] = []
            for whole, part in (("plans_issued_den", "plans_issued_within_20_weeks"), ("plans_issued_den_ex", "plans_issued_20_weeks_ex")):
                whole, part = row[whole], row[part]
                if whole.isdigit() and part.isdigit():
                    tenths = (2000 * int(part) + int(whole)) // (2 * int(whole)) if int(whole) else None
                    share = "z" if tenths is None else ("%d.%d" % divmod(tenths, 10)).replace(".0", "")
                else:
                    share = None # a symbol: either one's
                wanted[key].append((whole, part, share))
    if len(wanted) != len(rows):
        wrong.append("%d rows, and %d are published" % (len(rows), len(wanted)))
    for row in rows:
        got = [(row["plans_issued"], row["plans_issued_in_time"], row["plans_in_time_percent"]),
               (row["plans_without_exceptions"], row["plans_without_exceptions_in_time"], row["plans_without_exceptions_in_time_percent"])]
        expected = wanted.get(tuple(row[name] for name in known + ["breakdown_topic", "breakdown"]), [])
        same = len(expected) == 2 and all(g[:2] == e[:2] and (g[2] == e[2] if e[2] else g[2] in e[:2]) for g, e in zip(got, expected))
        if not same:
            wrong.append("%r, and published are %r" % (got, expected))
print("\n".join(wrong[:10]))
sys.exit(bool(wrong))
PYTHON

feed=$root/pipelines/send-20-weeks-published.json
checked() { # NAME SOURCE AUTHORITY
    if ! "$LEAT" run -q --out "$1" "$feed" --set "timeliness=$2" --set "authority=$3" 2>errors; then
        not_ok "ees/$1/$3" "$(<errors)"
    elif skip_without python3 "ees/$1/$3"; then
        return
    elif python3 check.py "$1/send-20-weeks.csv" "$1/send-20-weeks.meta.csv" "$2" "$3" >found 2>&1; then
        ok "ees/$1/$3"
    else
        not_ok "ees/$1/$3" "$(head -n 20 found)"
    fi
}
for authority in 879 880 851; do checked sample "$root/samples/published/ehcp_timeliness.csv" $authority; done
if real=$REAL_DATA/education/ehcp_timeliness_20_week.csv && [ -r "$real" ]; then
    for authority in 879 201 204 838; do checked published "$real" $authority; done
else
    skip "ees/published" "the published file is not here (LEAT_REAL_DATA)"
fi

# -- Made rows, over several batches ----------------------------------------------------------------------------------

awk 'BEGIN {
    print "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,kind,of_kind,pupils"
    for (id = 1; id <= 150000; id++) {
        regional = id % 3 == 0
        printf "%d%02d,Academic year,%s,E92000001,England,%s,kind %d,%s,%s\n", 2000 + id % 20, (id + 1) % 20 ? id % 20 + 1 : 20,
            regional ? "Regional" : "National", regional ? "E1200000" id % 9 + 1 ",Region " id % 9 : ",",
            int(id / 20) % 50, id <= 20 ? "Total" : "value " id, id % 17 ? id * 7 % 1001 : "c"
    }
}' | sed 's/,kind 0,/,Total,/' >made.csv
definition='{ "leat": 1, "steps": [
    { "source": "csv", "path": "%s", "columns": { "time_period": "integer", "pupils": { "kind": "integer", "symbols": ["c", ":"] } } },
    { "sink": "ees", "path": "pupils.csv", "meta": "pupils.meta.csv", "columns": { "of_kind": { "filter_grouping_column": "kind" } } } ] }\n'
# shellcheck disable=SC2059
printf "$definition" made.csv >made.json
for threads in 1 2 8; do
    if ! "$LEAT" run -q --threads $threads --out "made$threads" made.json 2>errors || [ -s errors ]; then
        not_ok "ees/made/$threads" "$(<errors)"
    elif cmp -s made.csv "made$threads/pupils.csv" && cmp -s made1/pupils.meta.csv "made$threads/pupils.meta.csv"; then
        ok "ees/made/$threads"
    else
        not_ok "ees/made/$threads" "$(diff made.csv "made$threads/pupils.csv" | head -n 5)"
    fi
done
if ! skip_without python3 "ees/made/python"; then
    if python3 check.py made1/pupils.csv made1/pupils.meta.csv "" "" >found 2>&1; then ok "ees/made/python"; else
        not_ok "ees/made/python" "$(head -n 20 found)"
    fi
fi

# A row that is wrong, far down: told with its line whatever the threads, and nothing is written.
refused() { # NAME SED WANTED
    local threads
    sed "$2" made.csv >wrong.csv
    # shellcheck disable=SC2059
    printf "$definition" wrong.csv >wrong.json
    for threads in 1 2 8; do
        if "$LEAT" run -q --threads $threads --out wrong wrong.json 2>errors; then
            not_ok "ees/refused/$1/$threads" "it was not refused"
        elif [ -e wrong/pupils.csv ] || [ -e wrong/pupils.meta.csv ]; then
            not_ok "ees/refused/$1/$threads" "something was written"
        elif grep -qF "$3" errors; then
            ok "ees/refused/$1/$threads"
        else
            not_ok "ees/refused/$1/$threads" "wanted: $3" "$(<errors)"
        fi
    done
}
refused "a row twice" '140000{h;p;x}' "wrong.csv:140001: has the time, place and filters of line 140000"
refused "a row twice, far off" "5{h};\$G" "wrong.csv:150002: has the time, place and filters of line 5"
refused "the earlier of two" '100{h};140000G;150000s/,value/,/' "wrong.csv:140001: has the time, place and filters of line 100"
refused "an empty filter" '140000s/,value [0-9]*,/,,/' "wrong.csv:140000: column 'of_kind': is empty"
refused "another time" '150001s/^[0-9]*,Academic/201516,Financial/' "wrong.csv:150001: column 'time_identifier': 'Financial year': does not go with"
refused "a period of other years" '150001s/^....../201518/' "wrong.csv:150001: column 'time_period': '201518'"
refused "an obsolete symbol" '150001s/[^,]*$/:/' "wrong.csv:150001: column 'pupils': ':': is obsolete"
