#!/usr/bin/env bash
# Plugins that break their contract: each is named, with what it did, and status 4; what stood at the output stays.
. "$(dirname "$0")/lib.sh"
cd "$work"
printf 'a,b\n1,x\n2,y\n3,\n' >in.csv

# broken NAME SAYS [OPTIONS]: a run with that transform ends with status 4 and says so, naming the plugin and its file
broken() {
    local name=$1 says=$2 status=0 said
    cat >"$name.json" <<-JSON
	{ "leat": 1, "steps": [
	    { "source": "csv", "path": "in.csv", "columns": { "a": "integer" } },
	    { "transform": "$name"${3-, \"column\": \"a\"} },
	    { "sink": "csv", "path": "out.csv" } ] }
	JSON
    echo old >out.csv
    local before
    before=$(stat -c %i out.csv)
    timeout -k 5 60 "$LEAT" run --threads 4 --time-limit 2 --plugins "$BUILD/tests/bad" "$name.json" >stdout 2>stderr || status=$?
    said=$(<stderr)
    if [ "$status" -ne 4 ]; then
        not_ok "bad-plugins $name" "status $status" "$said"
    elif [[ $said != *"($BUILD/tests/bad/$name.so)"* || $said != *"$says"* ]]; then
        not_ok "bad-plugins $name" "wanted: $says" "$said"
    elif [ "$(<out.csv)" != old ] || [ "$(stat -c %i out.csv)" != "$before" ] || [ -n "$(find . -name '.*leat-*')" ]; then
        not_ok "bad-plugins $name" "the output was touched" "$(ls -la)"
    else
        ok "bad-plugins $name"
    fi
}

# While it is loaded.
broken wrong-abi "built for plugin interface 42" ""
broken no-entry "exports no leat_plugin_entry" ""
broken entry-is-null "answers NULL" ""
broken short-table "leat_rowwise table says it has 8 bytes" ""
broken no-size "leat_role table says it has 0 bytes" ""
broken wrong-name "must be called right-name.so" ""
broken unknown-flag "a newer leat is needed" ""
broken no-callbacks "has no process" ""
broken no-summary "its transform role has no summary" ""
broken odd-help "a help that is not UTF-8" ""
broken missing-symbol "undefined symbol: leat_test_nobody_has_this; link it" ""
broken exits-when-loaded "its constructor ended the process (exit status 0); it must come back" ""
broken exits-in-entry "its leat_plugin_entry ended the process (exit status 0); it must come back" ""
broken hangs-when-loaded "its constructor did not come back within 2 seconds" ""
# A sanitizer would tell of a crash, and of a leak, what it is here for.
if [ -z "${SAN:-}" ]; then
    broken crashes-when-loaded "its constructor crashed (signal 11: SIGSEGV" ""
    broken aborts-in-entry "its leat_plugin_entry crashed (signal 6: SIGABRT" ""
    broken wild-table "the reading of its tables crashed (signal 11: SIGSEGV" ""
    broken crashes-when-unloaded "its destructor crashed (signal 11: SIGSEGV" ""
fi

# While it works.
broken wrong-length "puts 2 values into the column 'added' of a batch of 3 rows"
broken builder-rows "column 'added'"
broken batch-rows "wrote the batch's number of rows"
broken not-utf8 "is not UTF-8"
broken not-a-number "column 'added'"
broken no-message "failed without saying why"
broken empty-message "failed without saying why"
broken unknown-answer "answered 42"
broken wrong-answer "answered 2"
broken rejects-nothing "rejected a row that does not exist"
broken reads-unneeded "reads the column 'b'"
broken puts-passed "neither added nor replaced"
broken picks-nothing "row 70000 of a batch of 3"
broken view-out-of-bounds "column 'added'"
broken other-type "puts its column 102"
broken made-up-format "asks for format 1000, and they are 0 to"
broken format-of-another-kind "reads the format 'laestab' for a column of kind 6"
broken name-of-no-format "asks for format"
broken gathers-into-passed "neither added nor replaced"
broken undeclared-symbol "puts a symbol into the column 'added' that open did not say it may carry"
broken other-symbol "puts a symbol into the column 'added' that open did not say it may carry"
broken symbols-too-late "is for open"

# While it is opened.
broken empty-symbol "may carry a symbol that is empty"
broken symbols-by-no-rule "its rule is one of enum leat_symbols, not 4"
broken symbols-after-size "comes before leat_measures_size" ', "measures": { "n": "count(*)" }'
broken measure-of-none "measure 0, which does not exist"

# What beginners do, a mistake a word; misused PLUGIN STEPS WORD SAYS: a run ends with status 4, naming plugin and deed.
misused() {
    local plugin=$1 steps=$2 word=$3 says=$4 status=0 said
    echo "{ \"leat\": 1, \"steps\": [ ${steps//WORD/$word} ] }" >misused.json
    echo old >out.csv
    timeout -k 5 60 "$LEAT" run -q --threads 1 --plugins "$BUILD/tests/bad" misused.json >stdout 2>stderr || status=$?
    said=$(<stderr)
    if [ "$status" -ne 4 ] || [[ $said != *"($plugin)"*"$says"*"($BUILD/tests/bad/$plugin.so)"* ]]; then
        not_ok "bad-plugins $plugin $word" "status $status, wanted 4 and: $says" "$said"
    elif [ "$(<out.csv)" != old ] || [ -n "$(find . -name '.*leat-*')" ]; then
        not_ok "bad-plugins $plugin $word" "the output was touched" "$(ls -la)"
    else
        ok "bad-plugins $plugin $word"
    fi
}
rows='{ "source": "csv", "path": "in.csv", "columns": { "a": "integer" } }'
csv='{ "sink": "csv", "path": "out.csv" }'

while IFS='|' read -r word says; do
    misused misuses "$rows, { \"transform\": \"misuses\", \"how\": \"WORD\", \"column\": \"a\" }, $csv" "$word" "$says"
done <<'WORDS'
forgets-put|did not put the column 'added'
forgets-replaced|did not put the column 'a'
adds-other-kind|a value of kind text was added to a column of kind integer
adds-after-put|adds to its column 2 after leat_put has taken it
puts-twice|or was put before
adds-no-text|column 'added'
reads-column|reads its column 99
reads-minus-one|reads its column -1
reads-nothing|names no batch
keeps-view|a view of another callback
adds-from-kept-view|leat_add_from was given a view of another callback
rejects-below|rejected a row that does not exist
rejects-late|after rows made of it went on
chooses-too-many|the most is 65536
chooses-twice|once a call
evaluates-nothing|leat_eval was given NULL
filters-by-number|an expression that is no condition
evaluates-own|has not the columns that the option is over
fails-beyond|leat_fail_row is for a row of the batch
fails-row-and-reads|reads its column 99
asks-place|the place of row 3 of a batch of 3
asks-file-name|the name of file 99
asks-symbol|the symbol of row 3 of a batch of 3
compares-column|column 99 of a batch
compares-row|row 3 and column 0
compares-kinds|which are of different kinds or scales
hashes-column|reads its column 99
releases-lent|was given one that is lent
gathers-kinds|which is of another type
gathers-passed|neither added nor replaced
gathers-nothing|row 0 of batch 3
imports-nothing|was released before it was handed over
gathers-all|leat_gather is for give
places-rows|leat_places is for sources
blobs|leat_blob is for encode
counts|leat_counted is for folds and sinks
asks-output|for no output of its own
asks-table|the table of input 0, which is none
marks-column|a column that is not there yet
names-nothing|gives a column no name
names-not-utf8|must have a name, in UTF-8
has-no-type|a type that does not exist
made-of-nothing|column 99 of input 0
renames-nothing|its column 99
passes|leat_out_pass is for folds
declares|leat_out_field is for sources
hints-nothing|a struct leat_hint without its size
asks-hint|a struct leat_hint without its size
asks-name|column 0 of input 7
asks-needed|leat_needed is for start and later
asks-field|declared column 0
asks-measure|measure 0
asks-files|no field of kind PATH_IN
asks-privacy|measure 0
fails-row-in-open|leat_fail_row is for a row of the batch
asks-place-in-open|names no batch
asks-file-name-in-open|the name of file 0
rejects-in-open|leat_reject is for a callback that was given rows
reads-in-open|names no batch
builds-in-open|names no batch
edits-in-open|leat_rows is for row-wise transforms
keeps-in-open|names no batch
rejects-in-start|leat_reject is for a callback that was given rows
builds-in-start|names no batch
grows-piece|leat_piece_room is for cut
chooses-in-rest|leat_rows is for row-wise transforms, in process
WORDS

while IFS='|' read -r word says; do
    misused misuses-source "{ \"source\": \"misuses-source\", \"how\": \"WORD\", \"path\": \"in.csv\" }, $csv" "$word" "$says"
done <<'WORDS'
asks-for-a-copy|no field of kind PATH_IN
passes|leat_out_pass is for folds
takes-a-field|declared column 3
forgets-every-put|next did not put the column 'a'
forgets-a-put|next did not put the column 'b'
forgets-places|did not say where its rows stood
places-first|call it once all columns are put
puts-unevenly|2 values into the column 'b' of a batch of 3 rows
puts-too-many|a batch of 65537 rows
places-elsewhere|file 99
reads-below|a file that leat_files did not give it
rejects-elsewhere|file 99
answers-more|next answered 1
WORDS

while IFS='|' read -r word says; do
    misused misuses-cut "{ \"source\": \"misuses-cut\", \"how\": \"WORD\", \"path\": \"in.csv\" }, $csv" "$word" "$says"
done <<'WORDS'
cuts-without-room|64 bytes into a room of 0
cuts-beyond-room|1000 bytes into a room of 64
cuts-no-file|a piece of file -1
slices-beyond|not within its piece
decodes-for-ever|decode did not put the column 'a'
WORDS

while IFS='|' read -r word says; do
    misused misuses-fold "$rows, { \"transform\": \"misuses-fold\", \"how\": \"WORD\", \"measures\": { \"n\": \"sum(a)\" } }, $csv" \
        "$word" "$says"
done <<'WORDS'
passes-nothing|column 99 of input 0
edits-input|leat_rows is for row-wise transforms
builds-in-add|neither added nor replaced
adds-own|leat_measures_add was given a batch that has not the columns
seals-none|wants 0 partitions
seals-too-many|partitions; 1 to 65536 may be
arranges-none|wants 0 streams
arranges-too-many|streams; 1 to
picks-beyond|row 99 of batch 0
gathers-from-none|names no batch
packs-own|leat_pack is for batches of an input
packs-given|leat_pack is for batches of an input
reads-packed|a batch of leat_pack, whose rows can be gathered alone
shares-packed|a batch of leat_pack, whose rows can be gathered alone
gathers-column-of-packed|a batch of leat_pack, whose rows can be gathered alone
gathers-packed-and-shared|gathers from batches of leat_pack, and from others
forgets-gather|give did not put the column 'a'
forgets-put|give did not put the column 'counted'
gives-other-kind|column 'counted'
gives-no-measure|measure 7
loses-a-row|was handed 3 rows that it did not reject, and counts 2; this is a defect of the plugin 'misuses-fold'
WORDS

while IFS='|' read -r word says; do
    misused misuses-sink "$rows, { \"sink\": \"misuses-sink\", \"how\": \"WORD\", \"path\": \"out.csv\" }" "$word" "$says"
done <<'WORDS'
adds-a-column|leat_out_new is for sources and transforms
asks-output-in-open|before start
rejects|not for sinks
chooses-rows|leat_rows is for row-wise transforms
builds|neither added nor replaced
blobs-in-write|leat_blob is for encode
asks-output-of-a-copy|no output of its own
answers-end|write answered 2
says-nothing|write failed without saying why
rejects-in-finish|not for sinks
finishes-badly|finish answered 7
counts-in-open|leat_counted is for folds and sinks
loses-a-row|was handed 3 rows that it did not reject, and counts 2; this is a defect of the plugin 'misuses-sink'
loses-every-row|was handed 3 rows that it did not reject, and counts 0
writes-a-row-twice|was handed 3 rows that it did not reject, and counts 4
WORDS

while IFS='|' read -r word says; do
    case $SAN-$word in ?*-leaks-*) continue ;; esac
    misused misuses-memory "$rows, { \"transform\": \"misuses-memory\", \"how\": \"WORD\", \"column\": \"a\" }, $csv" "$word" "$says"
done <<'WORDS'
leaks-from-open|left what must be given back by then: 1 block of memory (leat_free)
leaks-blocks|left what must be given back by then: 1 block of memory (leat_free)
leaks-batches|left what must be given back by then: 1 batch (leat_release)
leaks-own-batch|left what must be given back by then: 1 batch (leat_release)
leaks-runs|left what must be given back by then: 1 run (leat_run_free)
leaks-indexes|left what must be given back by then: 1 index (leat_index_free)
frees-twice|gives leat_free a block of memory that it does not hold
grows-freed|gives leat_realloc a block of memory that it does not hold
frees-stack|gives leat_free a block of memory that it does not hold
frees-within|gives leat_free a block of memory that it does not hold
releases-twice|gives leat_release a batch that it does not hold
releases-twice-in-end|gives leat_release a batch that it does not hold
releases-run|gives leat_release a batch that it does not hold
frees-run-twice|gives leat_run_free a run that it does not hold
frees-index-twice|gives leat_index_free an index that it does not hold
asks-size-below|asks leat_alloc for 18446744073709551615 bytes; was that a number below 0?
grows-size-below|asks leat_realloc for 18446744073709551615 bytes; was that a number below 0?
makes-columns-below|a batch of 18446744073709551615 columns
imports-length-below|has the length -1 and the offset 0
imports-from-below|has the length 3 and the offset -1
imports-from-far|has the length 3 and the offset 9223372036854775806
imports-offsets-back|goes from byte 4 to byte 2
imports-offsets-below|goes from byte -4 to byte 0
adds-size-below|a text of 18446744073709551615 bytes was added
adds-count-below|a column has no room for more
WORDS

# One that ends the process, or never comes back: in a process of its own its end is told like any mistake.
# ended HOW IN SAYS [OPTIONS…]
ended() {
    local how=$1 in=$2 says=$3 status=0 said
    shift 3
    echo "{ \"leat\": 1, \"steps\": [ $rows, { \"transform\": \"fatal\", \"how\": \"$how\", \"in\": \"$in\" }, $csv ] }" >fatal.json
    echo old >out.csv
    # shellcheck disable=SC2086  # the options are words
    { timeout -k 5 60 "$LEAT" run -q --threads 2 --plugins "$BUILD/tests/bad" "$@" fatal.json >stdout 2>stderr || status=$?; } 2>/dev/null
    said=$(<stderr)
    [[ $said != *"fatal.json:1:"*"(fatal): the plugin's $in $says"*"($BUILD/tests/bad/fatal.so)"* ]] && status="$status, and the message is: $said"
    same "bad-plugins fatal $how in $in $*" "4 old" \
        "$status $(<out.csv)$(find . -name '.*leat-*')"
}
# Who ends leat in the middle leaves its threads: that is the point here, and nothing to report.
export TSAN_OPTIONS=${TSAN_OPTIONS:-}:report_thread_leaks=0
ended hangs open "has not come back for 1 seconds; nothing was written" --isolate --time-limit 1
ended spins process "has not come back for 1 seconds; nothing was written" --isolate --time-limit 1
ended hangs close "has not come back for 1 seconds; nothing was written" --isolate --time-limit 1
ended exits process "ended leat, by exit; nothing was written" --isolate
ended exits open "ended leat, by exit; nothing was written"
ended exits process "ended leat, by exit; nothing was written"
ended exits close "ended leat, by exit; nothing was written"
ended exits-at-once process "ended leat, with exit status 0; nothing was written" --isolate
ended exits-aside process "ended leat, with exit status 4; nothing was written" --isolate
status=0
"$LEAT" run --plugins "$BUILD/tests/bad" fatal.json >stdout 2>stderr || status=$?
same "bad-plugins fatal exits in a thread of its own" "4 leat: a plugin ended leat, by exit, outside any call; nothing was written old" \
    "$status $(<stderr) $(<out.csv)$(find . -name '.*leat-*')"
if [ -z "${SAN:-}" ]; then
    for in in open start begin process rest end close; do
        ended crashes $in "crashed (signal 11: SIGSEGV" --isolate
    done
    ended aborts process "crashed (signal 6: SIGABRT" --isolate
    ended divides process "crashed (signal 8: SIGFPE" --isolate
    ended fills-stack process "crashed (signal 11: SIGSEGV" --isolate
    # Without one leat ends there and then, but not before it has said whose fault it is and removed what is unfinished.
    for in in open start begin process rest end close; do
        ended crashes $in "crashed (signal 11: SIGSEGV"
    done
    ended fills-stack process "crashed (signal 11: SIGSEGV"
    ended aborts process "crashed (signal 6: SIGABRT"
    ended divides process "crashed (signal 8: SIGFPE"
    status=0
    { "$LEAT" run --log json --plugins "$BUILD/tests/bad" fatal.json >stdout 2>stderr || status=$?; } 2>/dev/null
    same "bad-plugins fatal is told as JSON" '4 {"level":"error","status":4,"file":"fatal.json","line":1' \
        "$status $(cut -d, -f1-4 stderr)"
fi

# A process of its own changes nothing else: the same outputs and messages, a definition at a time, and each is committed.
cat >sound.json <<'JSON'
{ "leat": 1, "rejects": { "path": "rejects.csv", "limit": 10 }, "steps": [
    { "id": "rows", "source": "csv", "path": "in.csv", "columns": { "b": "integer" } },
    { "sink": "csv", "path": "-", "from": "rows" }, { "sink": "json", "path": "new/deep/out.json", "from": "rows" } ] }
JSON
for isolate in "" --isolate; do
    status=0
    mkdir -p "outputs$isolate"
    # shellcheck disable=SC2086  # it may be none
    "$LEAT" run $isolate --log json --out "outputs$isolate" sound.json >"outputs$isolate/stdout" 2>"outputs$isolate/stderr" || status=$?
    sed -E -i "s/outputs$isolate|\"seconds\":[0-9.]+//g" "outputs$isolate/stderr"
    echo $status >"outputs$isolate/status"
done
same "bad-plugins a sound run is the same with --isolate" "0 a,b  3" \
    "$(<outputs/status) $(head -n 1 outputs/stdout | tr -d '\r') $(diff -r outputs outputs--isolate 2>&1) $(grep -c . outputs/rejects.csv)"
echo "{ \"leat\": 1, \"steps\": [ $rows, { \"transform\": \"fatal\", \"how\": \"hangs\", \"in\": \"process\" }, $csv ] }" >hangs.json
echo old >out.csv
status=0
rm -rf outputs
timeout -k 5 60 "$LEAT" run -q --isolate --time-limit 1 --plugins "$BUILD/tests/bad" --set x=1 sound.json hangs.json >stdout 2>stderr || status=$?
same "bad-plugins settings are known with --isolate" 2 "$status"
status=0
timeout -k 5 60 "$LEAT" run -q --isolate --time-limit 1 --plugins "$BUILD/tests/bad" sound.json hangs.json >stdout 2>stderr || status=$?
same "bad-plugins what was committed before stays" "4 old yes" "$status $(<out.csv) $([ -s new/deep/out.json ] && echo yes)"

# Told to end, by a signal to the first process alone, both do; killed, it takes the other with it.
echo "{ \"leat\": 1, \"steps\": [ { \"source\": \"misuses-source\", \"how\": \"gives-for-ever\", \"path\": \"in.csv\" }, $csv ] }" >ever.json
for signal in INT:130 TERM:143 KILL:137; do
    echo old >out.csv
    status=0
    "$LEAT" run -q --isolate --plugins "$BUILD/tests/bad" ever.json >/dev/null 2>&1 &
    leat=$!
    appears . '.out.csv.leat-*'
    kill -s "${signal%%:*}" $leat
    { wait $leat || status=$?; } 2>/dev/null
    for ((i = 0; i < 600; i++)); do compgen -G '.out.csv.leat-*' >/dev/null || break; sleep 0.1; done
    same "bad-plugins --isolate ends at ${signal%%:*}" "${signal#*:} old" "$status $(<out.csv)$(find . -name '.*leat-*')"
done

# The other killed, the first takes away what it left; whose file that is its name says.
status=0
"$LEAT" run -q --isolate --plugins "$BUILD/tests/bad" ever.json >stdout 2>stderr &
leat=$!
appears . '.out.csv.leat-*'
left=$(compgen -G '.out.csv.leat-*')
left=${left#.out.csv.leat-}
[ "${left%-*}" = "$leat" ] || kill -s KILL "${left%-*}"
{ wait $leat || status=$?; } 2>/dev/null
same "bad-plugins --isolate, its process killed" "4 old yes" \
    "$status $(<out.csv)$(find . -name '.*leat-*') $(grep -q 'SIGKILL.*; nothing was written' stderr && echo yes)"

# Standard output too waits until every plugin has been called for the last time.
echo "{ \"leat\": 1, \"steps\": [ $rows, { \"transform\": \"fatal\", \"how\": \"exits\", \"in\": \"close\" },
    { \"sink\": \"csv\", \"path\": \"-\" } ] }" >standard.json
for isolate in "" --isolate; do
    status=0
    # shellcheck disable=SC2086  # it may be none
    "$LEAT" run -q $isolate --plugins "$BUILD/tests/bad" standard.json >stdout 2>stderr || status=$?
    same "bad-plugins standard output waits for close $isolate" "4 0" "$status $(stat -c %s stdout)"
done

# One that gives rows for ever, or none for ever, is stopped by a signal, and writes nothing.
for case in misuses:gives-for-ever misuses:rests-for-ever misuses-source:gives-for-ever misuses-source:gives-nothing-for-ever \
    misuses-fold:gives-for-ever; do
    plugin=${case%%:*} word=${case#*:} status=0
    case $plugin in
    misuses-source) steps="{ \"source\": \"$plugin\", \"how\": \"$word\", \"path\": \"in.csv\" }" ;;
    misuses-fold) steps="$rows, { \"transform\": \"$plugin\", \"how\": \"$word\" }" ;;
    *) steps="$rows, { \"transform\": \"$plugin\", \"how\": \"$word\", \"column\": \"a\" }" ;;
    esac
    echo "{ \"leat\": 1, \"steps\": [ $steps, { \"sink\": \"csv\", \"path\": \"out.csv\" } ] }" >ever.json
    echo old >out.csv
    timeout --preserve-status -k 20 -s INT 0.5 "$LEAT" run -q --plugins "$BUILD/tests/bad" ever.json >/dev/null 2>&1 || status=$?
    same "bad-plugins $plugin $word is stopped" "130 old" "$status $(<out.csv)"
done

# A file that is none, or cut short, or that others may write: refused before any of it runs; the rest work.
mkdir -m 755 odd
cp "$BUILD/tests/abi/trip.so" odd/cut-short.so
truncate -s 3000 odd/cut-short.so
cp "$BUILD/tests/abi/trip.so" odd/cut-by-a-byte.so # of the last segment that is mapped
read -r offset size < <(readelf -lW odd/cut-by-a-byte.so | awk '$1 == "LOAD" { last = $2 " " $5 } END { print last }')
truncate -s $((offset + size - 1)) odd/cut-by-a-byte.so
echo "not a plugin" >odd/not-elf.so
cp "$BUILD/tests/abi/trip.so" odd/open-to-all.so
chmod o+w odd/open-to-all.so
cp "$BUILD/tests/abi/trip.so" odd/open-to-group.so
chmod 775 odd/open-to-group.so
mkfifo odd/pipe.so
mkdir -m 755 all group sticky links sound open
for folder in all group sticky sound; do cp "$BUILD/tests/abi/trip.so" $folder/trip.so; done
chmod 777 all open
chmod 775 group
chmod 1777 sticky
ln -s ../all/trip.so links/trip.so
ln -s ../sound/trip.so open/trip.so
# refused FOLDER NAME SAYS
refused() {
    local status=0 said
    echo '{ "leat": 1, "steps": [ { "source": "csv", "path": "in.csv" }, { "transform": "'"$2"'" }, { "sink": "csv", "path": "o.csv" } ] }' >odd.json
    said=$(timeout 60 "$LEAT" check --plugins "$1" odd.json 2>&1) || status=$?
    if [ $status -eq 4 ] && [[ $said == *"the plugin '$2' is refused: $3"*"/$2.so)"* ]]; then ok "bad-plugins $1/$2"; else not_ok "bad-plugins $1/$2" "status $status" "$said"; fi
}
refused odd cut-short "the file is cut short"
refused odd cut-by-a-byte "the file is cut short"
refused odd not-elf "it is not a shared object"
refused odd pipe "it is no regular file"
refused odd open-to-all "the file may be written by anybody (mode 0757); take that away with \`chmod go-w $work/odd/open-to-all.so\`"
refused odd open-to-group "the file may be written by its group (mode 0775); take that away with \`chmod go-w $work/odd/open-to-group.so\`"
refused all trip "its folder may be written by anybody (mode 0777); take that away with \`chmod go-w $work/all\`"
refused group trip "its folder may be written by its group (mode 0775)"
refused links trip "its folder may be written by anybody (mode 0777); take that away with \`chmod go-w $work/all\`"
refused open trip "its folder may be written by anybody (mode 0777); take that away with \`chmod go-w open\`"
status=0
"$LEAT" plugins --plugins sticky trip >stdout 2>&1 || status=$?
same "bad-plugins in a sticky folder each has his own" "0 $work/sticky/trip.so" "$status $(tail -n 1 stdout)"
if [ "$(id -u)" = 0 ]; then
    chown 12345 sticky/trip.so
    refused sticky trip "the file belongs to another user (number 12345)"
    chown 0 sticky/trip.so
    chown 12345 sticky
    refused sticky trip "its folder belongs to another user (number 12345)"
else
    skip "bad-plugins of another user" "only root can make one"
fi
status=0
listed=$("$LEAT" plugins --plugins odd) || status=$?
same "bad-plugins are listed with the reason" "4 6 yes" \
    "$status $(grep -c 'refused:' <<<"$listed") $(grep -q '^  csv ' <<<"$listed" && echo yes)"
