#!/usr/bin/env bash
# A plugin exports leat_plugin_entry and nothing else; the program exports nothing for plugins to link to: malloc, calloc
# and realloc stand before the C library's own (core/base/memory_system.h).
# The Excel sink alone adds lxw_tmpfile and zipOpen, which must stand before the libraries' own.
set -euo pipefail

bad=0
for plugin in "$BUILD"/plugins/*.so; do
    [ -e "$plugin" ] || continue
    expected=leat_plugin_entry
    if [ "$(basename "$plugin")" = excel.so ]; then expected="leat_plugin_entry lxw_tmpfile zipOpen"; fi
    exported=$(nm -D --defined-only "$plugin" | awk '{ print $3 }' | sort | xargs)
    if [ "$exported" != "$expected" ]; then
        echo "$plugin exports '$exported', not '$expected'"
        bad=1
    fi
done
# Copies of the C library's own variables (stderr@GLIBC...) are the linker's business.
exported=$(nm -D --defined-only "$BUILD/leat" | awk '$3 !~ /@/ { print $3 }' | xargs)
exported=$(sed -E 's/\b(calloc|malloc|realloc)\b *//g' <<<"$exported")
if [ -n "$exported" ]; then
    echo "$BUILD/leat exports '$exported'"
    bad=1
fi
exit $bad
