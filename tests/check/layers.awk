# The layer rule: arrows point one way.
#
#   grep -nE '^ *# *include' FILES /dev/null | awk -f tests/check/layers.awk
#
# reads lines `path:line:#include ...`, says which break the rule, and fails when any does:
#
#   core       uses its own folder and the floors below it, and include/leat
#   plugins    use their own files, plugins/shared and include/leat; a plugin never sees the core or another plugin
#   libraries  each stays where it belongs

BEGIN {
    FS = ":"
    # The floors of the core, from the ground up; on one floor, folders do not see each other.
    floors = split("base | format | batch document | expression | option | definition plugin output | plan | runner | command", word, " ")
    level = 1
    for (i = 1; i <= floors; i++)
        if (word[i] == "|") level++
        else floor[word[i]] = level

    # Where a library's header may be included.
    only["jansson.h"] = "^(core/(document|definition|option)/|plugins/(sources|sinks)/json[./]|tests/)"
    only["xlsxwriter.h"] = "^(plugins/sinks/excel[./]|tests/bench/peer_)"
    only["csv.h"] = "^(plugins/sources/csv[./]|tests/bench/peer_)"
    only["utf8proc.h"] = "^core/"
    only["pcre2.h"] = "^plugins/transforms/validate[./]"
    only["dlfcn.h"] = "^(core/plugin/|core/base/memory_system|tests/)"
    only["zlib.h"] = only["expat.h"] = "^(plugins/sinks/excel[./]|tests/)"
}

function wrong(reason) {
    printf "%s:%s: %s: %s\n", $1, $2, include, reason
    bad = 1
}

# The folder of a path, with a slash at its end.
function folder(path) {
    sub(/[^\/]*$/, "", path)
    return path
}

# Takes the "x/.." out of a path.
function straight(path) {
    while (sub(/[^\/]+\/\.\.\//, "", path)) continue
    return path
}

function exists(path,    line, found) {
    found = (getline line < path) >= 0
    close(path)
    return found
}

{
    match($0, /[<"][^>"]*[>"]/)
    include = substr($0, RSTART, RLENGTH)
    name = substr(include, 2, RLENGTH - 2)
    angled = substr(include, 1, 1) == "<"
    library = name
    sub(/^.*\//, "", library)
    if (name ~ /^minizip\//) library = "zlib.h"
    if (angled && library in only && $1 !~ only[library]) wrong("this library does not belong here")
    if (angled && name !~ /^leat\//) next
}

name ~ /^leat\// {
    if (!exists("include/" name)) wrong("there is no such header in include/leat")
    next
}

$1 ~ /^core\// {
    split($1, part, "/")
    if (!(part[2] in floor)) { wrong("core/" part[2] " has no floor in tests/check/layers.awk"); next }
    target = straight(folder($1) name)
    if (!exists(target)) target = "core/" name
    split(target, used, "/")
    if (used[1] != "core" || !(used[2] in floor)) wrong("core includes core and include/leat alone")
    else if (used[2] != part[2] && floor[used[2]] >= floor[part[2]]) wrong("core/" used[2] " does not stand below core/" part[2])
    next
}

$1 ~ /^plugins\// {
    target = straight(folder($1) name)
    if (!exists(target)) target = "plugins/" name
    # What is under one name is one plugin: plugins/NAME.h, plugins/ROLE/NAME.h, plugins/ROLE/NAME/...
    plugin = $1
    sub(/^plugins\/((sources|transforms|sinks)\/)?/, "", plugin)
    sub(/[.\/].*$/, "", plugin)
    other = target
    sub(/^plugins\/((sources|transforms|sinks)\/)?/, "", other)
    sub(/[.\/].*$/, "", other)
    if (target !~ /^plugins\// || (other != plugin && other != "shared"))
        wrong("a plugin includes its own files, plugins/shared and include/leat alone")
    next
}

$1 ~ /^include\// {
    if (straight(folder($1) name) !~ /^include\/leat\//) wrong("the public headers include one another alone")
    next
}

$1 ~ /^(samples|tests\/(abi|bad|plugins))\// {
    if (!exists(folder($1) name)) wrong("a plugin outside the tree has include/leat alone")
}

END { exit bad }
