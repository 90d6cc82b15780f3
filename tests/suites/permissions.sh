#!/usr/bin/env bash
# Who may read and write what leat writes: a file that replaces another keeps its owner, group, mode and access control
# list; a new one is as the umask has it; and one that is not to be written is left as it is.
. "$(dirname "$0")/lib.sh"
cd "$work"
printf 'a,b\n1,2\n3,x\n' >rows.csv
cat >d.json <<'JSON'
{ "leat": 1, "rejects": { "path": "out/rejects.csv", "limit": 5 }, "steps": [
    { "id": "r", "source": "csv", "path": "rows.csv", "columns": { "b": "integer" } },
    { "sink": "csv", "path": "out/o.csv", "from": "r" }, { "sink": "json", "path": "out/o.json", "from": "r" },
    { "sink": "excel", "path": "out/o.xlsx", "sheets": [{ "name": "S", "from": "r" }] } ] }
JSON
leat() { # its status, and what it says in `stderr`
    status=0
    timeout 60 "$@" 2>stderr || status=$?
}
modes() { (cd out && stat -c '%n %a' -- * | xargs); }

# ---- As the umask has it; then as they were
umask 027
leat "$LEAT" run -q d.json
same "permissions/new files" "0 o.csv 640 o.json 640 o.xlsx 640 rejects.csv 640" "$status $(modes)"
umask 022
for mode in 600 640 664 666 755; do
    (cd out && chmod $mode -- *)
    touch -d 2001-01-01 out/*
    leat "$LEAT" run -q d.json
    same "permissions/mode $mode stays" "0 o.csv $mode o.json $mode o.xlsx $mode rejects.csv $mode 4" \
        "$status $(modes) $(find out -newermt 2002-01-01 -type f | wc -l)"
done
echo '{ "leat": 1, "steps": [ { "source": "csv", "path": "rows.csv" }, { "sink": "csv", "path": "out/o.csv" } ] }' >one.json
chmod 600 out/o.csv
leat "$LEAT" run -q one.json
same "permissions/one file alone" "0 600" "$status $(stat -c %a out/o.csv)"

# ---- Nobody sees more of it while it is unfinished
mkfifo pipe
sed 's/rows.csv/pipe/' one.json >slow.json
"$LEAT" run -q slow.json &
process=$!
exec 9>pipe
awk 'BEGIN { print "a,b"; for (i = 0; i < 30000; i++) print i ",2" }' >&9
appears out '.o.csv.leat-*'
same "permissions/unfinished" "600" "$(stat -c %a out/.o.csv.leat-*)"
echo 1,2 >&9
exec 9>&-
wait $process

# ---- Not to be written
chmod 444 out/o.csv
was=$(stat -c '%i %Y' out/o.csv)
for command in run check; do
    leat "$LEAT" $command -q one.json
    same "permissions/read only: $command" "3 $was 1" \
        "$status $(stat -c '%i %Y' out/o.csv) $(grep -c 'there is a read-only file of that name' stderr)"
done
chmod 644 out/o.csv

# ---- Lists, where the file system knows them
if ! command -v setfacl >/dev/null; then
    skip "permissions/list" "setfacl is not installed"
elif ! setfacl -m u:12345:r out/o.csv 2>/dev/null; then
    skip "permissions/list" "this file system has none"
else
    chmod 640 out/o.csv
    leat "$LEAT" run -q one.json
    same "permissions/list stays" "0 user:12345:r--" "$status $(getfacl -cn out/o.csv | grep 12345)"
    setfacl -b out/o.csv
    setfacl -d -m u:12345:rw out
    leat "$LEAT" run -q one.json
    same "permissions/no list stays none" "0 0" "$status $(getfacl -cn out/o.csv | grep -c 12345)"
    setfacl -k out
fi

# ---- Owner and group: root can give a file away, others only to groups of their own
if [ "$(id -u)" -ne 0 ] || ! command -v setpriv >/dev/null; then
    skip "permissions/owner" "needs root and setpriv"
    exit 0
fi
chown 12345:23456 out/o.csv
chmod 640 out/o.csv
leat "$LEAT" run -q one.json
same "permissions/owner stays, for root" "0 12345 23456 640" "$status $(stat -c '%u %g %a' out/o.csv)"
groups=34567
as() { leat setpriv --reuid=12345 --regid=12345 --groups="$groups" "$@"; }
chmod 755 "$work"
chmod 777 out
chown 12345 out/o.csv
as test -x "$LEAT"
if [ "$status" -ne 0 ]; then
    skip "permissions/group" "others cannot reach the program"
    exit 0
fi
as "$LEAT" run -q one.json
same "permissions/a group that cannot be given gets no more than all" "0 12345 12345 600" "$status $(stat -c '%u %g %a' out/o.csv)"
groups=23456
chown 12345:23456 out/o.csv
chmod 660 out/o.csv
as "$LEAT" run -q one.json
same "permissions/a group of one's own stays" "0 12345 23456 660" "$status $(stat -c '%u %g %a' out/o.csv)"
chown 0:0 out/o.csv
chmod 644 out/o.csv
as "$LEAT" run -q one.json
same "permissions/another's file" "3 0 1" "$status $(stat -c %u out/o.csv) $(grep -c 'a file that you may not write' stderr)"
