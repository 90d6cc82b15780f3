#!/usr/bin/env bash
# Random CSV files, most of them broken: the rows, the rejected lines, the line at which a run ends and the count of empty
# lines are those of a model that reads a file by the rules alone, with regular expressions where the source has a machine
# of states. FILES sets how many, SEED which.
. "$(dirname "$0")/lib.sh"

if skip_without python3 "random-csv"; then exit 0; fi
sanitizers_report_in "$work/reports"
status=0
python3 - "$LEAT" "$work" "${SEED:-1}" "${FILES:-1500}" >"$work/said" 2>&1 <<'END' || status=$?
import json, random, re, subprocess, sys

leat, work, seed, files = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
chance = random.Random(seed)

# ---- The model
LINE_END = re.compile(rb"\r\n|\r|\n")

class Rules:
    def __init__(self, settings):
        self.delimiter = {"tab": b"\t"}.get(settings["delimiter"], settings["delimiter"].encode())
        self.quote = None if settings["quote"] == "none" else settings["quote"].encode()
        self.most = settings["max_field"]
        self.spaces = settings["skip_spaces"]
        blanks = bytes(set(b" \t") - set(self.delimiter)) if self.spaces else b""
        space = b"[" + re.escape(blanks) + b"]*" if blanks else b""
        quote, delimiter = re.escape(self.quote or b""), re.escape(self.delimiter)
        self.begun = re.compile(space + quote) if self.quote else None
        inside, closed = b"((?:[^" + quote + b"]|" + quote * 2 + b")*)", quote + b"(?!" + quote + b")"
        self.quoted = re.compile(space + quote + inside + closed + space) if self.quote else None
        self.plain = re.compile(b"[^\r\n" + delimiter + b"]*")

def field_at(text, at, rules):
    """Where the field ends, its value, whether it is quoted, and what is wrong with it."""
    if rules.begun and rules.begun.match(text, at):
        found = rules.quoted.match(text, at)
        if not found:
            return len(text), b"", True, "open"
        end = found.end()
        next_byte = text[end:end + 1]
        if next_byte not in (b"", b"\r", b"\n", rules.delimiter):
            return end, b"", True, "broken"
        value = found.group(1).replace(rules.quote * 2, rules.quote)
        return end, value, True, "bad" if b"\0" in value or end - at > rules.most else None
    found = rules.plain.match(text, at)
    value = found.group().strip(b" \t") if rules.spaces else found.group()
    if b"\0" in value or (rules.quote and rules.quote in value):
        return found.end(), b"", False, "broken"
    return found.end(), value, False, "bad" if found.end() - at > rules.most else None

def records(text, rules):
    """Each record's line, its fields, and its fault with the line where that is; last the empty lines."""
    at, line, empty, found = 0, 1, 0, []
    while at < len(text):
        end = LINE_END.match(text, at)
        if end:
            at, line, empty = end.end(), line + 1, empty + 1
            continue
        start, fields, fault, fault_at = at, [], None, at
        while True:
            begin = at
            at, value, quoted, wrong = field_at(text, at, rules)
            if wrong and (not fault or wrong == "open"):
                fault, fault_at = wrong, begin
            fields.append((value, quoted))
            if wrong == "broken":
                end = LINE_END.search(text, at)
                at = end.start() if end else len(text)
            if text[at:at + 1] != rules.delimiter or wrong == "broken":
                break
            at += 1
        record = text[start:at]
        try:
            size = len(record)
            record.decode()
        except UnicodeDecodeError as error:
            size = error.start
        forbidden = re.search(b"\xef\xbf[\xbe\xbf]", record[:size])
        if not fault and (forbidden or size < len(record)):
            fault, fault_at = ("bad", start + forbidden.start()) if forbidden else ("bytes", start + size)
        if rules.spaces and not fault and fields == [(b"", False)]:
            empty += 1
        else:
            found.append((line, fields, fault, line + len(LINE_END.findall(text, start, fault_at))))
        line += len(LINE_END.findall(text, start, at))
        end = LINE_END.match(text, at)
        if end:
            at, line = end.end(), line + 1
    return found, empty

def model(text, settings):
    marked = text.startswith(b"\xef\xbb\xbf")
    found, empty = records(text[3:] if marked else text, Rules(settings))
    names = [value.decode() for value, _ in found[0][1]]
    pads, cuts = settings["ragged"] in ("pad", "fit"), settings["ragged"] in ("cut", "fit")
    rows, rejected = [], []
    for line, fields, fault, fault_line in found[1:]:
        if fault == "open" or (fault == "bytes" and not marked):
            return "ends", fault_line
        surplus = fields[len(names):]
        fits = len(fields) >= len(names) or pads
        if fault or not fits or (surplus and (not cuts or any(value for value, _ in surplus))):
            rejected.append(line)
            continue
        cells = [None if value == b"" and not quoted else value.decode() for value, quoted in fields]
        rows.append(dict(zip(names, cells + [None] * len(names))))
    return "rows", rows, rejected, empty

# ---- The files
LETTERS = [b"a", b"b", b"1", b" ", b"\xc3\xa9", b"x y", b"\xe2\x82\xac"]
STRANGE = [b'"', b'""', b"'", b",", b";", b"|", b"\t", b"\r", b"\n", b"\r\n", b" ", b"\0", b"\xff", b"\xc3", b"\xe2\x82", b"\xef",
           b"\xed\xa0\x80", b"\xef\xbf\xbe", b"\xef\xbf ", b"\xef\xbb\xbf", b"\xc2\x85", b"\xe2\x80\xa8", b"\x1a", b"a rather long text"]

def some(pieces, most):
    return b"".join(chance.choice(pieces) for _ in range(chance.randint(0, most)))

def field(rules):
    if chance.random() < 0.5 or not rules.quote:
        return some([piece for piece in LETTERS if piece not in (rules.delimiter, rules.quote)], 3)
    quoted = some(LETTERS + [b",", b"\n", b"\r\n", b"\r", rules.delimiter, rules.quote], 5)
    return rules.quote + quoted.replace(rules.quote, rules.quote * 2) + rules.quote

def invent():
    settings = {"delimiter": chance.choice([",", ",", ";", "tab", "|", " ", "a"]), "quote": chance.choice(['"', '"', "'", "none", "x"]),
                "skip_spaces": chance.random() < 0.2, "ragged": chance.choice(["reject", "pad", "cut", "fit"]),
                "max_field": chance.choice([1048576, 1048576, 12])}
    rules = Rules(settings)
    count = chance.randint(2, 4)
    line_end = chance.choice([b"\n", b"\r\n", b"\r", None])
    end = lambda: line_end or chance.choice([b"\n", b"\r\n", b"\r"])
    head = (b"\xef\xbb\xbf" if chance.random() < 0.2 else b"") + rules.delimiter.join(b"h%d" % i for i in range(count)) + end()
    body = b""
    for _ in range(chance.randint(0, 6)):
        fields = count if chance.random() < 0.85 else chance.randint(1, 5)
        body += rules.delimiter.join(field(rules) for _ in range(fields)) + end() * chance.choice([1, 1, 1, 2])
    for _ in range(chance.choice([0, 1, 1, 2, 3])):
        at = chance.randint(0, len(body))
        body = body[:at] + chance.choice(STRANGE + [b""]) + body[at + chance.choice([0, 0, 1]):]
    return settings, head + (body[:chance.randint(0, len(body))] if chance.random() < 0.25 else body)

# ---- What leat says of them
def definition(number, settings):
    source = dict(settings, source="csv", path="in%d.csv" % number)
    return {"leat": 1, "rejects": {"path": "rejects%d.json" % number},
            "steps": [source, {"sink": "json", "path": "out%d.json" % number, "layout": "lines"}]}

def results(numbers):
    run = subprocess.run([leat, "run"] + ["%s/d%d.json" % (work, number) for number in numbers], stderr=subprocess.PIPE)
    said = run.stderr.decode("utf-8", "replace")
    ends = {int(number): int(line) for number, line in re.findall(r"in(\d+)\.csv, line (\d+): ", said)}
    empty = {int(number): int(count) for number, count in re.findall(r"in(\d+)\.csv: (\d+) empty line", said)}
    for number in numbers:
        if number in ends:
            yield number, ("ends", ends[number])
            continue
        try:
            with open("%s/out%d.json" % (work, number), encoding="utf-8", newline="\n") as file:
                rows = [json.loads(line) for line in file]
            with open("%s/rejects%d.json" % (work, number), encoding="utf-8") as file:
                rejected = [reject["line"] for reject in json.load(file)]
            yield number, ("rows", rows, rejected, empty.get(number, 0))
        except OSError:
            yield number, ("nothing", run.returncode, said[-2000:])

wrong = 0
for first in range(0, files, 100):
    invented = {}
    for number in range(first, min(first + 100, files)):
        invented[number] = settings, text = invent()
        with open("%s/in%d.csv" % (work, number), "wb") as file:
            file.write(text)
        with open("%s/d%d.json" % (work, number), "w") as file:
            json.dump(definition(number, settings), file)
    for number, result in results(list(invented)):
        settings, text = invented[number]
        expected = model(text, settings)
        if result != expected:
            wrong += 1
            print(settings, text, "expected %s" % (expected,), "found %s" % (result,), sep="\n  ")
    if wrong > 5:
        break
sys.exit(wrong > 0)
END
if [ $status -eq 0 ]; then ok "random-csv"; else not_ok "random-csv" "$(head -n 40 "$work/said")"; fi
if reports=$(sanitizer_reports "$work/reports"); then
    not_ok "random-csv/no sanitizer's report" "$reports"
else
    ok "random-csv/no sanitizer's report"
fi
