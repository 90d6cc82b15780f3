# Makes two files about pupils at the end of their key stage. Always the same bytes, whatever awk:
#
#   awk -v file=pupils -f samples/attainment/make.awk > samples/attainment/pupils.csv
#   awk -v file=england -f samples/attainment/make.awk > samples/attainment/england.csv
#
# Pupils are an invented city's, a row each, with an invented number for a name; the awkward ones are those that tables of
# results leave out (new to the country) and those without a result, who count as not having reached the standard.
# England's figures are invented as well.

# A generator of our own (Lehmer's), since every awk's rand() is another.
function random(n) {
    seed = (seed * 16807) % 2147483647
    return seed % n
}

# N pupils of a phase and group, the first REACHED of whom reach the standard.
function pupils(year, phase, disadvantaged, n, reached,    i) {
    for (i = 1; i <= n; i++) {
        count++
        row[count] = year "," phase "," disadvantaged "," (i <= reached ? "Yes" : i == n ? "" : "No") ",Yes"
    }
    # Two more that do not count.
    for (i = 1; i <= 2; i++) row[++count] = year "," phase "," disadvantaged "," (i % 2 ? "No" : "") ",No"
}

BEGIN {
    if (file != "pupils" && file != "england") {
        print "say -v file=pupils or -v file=england" >"/dev/stderr"
        exit 2
    }
    OFS = ","
    seed = 20150825
    if (file == "england") {
        print "year", "phase", "disadvantaged", "pupils", "reached"
        print 2014, "Primary", "Yes", 171200, 114320
        print 2014, "Primary", "No", 398700, 331870
        print 2014, "Secondary", "Yes", 150100, 54880
        print 2014, "Secondary", "No", 411300, 258190
        print 2015, "Primary", "Yes", 176900, 123610
        print 2015, "Primary", "No", 401500, 339420
        print 2015, "Secondary", "Yes", 147600, 53930
        print 2015, "Secondary", "No", 405200, 258060
        exit
    }
    pupils(2014, "Primary", "Yes", 112, 71); pupils(2014, "Primary", "No", 207, 170)
    pupils(2014, "Secondary", "Yes", 96, 31); pupils(2014, "Secondary", "No", 223, 134)
    pupils(2015, "Primary", "Yes", 118, 81); pupils(2015, "Primary", "No", 211, 173)
    pupils(2015, "Secondary", "Yes", 91, 32); pupils(2015, "Secondary", "No", 219, 133)
    for (i = count; i > 1; i--) {
        j = 1 + random(i)
        swap = row[i]; row[i] = row[j]; row[j] = swap
    }
    print "pupil", "year", "phase", "disadvantaged", "reached", "counts"
    for (i = 1; i <= count; i++) print sprintf("P%05d", 10000 + i * 7), row[i]
}
