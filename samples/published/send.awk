# Makes small files with the columns of two published ones about special needs, under real codes of authorities but with
# invented names and figures. Always the same bytes, whatever awk:
#
#   awk -v file=timeliness -f samples/published/send.awk > samples/published/ehcp_timeliness.csv
#   awk -v file=assessments -f samples/published/send.awk > samples/published/sen2_mi.csv
#
# Timeliness: plans issued within 20 weeks, by year, for authorities, regions and England; as published, rows by sex stand
# beside those of all plans. Assessments: requests refused, mediation and tribunal among 83 columns. In both a region is
# the sum of its authorities. In place of some numbers are symbols: x (not available), z (does not apply), c (suppressed),
# k (rounds to nothing), low (rounds to 0) and u (of low reliability).

# A generator of our own (Lehmer's), since every awk's rand() is another.
function random(n) {
    seed = (seed * 16807) % 2147483647
    return seed % n
}

# The ratio in percent to one decimal, rounded half up; as published, without a zero at its end.
function percent(part, whole) {
    if (part !~ /^[0-9]/) return part
    if (whole !~ /^[0-9]/) return whole
    if (whole == 0) return "x"
    return int((2000 * part + whole) / (2 * whole)) / 10
}

function place(level, a) {
    if (level == "National") return "E92000001,England,,,,,"
    if (level == "Regional") return "E92000001,England," region_code[region[a]] "," region[a] ",,,"
    return "E92000001,England," region_code[region[a]] "," region[a] "," code[a] "," old[a] "," name[a]
}

# ---- Plans issued within 20 weeks

# One row: of all plans so many within 20 weeks, and so with exceptions left out; later ones in two columns more each.
function timely(year, level, a, topic, breakdown, all, in_time, all_ex, in_time_ex,    later, long) {
    long = year < 2023 ? "x" : all !~ /^[0-9]/ ? all : int((all - in_time) / 4)
    later = year < 2023 ? "x" : all !~ /^[0-9]/ ? all : all - in_time - long
    print year, "Calendar year", level, place(level, a), topic, breakdown, all, all_ex, in_time, in_time_ex, \
        percent(in_time, all), percent(in_time_ex, all_ex), later, later, percent(later, all), percent(later, all_ex), \
        long, long, percent(long, all), percent(long, all_ex)
}

function timeliness(    every, y, a, all, in_time, all_ex, in_time_ex, sum, r) {
    print "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code", "region_name", \
        "new_la_code", "old_la_code", "la_name", "breakdown_topic", "breakdown", "plans_issued_den", "plans_issued_den_ex", \
        "plans_issued_within_20_weeks", "plans_issued_20_weeks_ex", "pc_plans_issued_within_20_weeks", \
        "PC_plans_issued_20_weeks_ex", "plans_issued_gt20weeks_ltYear", "plans_issued_gt20weeks_ltYear_ex", \
        "pc_plans_issued_gt20weeks_ltYear", "PC_plans_issued_gt20weeks_ltYear_ex", "plans_issued_gt_1_year", \
        "plans_issued_gt_1_year_ex", "pc_plans_issued_gt_1_year", "PC_plans_issued_gt_1_year_ex"
    every = "All EHC plans issued"
    for (y = 2022; y <= 2024; y++) {
        split("", sum)
        for (a = 1; a <= authorities; a++) {
            all[a] = 120 + random(400)
            all_ex[a] = all[a] - random(40)
            in_time_ex[a] = int(all_ex[a] * (10 + random(70)) / 100)
            in_time[a] = in_time_ex[a] + random(all[a] - all_ex[a] + 1)
            # A region and England have what each authority had, though it is not published for all of them.
            sum["all", region[a]] += all[a]; sum["in", region[a]] += in_time[a]
            sum["all_ex", region[a]] += all_ex[a]; sum["in_ex", region[a]] += in_time_ex[a]
            sum["all"] += all[a]; sum["in"] += in_time[a]; sum["all_ex"] += all_ex[a]; sum["in_ex"] += in_time_ex[a]
        }
        timely(y, "National", 1, every, every, sum["all"], sum["in"], sum["all_ex"], sum["in_ex"])
        for (a = 1; a <= authorities; a++)
            if (a == 1 || region[a] != region[a - 1]) {
                r = region[a]
                timely(y, "Regional", a, every, every, sum["all", r], sum["in", r], sum["all_ex", r], sum["in_ex", r])
            }
        for (a = 1; a <= authorities; a++) {
            if (a == 3 && y == 2023) timely(y, "Local authority", a, every, every, "x", "x", "x", "x")
            else if (a == 1 && y == 2022) timely(y, "Local authority", a, every, every, all[a], "c", all_ex[a], "c")
            else if (a == 5 && y == 2024) timely(y, "Local authority", a, every, every, 5, "u", 0, "low")
            else timely(y, "Local authority", a, every, every, all[a], in_time[a], all_ex[a], in_time_ex[a])
            if (y == 2024) {
                timely(y, "Local authority", a, "Sex", "Female", int(all[a] / 3), int(in_time[a] / 3), int(all_ex[a] / 3), \
                    int(in_time_ex[a] / 3))
                timely(y, "Local authority", a, "Sex", "Male", all[a] - int(all[a] / 3), "k", all_ex[a] - int(all_ex[a] / 3), "z")
            }
        }
    }
}

# ---- Requests refused, mediation and tribunal

function assessments(    y, a, i, count, column, value, sum, level, r) {
    count = split("ass_nodecision ass_nodecision_ehc ass_none ass_none_ehc ass_none_ehc_pc ass_refused ass_refused_ehc " \
        "ass_refused_ehc_pc assessment_mediation assessment_tribunal assessment_w assessments direct_pay_education " \
        "direct_pay_health direct_pay_integrated direct_pay_socialcare discontinued_abroad discontinued_age " \
        "discontinued_deceased discontinued_employment discontinued_unknown discontinued_engage discontinued_he " \
        "discontinued_lea discontinued_lea_ehc discontinued_lea_noncomp discontinued_left discontinued_left_ehc " \
        "discontinued_met discontinued_met_ehc discontinued_met_noncomp discontinued_other discontinued_other_ehc " \
        "discontinued_other_noncomp discontinued_total inc_exc_20week_ehc inc_exc_20week_rate inc_exc_26week inreq_ehc " \
        "inreq_ehc_a inreq_ehc_w inreq_ehc_y inreq_rya_ehc mainstream_to_home mainstream_to_home_ehc " \
        "mainstream_to_special mainstream_to_special_ehc new_all_ehc new_all_ehc_ass_none_ehc_sum new_all_ehc_pc " \
        "no_exc_20week_ehc no_exc_20week_rate no_exc_26week org_arrangements other_mediation other_tribunal total_tribunal " \
        "personal_budgets request_mediation request_tribunal special_to_home special_to_home_ehc special_to_mainstream " \
        "special_to_mainstream_ehc statements_no_ehc statements_to_ehc tot_inc_exc tot_inc_exc_ehc tot_no_exc " \
        "tot_no_exc_ehc total_mediation total_tribunal_followed_mediation total_tribunal_pc", column, " ")
    line = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,new_la_code," \
        "old_la_code,la_name"
    for (i = 1; i <= count; i++) line = line "," column[i]
    print line
    for (y = 2020; y <= 2022; y++) {
        split("", sum)
        for (a = 1; a <= authorities; a++) {
            value[a, "inreq_ehc"] = 250 + random(600)
            value[a, "ass_refused_ehc"] = 20 + random(200)
            value[a, "total_mediation"] = random(30)
            value[a, "total_tribunal_followed_mediation"] = random(value[a, "total_mediation"] + 1)
            for (i = 1; i <= measures; i++) {
                sum[measure[i], region[a]] += value[a, measure[i]]
                sum[measure[i]] += value[a, measure[i]]
            }
        }
        # In the first year requests were not asked for; in the last, what followed mediation was not.
        for (a = 1; a <= authorities; a++) {
            if (y == 2020) value[a, "inreq_ehc"] = "z"
            if (y == 2022) value[a, "total_tribunal_followed_mediation"] = "z"
            if (a == 3 && y == 2022) value[a, "ass_refused_ehc"] = "x"
            if (a == 4 && y == 2021) value[a, "inreq_ehc"] = value[a, "total_mediation"] = "x"
        }
        for (a = 1; a <= authorities; a++) assessed(y, "Local authority", a, count, column, value)
        for (a = 1; a <= authorities; a++)
            if (a == 1 || region[a] != region[a - 1]) {
                for (i = 1; i <= measures; i++) value[0, measure[i]] = sum[measure[i], region[a]]
                region[0] = region[a]
                assessed(y, "Regional", 0, count, column, value)
            }
        for (i = 1; i <= measures; i++) value[0, measure[i]] = sum[measure[i]]
        assessed(y, "National", 0, count, column, value)
    }
}

# One row: what is worked out, and z or a small number in all other columns.
function assessed(y, level, a, count, column, value,    i, name, line) {
    if (level != "Local authority" && y == 2020) value[a, "inreq_ehc"] = "z"
    if (level != "Local authority" && y == 2022) value[a, "total_tribunal_followed_mediation"] = "z"
    value[a, "ass_refused_ehc_pc"] = percent(value[a, "ass_refused_ehc"], value[a, "inreq_ehc"])
    value[a, "total_tribunal_pc"] = value[a, "total_mediation"] == 0 ? "z" : \
        percent(value[a, "total_tribunal_followed_mediation"], value[a, "total_mediation"])
    line = y ",Calendar year," level "," place(level, a)
    for (i = 1; i <= count; i++) line = line "," ((a, column[i]) in value ? value[a, column[i]] : i % 3 ? "z" : random(9))
    print line
}

function authority(old_code, new_code, title, where) {
    authorities++
    old[authorities] = old_code; code[authorities] = new_code; name[authorities] = title; region[authorities] = where
}

BEGIN {
    if (file != "timeliness" && file != "assessments") {
        print "say -v file=timeliness or -v file=assessments" >"/dev/stderr"
        exit 2
    }
    OFS = ","
    seed = 20240620
    region_code["London"] = "E12000007"; region_code["South East"] = "E12000008"; region_code["South West"] = "E12000009"
    measures = split("inreq_ehc ass_refused_ehc total_mediation total_tribunal_followed_mediation", measure, " ")
    authority(879, "E06000026", "Leatmouth", "South West")
    authority(880, "E06000027", "Rednessbay", "South West")
    authority(801, "E06000023", "Frampton Mead", "South West")
    authority(851, "E06000044", "Solbeacon", "South East")
    authority(201, "E09000001", "Lockgate", "London")
    authority(307, "E09000009", "Brentfold", "London")
    if (file == "timeliness") timeliness()
    else assessments()
}
