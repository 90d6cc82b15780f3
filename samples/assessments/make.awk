# Makes two files about assessments by social workers. Always the same bytes, whatever awk:
#
#   awk -v file=assessments -f samples/assessments/make.awk > samples/assessments/assessments.csv
#   awk -v file=bank_holidays -f samples/assessments/make.awk > samples/assessments/bank_holidays.csv
#
# Assessments are invented, with dates as dd/mm/yyyy; some took 45 working days exactly over a bank holiday, some one more.
# The awkward rows: assessments not completed, cancelled ones, and one of another year. The bank holidays are facts:
# those of England and Wales from 2014 to 2016, the substitute days where one fell on a weekend.

# A generator of our own (Lehmer's), since every awk's rand() is another.
function random(n) {
    seed = (seed * 16807) % 2147483647
    return seed % n
}

# Days are counted from 1 January 2014, a Wednesday, which is day 1.
function length_of(month, year) {
    if (month == 2) return 28 + (year % 4 == 0)
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
}

function date(n,    month, year) {
    month = 1; year = 2014
    while (n > length_of(month, year)) {
        n -= length_of(month, year)
        if (++month > 12) { month = 1; year++ }
    }
    return sprintf("%02d/%02d/%04d", n, month, year)
}

# Sundays are the days 5, 12 ... : Saturdays the day before.
function working(n) { return n % 7 != 4 && n % 7 != 5 && !(date(n) in holiday) }

# The day so many working days after another.
function after(n, days) {
    while (days > 0) if (working(++n)) days--
    return n
}

function assessment(team, started, completed, status) {
    row[++count] = team "," date(started) "," (completed ? date(completed) : "") "," status
}

BEGIN {
    if (file != "assessments" && file != "bank_holidays") {
        print "say -v file=assessments or -v file=bank_holidays" >"/dev/stderr"
        exit 2
    }
    seed = 20150401
    holidays = split("01/01/2014 18/04/2014 21/04/2014 05/05/2014 26/05/2014 25/08/2014 25/12/2014 26/12/2014 " \
        "01/01/2015 03/04/2015 06/04/2015 04/05/2015 25/05/2015 31/08/2015 25/12/2015 28/12/2015 " \
        "01/01/2016 25/03/2016 28/03/2016 02/05/2016 30/05/2016 29/08/2016 26/12/2016 27/12/2016", list, " ")
    split("New Year's Day,Good Friday,Easter Monday,Early May bank holiday,Spring bank holiday,Summer bank holiday," \
        "Christmas Day,Boxing Day", name, ",")
    for (i = 1; i <= holidays; i++) holiday[list[i]] = 1
    if (file == "bank_holidays") {
        print "date,holiday"
        for (i = 1; i <= holidays; i++) {
            split(list[i], part, "/")
            # In 2015 Boxing Day was a Saturday, in 2016 Christmas Day a Sunday: other days stand for them.
            title = name[(i - 1) % 8 + 1]
            if (list[i] == "28/12/2015") title = "Boxing Day (substitute day)"
            if (list[i] == "26/12/2016") title = "Boxing Day"
            if (list[i] == "27/12/2016") title = "Christmas Day (substitute day)"
            print part[3] "-" part[2] "-" part[1] "," title
        }
        exit
    }
    teams = split("East,North,South,West", team, ",")
    # Started from January 2015; completed from April to September, which are the days 456 to 638.
    for (i = 1; i <= 480; i++) {
        t = 1 + random(teams)
        started = 380 + random(235)
        while (!working(started)) started++
        took = random(10) < 8 + (t == 2) ? 8 + random(38) : 46 + random(30)
        if (i % 37 == 0) { took = 45; started = after(448 + random(7), 1) }
        if (i % 41 == 0) { took = 46; started = after(448 + random(7), 1) }
        completed = after(started, took)
        if (completed >= 456 && completed <= 638) assessment(team[t], started, completed, "Completed")
        else if (completed > 638) assessment(team[t], started, 0, "In progress")
        else if (i % 3) assessment(team[t], started, started + 5, "Cancelled")
    }
    assessment("East", 300, 330, "Completed")
    print "assessment,team,started,completed,status"
    for (i = count; i > 1; i--) {
        j = 1 + random(i)
        swap = row[i]; row[i] = row[j]; row[j] = swap
    }
    for (i = 1; i <= count; i++) print sprintf("A%05d", 20000 + i * 3) "," row[i]
}
