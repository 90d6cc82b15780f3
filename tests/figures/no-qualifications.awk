# Residents with no qualifications, by authority, region and country, apart from leat:
#
#   awk -f tests/figures/tools.awk -f tests/figures/no-qualifications.awk REGIONS.csv QUALIFICATIONS.csv
#
# prints `level|code|area|none|residents|percent`, in no order.
function add(level, code, area, none, all) {
    key = level "|" code "|" area
    nones[key] += none
    alls[key] += all
}

FNR == 1 { next }

{ n = split_csv($0, field) }

FNR == NR { region[field[1]] = field[2]; next }

{
    all = 0
    for (i = 3; i <= n; i++) all += field[i]
    add("Authority", field[2], field[1], field[3], all)
    if (!(field[2] in region)) { print "no region " field[2]; exit 1 }
    add(region[field[2]] == "Wales" ? "Country" : "Region", "null", region[field[2]], field[3], all)
    if (region[field[2]] != "Wales") add("Country", "null", "England", field[3], all)
}

END { for (key in alls) print key "|" nones[key] "|" alls[key] "|" percent(nones[key], alls[key], 2) }
