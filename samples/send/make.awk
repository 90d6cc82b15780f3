# Makes cases.csv: a service's list of cases about education, health and care plans, as it stood at two extracts. Always
# the same bytes, whatever awk:
#
#   awk -f samples/send/make.awk > samples/send/cases.csv
#
# In the school year 2014/15, 516 statements were transferred to plans, 439 of them within 14 weeks (98 days), and 123 new
# requests came in. The awkward rows, none of which counts: transfers withdrawn or not yet decided, plans of the year
# after, new requests of another year, and cases that stand in both extracts: as they stood earlier, many still in
# progress, they are counted no more.

# A generator of our own (Lehmer's), since every awk's rand() is another.
function random(n) {
    seed = (seed * 16807) % 2147483647
    return seed % n
}

# The date so many days after 31 August 2014, as dd/mm/yyyy.
function day(n,    month) {
    month = 9; year = 2014
    while (n > (month == 2 ? 28 + (year % 4 == 0) : lengths[month])) {
        n -= month == 2 ? 28 + (year % 4 == 0) : lengths[month]
        if (++month > 12) { month = 1; year++ }
    }
    return sprintf("%02d/%02d/%04d", n, month, year)
}

# A case from its day of start to its day of decision, if any; both are days of the school year.
function case_of(kind, started, decided, status) {
    cases++
    kinds[cases] = kind
    starts[cases] = started
    decisions[cases] = decided
    statuses[cases] = status
}

# A case as the extract of a day has it.
function row(number, c, extract,    decided) {
    decided = decisions[c] && decisions[c] <= extract
    print sprintf("SEN-%04d", 1000 + number), kinds[c], day(starts[c]), (decided ? day(decisions[c]) : ""), \
        (decided || !decisions[c] ? statuses[c] : "In progress"), day(extract)
}

# A transfer that took so many days, and ended in the school year.
function transfer(days,    decided) {
    decided = days + 1 + random(365 - days)
    case_of("Transfer", decided - days, decided, "Plan issued")
}

BEGIN {
    OFS = ","
    seed = 20140901
    split("31,28,31,30,31,30,31,31,30,31,30,31", lengths, ",")
    for (i = 1; i <= 439; i++) transfer(i <= 6 ? 98 : 35 + random(63))
    for (i = 1; i <= 77; i++) transfer(i <= 4 ? 99 : 100 + random(120))
    for (i = 1; i <= 123; i++) {
        started = 1 + random(365)
        j = random(10)
        decided = started + 60 + random(100)
        if (j < 6 && decided <= 425) case_of("New request", started, decided, "Plan issued")
        else if (j == 6) case_of("New request", started, started + 20 + random(22), "Refused")
        else if (j == 7) case_of("New request", started, started + 5 + random(60), "Withdrawn")
        else case_of("New request", started, 0, "In progress")
    }
    # These do not count.
    for (i = 1; i <= 9; i++) case_of("Transfer", 20 + random(300), 330 + random(30), "Withdrawn")
    for (i = 1; i <= 31; i++) case_of("Transfer", 250 + random(110), 0, "In progress")
    for (i = 1; i <= 12; i++) case_of("Transfer", 300 + random(30), 366 + random(40), "Plan issued")
    for (i = 1; i <= 5; i++) case_of("New request", 366 + random(40), 0, "In progress")
    print "case", "kind", "started", "decided", "status", "extracted"
    for (i = 1; i <= cases; i++) order[i] = i
    for (i = cases; i > 1; i--) {
        j = 1 + random(i)
        swap = order[i]; order[i] = order[j]; order[j] = swap
    }
    for (i = 1; i <= cases; i++) {
        # Not many stood in the extract of the end of June; that of November has them all.
        if (i % 23 == 11 && starts[order[i]] <= 303) row(i, order[i], 303)
        row(i, order[i], 442)
    }
}
