# Makes inspections.csv: invented schools with an Ofsted grade at two dates. Always the same bytes, whatever awk:
#
#   awk -f samples/ofsted/make.awk > samples/ofsted/inspections.csv
#
# 185 rows count (91 at September 2014, 94 at September 2015); the rest are the awkward ones every real file has:
# schools not yet inspected, and schools that have closed.

# A generator of our own (Lehmer's), since every awk's rand() is another.
function random(n) {
    seed = (seed * 16807) % 2147483647
    return seed % n
}

function quoted(text) {
    if (text !~ /[",]/) return text
    gsub(/"/, "\"\"", text)
    return "\"" text "\""
}

# A name that no school has: a colour, a thing and what kind of school it is; now and then awkwardly written.
function name_of(kind,    name) {
    do {
        name = first[1 + random(firsts)] " " second[1 + random(seconds)]
    } while (name in taken)
    taken[name] = 1
    named++
    if (named % 11 == 3) return name " " kind ", The"
    if (named % 17 == 5) return "The \"" name "\" " kind
    if (named % 19 == 7) return "St Zoë's " kind " at " name
    return name " " kind
}

# One school; its grades at the two dates, where it has any.
function school(phase, kind, smallest, largest, before, after, status) {
    schools++
    phases[schools] = phase
    names[schools] = name_of(kind)
    pupils[schools] = smallest + random(largest - smallest + 1)
    grades[schools, 1] = before
    grades[schools, 2] = after
    statuses[schools] = status
    order[schools] = schools
}

function better() { return random(5) == 0 ? 1 : 2 }
function worse() { return random(6) == 0 ? 4 : 3 }

function day(from, to) { return sprintf("%04d-%02d-%02d", from + random(to - from + 1), 1 + random(7), 1 + random(28)) }

# What one file row of school s at date d says.
function row(s, d,    inspected) {
    if (grades[s, d] == "") inspected = ""
    else if (d == 2 && grades[s, 2] == grades[s, 1]) inspected = inspection[s]
    else inspected = d == 1 ? day(2010, 2014) : day(2015, 2015)
    inspection[s] = inspected
    print 900000 + s, quoted(names[s]), phases[s], dates[d], statuses[s], inspected, grades[s, d], \
        pupils[s] + (d == 2 ? random(21) - 10 : 0)
}

BEGIN {
    OFS = ","
    seed = 20151207
    dates[1] = "2014-09-01"
    dates[2] = "2015-09-01"
    firsts = split("Amber Bracken Copper Crimson Dapple Ember Fern Gilded Hazel Indigo Juniper Lilac Marigold Nettle Ochre " \
        "Pewter Quartz Russet Saffron Teal Umber Velvet Willow Yarrow", first, " ")
    seconds = split("Acorn Badger Curlew Dormouse Eddy Finch Gorse Heron Inkwell Jackdaw Kettle Lantern Millrace Otter Pebble " \
        "Quill Rudder Sluice Thimble Weir", second, " ")

    # Primary: 67 inspected by 2014, 51 of them good or outstanding; 3 more, all good, by 2015. One fell, one rose.
    for (i = 1; i <= 51; i++) { grade = better(); school("Primary", "Primary School", 90, 630, grade, i == 20 ? 3 : grade, "Open") }
    for (i = 1; i <= 16; i++) { grade = worse(); school("Primary", "Primary School", 90, 630, grade, i == 9 ? 2 : grade, "Open") }
    for (i = 1; i <= 3; i++) school("Primary", "Primary Academy", 60, 210, "", 2, "Open")
    # Secondary, by several names: 16, 12 of them good or outstanding.
    for (i = 1; i <= 12; i++) {
        grade = better()
        if (i == 3) school("Middle deemed secondary", "Middle School", 300, 500, grade, grade, "Open")
        else if (i == 8) school("All-through", "Academy", 900, 1500, grade, grade, "Open")
        else school("Secondary", i % 3 ? "Academy" : "Community College", 600, 1500, grade, grade, "Open")
    }
    for (i = 1; i <= 4; i++) { grade = worse(); school("Secondary", "School", 600, 1200, grade, grade, "Open") }
    # Special schools, and the one unit for pupils out of school: 8, 7 of them good or outstanding.
    for (i = 1; i <= 6; i++) { grade = better(); school("Special", "Special School", 40, 180, grade, grade, "Open") }
    school("Special", "Special School", 40, 180, 3, 3, "Open")
    school("Pupil referral unit", "Alternative Education Unit", 60, 140, 2, 2, "Open")
    # These do not count: not inspected at either date, or closed, though with a grade.
    school("Secondary", "Free School", 120, 240, "", "", "Open")
    school("Primary", "Primary Free School", 30, 60, "", "", "Open")
    school("Primary", "Infant School", 90, 180, 2, 2, "Closed")
    school("Secondary", "School", 400, 700, 4, 4, "Closed")

    # Shuffled, so that no phase stands together.
    for (i = schools; i > 1; i--) {
        j = 1 + random(i)
        swap = order[i]; order[i] = order[j]; order[j] = swap
    }
    print "urn", "school", "phase", "as_at", "status", "inspected", "grade", "pupils"
    for (d = 1; d <= 2; d++)
        for (i = 1; i <= schools; i++) row(order[i], d)
}
