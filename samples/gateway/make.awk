# Makes contacts.jsonl: contacts that a front door for children's services received, one JSON record a line. Always the
# same bytes, whatever awk:
#
#   awk -f samples/gateway/make.awk > samples/gateway/contacts.jsonl
#
# Four months of 2015 and 2016. The awkward ones: contacts that are not decided yet, which are counted but redirected
# nowhere; contacts sent by mistake, which are not counted; a key that some rows have not.

# A generator of our own (Lehmer's), since every awk's rand() is another.
function random(n) {
    seed = (seed * 16807) % 2147483647
    return seed % n
}

# The date so many days after 30 November 2015.
function day(n,    month, year) {
    month = 12; year = 2015
    while (n > lengths[month]) {
        n -= lengths[month]
        if (++month > 12) { month = 1; year++ }
    }
    return sprintf("%04d-%02d-%02d", year, month, n)
}

BEGIN {
    seed = 20151201
    lengths[12] = 31; lengths[1] = 31; lengths[2] = 29; lengths[3] = 31; lengths[4] = 30
    sources = split("School,Health visitor,Police,Parent or carer,General practice,Housing,Nursery", source, ",")
    split("31,31,29,31", days, ",")
    split("212,268,251,287", contacts, ",")
    # Of a hundred contacts so many go to early help, a month the more; of the rest most end with advice.
    split("34,38,43,47", early, ",")
    first = 0
    for (m = 1; m <= 4; m++) {
        for (i = 1; i <= contacts[m]; i++) {
            number++
            received = first + 1 + int((i - 1) * days[m] / contacts[m])
            chance = random(100)
            took = random(5) + (random(9) == 0 ? 6 : 0)
            outcome = chance < early[m] ? "Early help" : chance < early[m] + 30 ? "Advice and information" : \
                chance < 92 ? "Advice and Assessment" : "No further action"
            # The last month's last ones are not decided yet.
            if (m == 4 && i > contacts[m] - 14 && i % 2) outcome = ""
            line = "{\"contact\": \"GW-" sprintf("%05d", number) "\", \"received\": \"" day(received) "\""
            if (i % 13) line = line ", \"from\": \"" source[1 + random(sources)] "\""
            if (outcome == "") line = line ", \"decided\": null, \"outcome\": null}"
            else line = line ", \"decided\": \"" day(received + took) "\", \"outcome\": \"" outcome "\"}"
            if (i % 71 == 40) sub(/"outcome": .*}/, "\"outcome\": \"Sent in error\"}", line)
            print line
        }
        first += days[m]
    }
}
