# The board's scorecard, apart from leat:
#
#   awk -f tests/figures/tools.awk -f tests/figures/board-return.awk FIGURES MEASURES.csv
#
# FIGURES has lines `measure's id|Here or England|period|part|whole`, for a percentage, or `…|figure|` for what is none.
# Prints `kpi|measure|unit|period|period before|figure|target|floor|England|status|direction`, in the order of MEASURES.
FNR == NR {
    split($0, field, "|")
    key = field[1] SUBSEP field[2]
    periods[key, ++count[key]] = field[3]
    part[key, field[3]] = field[4]
    whole[key, field[3]] = field[5]
    next
}

FNR == 1 { headings($0, column); next }

# The latest of the periods that are before the given one; "" where there is none.
function latest(key, before,    i, found) {
    for (i = 1; i <= count[key]; i++)
        if (periods[key, i] < before && periods[key, i] > found) found = periods[key, i]
    return found
}

function shown(key, period) {
    if (!((key, period) in part)) return "null"
    return whole[key, period] == "" ? part[key, period] : percent(part[key, period], whole[key, period], 1)
}

function is_symbol(text) { return text ~ /^[a-z]+$/ && text != "null" }

# Both ratios in whole numbers over a common whole: what 100 * part / whole is less a mark of one decimal. Only its sign counts.
function above(key, period, mark) {
    if (whole[key, period] == "") return round(10 * part[key, period]) - round(10 * mark)
    return 1000 * part[key, period] - round(10 * mark) * whole[key, period]
}

function above_before(key, period, before) {
    if (whole[key, period] == "") return round(10 * part[key, period]) - round(10 * part[key, before])
    return part[key, period] * whole[key, before] - part[key, before] * whole[key, period]
}

function round(x) { return x < 0 ? -int(0.5 - x) : int(x + 0.5) }

function filled(text) { return text == "" ? "null" : text }

{
    split_csv($0, field)
    key = field[column["id"]] SUBSEP "Here"
    period = latest(key, "~")
    before = latest(key, period)
    value = shown(key, period); previous = shown(key, before)
    target = field[column["target"]]; floor = field[column["floor"]]; polarity = field[column["polarity"]]
    sign = polarity == "low" ? -1 : 1

    if (polarity == "" || value == "null") status = "null"
    else if (is_symbol(value)) status = value
    else if (target == "") status = "null"
    else if (sign * above(key, period, target) >= 0) status = "Green"
    else status = sign * above(key, period, floor) >= 0 ? "Amber" : "Red"

    if (polarity == "" || value == "null") direction = "null"
    else if (is_symbol(value)) direction = value
    else if (previous == "null" || is_symbol(previous)) direction = previous
    else {
        change = sign * above_before(key, period, before)
        direction = change > 0 ? "Improved" : change < 0 ? "Worsened" : "No change"
    }
    print field[column["kpi"]] "|" field[column["measure"]] "|" field[column["unit"]] "|" filled(period) "|" previous "|" value "|" \
        filled(target) "|" filled(floor) "|" shown(field[column["id"]] SUBSEP "England", period) "|" status "|" direction
}
