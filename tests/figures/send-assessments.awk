# Requests refused, mediation and tribunal by authority and year, apart from leat:
#
#   awk -f tests/figures/tools.awk -f tests/figures/send-assessments.awk ASSESSMENTS.csv
#
# prints `code|authority|region|year|requests|refused|percent|mediation|tribunal|percent`, in the file's order.
NR == 1 { headings($0, column); next }

{ split_csv($0, field) }

field[column["geographic_level"]] == "Local authority" {
    requests = field[column["inreq_ehc"]]; refused = field[column["ass_refused_ehc"]]
    mediation = field[column["total_mediation"]]; tribunal = field[column["total_tribunal_followed_mediation"]]
    print field[column["old_la_code"]] "|" field[column["la_name"]] "|" field[column["region_name"]] "|" \
        field[column["time_period"]] "|" requests "|" refused "|" percent(refused, requests, 1) "|" mediation "|" tribunal "|" \
        percent(tribunal, mediation, 1)
}
