#!/usr/bin/env bash
# What the tests have reached so far, as a build with COVERAGE=1 counted it: lines and branches of the core and of the
# parsers, file by file, and a total of each. Fails where a total is too low. `make coverage` runs the tests, then this.
#
#   BUILD=build-coverage tests/check/coverage.sh
#
# A process adds its counts up when it ends. What one did that a signal ended is lost, and what a plugin did in one that
# _exit ended: so some lines that the tests do reach show as missed, such as the handler that tells of a crash.
# How often a line ran is in FOLDER/coverage/, as gcovr's JSON and as its pages, one a file, index.html first.
set -euo pipefail
cd "$(dirname "$0")/../.."
export LC_ALL=C.UTF-8
: "${BUILD:?the folder of a build with COVERAGE=1}"

lines=95 branches=85 # per cent that are wanted of each part

# A parser is a source and what it takes of plugins/shared.
core='core/'
parsers='plugins/(sources/)?(csv|json)(\.c|/)|plugins/shared/(vector/|(stream|encoding|utf8|value)\.[ch])'

if ! compgen -G "$BUILD/obj/core/*/*.gcda" >/dev/null; then
    echo "$0: no test has run in $BUILD, or it was built without COVERAGE=1" >&2
    exit 2
fi

# The search paths keep gcovr from what else was built. Branches are the program's: not those of the compiler's own.
out=$BUILD/coverage
mkdir -p "$out"
gcovr -r . --exclude-unreachable-branches --exclude-throw-branches -f "$core" -f "$parsers" -j "$(nproc)" \
    --json "$out/counts.json" --html-details "$out/index.html" \
    "$BUILD/obj/core" "$BUILD/obj/plugins" >/dev/null

# part NAME FILTER: the files' figures, then one line for all of them
failed=0
part() {
    gcovr -r . -a "$out/counts.json" -f "$2" --csv "$out/$1.csv"
    awk -F, -v part="$1" -v lines="$lines" -v branches="$branches" '
        NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        {
            line_total += $column["line_total"]; line_covered += $column["line_covered"]
            branch_total += $column["branch_total"]; branch_covered += $column["branch_covered"]
            printf "%-52s lines %5.1f %%  branches %5.1f %%  missed %d, %d\n", $column["filename"],
                share($column["line_covered"], $column["line_total"]), share($column["branch_covered"], $column["branch_total"]),
                $column["line_total"] - $column["line_covered"], $column["branch_total"] - $column["branch_covered"]
        }
        END {
            good = share(line_covered, line_total) >= lines && share(branch_covered, branch_total) >= branches
            printf "%s %s: lines %.1f %% (%d of %d, %d %% wanted), branches %.1f %% (%d of %d, %d %% wanted)\n\n",
                good ? "ok" : "not ok", part, share(line_covered, line_total), line_covered, line_total, lines,
                share(branch_covered, branch_total), branch_covered, branch_total, branches
            exit !good
        }
        function share(covered, total) { return total == 0 ? 100 : 100 * covered / total }' "$out/$1.csv" || failed=1
}
part core "$core"
part parsers "$parsers"
exit $failed
