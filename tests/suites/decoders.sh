#!/usr/bin/env bash
# The decoders that cut files into pieces and scan them by vectors, against those that read byte by
# byte: the same rows, places and rejects. And either source refused what it asks of the runner, or
# stopped, at every moment.
set -euo pipefail
: "${BUILD:?the folder of the build}"

"$BUILD/tests/fuzz-csv" "${FUZZ_FILES:-300}"
status=0
"$BUILD/tests/refused-csv" || status=1
"$BUILD/tests/refused-json" || status=1
exit $status
