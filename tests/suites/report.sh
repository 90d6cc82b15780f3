#!/usr/bin/env bash
# Every figure that the report prints comes out of a definition run on its sample: tests/figures/report.txt lists them.
. "$(dirname "$0")/lib.sh"
list=$root/tests/figures/report.txt

sed -n 's/^\([^#|]*\)|.*/\1/p' "$list" | sort -u >"$work/definitions"
while read -r definition; do
    if "$LEAT" run "$root/pipelines/$definition.json" --out "$work/out" >/dev/null 2>"$work/stderr"; then
        ok "report/$definition"
    else
        not_ok "report/$definition" "$(<"$work/stderr")"
    fi
done <"$work/definitions"

# value_of FILE RECORD KEY: the value of a key in the one record whose keys have the values of RECORD, key=value;...
value_of() {
    local file=$1 key=$3 wanted="" part
    local -a parts keys=()
    IFS=';' read -ra parts <<<"$2"
    for part in "${parts[@]}"; do
        keys+=("${part%%=*}")
        wanted+="${part#*=}|"
    done
    json_rows "$file" "${keys[@]}" "$key" | awk -v wanted="$wanted" 'index($0, wanted) == 1 { print substr($0, length(wanted) + 1) }'
}

figures=0
while IFS='|' read -r _ file record key figure words; do
    same "report/$words" "$figure" "$(value_of "$work/out/$file" "$record" "$key" 2>&1)"
    figures=$((figures + 1))
done < <(grep -v '^#' "$list")
# 24 of KPI 14, 6 of early years, 3 of special needs.
same "report/figures" 33 "$figures"
