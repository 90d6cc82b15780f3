# Assessments within 45 working days, apart from leat: every day between is looked at.
#
#   awk -v from=01/04/2015 -v to=30/09/2015 -f tests/figures/tools.awk -f tests/figures/assessments.awk \
#       BANK-HOLIDAYS.csv ASSESSMENTS.csv
#
# prints `team|month|completed|in time|percent`, in no order.
FNR == 1 { next }

{ split_csv($0, field) }

FNR == NR {
    split(field[1], part, "-")
    holiday[day_number(part[1], part[2], part[3])] = 1
    next
}

field[5] == "Completed" && british(field[4]) >= british(from) && british(field[4]) <= british(to) {
    took = 0
    # 7 September 2015 was a Monday.
    monday = british("07/09/2015") % 7
    for (day = british(field[3]) + 1; day <= british(field[4]); day++)
        took += (day + 7 - monday) % 7 < 5 && !(day in holiday)
    split(field[4], part, "/")
    teams[1] = field[2]; teams[2] = "All teams"
    months[1] = part[3] "-" part[2]; months[2] = "All months"
    for (t = 1; t <= 2; t++)
        for (m = 1; m <= 2; m++) {
            completed[teams[t] "|" months[m]]++
            in_time[teams[t] "|" months[m]] += took <= 45
        }
}

END { for (key in completed) print key "|" completed[key] "|" in_time[key] "|" percent(in_time[key], completed[key], 0) }
