# Early education, apart from leat: each record of the document on a line of its own.
#
#   awk -f tests/figures/tools.awk -f tests/figures/early-years.awk EARLY-YEARS.json
#
# prints `providers|kind|providers|two year olds` and `take-up|age|locality|eligible|taking up|percent`, in no order.
function after(key,    rest) { # the value of a key
    rest = substr($0, index($0, "\"" key "\": ") + length(key) + 4)
    if (rest !~ /^"/) sub(/[,}].*/, "", rest)
    else {
        rest = substr(rest, 2)
        sub(/".*/, "", rest)
    }
    return rest
}

/"reference"/ && after("status") == "Open" {
    sub(/.*"code": "[A-Z]*", /, "")
    count[after("name")]++; count["All providers"]++
    places[after("name")] += after("two_year_olds"); places["All providers"] += after("two_year_olds")
}

/"locality"/ {
    group = after("age") == 2 ? "Eligible two year olds" : "Three and four year olds"
    split(after("locality") "/All", place, "/")
    for (i = 1; i <= 2; i++) {
        eligible[group "|" place[i]] += after("eligible")
        taking_up[group "|" place[i]] += after("taking_up")
    }
}

END {
    for (kind in count) print "providers|" kind "|" count[kind] "|" places[kind]
    for (key in eligible)
        print "take-up|" key "|" eligible[key] "|" taking_up[key] "|" percent(taking_up[key], eligible[key], 0)
}
