# The bench's table as text, from what report.awk has read.

function table(    i, j, key, r, part, verdict) {
    printf "%-16s %8s %8s %9s %7s %12s\n", "", "seconds", "busy", "peak MiB", "/ leat", "busy / leat"
    for (i = 1; i <= race_count; i++) {
        r = race[i]
        printf "\n%s: %s\n", r, title(r)
        for (j = 1; j <= count[r]; j++) {
            key = r "/" name[r, j]
            if (counts[key]) {
                printf "  %-14s %8.3f %8.3f %9.1f %7s %12s%s\n", name[r, j], seconds[key], busy[key], peak[key], by_leat(r, key, seconds), by_leat(r, key, busy), \
                    rounds[key] < value["rounds"] ? "  (one round)" : ""
            } else printf "  %-14s %s\n", name[r, j], state[key]
        }
    }
    print "\nTargets, for 8 million rows"
    for (i = 1; i <= target_count; i++) {
        verdict = judge(target[i])
        split(target[i], part, "|")
        if (verdict != "-") printf "  %-10s %-48s %10s  %s\n", part[1], part[2], measured, verdict
    }
}

END { table() }
