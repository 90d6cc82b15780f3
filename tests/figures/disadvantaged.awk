# Attainment of disadvantaged pupils and of others, apart from leat:
#
#   awk -f tests/figures/tools.awk -f tests/figures/disadvantaged.awk ENGLAND.csv PUPILS.csv
#
# prints `phase|year|area|group|pupils|reached|percent|change|against England` and `phase|year|area|percent of the
# disadvantaged|percent of others|gap`, in no order.
FNR == 1 { next }

{ split_csv($0, field) }

FNR == NR { # year, phase, disadvantaged, pupils, reached
    key = field[2] SUBSEP field[1] SUBSEP "England" SUBSEP field[3]
    pupils[key] = field[4]
    reached[key] = field[5]
    next
}

field[6] == "Yes" { # pupil, year, phase, disadvantaged, reached, counts
    key = field[3] SUBSEP field[2] SUBSEP "The city" SUBSEP field[4]
    pupils[key]++
    reached[key] += field[5] == "Yes"
}

function difference(key, other) {
    return other in pupils && other != key ? points(reached[key], pupils[key], reached[other], pupils[other], 1) : "null"
}

END {
    for (key in pupils) all[key] = 1
    for (key in all) {
        split(key, part, SUBSEP)
        print part[1] "|" part[2] "|" part[3] "|" (part[4] == "Yes" ? "Disadvantaged" : "Others") "|" pupils[key] "|" \
            reached[key] "|" percent(reached[key], pupils[key], 1) "|" \
            difference(key, part[1] SUBSEP (part[2] - 1) SUBSEP part[3] SUBSEP part[4]) "|" \
            difference(key, part[1] SUBSEP part[2] SUBSEP "England" SUBSEP part[4])
        if (part[4] != "Yes") continue
        others = part[1] SUBSEP part[2] SUBSEP part[3] SUBSEP "No"
        print part[1] "|" part[2] "|" part[3] "|" percent(reached[key], pupils[key], 1) "|" \
            percent(reached[others], pupils[others], 1) "|" difference(key, others)
    }
}
