#!/usr/bin/env bash
# The pages that the sink html writes: read by a parser stricter than browsers are (page.py), against the rows beside
# them, and opened in Chromium (page.js), light and dark, wide and narrow, where axe-core looks at them too, if it is
# there. It is no package of Debian's: its axe.min.js (npm pack axe-core) is where LEAT_AXE says, else in the folder cache
# of the build folder.
. "$(dirname "$0")/lib.sh"
suites=$root/tests/suites
cd "$work"

if ! [ -x /usr/bin/python3 ]; then
    skip "page" "Debian's python3 is not installed"
    exit 0
fi
page() { /usr/bin/python3 "$suites/page.py" "$@"; }

# ---- The pages: those of the golden cases, and the board's return
mkdir pages
if ! "$LEAT" run -q "$root/pipelines/board-return.json" --out out 2>stderr; then
    not_ok "page/board-return" "$(<stderr)"
    exit 1
fi
cp out/board-return.html pages
for file in "$root"/tests/golden/html-*/expected/*.html; do
    case=${file%/expected/*}
    cp "$file" "pages/${case##*/html-}.html"
done

for file in pages/*.html; do same "page/strict/$(basename "$file" .html)" "" "$(page check "$file" 2>&1)"; done

# ---- What the reader would say of a page that is not right
# sees NAME COMPLAINT SED...: of the page with a change, made by sed, the complaint is heard
sees() {
    local complaint=$2 heard
    sed "${@:3}" pages/board.html >changed.html
    if cmp -s changed.html pages/board.html; then
        not_ok "page/sees/$1" "the change changes nothing"
        return
    fi
    heard=$(page check changed.html 2>&1)
    if [[ $heard == *"$complaint"* ]]; then ok "page/sees/$1"
    else not_ok "page/sees/$1" "no complaint has: $complaint" "$heard"; fi
}
sees "an element left open" "where <p> is open" '0,/<\/p>/s///'
sees "an id twice" "the id scorecard again" 's/id="schools"/id="scorecard"/'
sees "a link to nowhere" "which is not there" 's/id="plans"/id="plan"/'
sees "a link out of the page" "a link out of the page" 's/href="#plans"/href="https:\/\/example.org"/'
sees "a script" "<script>" 's/<main/<script><\/script><main/'
sees "a picture from elsewhere" "a picture from elsewhere" 's/<main/<img alt="x" src="https:\/\/example.org\/x.png"><main/'
sees "a picture without a text" "a picture without a text" 's/<main/<img src="data:image\/png;base64,AA=="><main/'
sees "a style attribute" "the attribute style" 's/<h1/<h1 style="color:red"/'
sees "a font from elsewhere" "the style fetches something" 's/^table{/@import "x";table{/'
sees "a cell too many" "a table with rows of" '0,/<td class="n">/s//<td><\/td><td class="n">/'
sees "a span too wide" "a table with rows of" '0,/colspan="2"/s//colspan="3"/'
sees "groups that are not the table's" "groups of columns" 's/span="2"><\/colgroup>$/span="3"><\/colgroup>/'
sees "a heading without a scope" "a heading with the scope None" '0,/<th scope="col">/s//<th>/'
sees "a heading without a text" "a heading without a text" 's/<th scope="col">KPI</<th scope="col"></'
sees "headings out of order" "after a heading of level" 's/<h3>\(What.*\)<\/h3>/<h4>\1<\/h4>/'
sees "a table without a caption" "a table without a caption" 's/<caption\(.*\)>Table: Scorecard</<caption\1></'
sees "a drawing without a title" "drawings without a title" 's/<title id=/<desc id=/;s/\(<desc id="[^"]*-title">[^<]*\)<\/title>/\1<\/desc>/'
sees "a control character" "control characters" 's/<h1[^>]*>/&\x07/'
sees "a bare ampersand" "a reference" 's/<h1[^>]*>/&\&copy;/'
sees "no language" "no language" 's/<html lang="en-GB">/<html>/'

# ---- What the tables say
same "page/crosstab" "|Primary Schools|Secondary Schools|Special Schools / ACE|Total
Sep-14|Sep-15|Sep-14|Sep-15|Sep-14|Sep-15|Sep-14|Sep-15
Good / Outstanding|51|54|12|12|7|7|70|73
Total|67|70|16|16|8|8|91|94
%|76|77|75|75|88|88|77|78" "$(page cells pages/board-return.html kpi-14-ofsted-grades | sed '1s/^[^|]*//')"
rows() { same "page/rows/$1" "" "$(page rows pages/board-return.html "$1" "out/board-return-$2.json" 2>&1)"; }
rows scorecard scorecard
rows kpi-14-changes kpi14-changes
rows kpi-14-published-ratings kpi14-published
rows kpi-15-no-qualifications kpi15-no-qualifications
rows kpi-19-early-help kpi19-early-help
rows kpi-27b-feeling-safe kpi27b-feeling-safe
rows kpi-45-early-years-providers kpi45-providers
rows kpi-45-transfers-to-plans kpi45-transfers

# ---- Many rows: none is lost where the runner has to keep batches of them
{ echo 'n,text'; seq 1 150000 | sed 's/.*/&,row &/'; } >many.csv
echo '{ "leat": 1, "steps": [ { "source": "csv", "path": "many.csv", "columns": { "n": "integer" } }, { "sink": "html", "path": "many.html" } ] }' >many.json
if "$LEAT" run -q many.json 2>stderr; then
    same "page/many rows" "150000 150000" "$(sed -nE 's/^<tr><td class="n">([0-9]+)<\/td><td>row [0-9]+<\/td><\/tr>$/\1/p' many.html | awk '$1 == NR { good++ } END { print NR, good }')"
else
    not_ok "page/many rows" "$(<stderr)"
fi

# ---- In a browser
axe=${LEAT_AXE:-$BUILD/cache/axe.min.js}
if skip_without node "page/browser" || skip_without chromium "page/browser"; then exit 0; fi
faults=("Content Security Policy" "pixels wide on a screen of 320" "pixels wide on a screen of 1032")
if [ -f "$axe" ]; then
    faults+=(html-lang-valid image-alt color-contrast region)
else
    skip "page/axe" "axe.min.js is not there (LEAT_AXE)"
    axe=-
fi
mkdir browser
# A page with faults first: a browser in which nothing is ever wrong proves nothing.
sed 's/lang="en-GB"/lang="??"/; s/<main/<div/; s/<\/main>/<\/div>/; s/--ink:#1b1f24/--ink:#bbbbbb/; s/<body>/&<p><img src="x.png"><b>A_WORD_WIDER_THAN_THE_SCREEN_IS_'"$(printf '%0.s_' {1..200})"'<\/b><\/p>/; s/overflow-wrap:break-word//' \
    pages/board.html >faulty.html
node "$suites/page.js" "$axe" chromium "$work/browser" faulty.html pages/*.html >browser.lines 2>stderr || not_ok "page/browser" "$(<stderr)"
heard=$(grep '^faulty.html' browser.lines || true)
for fault in "${faults[@]}"; do
    if [[ $heard == *"$fault"* ]]; then ok "page/browser/sees $fault"; else not_ok "page/browser/sees $fault" "$heard"; fi
done
for file in pages/*.html; do
    same "page/browser/$(basename "$file" .html)" "desk light: fine
desk dark: fine
telephone light: fine
telephone dark: fine
narrow light: fine
paper: fine" "$(grep -F "$file " browser.lines | sed "s#^$file ##")"
done
