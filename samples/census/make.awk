# Makes two small files about the census of 2011. Always the same bytes, whatever awk:
#
#   awk -v file=qualifications -f samples/census/make.awk > samples/census/qualifications.csv
#   awk -v file=regions -f samples/census/make.awk > samples/census/regions.csv
#
# The qualifications have the columns of the published table QS501EW: residents aged 16 and over by the highest that they
# have, invented authorities with invented figures under real codes. The regions are facts: the code of every authority
# of England and Wales at the census, the six included that have been given another since, with region and country.

# A generator of our own (Lehmer's), since every awk's rand() is another.
function random(n) {
    seed = (seed * 16807) % 2147483647
    return seed % n
}

# The authorities LETTERS first to last are in this region.
function region(letters, first, last, name,    i) {
    for (i = first; i <= last; i++)
        print letters sprintf("%06d", i), name, (name == "Wales" ? "Wales" : "England")
}

function regions() {
    print "code", "region", "country"
    # Unitary authorities, the two-tier districts by county, metropolitan boroughs, London boroughs, Wales.
    region("E06", 1, 5, "North East"); region("E06", 6, 9, "North West"); region("E06", 10, 14, "Yorkshire and The Humber")
    region("E06", 15, 18, "East Midlands"); region("E06", 19, 21, "West Midlands"); region("E06", 22, 30, "South West")
    region("E06", 31, 34, "East of England"); region("E06", 35, 46, "South East"); region("E06", 47, 48, "North East")
    region("E06", 49, 50, "North West"); region("E06", 51, 51, "West Midlands"); region("E06", 52, 54, "South West")
    region("E06", 55, 56, "East of England"); region("E06", 57, 57, "North East")
    region("E07", 4, 7, "South East")           # Buckinghamshire
    region("E07", 8, 12, "East of England")     # Cambridgeshire
    region("E07", 26, 31, "North West")         # Cumbria
    region("E07", 32, 39, "East Midlands")      # Derbyshire
    region("E07", 40, 53, "South West")         # Devon, Dorset
    region("E07", 61, 65, "South East")         # East Sussex
    region("E07", 66, 77, "East of England")    # Essex
    region("E07", 78, 83, "South West")         # Gloucestershire
    region("E07", 84, 94, "South East")         # Hampshire
    region("E07", 95, 104, "East of England")   # Hertfordshire
    region("E07", 105, 116, "South East")       # Kent
    region("E07", 117, 128, "North West")       # Lancashire
    region("E07", 129, 142, "East Midlands")    # Leicestershire, Lincolnshire
    region("E07", 143, 149, "East of England")  # Norfolk
    region("E07", 150, 156, "East Midlands")    # Northamptonshire
    region("E07", 163, 169, "Yorkshire and The Humber") # North Yorkshire
    region("E07", 170, 176, "East Midlands")    # Nottinghamshire
    region("E07", 177, 181, "South East")       # Oxfordshire
    region("E07", 187, 191, "South West")       # Somerset
    region("E07", 192, 199, "West Midlands")    # Staffordshire
    region("E07", 200, 206, "East of England")  # Suffolk
    region("E07", 207, 217, "South East")       # Surrey
    region("E07", 218, 222, "West Midlands")    # Warwickshire
    region("E07", 223, 229, "South East")       # West Sussex
    region("E07", 234, 239, "West Midlands")    # Worcestershire
    region("E07", 240, 243, "East of England")  # Hertfordshire, by its later codes
    region("E08", 1, 15, "North West")          # Greater Manchester, Merseyside
    region("E08", 16, 19, "Yorkshire and The Humber") # South Yorkshire
    region("E08", 20, 24, "North East")         # Tyne and Wear
    region("E08", 25, 31, "West Midlands")      # the metropolitan county
    region("E08", 32, 36, "Yorkshire and The Humber") # West Yorkshire
    region("E08", 37, 37, "North East")         # Gateshead, by its later code
    region("E09", 1, 33, "London")
    region("W06", 1, 6, "Wales"); region("W06", 8, 16, "Wales"); region("W06", 18, 24, "Wales")
}

# An authority of so many residents, of every thousand of whom so many have no qualifications; some more at random.
function authority(name, code, residents, per_thousand,    none, rest, level1, level2, apprenticeship, level3, level4) {
    none = int(residents * per_thousand / 1000) + random(100)
    rest = residents - none
    level1 = int(rest * (160 + random(30)) / 1000)
    level2 = int(rest * (190 + random(30)) / 1000)
    apprenticeship = int(rest * (40 + random(20)) / 1000)
    level3 = int(rest * (150 + random(30)) / 1000)
    level4 = int(rest * (300 + random(60)) / 1000)
    print name, code, none, level1, level2, apprenticeship, level3, level4, \
        rest - level1 - level2 - apprenticeship - level3 - level4
}

BEGIN {
    if (file != "qualifications" && file != "regions") {
        print "say -v file=qualifications or -v file=regions" >"/dev/stderr"
        exit 2
    }
    OFS = ","
    seed = 20110327
    if (file == "regions") {
        regions()
        exit
    }
    print "name", "mnemonic", "No qualifications", "Level 1 qualifications", "Level 2 qualifications", "Apprenticeship", \
        "Level 3 qualifications", "Level 4 qualifications and above", "Other qualifications"
    authority("Staithe and Saltburn Moor", "E06000003", 110240, 268)
    authority("Fellgate", "E08000037", 162300, 265)
    authority("Irwell Vale", "E08000006", 187700, 259)
    authority("\"Humberwick, City of\"", "E06000010", 205400, 297)
    authority("Peakdale", "E07000037", 75130, 219)
    authority("Severnbrook", "E06000051", 252800, 226)
    authority("Ousewater", "E07000011", 136900, 189)
    authority("Lockgate", "E09000025", 241600, 179)
    authority("Kestrel`s Marsh", "E07000108", 91200, 245)
    authority("Arunford", "E07000227", 106450, 158)
    authority("Leatmouth", "E06000026", 208000, 224)
    authority("Rednessbay", "E06000027", 107900, 251)
    authority("Moorgate Forest", "E07000046", 53200, 222)
    authority("Frampton Mead", "E06000025", 214300, 188)
    authority("Cwm Alarch", "W06000011", 195500, 246)
    authority("Ynys Wen", "W06000001", 57500, 257)
}
