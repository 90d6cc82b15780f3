#!/usr/bin/env bash
# Runs the golden cases: definitions whose every output is known.
#
#   tests/golden/run.sh [CASE...]        all cases, or those named
#   tests/golden/run.sh --accept CASE    takes what the case gives now as expected
#
# A case is a folder here, named after its one reason, with
#
#   definition.json    what is run: leat run definition.json
#   command            or else the arguments for leat, one line of shell words ($BUILD is the build folder)
#   environment        variables for leat, one NAME=value a line
#   stdin              what leat reads on standard input; nothing unless given
#   once               an empty file: run once as it stands, not with 1, 2 and 8 threads
#   ...                the inputs
#   expected/          every file that the run makes or changes, and nothing else; besides
#   expected/stdout    standard output and standard error, each compared where it is given, times taken out
#   expected/stderr
#   expected/status    the exit status, 0 unless given
#   expected/X.xlsx/   a workbook, as its unzipped parts, a line an element (the theme, always the library's own, is left out)
#
# The case runs in a copy of its folder. leat run and leat preview are run with --threads 1, 2 and 8, and each time
# the same bytes must come out; under the thread sanitizer, with 8 alone, and no case that is refused before it runs.
. "$(dirname "$0")/../suites/lib.sh"
golden=$root/tests/golden

# Taken out of standard error: times, and where the project and the copy happen to be.
neutral() { # COPY
    sed -E -e "s#$1/##g; s#$1#.#g; s#$BUILD#BUILD#g; s#$root#ROOT#g" \
        -e 's/\b[0-9]+(\.[0-9]+)? ?(ns|us|µs|ms|s|seconds?|minutes?)\b/TIME/g' \
        -e 's/("(time|seconds|started|finished|at)": ?)("[^"]*"|[0-9.]+)/\1TIME/g'
}

# A workbook becomes a folder of its parts, so that a difference can be read.
open_workbook() { # FILE FOLDER
    mkdir -p "$2"
    unzip -q "$1" -d "$2"
    rm -rf "$2/xl/theme"
    find "$2" -type f -exec sed -i 's/></>\n</g' {} +
}

# run_once CASE THREADS FOLDER: runs leat in FOLDER/copy; leaves stdout, stderr and status beside it, and in
# FOLDER/made every file that the run made or changed
run_once() {
    local case=$1 threads=$2 folder=$3 copy=$3/copy
    mkdir -p "$folder/made"
    cp -R "$golden/$case" "$copy"
    rm -rf "$copy/expected" "$copy/command" "$copy/environment" "$copy/stdin" "$copy/once"
    cp -Rp "$copy" "$folder/before"

    local -a arguments=(run definition.json) variables=()
    if [ -f "$golden/$case/command" ]; then eval "arguments=($(<"$golden/$case/command"))"; fi
    if [ -n "$threads" ]; then arguments=("${arguments[0]}" --threads "$threads" "${arguments[@]:1}"); fi
    if [ -f "$golden/$case/environment" ]; then mapfile -t variables <"$golden/$case/environment"; fi
    local stdin=/dev/null
    if [ -f "$golden/$case/stdin" ]; then stdin=$golden/$case/stdin; fi

    local status=0
    (cd "$copy" && env "${variables[@]}" timeout 120 "$LEAT" "${arguments[@]}" <"$stdin" >"$folder/stdout" 2>"$folder/raw") || status=$?
    echo "$status" >"$folder/status"
    neutral "$copy" <"$folder/raw" >"$folder/stderr"

    local file
    (cd "$copy" && find . -type f -printf '%P\n' | sort) | while read -r file; do
        cmp -s "$copy/$file" "$folder/before/$file" && continue
        mkdir -p "$(dirname "$folder/made/$file")"
        cp "$copy/$file" "$folder/made/$file"
    done
    # An input that is gone shows as a file that cannot be expected.
    (cd "$folder/before" && find . -type f -printf '%P\n') | while read -r file; do
        [ -e "$copy/$file" ] || echo "removed by the run" >"$folder/made/$file.removed"
    done
}

# Which threads a case is run with; none means as it stands.
threads_of() { # CASE
    local first=run
    if [ -f "$golden/$1/command" ]; then read -r first _ <"$golden/$1/command" || true; fi
    if [ -f "$golden/$1/once" ] || { [ "$first" != run ] && [ "$first" != preview ]; }; then
        echo ""
    elif [ "${SAN:-}" = thread ]; then
        echo 8 # alone: it looks for races, of which one thread has none
    else
        printf '%s\n' 1 2 8
    fi
}

# Lays the run's results out as expected/ has them, so that one diff compares all.
lay_out() { # RUN EXPECTED RESULT
    local run=$1 expected=$2 result=$3 file part
    mkdir -p "$result"
    cp -R "$run/made/." "$result"
    (cd "$result" && find . -name '*.xlsx' -type f -printf '%P\n') | while read -r file; do
        mv "$result/$file" "$run/workbook"
        open_workbook "$run/workbook" "$result/$file" || cp "$run/workbook" "$result/$file/not-a-workbook"
    done
    for part in stdout stderr; do
        if [ -f "$expected/$part" ]; then cp "$run/$part" "$result/$part"; fi
    done
    if [ -f "$expected/status" ] || [ "$(<"$run/status")" != 0 ]; then cp "$run/status" "$result/status"; fi
}

run_case() { # CASE
    local case=$1 threads first="" problems="" reports
    local folder=$work/$case expected=$golden/$case/expected
    if [ ! -d "$golden/$case" ]; then
        not_ok "golden/$case" "there is no such case"
        return
    fi
    sanitizers_report_in "$folder/reports"
    while read -r threads; do
        local run=$folder/run$threads
        run_once "$case" "$threads" "$run"
        if [ -z "$first" ]; then
            first=$run
        else
            local part
            for part in made stdout stderr status; do
                diff -rq "$first/$part" "$run/$part" >/dev/null ||
                    problems+="with $threads threads $part is not as with 1"$'\n'
            done
        fi
    done < <(threads_of "$case")

    lay_out "$first" "$expected" "$folder/result"
    mkdir -p "$folder/none"
    local difference
    if [ ! -d "$expected" ]; then
        problems+="there is no expected/ (make accept CASE=$case)"$'\n'
    elif ! difference=$(cd "$folder" && diff -ruN --label expected --label actual "$expected" result 2>&1); then
        problems+=$(sed "s#$expected#expected#g; s#$folder/##g" <<<"$difference" | head -n 60)
        if [ ! -f "$expected/stderr" ] && [ -s "$first/stderr" ]; then
            problems+=$'\nstandard error:\n'$(head -n 20 "$first/stderr")
        fi
        problems+=$'\n'
    fi
    if reports=$(sanitizer_reports "$folder/reports"); then problems+=$reports; fi

    if [ -z "$problems" ]; then ok "golden/$case"; else not_ok "golden/$case" "${problems%$'\n'}"; fi
    rm -rf "$folder"
}

# All cases; for the thread sanitizer those alone in which something runs: what is refused before has one thread.
all_cases() {
    (cd "$golden" && find . -mindepth 1 -maxdepth 1 -type d -printf '%P\n' | sort) | while read -r case; do
        if [ "${SAN:-}" = thread ] && [ "$(cat "$golden/$case/expected/status" 2>/dev/null)" = 2 ]; then continue; fi
        echo "$case"
    done
}

# Standard error is kept where it was kept before, or where a new case fails: then it is the point of the case.
accept_case() { # CASE
    local case=$1 threads part run=$work/run expected=$golden/$1/expected
    [ -d "$golden/$case" ] || { echo "there is no case $case" >&2; exit 1; }
    read -r threads < <(threads_of "$case")
    run_once "$case" "$threads" "$run"
    mkdir -p "$work/wanted"
    if [ -d "$expected" ]; then
        for part in stdout stderr; do
            if [ -f "$expected/$part" ]; then touch "$work/wanted/$part"; fi
        done
    else
        if [ -s "$run/stdout" ]; then touch "$work/wanted/stdout"; fi
        if [ "$(<"$run/status")" != 0 ]; then touch "$work/wanted/stderr"; fi
    fi
    lay_out "$run" "$work/wanted" "$work/result"
    rm -rf "$expected"
    mv "$work/result" "$expected"
    # An expected folder with nothing in it would not be kept by git: a case must show something.
    if [ -z "$(find "$expected" -type f)" ]; then cp "$run/stderr" "$expected/stderr"; fi
    echo "accepted $case (status $(<"$run/status")):"
    (cd "$golden" && find "$case/expected" -type f | sort | indent)
}

if [ "${1:-}" = --accept ]; then
    [ $# -eq 2 ] || { echo "usage: $0 --accept CASE" >&2; exit 2; }
    accept_case "$2"
elif [ $# -eq 1 ]; then
    run_case "$1" | tee "$work/line"
    if grep -q '^not ok' "$work/line"; then exit 1; fi
else
    # Each case by itself, as many at once as there are cores; a case's lines are kept together.
    if [ $# -eq 0 ]; then mapfile -t cases < <(all_cases); else cases=("$@"); fi
    failed=0
    # shellcheck disable=SC2016  # expanded by the inner shell
    [ ${#cases[@]} -eq 0 ] || printf '%s\0' "${cases[@]}" |
        xargs -0 -P "$(nproc)" -I{} bash -c 'lines=$("$0" "$1" 2>&1) || status=$?; printf "%s\n" "$lines"; exit "${status:-0}"' "$0" {} || failed=1
    exit $failed
fi
