#!/usr/bin/env bash
# Every public header compiles alone, as C11, C17 and C++17, with each compiler that is here.
set -euo pipefail
cd "$(dirname "$0")/../.."

bad=0
compile() { # LANGUAGE STANDARD COMPILER HEADER
    command -v "$3" >/dev/null || return 0
    if ! echo "#include <leat/$4>" | "$3" -x "$1" "-std=$2" -Wall -Wextra -Wpedantic -Werror -Iinclude -fsyntax-only -; then
        echo "include/leat/$4 does not compile alone as $2 with $3"
        bad=1
    fi
}
for header in include/leat/*.h; do
    header=$(basename "$header")
    for compiler in gcc clang; do
        compile c c11 $compiler "$header"
        compile c c17 $compiler "$header"
    done
    for compiler in g++ clang++; do compile c++ c++17 $compiler "$header"; done
done
exit $bad
