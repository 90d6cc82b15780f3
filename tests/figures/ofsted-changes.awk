# Good or outstanding schools, and pupils in them, with the change between the dates, apart from leat:
#
#   awk -f tests/figures/tools.awk -f tests/figures/ofsted-changes.awk INSPECTIONS.csv
#
# prints `phase|date|good|schools|pupils in good ones|pupils|percent|percent of pupils|change|change of pupils`.
function named(phase) {
    if (phase == "Primary") return "Primary Schools"
    return phase == "Special" || phase == "Pupil referral unit" ? "Special Schools / ACE" : "Secondary Schools"
}

NR == 1 { headings($0, column); next }

{ split_csv($0, field) }

field[column["status"]] == "Open" && field[column["grade"]] != "" {
    date = field[column["as_at"]]
    dates[date] = 1
    phase[1] = named(field[column["phase"]]); phase[2] = "Total"
    for (i = 1; i <= 2; i++) {
        phases[phase[i]] = 1
        good[phase[i], date] += field[column["grade"]] <= 2
        total[phase[i], date]++
        pupils[phase[i], date] += field[column["pupils"]]
        if (field[column["grade"]] <= 2) good_pupils[phase[i], date] += field[column["pupils"]]
    }
}

END {
    for (date in dates) if (first == "" || date < first) first = date
    for (p in phases)
        for (date in dates)
            print p "|" date "|" good[p, date] "|" total[p, date] "|" good_pupils[p, date] "|" pupils[p, date] "|" \
                percent(good[p, date], total[p, date], 1) "|" percent(good_pupils[p, date], pupils[p, date], 1) "|" \
                (date == first ? "null|null" : \
                points(good[p, date], total[p, date], good[p, first], total[p, first], 1) "|" \
                points(good_pupils[p, date], pupils[p, date], good_pupils[p, first], pupils[p, first], 1))
}
