#!/usr/bin/env bash
# Whether an answer of a race is right: each check prints what is wrong with the file that it is given, and nothing where all
# is well. tests/bench/run takes this in.
# shellcheck disable=SC2154  # its variables are that script's

# Rows in any order, quotes only where needed or everywhere, zeros behind a decimal or not: the same answer.
plain() { tail -n +2 "$1" | tr -d '"\r' | sed -E 's/(\.[0-9]*[1-9])0+(,|$)/\1\2/g; s/\.0+(,|$)/\1/g' | sort; }
check_answer() { # FILE
    plain "$1" >"$work/plain"
    plain "$work/answer" | diff - "$work/plain" | grep '^[<>]' | head -n 1 || true
}
check_sorted() { "$programs/verify" sorted "$rows" "$1" 2>&1 || true; }
# The cells are looked at once: in later rounds it is enough that the file is as long, but for what its date takes.
check_book() { # KIND ROWS FILE
    local size seen
    seen=$work/seen.$(basename "$3")
    size=$(stat -c %s "$3")
    if [ ! -f "$seen" ]; then
        unzip -p "$3" xl/sharedStrings.xml >"$work/shared" 2>/dev/null || true
        unzip -p "$3" xl/worksheets/sheet1.xml | "$programs/verify" "$1" "$2" "$work/shared" 2>&1 || return 0
        echo "$size" >"$seen"
    elif [ $((size - $(<"$seen"))) -gt 64 ] || [ $((size - $(<"$seen"))) -lt -64 ]; then
        echo "another file than in the first round"
    fi
}
check_kpi14() { # FOLDER
    local found
    found=$(grep -ohE '"percent": *[0-9]+' "$1/kpi14-ofsted-grades.json" | grep -oE '[0-9]+$' | paste -sd' ') || true
    [ "$found" = "76 77 75 75 88 88 77 78" ] || echo "other figures: $found"
}
# In the race to start DuckDB has nothing to answer: it opens and closes.
check_start() { if [ -d "$1" ]; then check_kpi14 "$1"; fi; }
