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
broken gathers-into-passed "neither added nor replaced"
broken undeclared-symbol "puts a symbol into the column 'added' that open did not say it may carry"
broken other-symbol "puts a symbol into the column 'added' that open did not say it may carry"
broken symbols-too-late "is for open"

# While it is opened.
broken empty-symbol "may carry a symbol that is empty"
broken passes-own-input "all of whose columns a row-wise transform passes as it is"
broken symbols-by-no-rule "its rule is one of enum leat_symbols, not 4"
broken symbols-after-size "comes before leat_measures_size" ', "measures": { "n": "count(*)" }'
broken measure-of-none "measure 0, which does not exist"

# A file that is none, or cut short, or that others may write: refused before any of it runs; the rest work.
mkdir -m 755 odd
cp "$BUILD/tests/plugins/trip.so" odd/cut-short.so
truncate -s 3000 odd/cut-short.so
echo "not a plugin" >odd/not-elf.so
cp "$BUILD/tests/plugins/trip.so" odd/open-to-all.so
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
