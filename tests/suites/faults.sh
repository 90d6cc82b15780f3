#!/usr/bin/env bash
# Outputs on a bad day. Whatever fails, a run has two outcomes: it fails and every output is as it was, or it succeeds and
# every output is whole. A short form of `make faults`; then two runs at once, what a killed run leaves to the next, disks
# that are full, and targets that are no files.
. "$(dirname "$0")/lib.sh"
. "$root/tests/faults/cases.sh"
cd "$work"
# A run that is killed while it adds its counts up would spoil what others counted (make coverage).
if [ -n "${COVERAGE:-}" ]; then export GCOV_PREFIX=$BUILD/killed; fi

mounted=""
# shellcheck disable=SC2317  # called at the end
tidy_up() {
    if [ -n "$mounted" ]; then umount "$mounted"; fi
    rm -rf "$work"
}
trap tidy_up EXIT
# Where files are quickly synced, if there is such a place.
if [ -w /dev/shm ]; then
    cd /
    rm -rf "$work"
    work=$(mktemp -d /dev/shm/leat-test.XXXXXX)
    cd "$work"
fi

leat() { status=0; "$LEAT" "$@" 2>"$work/stderr" || status=$?; }
hidden() { find "$work" -name '.*leat-*' | wc -l; }

# ---- Calls fail, runs are killed and stopped
export LEAT_EXCEL_BLOCK=300 # of 1,400 cells: a large sheet
faults_definitions 200
if [ -n "${SAN:-}" ]; then
    skip "faults/all" "a sanitizer wants to be the first library in a program"
else
    faults "$work" "faults/all" --most 2 --kill 10 --signal 6 -- "$LEAT" run -q all.json || true
    rm -rf out
    faults "$work" "faults/csv" --kill 10 -- "$LEAT" run -q csv.json || true
    rm -rf out
    for name in from-json replay standard aggregate; do
        faults_command "$name"
        faults "$work" "faults/$name" --most 1 -- "${command[@]}" || true
        rm -rf out
    done
    # A replay reads its corrections, and then again from the file what is rejected again: each opening fails or is
    # interrupted. A reject without its record could not be corrected.
    faults_command replay
    without=0 failed=0 interrupted=0
    for at in $(seq 1 14); do # of the fifteen or so
        status=0
        faults "$work" once --once open EIO "$at" -- "${command[@]}" >/dev/null 2>&1 || status=$?
        failed=$((failed + (status == 3)))
        if [ "$status" -eq 0 ] && grep -q ',,$' out/rejects.csv; then without=$((without + 1)); fi
        status=0
        faults "$work" once --once open EINTR "$at" -- "${command[@]}" >/dev/null 2>&1 || status=$?
        interrupted=$((interrupted + (status != 0)))
    done
    if [ "$failed" -gt 0 ]; then same "faults/replay/opening fails" "0 0" "$without $interrupted"; else not_ok "faults/replay/opening fails" "none failed"; fi
    rm -rf out
    faults_command aggregate
    # It went by way of a temporary file: where none can be, it fails.
    status=0
    TMPDIR=$work/none "${command[@]}" 2>stderr || status=$?
    if [ "$status" -eq 3 ] && grep -q "cannot make a temporary file" stderr; then ok "faults/aggregate/by way of a file"; else not_ok "faults/aggregate/by way of a file" "$(<stderr)"; fi
    # Faults that do not come are no success.
    status=0
    said=$("$BUILD/tests/faults/faults" --most 2 "$work/none.so" "$work" "none" "$LEAT" run -q csv.json 2>&1) || status=$?
    if [ "$status" -ne 0 ] && [[ $said == *"not ok none/clean"*"the library was not loaded"* ]]; then ok "faults/none"; else not_ok "faults/none" "$said"; fi
    rm -rf out

    # ---- Killed between two outputs: the next run, though it fails, finishes that first
    leat run -q all.json
    mkdir -p new && mv out/* new/
    rm -rf out
    mkdir -p out/below
    for file in $(cd new && find . -type f); do echo old >"out/$file"; done
    faults "$work" once --once rename kill 3 -- "$LEAT" run -q all.json >/dev/null 2>&1 || true
    state=$(for file in $(cd new && find . -type f | sort); do if cmp -s "new/$file" "out/$file"; then echo new; else cat "out/$file"; fi; done | sort | uniq -c | xargs)
    same "faults/journal/killed between renames" "2 new 6 old" "$state"
    sed '2,$s/[0-9]*$/many/' data.csv >bad.csv
    sed 's/data.csv/bad.csv/' all.json >bad.json
    leat run -q bad.json
    if [ "$status" -eq 1 ] && diff -r new out >/dev/null && [ "$(hidden)" -eq 0 ] &&
        grep -q "warning: an earlier run (process [0-9]*, since .*) was killed while it put its outputs in their places; this is finished now: " stderr; then
        ok "faults/journal/finished by the next run"
    else
        not_ok "faults/journal/finished by the next run" "status $status, $(hidden) hidden" "$(<stderr)" "$(diff -rq new out)"
    fi

    # What was written by others since is not overwritten.
    for file in $(cd new && find . -type f); do echo old >"out/$file"; done
    faults "$work" once --once rename kill 3 -- "$LEAT" run -q all.json >/dev/null 2>&1 || true
    rm -f out/rows.json
    sleep 0.02
    echo mine >out/rows.json
    leat run -q bad.json
    same "faults/journal/newer files stay" "1 mine 0" "$status $(<out/rows.json) $(hidden)"
    rm -rf out new
fi

# ---- Two runs on one output
mkdir -p out
mkfifo waiting
exec 8<>waiting
echo '{ "leat": 1, "steps": [ { "source": "csv", "path": "waiting" }, { "sink": "csv", "path": "out/one.csv" }, { "sink": "json", "path": "out/two.json" } ] }' >waiting.json
echo '{ "leat": 1, "steps": [ { "source": "csv", "path": "sound.csv" }, { "sink": "csv", "path": "out/three.csv" }, { "sink": "json", "path": "out/two.json" } ] }' >second.json
echo old >out/two.json
"$LEAT" run -q waiting.json 2>/dev/null &
holder=$!
seq 10001 40000 >&8 & # more than the head of a pipe, which is read before outputs are opened
for _ in $(seq 1 500); do
    if [ "$(hidden)" -eq 2 ]; then break; fi
    sleep 0.02
done
leat run -q second.json
since='[0-9-]* [0-9:]* UTC'
if [ "$status" -eq 3 ] && grep -q "cannot write out/two.json: another run is writing it (process $holder, since $since) (wait until it has ended)" stderr &&
    [ "$(<out/two.json)" = old ] && [ ! -e out/three.csv ] && [ "$(hidden)" -eq 2 ]; then
    ok "faults/lock/the second is refused"
else
    not_ok "faults/lock/the second is refused" "status $status, $(hidden) hidden" "$(<stderr)"
fi
{ kill -9 $holder && wait $holder; } 2>/dev/null || true
same "faults/lock/left by the killed one" 2 "$(hidden)"
leat run -q second.json
same "faults/lock/a dead process holds nothing" "0 1" "$status $(hidden)"
exec 8>&-
sed 's/"path": "waiting"/"path": "sound.csv"/' waiting.json >first.json
leat run -q first.json
same "faults/lock/the next run takes the rest away" "0 0" "$status $(hidden)"

# Many at once: some are refused, and the files are one run's.
cp out/one.csv wanted.csv
pids=() failed=""
for _ in 1 2 3 4 5 6; do
    "$LEAT" run -q first.json 2>/dev/null &
    pids+=($!)
done
done_ones=0
for pid in "${pids[@]}"; do
    status=0
    wait "$pid" || status=$?
    case $status in
    0) done_ones=$((done_ones + 1)) ;;
    3) ;;
    *) failed+=" $status" ;;
    esac
done
if [ "$done_ones" -gt 0 ] && [ -z "$failed" ] && cmp -s out/one.csv wanted.csv && [ "$(hidden)" -eq 0 ]; then
    ok "faults/lock/many at once"
else
    not_ok "faults/lock/many at once" "done $done_ones, other statuses$failed, $(hidden) hidden"
fi
rm -rf out

# ---- Targets that are no files
aimed() { # NAME PATH WORDS: refused before the first row, and nothing changes
    echo "{ \"leat\": 1, \"steps\": [ { \"source\": \"csv\", \"path\": \"sound.csv\" }, { \"sink\": \"csv\", \"path\": \"$2\" }, { \"sink\": \"json\", \"path\": \"target/other.json\" } ] }" >target.json
    leat run -q target.json
    if [ "$status" -eq 3 ] && grep -q "$3" stderr && [ ! -e target/other.json ] && [ "$(hidden)" -eq 0 ]; then ok "faults/target/$1"; else
        not_ok "faults/target/$1" "status $status" "$(<stderr)"
    fi
}
mkdir -p target/folder
mkfifo target/pipe
echo old >target/file
ln -s file target/link
aimed folder target/folder "there is a folder of that name"
aimed pipe target/pipe "there is a pipe of that name"
aimed link target/link "there is a link to another file of that name"
if mknod target/device c 1 3 2>/dev/null; then # as /dev/null
    aimed device target/device "there is a device of that name"
else
    skip "faults/target/device" "no device can be made here"
fi
aimed "below a file" target/file/below "Not a directory"
same "faults/target/untouched" "old" "$(<target/link)"

# ---- Full disks
mkdir -p small
if ! mount -t tmpfs -o size=64k none small 2>/dev/null; then
    skip "faults/full" "nothing can be mounted here"
    exit 0
fi
mounted=$work/small
faults_definitions 5000
full() { # NAME: as it was
    leat run -q full.json
    if [ "$status" -eq 3 ] && [ "$(cat small/old.txt)" = old ] && grep -q "No space left on device" stderr &&
        [ "$(find small -type f | wc -l)" -eq 1 ] && [ "$(find out -type f 2>/dev/null | wc -l)" -eq 0 ]; then ok "faults/full/$1"; else
        not_ok "faults/full/$1" "status $status; $(find small out -type f | tr "\n" " ")" "$(<stderr)"
    fi
    rm -rf out
}
for sink in $sinks; do
    sed 's/out\//small\//g' "$sink.json" >full.json
    echo old >small/old.txt
    full "output/$sink"
done
sed 's/"kind": "text", "pupils": "integer"/"kind": "integer"/; s/"limit": 10/"limit": 100000/; s/out\/rejects/small\/rejects/' all.json >full.json
full "rejects"
cp excel.json full.json
status=0
TMPDIR=$work/small full "temporary"

# ---- A folder that cannot be written
echo old >small/rows.csv
mount -o remount,ro small
sed 's/out\//small\//g' csv.json >full.json
leat run -q full.json
same "faults/target/read-only folder" "3 old" "$status $(<small/rows.csv)"
