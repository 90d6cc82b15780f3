# Contacts and early help, apart from leat: a record a line, its keys in any order.
#
#   awk -f tests/figures/tools.awk -f tests/figures/early-help.awk CONTACTS.jsonl
#
# prints `month|contacts|decided|early help|percent|average days` and `month|outcome|contacts|average days`, in no order.
function after(key,    rest) { # the value of a key
    rest = substr($0, index($0, "\"" key "\": ") + length(key) + 4)
    sub(/^"/, "", rest)
    sub(/[",}].*/, "", rest)
    return rest
}

function day(date,    part) {
    split(date, part, "-")
    return day_number(part[1], part[2], part[3])
}

# Whole days by their number, to one decimal, half up.
function average(days, n) { return n ? int((20 * days + n) / (2 * n)) / 10 : "null" }

after("outcome") != "Sent in error" {
    outcome = after("outcome")
    keys[1] = substr(after("received"), 1, 7); keys[2] = "All months"
    keys[3] = keys[1] "|" (outcome == "null" ? "Not decided yet" : outcome); keys[4] = keys[1] "|All contacts"
    for (i = 1; i <= 4; i++) {
        contacts[keys[i]]++
        if (outcome == "null") continue
        decided[keys[i]]++
        days[keys[i]] += day(after("decided")) - day(after("received"))
        early_help[keys[i]] += outcome == "Early help"
    }
}

END {
    for (key in contacts)
        if (key ~ /\|/) print key "|" contacts[key] "|" average(days[key], decided[key])
        else print key "|" contacts[key] "|" decided[key] "|" early_help[key] "|" percent(early_help[key], decided[key], 1) \
            "|" average(days[key], decided[key])
}
