# Plans issued within 20 weeks: an authority, its region and England, apart from leat:
#
#   awk -v authority=879 -f tests/figures/tools.awk -f tests/figures/send-20-weeks.awk TIMELINESS.csv
#
# prints `year|level|area|plans|in time|percent|plans|in time|percent`, the latter without exceptions, in the file's order.
NR == 1 { headings($0, column); next }

{
    rows[NR] = $0
    split_csv($0, field)
    if (field[column["old_la_code"]] == authority) region = field[column["region_code"]]
}

END {
    for (i = 2; i <= NR; i++) {
        split_csv(rows[i], field)
        if (field[column["breakdown_topic"]] != "All EHC plans issued") continue
        level = field[column["geographic_level"]]
        if (level == "Local authority" && field[column["old_la_code"]] != authority) continue
        if (level == "Regional" && field[column["region_code"]] != region) continue
        area = level == "National" ? "England" : field[column[level == "Regional" ? "region_name" : "la_name"]]
        plans = field[column["plans_issued_den"]]; in_time = field[column["plans_issued_within_20_weeks"]]
        plans_ex = field[column["plans_issued_den_ex"]]; in_time_ex = field[column["plans_issued_20_weeks_ex"]]
        print field[column["time_period"]] "|" level "|" area "|" plans "|" in_time "|" percent(in_time, plans, 1) "|" \
            plans_ex "|" in_time_ex "|" percent(in_time_ex, plans_ex, 1)
    }
}
