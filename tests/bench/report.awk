# The bench's table. Read one after the other: the machine, the targets and the times, as tests/bench/run writes them.
# table.awk prints it, page.awk makes the page of the same.
BEGIN {
    FS = "\t"
}
FILENAME ~ /machine$/ { machine[++machine_count] = $0; value[$1] = $2; next }
FILENAME ~ /targets$/ { target[++target_count] = $0; next }
{
    if (!($1 in count)) race[++race_count] = $1
    count[$1]++
    name[$1, count[$1]] = $2
    key = $1 "/" $2
    rounds[key] = $3; seconds[key] = $4; busy[key] = $5; peak[key] = $6 / 1024; state[key] = $7; command[key] = $8
    counts[key] = $7 == "right" && $3 > 0
}

function rows_of(n) { return n % 1000000 == 0 ? n / 1000000 " million" : n >= 1000000 ? sprintf("%.1f million", n / 1000000) : n "" }

# What is asked in a race, in words.
function title(race, rows) {
    rows = value["rows"]
    if (race == "start") return "Start to finish of KPI 14; DuckDB opens and quits"
    if (race == "grades") return rows_of(rows) " inspections in CSV, by phase and academic year"
    if (race == "four") return "The same of " rows_of(4 * rows) " inspections"
    if (race == "typed") return rows_of(rows) " inspections in CSV, each of 15 columns declared and read"
    if (race == "lines") return rows_of(rows / 10) " inspections in JSON Lines"
    if (race == "array") return rows_of(rows / 10) " inspections in one JSON array"
    if (race == "keys-96") return rows_of(rows) " rows by 96 keys"
    if (race == "keys-100k") return rows_of(rows) " rows by " rows_of(int(rows / 80)) " keys"
    if (race == "keys-4500k") return rows_of(rows) " rows by " rows_of(int(rows * 9 / 16)) " keys"
    if (race == "lookup") return rows_of(rows) " inspections looked up among 50000 schools, then by phase"
    if (race == "sort") return rows_of(rows) " inspections sorted by two columns, to CSV"
    if (race == "mixed") return "A workbook of " rows_of(int(rows / 8)) " rows: 4 numbers, 6 texts"
    return "A workbook of " rows_of(int(rows / 8)) " rows: 10 numbers"
}

# Of what is measured, how many times leat's it is.
function by_leat(race, key, measure,    ours) {
    ours = race "/leat"
    return counts[key] && counts[ours] && measure[ours] > 0 ? sprintf("%.2f", measure[key] / measure[ours]) : ""
}

# What a target's race gave, in measured, and whether that is enough: met, missed, or - where it was not measured.
function judge(line, part, limit) {
    split(line, part, "|")
    limit = part[6] + 0
    measured = ""
    if (part[3] == "peak") {
        if (!counts[part[4]]) return "-"
        measured = sprintf("%.1f MiB", peak[part[4]])
        return peak[part[4]] <= limit ? "met" : "missed"
    }
    if (!counts[part[4]] || !counts[part[5]] || seconds[part[5]] == 0) return "-"
    measured = sprintf("%.2f", seconds[part[4]] / seconds[part[5]])
    if (part[3] == "least") return seconds[part[4]] >= limit * seconds[part[5]] ? "met" : "missed"
    return seconds[part[4]] <= limit * seconds[part[5]] ? "met" : "missed"
}
