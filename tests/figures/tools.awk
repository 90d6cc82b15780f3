# What the programs beside this one share: awk -f tests/figures/tools.awk -f tests/figures/PROGRAM.awk ...

# A line of CSV into fields, from 1; how many. Fields may be quoted, but hold no line break.
function split_csv(line, fields,    n, c, quoted, i) {
    sub(/\r$/, "", line)
    split("", fields)
    n = 1
    for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        if (c == "\"") quoted = !quoted
        else if (c == "," && !quoted) n++
        else fields[n] = fields[n] c
    }
    return n
}

# The numbers of the columns by their headings.
function headings(line, column,    fields, n, i) {
    sub(/^[^A-Za-z"]*/, "", line) # a byte order mark
    n = split_csv(line, fields)
    for (i = 1; i <= n; i++) column[fields[i]] = i
}

# A part of its whole in percent, rounded once from whole numbers, half up (none here is negative), without zeros at its
# end; a symbol in place of either is what comes out, the part's first, and nothing where the whole is 0.
function percent(part, whole, decimals,    scale) {
    if (part !~ /^[0-9]/) return part
    if (whole !~ /^[0-9]/) return whole
    if (whole + 0 == 0) return "null"
    scale = 10 ^ decimals
    return int((200 * scale * part + whole) / (2 * whole)) / scale
}

# The days from one date to another are the difference of these.
function day_number(year, month, day,    y) {
    y = month > 2 ? year : year - 1
    return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * ((month + 9) % 12) + 2) / 5) + day
}

# The n-th of the numbers behind "dd/mm/yyyy": 1 the day, 2 the month, 3 the year.
function british(date,    part) {
    split(date, part, "/")
    return day_number(part[3], part[2], part[1])
}

# By how many percentage points one ratio is above another, rounded once from whole numbers, half away from 0.
function points(part, whole, part_before, whole_before, decimals,    scale, up, down, sign) {
    scale = 10 ^ decimals
    up = 200 * scale * (part * whole_before - part_before * whole)
    down = 2 * whole * whole_before
    sign = up < 0 ? -1 : 1
    up = int((up * sign + down / 2) / down)
    return up ? sign * up / scale : 0
}
