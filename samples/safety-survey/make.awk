# Makes answers.csv: what pupils answered to questions about safety, a column a question. Always the same bytes, whatever
# awk:
#
#   awk -f samples/safety-survey/make.awk > samples/safety-survey/answers.csv
#
# The awkward ones: questions left out, "Prefer not to say", and "Don't know", which is an answer but neither counts as
# agreeing nor as disagreeing.

# A generator of our own (Lehmer's), since every awk's rand() is another.
function random(n) {
    seed = (seed * 16807) % 2147483647
    return seed % n
}

# One answer; of a hundred pupils so many agree, more strongly than not.
function answer(agree,    chance) {
    chance = random(100)
    if (chance < agree * 2 / 5) return "Strongly agree"
    if (chance < agree) return "Agree"
    if (chance < agree + (100 - agree) / 3) return "Disagree"
    if (chance < agree + (100 - agree) / 2) return "Strongly disagree"
    chance = random(10)
    return chance < 5 ? "Don't know" : chance < 8 ? "Prefer not to say" : ""
}

# N pupils of a year group, of whom so many agree with the first question; with the others fewer.
function pupils(phase, year_group, n, agree,    i) {
    for (i = 1; i <= n; i++)
        row[++count] = phase "," year_group "," answer(agree) "," answer(agree - 7) "," answer(agree - 4) "," answer(agree - 15)
}

BEGIN {
    seed = 20160104
    pupils("Primary", "Year 4", 141, 92); pupils("Primary", "Year 6", 152, 90)
    pupils("Secondary", "Year 8", 133, 82); pupils("Secondary", "Year 10", 124, 79)
    pupils("Special", "Year 6", 14, 88); pupils("Special", "Year 10", 17, 84)
    for (i = count; i > 1; i--) {
        j = 1 + random(i)
        swap = row[i]; row[i] = row[j]; row[j] = swap
    }
    print "response,phase,year_group,safe_at_school,safe_on_the_way,safe_online,knows_whom_to_tell"
    for (i = 1; i <= count; i++) print 500 + i "," row[i]
}
