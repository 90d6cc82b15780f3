#!/usr/bin/env bash
# The same measure from published files: leat's figures against those worked out by awk, and by sqlite3 where it is
# installed; on the samples always, on the real files where they are to be found (LEAT_REAL_DATA).
. "$(dirname "$0")/lib.sh"
figures=$root/tests/figures

by_awk() { # ESTABLISHMENTS RATINGS AUTHORITY
    awk -v authority="$3" -f "$figures/published.awk" "$1" "$2" | LC_ALL=C sort | total_last
}
by_sqlite() { # ESTABLISHMENTS RATINGS AUTHORITY
    sqlite3 -batch :memory: <<-SQL | LC_ALL=C sort | total_last
		.mode csv
		.import '$2' ratings
		create table documents(document text);
		.mode ascii
		.separator "\001" "\n"
		.import '$1' documents
		.mode list
		.separator "|"
		.parameter init
		.parameter set :authority "'$3'"
		.read '$figures/published.sql'
	SQL
}
total_last() { awk -F'|' '$1 == "Total" { total = $0; next } { print } END { if (total != "") print total }'; }
by_leat() { # ESTABLISHMENTS RATINGS AUTHORITY
    if ! "$LEAT" run "$root/pipelines/kpi14-published-2024.json" --out "$work/$3" --set "establishments=$1" --set "ratings=$2" \
        --set "authority=$3" >/dev/null 2>"$work/stderr"; then
        cat "$work/stderr"
    else
        json_rows "$work/$3/kpi14-published-2024.json" phase good total percent
    fi
}

compare() { # NAME ESTABLISHMENTS RATINGS AUTHORITY
    local name=$1 expected
    shift
    expected=$(by_awk "$@")
    same "$name/leat" "$expected" "$(by_leat "$@")"
    if ! skip_without sqlite3 "$name/sqlite3"; then same "$name/sqlite3" "$expected" "$(by_sqlite "$@")"; fi
}

samples=$root/samples/published
for authority in 879 878 908; do
    compare "published/sample/$authority" "$samples/establishments.ndjson" "$samples/ratings.csv" $authority
done
# What the definition says unless told otherwise: the samples, and Plymouth.
"$LEAT" run "$root/pipelines/kpi14-published-2024.json" --out "$work/default" >/dev/null 2>"$work/stderr" || cat "$work/stderr"
same "published/sample/default" "$(by_awk "$samples/establishments.ndjson" "$samples/ratings.csv" 879)" \
    "$(json_rows "$work/default/kpi14-published-2024.json" phase good total percent)"

establishments=$REAL_DATA/education/gias_establishments_20240617.ndjson
ratings=$REAL_DATA/education/school_ofsted_rating_2024.csv
for authority in $(sed -n 's/^\([0-9]*\)|.*/\1/p' "$figures/published-2024.txt" | uniq); do
    if [ ! -r "$establishments" ] || [ ! -r "$ratings" ]; then
        skip "published/real/$authority" "the published files are not here (LEAT_REAL_DATA)"
        continue
    fi
    compare "published/real/$authority" "$establishments" "$ratings" "$authority"
    same "published/real/$authority/known" "$(sed -n "s/^$authority|//p" "$figures/published-2024.txt")" \
        "$(by_awk "$establishments" "$ratings" "$authority")"
done
