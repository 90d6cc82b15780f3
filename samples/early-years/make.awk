# Makes early-years.json: one nested document about a city's early education. Always the same bytes, whatever awk:
#
#   awk -f samples/early-years/make.awk > samples/early-years/early-years.json
#
# Under data.providers every provider: its kind, an object within the row, and how many two year olds have a free place
# there. 175 count: 105 private, voluntary and independent ones, 48 registered childminders, 20 maintained nursery classes
# and 2 nursery schools, with 1,170 two year olds. Under data.children the children by part of the city and age: of those
# aged 3 and 4 98% are in early education. The awkward ones: providers that have closed or are not open yet, whose
# children, if any, are counted no more.

# A generator of our own (Lehmer's), since every awk's rand() is another.
function random(n) {
    seed = (seed * 16807) % 2147483647
    return seed % n
}

function provider(code, name, status, two_year_olds) {
    providers++
    line[providers] = sprintf("{\"reference\": \"EY%06d\", \"kind\": {\"code\": \"%s\", \"name\": \"%s\"}, \"status\": \"%s\", " \
        "\"free_places\": {\"two_year_olds\": %s}}", 900000 + providers * 7, code, name, status, two_year_olds)
}

# N providers of a kind with PLACES two year olds between them, as evenly as may be, then moved about at random.
function several(n, code, name, places,    i, j, share) {
    for (i = 1; i <= n; i++) share[i] = int(places * i / n) - int(places * (i - 1) / n)
    for (i = 1; i < n; i++) {
        j = random(share[i] + 1)
        share[i] -= j
        share[i + 1] += j
    }
    for (i = 1; i <= n; i++) provider(code, name, "Open", share[i])
}

BEGIN {
    seed = 20150930
    several(105, "PVI", "Private, voluntary and independent providers", 941)
    several(48, "CM", "Registered childminders", 118)
    several(20, "MNC", "Maintained nursery classes", 73)
    several(2, "MNS", "Nursery schools", 38)
    provider("PVI", "Private, voluntary and independent providers", "Closed", 12)
    provider("PVI", "Private, voluntary and independent providers", "Closed", "null")
    provider("CM", "Registered childminders", "Closed", 3)
    provider("CM", "Registered childminders", "Closed", "null")
    provider("MNC", "Maintained nursery classes", "Proposed", "null")
    for (i = providers; i > 1; i--) {
        j = 1 + random(i)
        swap = line[i]; line[i] = line[j]; line[j] = swap
    }
    print "{"
    print "  \"as_at\": \"2015-09-30\","
    print "  \"data\": {"
    print "    \"providers\": ["
    for (i = 1; i <= providers; i++) print "      " line[i] (i < providers ? "," : "")
    print "    ],"
    print "    \"children\": ["
    localities = split("North,East,South,West", locality, ",")
    split("397,352,438,227", eligible2, ","); split("331,288,366,185", taking2, ",")
    split("871,744,823,702", eligible3, ","); split("842,727,800,691", taking3, ",")
    split("868,759,811,695", eligible4, ","); split("861,749,799,688", taking4, ",")
    for (i = 1; i <= localities; i++)
        for (age = 2; age <= 4; age++) {
            eligible = age == 2 ? eligible2[i] : age == 3 ? eligible3[i] : eligible4[i]
            taking_up = age == 2 ? taking2[i] : age == 3 ? taking3[i] : taking4[i]
            print "      {\"locality\": \"" locality[i] "\", \"age\": " age ", \"children\": {\"eligible\": " eligible \
                ", \"taking_up\": " taking_up "}}" (i < localities || age < 4 ? "," : "")
        }
    print "    ]"
    print "  }"
    print "}"
}
