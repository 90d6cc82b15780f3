#!/usr/bin/env bash
# The sample files are what their makers make, and hold the rows that the definitions count on.
. "$(dirname "$0")/lib.sh"
cd "$root/samples"

made() { # FILE AWK-ARGUMENTS...
    local file=$1
    shift
    if awk "$@" | cmp -s - "$file"; then ok "samples/$file is as made"; else not_ok "samples/$file is as made" "make it again: awk $*"; fi
}
made ofsted/inspections.csv -f ofsted/make.awk
made published/ratings.csv -v file=ratings -f published/make.awk
made published/establishments.ndjson -v file=establishments -f published/make.awk

# Read from the end of the row, where no field is quoted: as_at, status, inspected, grade, pupils.
counted() { awk -F, -v day="$1" '$(NF - 4) == day && $(NF - 3) == "Open" && $(NF - 1) != "" { n++ } END { print n + 0 }' ofsted/inspections.csv; }
same "samples/ofsted 2014 rows that count" 91 "$(counted 2014-09-01)"
same "samples/ofsted 2015 rows that count" 94 "$(counted 2015-09-01)"
