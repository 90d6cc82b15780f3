#!/usr/bin/env bash
# JSONTestSuite: every y_ file is read, every n_ file is refused with its line and column and status 1, and none crashes.
. "$(dirname "$0")/lib.sh"

suite=$REAL_DATA/json-suite
if [ ! -d "$suite" ]; then
    skip "json-suite" "the suite is not here (LEAT_REAL_DATA)"
    exit 0
fi

sanitizers_report_in "$work/reports"
status=0
run_leat() { # FILE: leaves $status, and the standard output and error in files
    printf '{ "leat": 1, "steps": [ { "source": "json", "path": "%s" }, { "sink": "json", "path": "-" } ] }\n' "$1" >"$work/d.json"
    status=0
    timeout 60 "$LEAT" run -q "$work/d.json" >"$work/out" 2>"$work/err" </dev/null || status=$?
}

# Files that a key of theirs makes rejects: JSON allows such keys, but no column can be called so, or two would be.
is_reject() {
    case $1 in
    y_object_duplicated_key | y_object_duplicated_key_and_value | y_object_empty_key | y_object_escaped_null_in_key) return 0 ;;
    esac
    return 1
}

for file in "$suite"/y_*.json; do
    name=$(basename "$file" .json)
    run_leat "$file"
    if is_reject "$name"; then
        if [ $status -eq 1 ] && grep -q "$name.json:1: .*column [0-9]" "$work/err"; then
            ok "json-suite/$name is a reject"
        else
            not_ok "json-suite/$name is a reject" "status $status" "$(<"$work/err")"
        fi
    elif [ $status -eq 0 ]; then
        ok "json-suite/$name"
    else
        not_ok "json-suite/$name" "status $status" "$(<"$work/err")"
    fi
done

for file in "$suite"/n_*.json; do
    name=$(basename "$file" .json)
    run_leat "$file"
    if [ $status -eq 1 ] && grep -qF "$name.json, line " "$work/err" && grep -qE 'line [0-9]+, column [0-9]+: .' "$work/err" &&
        [ ! -s "$work/out" ]; then
        ok "json-suite/$name"
    else
        not_ok "json-suite/$name" "status $status" "$(head -c 1000 "$work/err")"
    fi
done

# What comes out, where it is less than plain: each rows of one column, `value`, as JSON Lines.
gives() { # NAME EXPECTED
    run_leat "$suite/$1.json"
    same "json-suite/$1 gives" "$2" "$(tr -d ' \n' <"$work/out")"
}
gives y_array_heterogeneous '[{"value":null},{"value":"1"},{"value":"\"1\""},{"value":"{}"}]'
gives y_structure_lonely_int '[{"value":"42"}]'
gives y_structure_lonely_null '[{"value":null}]'
gives y_structure_string_empty '[{"value":""}]'
gives y_object_basic '[{"asd":"sdf"}]'
gives y_object_extreme_numbers '[{"min":"-1.0e+28","max":"1.0e+28"}]'
gives y_number_double_close_to_zero '[{"value":"-0.000000000000000000000000000000000000000000000000000000000000000000000000000001"}]'
gives y_array_empty '[]'
gives y_object_empty '[{"value":null}]'

if reports=$(sanitizer_reports "$work/reports"); then
    not_ok "json-suite/no sanitizer's report" "$reports"
else
    ok "json-suite/no sanitizer's report"
fi
