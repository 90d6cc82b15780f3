#!/usr/bin/env bash
# The decoders that cut files into pieces and scan them by vectors, against those that read byte by
# byte: the same rows, places and rejects.
set -euo pipefail
: "${BUILD:?the folder of the build}"

"$BUILD/tests/fuzz-csv" "${FUZZ_FILES:-300}"
