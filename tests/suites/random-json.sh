#!/usr/bin/env bash
# Random JSON, as one document and as lines, some of it broken: Python's reader says what is JSON and what is in it, and
# leat gives the same rows, the digits of its numbers as they stand, or says that the file is wrong. FILES sets how many,
# SEED which.
. "$(dirname "$0")/lib.sh"

if skip_without python3 "random-json"; then exit 0; fi
sanitizers_report_in "$work/reports"
status=0
python3 - "$LEAT" "$work" "${SEED:-1}" "${FILES:-1500}" >"$work/said" 2>&1 <<'END' || status=$?
import json, random, re, subprocess, sys

leat, work, seed, files = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
chance = random.Random(seed)

# ---- What JSON is: Python's reader, without what it takes beyond the standard
class Number(str):
    pass

def members(pairs):
    if len(dict(pairs)) != len(pairs) or any("\0" in key for key, _ in pairs):
        raise ValueError("keys that make no columns")
    return dict(pairs)

def no_constant(text):
    raise ValueError(text)

def load(text):
    if b"\0" in text or text.startswith(b"\xef\xbb\xbf"):
        raise ValueError("no JSON")
    value = json.loads(text.decode(), object_pairs_hook=members, parse_float=Number, parse_int=Number, parse_constant=no_constant)
    json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair is no text
    return value

# ---- What a row gives
def clean(text):  # what no text of leat's can hold
    return text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")

def kind(value):
    return "number" if isinstance(value, Number) else type(value).__name__

def plain(value):
    """The value with nothing left of how it was written."""
    if isinstance(value, dict):
        return [(clean(key), plain(inner)) for key, inner in value.items()]
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return (kind(value), clean(value) if isinstance(value, str) else value)

def is_cell(found, value, is_mixed):
    if value is None or isinstance(value, bool):
        return found == {None: None, True: "true", False: "false"}[value]
    if isinstance(value, Number) or (isinstance(value, str) and not is_mixed):
        return found == clean(value)
    return found is not None and plain(load(found.encode())) == plain(value)

def are_mixed(kinds):
    return "str" in kinds and bool(kinds - {"str", "NoneType"})

def are_rejected(values):
    """Which rows are rejected for a key without a name: none where rows are values as a whole."""
    are_objects = all(kind(value) in ("dict", "NoneType") for value in values)
    return [are_objects and "" in (value or {}) for value in values]

def is_table(found, values):
    """Whether the rows found are those of the values."""
    kinds = {kind(value) for value in values}
    if kinds - {"dict", "NoneType"}:
        values, columns = [{"value": value} for value in values], {"value": kinds}
    else:
        columns = {}
        for value in values:
            for key, inner in (value or {}).items():
                if key == "":
                    break
                columns.setdefault(clean(key), set()).add(kind(inner))
        columns = columns or {"value": kinds}
    rows = [{clean(key): inner for key, inner in (value or {}).items()} for value in values if "" not in (value or {})]
    return len(rows) == len(found) and all(
        set(row) == set(columns) and all(is_cell(row[name], wanted.get(name), are_mixed(columns[name])) for name in columns)
        for row, wanted in zip(found, rows))

# ---- The files
LETTERS = list('ab1é€😀"\\/\b\t\n\r\x00\x1f\x7f\u2028\ufffe\uffff.={}[],:')
NUMBERS = ["0", "-0", "12", "0.10", "1E+5", "-1.50e-3", "123456789012345678901234567890", "1e400", "9007199254740993", "1e-400"]
STRANGE = [b'"', b",", b"}", b"{", b"[", b"]", b":", b"\0", b"\xff", b"\xc3", b"\xef", b"\\", b"\n", b" ", b"1", b"a", b"-", b".", b"\x01",
           b"\xef\xbf\xbf", b"\\ud800", b"\\u0000"]

def space(in_lines):
    return chance.choice(["", "", "", " ", "\t", "\r"] + ([] if in_lines else ["\n", "\r\n"]))

def escaped(text):
    out = json.dumps(text, ensure_ascii=chance.random() < 0.3)
    return out.replace("/", "\\/") if chance.random() < 0.3 else out

def letters():
    return "".join(chance.choice(LETTERS) for _ in range(chance.randint(0, 5)))

def value(depth, in_lines):
    choice = chance.random()
    if choice < 0.35:
        return escaped(letters())
    if choice < 0.6:
        return chance.choice(NUMBERS)
    if choice < 0.8 or depth > 2:
        return chance.choice(["true", "false", "null"])
    between = "," + space(in_lines)
    if choice < 0.9:
        return "[" + between.join(value(depth + 1, in_lines) for _ in range(chance.randint(0, 3))) + space(in_lines) + "]"
    return record([letters() for _ in range(chance.randint(0, 3))], depth + 1, in_lines)

def record(keys, depth, in_lines):
    return "{" + ",".join(space(in_lines) + escaped(key) + space(in_lines) + ":" + space(in_lines) + value(depth, in_lines)
                          for key in keys) + space(in_lines) + "}"

def invent():
    in_lines = chance.random() < 0.5
    keys = ["k", "a.b", "é", "x y"][:chance.randint(1, 4)] + [letters()] * (chance.random() < 0.05)
    rows = []
    for _ in range(chance.randint(0, 6)):
        own = chance.sample([key for key in keys if chance.random() < 0.9] or keys, k=1) if chance.random() < 0.1 else keys
        rows.append(record(own, 0, in_lines) if chance.random() < 0.97 else value(0, in_lines))
    line_end = chance.choice(["\n", "\r\n"])
    if in_lines:
        text = "".join(row + line_end * chance.choice([1, 1, 1, 2]) for row in rows)
    else:
        text = space(False) + "[" + ("," + space(False)).join(rows) + space(False) + "]" + space(False)
    text = text.encode()
    for _ in range(chance.choice([0, 0, 1, 2])):
        at = chance.randint(0, len(text))
        text = text[:at] + chance.choice(STRANGE + [b""]) + text[at + chance.choice([0, 1]):]
    text = text[:chance.randint(0, len(text))] if chance.random() < 0.15 else text
    return in_lines, (b"\xef\xbb\xbf" if chance.random() < 0.1 else b"") + text

# ---- Whether leat is right
def is_right(in_lines, text, found):
    text = text[3:] if text.startswith(b"\xef\xbb\xbf") else text
    if not in_lines:
        try:
            whole = load(text)
        except ValueError:
            return found is None or len(found[1]) > 0
        values = whole if isinstance(whole, list) else [whole]
        return found is not None and is_table(found[0], values) and len(found[1]) == sum(are_rejected(values))
    values, rejected, lines = [], [], text.split(b"\n")
    for number, line in enumerate(lines, 1):
        if line.strip(b" \t\r"):
            try:
                values.append((number, load(line)))
            except ValueError:
                rejected.append(number)
    if not values and not rejected:
        return found in (None, ([], []))
    rows = [row for _, row in values]
    rejected += [number for (number, _), is_rejected in zip(values, are_rejected(rows)) if is_rejected]
    return found is not None and found[1] == sorted(rejected) and is_table(found[0], rows)

def definition(number, in_lines):
    return {"leat": 1, "rejects": {"path": "rejects%d.json" % number},
            "steps": [{"source": "json", "path": "in%d.json" % number, "format": "lines" if in_lines else "array"},
                      {"sink": "json", "path": "out%d.json" % number, "layout": "lines"}]}

def results(numbers):
    run = subprocess.run([leat, "run"] + ["%s/d%d.json" % (work, number) for number in numbers], stderr=subprocess.PIPE)
    said = run.stderr.decode("utf-8", "replace")
    for number in numbers:
        try:
            with open("%s/out%d.json" % (work, number), encoding="utf-8", newline="\n") as file:
                rows = [json.loads(line) for line in file]
            with open("%s/rejects%d.json" % (work, number), encoding="utf-8") as file:
                yield number, (rows, [reject["line"] for reject in json.load(file)]), said
        except OSError:
            told = re.search(r"in%d\.json(, line \d+, column \d+: | is empty|: )" % number, said)
            yield number, None if told and run.returncode in (1, 2) else "nothing, status %d" % run.returncode, said

wrong = 0
for first in range(0, files, 100):
    invented = {}
    for number in range(first, min(first + 100, files)):
        invented[number] = in_lines, text = invent()
        with open("%s/in%d.json" % (work, number), "wb") as file:
            file.write(text)
        with open("%s/d%d.json" % (work, number), "w") as file:
            json.dump(definition(number, in_lines), file)
    for number, found, said in results(list(invented)):
        in_lines, text = invented[number]
        if isinstance(found, str) or not is_right(in_lines, text, found):
            wrong += 1
            about = [line for line in said.split("\n") if "in%d.json" % number in line]
            print("lines" if in_lines else "document", text, "found %s" % (found,), *about, sep="\n  ")
    if wrong > 5:
        break
sys.exit(wrong > 0)
END
if [ $status -eq 0 ]; then ok "random-json"; else not_ok "random-json" "$(head -n 40 "$work/said")"; fi
if reports=$(sanitizer_reports "$work/reports"); then
    not_ok "random-json/no sanitizer's report" "$reports"
else
    ok "random-json/no sanitizer's report"
fi
