# Schools rated good or outstanding, of all rated, by phase: worked out apart from leat, to compare with.
#
#   awk -v authority=879 -f tests/figures/published.awk ESTABLISHMENTS.ndjson RATINGS.csv
#
# prints `phase|good|total|percent`, a line a phase in no order and one for Total. The published ratings quote no field.

# The ratio in percent, rounded once from whole numbers, half up (no ratio here is negative).
function percent(part, whole) { return int((200 * part + whole) / (2 * whole)) }

function after(text, key) { # the text's rest from the value of key on
    return substr(text, index(text, "\"" key "\":") + length(key) + 3)
}

FNR == NR {
    phase = after($0, "phase_of_education")
    sub(/^ *"/, "", phase)
    sub(/".*$/, "", phase)
    phases[after($0, "urn") + 0] = phase
    next
}

FNR == 1 {
    FS = ","
    $0 = $0
    for (i = 1; i <= NF; i++) column[$i] = i
    next
}

{ sub(/\r$/, "") }

$column["authority_code"] == authority && $column["rating"] != "" {
    urn = $column["unique_reference_number"] + 0
    if (!(urn in phases)) { print "no establishment " urn; exit 1 }
    good = $column["rating"] == "Good" || $column["rating"] == "Outstanding"
    goods[phases[urn]] += good; totals[phases[urn]]++
    all_good += good; all++
}

END {
    for (phase in totals) print phase "|" goods[phase] "|" totals[phase] "|" percent(goods[phase], totals[phase])
    if (all) print "Total|" all_good "|" all "|" percent(all_good, all)
}
