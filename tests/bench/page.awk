# The bench's page, from what report.awk has read: one file, without scripts and with nothing from elsewhere.

function escape(text) {
    gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); gsub(/>/, "\\&gt;", text); gsub(/"/, "\\&quot;", text)
    return text
}

# A bar a contestant, as long as its median; the figures stand in the table beside it, so the plot needs no axis.
function plot(r,    j, key, longest, y, width) {
    for (j = 1; j <= count[r]; j++) {
        key = r "/" name[r, j]
        if (counts[key] && seconds[key] > longest) longest = seconds[key]
    }
    printf "<svg role=\"img\" aria-labelledby=\"plot-%s\" viewBox=\"0 0 420 %d\">\n", r, 24 * count[r] + 4
    printf "<title id=\"plot-%s\">%s: seconds, the median of each contestant</title>\n", r, escape(title(r))
    for (j = 1; j <= count[r]; j++) {
        key = r "/" name[r, j]
        y = 24 * (j - 1) + 4
        printf "<text x=\"104\" y=\"%d\" text-anchor=\"end\">%s</text>\n", y + 14, escape(name[r, j])
        if (!counts[key] || !longest) continue
        width = 240 * seconds[key] / longest
        if (width < 1) width = 1
        printf "<rect class=\"%s\" x=\"112\" y=\"%d\" width=\"%.1f\" height=\"18\" rx=\"2\"/>\n", \
            name[r, j] ~ /^leat/ ? "ours" : "theirs", y, width
        printf "<text x=\"%.1f\" y=\"%d\">%.3g s</text>\n", 118 + width, y + 14, seconds[key]
    }
    print "</svg>"
}

function figures(r,    j, key) {
    print "<table>"
    printf "<caption>%s</caption>\n", escape(title(r))
    print "<thead><tr><th scope=\"col\">Contestant</th><th scope=\"col\">Seconds</th><th scope=\"col\">Busy, seconds</th>"
    print "<th scope=\"col\">Peak, MiB</th><th scope=\"col\">Seconds, by leat’s</th><th scope=\"col\">Busy, by leat’s</th></tr></thead><tbody>"
    for (j = 1; j <= count[r]; j++) {
        key = r "/" name[r, j]
        printf "<tr><th scope=\"row\">%s</th>", escape(name[r, j])
        if (counts[key]) {
            printf "<td>%.3f%s</td><td>%.3f</td><td>%.1f</td><td>%s</td><td>%s</td></tr>\n", seconds[key], \
                rounds[key] < value["rounds"] ? " (one round)" : "", busy[key], peak[key], by_leat(r, key, seconds), by_leat(r, key, busy)
        } else printf "<td colspan=\"5\">%s</td></tr>\n", escape(state[key])
    }
    print "</tbody></table>"
}

function commands(r,    j) {
    print "<details><summary>Commands</summary><dl>"
    for (j = 1; j <= count[r]; j++) {
        printf "<dt>%s</dt><dd><code>%s</code></dd>\n", escape(name[r, j]), escape(command[r "/" name[r, j]])
    }
    print "</dl></details>"
}

function targets_table(    i, part, verdict) {
    print "<table><caption>Targets, set for 8 million rows</caption><thead><tr><th scope=\"col\">Race</th>"
    print "<th scope=\"col\" class=\"words\">Target</th><th scope=\"col\">Measured</th><th scope=\"col\">Result</th></tr></thead><tbody>"
    for (i = 1; i <= target_count; i++) {
        verdict = judge(target[i])
        split(target[i], part, "|")
        printf "<tr><th scope=\"row\">%s</th><td class=\"words\">%s</td><td>%s</td><td class=\"%s\">%s</td></tr>\n", part[1], \
            escape(part[2]), measured, verdict == "-" ? "none" : verdict, verdict == "-" ? "not measured" : verdict
    }
    print "</tbody></table>"
}

function machine_list(    i, part, n) {
    print "<dl class=\"machine\">"
    for (i = 1; i <= machine_count; i++) {
        n = split(machine[i], part, "\t")
        printf "<dt>%s</dt><dd>%s</dd>\n", escape(n == 3 ? part[2] : part[1]), escape(part[n])
    }
    print "</dl>"
}

function style() {
    print "<style>"
    print ":root { color-scheme: light dark; --paper: #fff; --ink: #1b1b1b; --rule: #c8c8c8; --ours: #1f5fa8; --theirs: #8a8a8a; }"
    print "@media (prefers-color-scheme: dark) { :root { --paper: #16181b; --ink: #ececec; --rule: #4a4d52; --ours: #6cb0ff; --theirs: #8f9399; } }"
    print "body { font: 1rem/1.5 system-ui, sans-serif; background: var(--paper); color: var(--ink); max-width: 72rem; margin: 0 auto; padding: 1rem; }"
    print ".race { display: flex; flex-wrap: wrap; gap: 1rem 2rem; align-items: flex-start; }"
    print "svg { width: 26rem; max-width: 100%; } svg text { fill: var(--ink); font-size: 13px; }"
    print ".ours { fill: var(--ours); } .theirs { fill: var(--theirs); }"
    print "table { border-collapse: collapse; } caption { text-align: left; font-weight: 600; }"
    print "th, td { border-bottom: 1px solid var(--rule); padding: .2rem .6rem; text-align: right; } th:first-child, .words { text-align: left; } tbody th { font-weight: 400; }"
    print "td.missed { font-weight: 700; } dd { margin-left: 1rem; } code { overflow-wrap: anywhere; }"
    print ".machine { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; }"
    print "</style>"
}

function page(    i) {
    print "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">"
    print "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>How fast leat is</title>"
    style()
    print "</head>\n<body>\n<main>\n<h1>How fast leat is</h1>"
    printf "<p>Medians of %d rounds, all contestants in turn in each round. Every answer was compared with one reckoned from the ", value["rounds"]
    print "rows themselves before its time counted. Seconds are of the whole process by the clock, busy ones of all its threads."
    print "leat-1 is leat on one thread; its output was the same as leat’s to the last byte. Polars is run by node, whose start counts.</p>"
    print "<p>The data are made by <code>tests/bench/generate</code>, each row from a fixed seed and its number: inspections of"
    print "50000 schools in 15 columns, about 129 bytes a row in CSV, one school in twenty with a name that must be quoted.</p>"
    machine_list()
    print "<h2>Targets</h2>"
    targets_table()
    for (i = 1; i <= race_count; i++) {
        printf "<section>\n<h2>%s</h2>\n<div class=\"race\">\n", escape(title(race[i]))
        plot(race[i])
        figures(race[i])
        print "</div>"
        commands(race[i])
        print "</section>"
    }
    print "</main>\n</body>\n</html>"
}

END { page() }
