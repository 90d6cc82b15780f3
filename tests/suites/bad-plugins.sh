#!/usr/bin/env bash
# Plugins that break their contract: each is named, with what it did, and status 4; what stood at the output stays.
. "$(dirname "$0")/lib.sh"
cd "$work"
printf 'a,b\n1,x\n2,y\n3,\n' >in.csv

# broken NAME SAYS: a run with that transform ends with status 4 and says so, naming the plugin
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
    "$LEAT" run --threads 4 --plugins "$BUILD/tests/bad" "$name.json" >stdout 2>stderr || status=$?
    said=$(<stderr)
    if [ "$status" -ne 4 ]; then
        not_ok "bad-plugins $name" "status $status" "$said"
    elif [[ $said != *"$name"* || $said != *"$says"* ]]; then
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
    if [ "$status" -ne 4 ] || [[ $said != *"($plugin)"*"$says"* ]]; then
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
echo "not a plugin" >odd/not-elf.so
cp "$BUILD/tests/abi/trip.so" odd/open-to-all.so
chmod o+w odd/open-to-all.so
mkfifo odd/pipe.so
for name in cut-short:"cut short" not-elf:"not a shared object" open-to-all:"written by anybody" pipe:"no regular file"; do
    status=0
    echo '{ "leat": 1, "steps": [ { "source": "'"${name%%:*}"'" }, { "sink": "csv", "path": "o.csv" } ] }' >odd.json
    said=$(timeout 20 "$LEAT" check --plugins odd odd.json 2>&1) || status=$?
    if [ $status -eq 4 ] && [[ $said == *"${name#*:}"* ]]; then ok "bad-plugins ${name%%:*}"; else not_ok "bad-plugins ${name%%:*}" "status $status" "$said"; fi
done
status=0
listed=$("$LEAT" plugins --plugins odd) || status=$?
same "bad-plugins are listed with the reason" "4 4 yes" \
    "$status $(grep -c 'refused:' <<<"$listed") $(grep -q '^  csv ' <<<"$listed" && echo yes)"
