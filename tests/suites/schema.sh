#!/usr/bin/env bash
# `leat schema` is a sound JSON Schema, takes every definition that comes with leat, and refuses what `leat check` refuses.
. "$(dirname "$0")/lib.sh"

python=/usr/bin/python3 # where Debian's jsonschema is found
if ! "$python" -c 'import jsonschema; jsonschema.Draft202012Validator' 2>/dev/null; then
    skip "schema" "python3-jsonschema is not installed"
    exit 0
fi
if ! "$LEAT" schema >"$work/schema.json" 2>"$work/errors"; then
    not_ok "schema is given" "$(cat "$work/errors")"
    exit 0
fi
ok "schema is given"

cat >"$work/schema.py" <<'PYTHON'
import copy, glob, json, os, sys
from jsonschema import Draft202012Validator

root, schema_path, out = sys.argv[1:4]
with open(schema_path, encoding="utf-8") as file:
    schema = json.load(file)

def told(name, reasons):
    reasons = [str(reason).splitlines()[0] for reason in reasons][:3]
    print(("not ok " if reasons else "ok ") + name)
    for reason in reasons:
        print("    " + reason)

try:
    Draft202012Validator.check_schema(schema)
    told("schema is sound", [])
except Exception as error:
    told("schema is sound", [error])
validator = Draft202012Validator(schema)

definitions = sorted(glob.glob(root + "/pipelines/*.json"))
for path in definitions:
    with open(path, encoding="utf-8-sig") as file:
        told("schema takes " + os.path.basename(path), [e.message for e in validator.iter_errors(json.load(file))])

# One mistake each, made in the first definition; told at the command line by `leat check` as well.
with open(root + "/pipelines/kpi14-ofsted-grades.json", encoding="utf-8-sig") as file:
    good = json.load(file)

def also(step):
    definition = copy.deepcopy(good)
    next(s for s in definition["steps"] if s.get("sink") == "excel")["id"] = "board"
    definition["steps"].append(step)
    return definition

def taken(name, step):
    told("schema takes " + name, [e.message for e in validator.iter_errors(also(step))])

taken("a step that is like another", {"sink": "excel", "like": "board", "path": "copy.xlsx"})
taken("a transform that is like another", {"transform": "percentage", "like": "shares"})

def step(definition, word, name):
    return next(s for s in definition["steps"] if s.get(word) == name)

def broken(name, change):
    definition = copy.deepcopy(good)
    change(definition)
    told("schema refuses " + name, [] if list(validator.iter_errors(definition)) else ["it was taken"])
    with open(os.path.join(out, name.replace(" ", "-") + ".json"), "w", encoding="utf-8") as file:
        json.dump(definition, file)

broken("no version", lambda d: d.pop("leat"))
broken("an unknown key", lambda d: d.update(step=[]))
broken("no steps", lambda d: d.update(steps=[]))
broken("an unknown plugin", lambda d: step(d, "source", "csv").update(source="cvs"))
broken("an unknown option", lambda d: step(d, "transform", "percentage").update(decimal=1))
broken("a missing option", lambda d: step(d, "transform", "percentage").pop("whole"))
broken("a number out of bounds", lambda d: step(d, "transform", "percentage").update(decimals=99))
broken("text for a number", lambda d: step(d, "transform", "percentage").update(decimals="two"))
broken("a list for an object", lambda d: step(d, "source", "csv").update(columns=["urn"]))
broken("an unknown kind", lambda d: step(d, "source", "csv")["columns"].update(urn="intger"))
broken("an unknown setting of a column", lambda d: step(d, "source", "csv")["columns"].update(urn={"kind": "integer", "tirm": True}))
broken("an unknown choice", lambda d: step(d, "transform", "recode").update(otherwise="kep"))
broken("a file to write that is not taken over", lambda d: d.update(also({"sink": "excel", "like": "board"})))
broken("a like that is no text", lambda d: d.update(also({"sink": "excel", "like": ["board"], "path": "copy.xlsx"})))
PYTHON
mkdir "$work/broken"
"$python" "$work/schema.py" "$root" "$work/schema.json" "$work/broken"

for file in "$work"/broken/*.json; do
    name="check refuses $(basename "$file" .json | tr - ' ')"
    status=0
    out=$("$LEAT" check --set grades_file="$root/samples/ofsted/inspections.csv" "$file" 2>&1) || status=$?
    if [ "$status" -ne 2 ]; then
        not_ok "$name" "status $status, not 2" "$out"
    elif ! grep -qE '^[^ ]+\.json:[0-9]+:[0-9]+: ' <<<"$out"; then
        not_ok "$name" "no place is told:" "$out"
    else
        ok "$name"
    fi
done
