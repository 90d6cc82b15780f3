#!/usr/bin/env bash
# What `make check` checks, besides the build: one line each, `ok`, `skip` where the tool is not installed, or `not ok`
# with what was found. Fails when anything is not ok.
set -euo pipefail
cd "$(dirname "$0")/../.."
export LC_ALL=C.UTF-8

failed=0
step() { # NAME TOOL COMMAND...
    local name=$1 tool=$2 out
    shift 2
    if ! command -v "$tool" >/dev/null; then
        echo "skip $name ($tool is not installed)"
    elif out=$("$@" 2>&1); then
        echo "ok $name"
    else
        echo "not ok $name"
        tail -n 200 <<<"$out" | sed 's/^/    /'
        failed=1
    fi
}

mapfile -t sources < <(find core plugins include tests samples \( -name '*.c' -o -name '*.h' \) -not -path 'tests/golden/*' | sort)
mapfile -t scripts < <({ find tests samples -name '*.sh' -not -path 'tests/golden/*/*'
    printf '%s\n' .ci/packages .ci/run tests/bench/run tests/bench/peers tests/faults/run tests/fuzz/run tests/fuzz/seeds \
        tests/planted/run tests/proofs/run; } | sort)

# shellcheck disable=SC2317  # called by step
layers() { grep -nE '^ *# *include' "${sources[@]}" /dev/null | awk -f tests/check/layers.awk; }
# shellcheck disable=SC2317  # called by step
cppcheck_all() {
    cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 -j "$(nproc)" \
        --suppressions-list=tests/check/cppcheck.txt -Icore -Iinclude -Iplugins core plugins include
}

# shellcheck disable=SC2016,SC2317  # expanded by the inner shell; called by step
formatted() {
    printf '%s\0' "${sources[@]}" | xargs -0 -P "$(nproc)" -I{} sh -c \
        'clang-format "$1" | cmp -s - "$1" || { echo "$1 is not laid out as .clang-format says (make format)"; exit 1; }' - {}
}

step "layers" awk layers
step "plugin names" grep tests/check/plugin-names.sh
step "headers" cc tests/check/headers.sh
if [ -z "${SAN:-}" ]; then step "exports" nm tests/check/exports.sh; fi
step "format" clang-format formatted
step "scripts" shellcheck shellcheck -x -P SCRIPTDIR "${scripts[@]}"
step "cppcheck" cppcheck cppcheck_all
step "clang-tidy" clang-tidy make -s -k -j "$(nproc)" tidy
exit $failed
