#!/usr/bin/env bash
# make install puts everything where it belongs, a plugin of one's own is built against the installed header alone, and
# make uninstall takes every file away again.
. "$(dirname "$0")/lib.sh"

there=$work/there
make_here() { make -C "$root" -s "BUILD=${BUILD#"$root/"}" "DESTDIR=$there" prefix=/usr/local "$@" >"$work/log" 2>&1; }

if make_here install; then ok "install/install"; else not_ok "install/install" "$(<"$work/log")"; fi
plugins=$there/usr/local/lib/leat/plugins
headers=$there/usr/local/include
for file in usr/local/bin/leat usr/local/lib/pkgconfig/leat.pc usr/local/include/leat/{plugin,read,arrow}.h; do
    if [ -f "$there/$file" ]; then ok "install/$file"; else not_ok "install/$file"; fi
done
same "install/plugins" "$(cd "$BUILD/plugins" && ls)" "$(cd "$plugins" && ls)"
if ! skip_without pkg-config "install/plugindir"; then
    same "install/plugindir" /usr/local/lib/leat/plugins \
        "$(PKG_CONFIG_PATH=$there/usr/local/lib/pkgconfig pkg-config --variable=plugindir leat)"
fi

# As a stranger would: one command, the installed header, nothing of the source tree.
mkdir "$work/own"
cp "$root/samples/plugins/capitals.c" "$work/own"
printf 'name,rank\nada,1\n"grace ""amazing""",2\n' >"$work/own/people.csv"
cat >"$work/own/people.json" <<-'JSON'
	{ "leat": 1, "steps": [
	  { "source": "csv", "path": "people.csv" },
	  { "transform": "capitals", "column": "name" },
	  { "sink": "csv", "path": "-" } ] }
JSON
if (cd "$work/own" && ${CC:-cc} -std=c17 -Wall -Wextra -Werror -shared -fPIC -fvisibility=hidden "-I$headers" -o capitals.so capitals.c) \
    >"$work/log" 2>&1; then
    ok "install/own plugin compiles"
    (cd "$work/own" && LEAT_PLUGIN_PATH="$plugins:." "$there/usr/local/bin/leat" run people.json >out 2>log) || cat "$work/own/log"
    same "install/own plugin runs" $'name,rank\nADA,1\n"GRACE ""AMAZING""",2' "$(<"$work/own/out")"
else
    not_ok "install/own plugin compiles" "$(<"$work/log")"
fi

if make_here uninstall; then ok "install/uninstall"; else not_ok "install/uninstall" "$(<"$work/log")"; fi
same "install/nothing left" "" "$(cd "$there" && find . -not -type d)"
