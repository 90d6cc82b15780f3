#!/usr/bin/env bash
# The core knows no plugin by name: no string in the code of core/ is the name of a plugin (comments may tell of them).
# PLUGINS lists the names.
#
# Some names are words of other languages too: those uses are listed here, each with its reason.
set -euo pipefail
cd "$(dirname "$0")/../.."

allowed() { # FILE WORD
    case "$1 $2" in
    "core/expression/"*" filter" | "core/expression/"*" distinct") return 0 ;; # SQL's own: count(distinct x) filter (where ...)
    "core/expression/"*" select" | "core/expression/"*" join" | "core/expression/"*" limit") return 0 ;; # SQL's own, refused with advice
    "core/definition/"*" limit") return 0 ;; # how many rejects there may be
    "core/command/"*" json") return 0 ;;     # --log json
    esac
    return 1
}

bad=0
for name in $PLUGINS; do
    while IFS=: read -r file line text; do
        [ -n "$file" ] || continue
        [[ $text =~ ^\ *(/?\*) ]] && continue
        allowed "$file" "$name" && continue
        echo "$file:$line: the core knows the plugin \"$name\" by name"
        bad=1
    done < <(grep -rn --include='*.[ch]' "\"$name\"" core || true)
done
exit $bad
