# Makes small files with the columns of the published ones, about invented schools. Always the same bytes, whatever awk:
#
#   awk -v file=ratings -f samples/published/make.awk > samples/published/ratings.csv
#   awk -v file=establishments -f samples/published/make.awk > samples/published/establishments.ndjson
#
# Both files come from one list of schools: every rated school stands in both; the establishments hold others besides
# (independent, closed), which nobody rates, as the published register does.

# A generator of our own (Lehmer's), since every awk's rand() is another.
function random(n) {
    seed = (seed * 16807) % 2147483647
    return seed % n
}

function establishment(phase, kind, gender, status) {
    if (file == "establishments")
        printf "{\"urn\":%d,\"name\":\"%s\",\"local_authority_name\":\"%s\",\"phase_of_education\":\"%s\",\"gender\":\"%s\",\"status\":\"%s\"}\n", \
            urn, things[1 + (urn * 7) % thing_count] " " kind, authorities[authority], phase, gender, status
    urn++
}

# A school that is open and rated. Percentages are whole numbers, as published.
function rated(phase, kind, type, rating,    pupils, boys, english) {
    pupils = 60 + random(900)
    boys = 40 + random(20)
    english = 40 + random(60)
    if (file == "ratings")
        print urn, authority, type, pupils, int(pupils * boys / 100), pupils - int(pupils * boys / 100), 3, "Mixed", \
            1 + random(2), random(3) ? "Not applicable" : "Church of England", boys, 100 - boys, random(6), 5 + random(20), \
            english, 100 - english, random(45), rating
    establishment(phase, kind, "Mixed", "Open")
}

# N rated schools of a phase, the first GOOD of them good or outstanding.
function several(n, good, phase, kind, type,    i) {
    for (i = 1; i <= n; i++)
        rated(phase, kind, type, i <= good ? (i % 4 == 0 ? "Outstanding" : "Good") : (i == n && n > 8 ? "Inadequate" : "Requires improvement"))
}

BEGIN {
    if (file != "ratings" && file != "establishments") {
        print "say -v file=ratings or -v file=establishments" >"/dev/stderr"
        exit 2
    }
    OFS = ","
    seed = 20240617
    urn = 800001
    authorities[879] = "Plymouth"; authorities[878] = "Devon"; authorities[908] = "Cornwall"
    thing_count = split("Anchor Barnacle Capstan Dinghy Estuary Foghorn Gangway Halyard Isthmus Jetty Keel Lighthouse Mooring " \
        "Narrows Oarsman Pilot Quayside Rigging Seagull Tiller", things, " ")
    if (file == "ratings")
        print "unique_reference_number", "authority_code", "establishment_type_code", "pupil_number", "pupil_boys", "pupil_girls", \
            "gender_type", "gender_category", "religious_type", "religious_classification", "percent_pupil_boys", \
            "percent_pupil_girls", "percent_ehc_plan", "percent_sen_support", "percent_english_language", \
            "percent_not_english_language", "percent_free_school_meals", "rating"

    authority = 879
    several(2, 2, "Nursery", "Nursery School", 15)
    several(16, 14, "Primary", "Primary School", 1)
    several(8, 5, "Secondary", "Academy", 34)
    several(4, 4, "Not applicable", "Special School", 7)
    establishment("Not applicable", "College for Girls", "Girls", "Open")
    establishment("Primary", "Infant School", "Mixed", "Closed")
    authority = 878
    several(9, 8, "Primary", "Primary School", 2)
    several(3, 2, "Secondary", "Community College", 34)
    several(1, 1, "Middle deemed secondary", "Middle School", 28)
    establishment("16 plus", "Sixth Form College", "Mixed", "Open")
    authority = 908
    several(7, 7, "Primary", "Primary School", 3)
    several(1, 0, "All-through", "Academy", 28)
    several(2, 2, "Secondary", "School", 34)
    establishment("Secondary", "Grammar School", "Boys", "Closed")
}
