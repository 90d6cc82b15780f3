# Transfers to plans and new requests, apart from leat:
#
#   awk -v from=01/09/2014 -v to=31/08/2015 -f tests/figures/tools.awk -f tests/figures/send-transfers.awk CASES.csv
#
# prints `term|transfers|in time|percent|new requests`, in no order.
NR > 1 {
    split_csv($0, field)
    if (!(field[1] in extracted) || british(field[6]) > extracted[field[1]]) {
        extracted[field[1]] = british(field[6])
        latest[field[1]] = $0
    }
}

END {
    for (name in latest) {
        split_csv(latest[name], field)
        transfer = field[2] == "Transfer"
        if (transfer && field[5] != "Plan issued") continue
        counted = transfer ? field[4] : field[3]
        if (british(counted) < british(from) || british(counted) > british(to)) continue
        split(counted, part, "/")
        terms[1] = part[2] >= 9 ? "Autumn" : part[2] <= 3 ? "Spring" : "Summer"
        terms[2] = "Year"
        for (i = 1; i <= 2; i++) {
            seen[terms[i]] = 1
            transfers[terms[i]] += transfer
            requests[terms[i]] += !transfer
            in_time[terms[i]] += transfer && british(field[4]) - british(field[3]) <= 98
        }
    }
    for (term in seen)
        print term "|" transfers[term] "|" in_time[term] "|" percent(in_time[term], transfers[term], 0) "|" requests[term]
}
