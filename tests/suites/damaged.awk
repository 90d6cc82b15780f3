# damaged: one mutation of a definition, chosen by `seed`: what hands, editors and mail programs do to files.
{ text = text $0 "\n" }
END {
    state = seed * 7919 + 17
    for (i = 0; i < 5; i++) random(2)
    size = length(text)
    split("\"|{|}|[|]|,|:|0|null|true|-1|\\|1e999|\"\"|/*|é", put, "|")
    kind = seed % 10
    at = 1 + random(size)
    if (kind == 0) text = substr(text, 1, at - 1) # cut short
    else if (kind == 1) text = substr(text, 1, at - 1) substr(text, at + 1 + random(12)) # a few characters lost
    else if (kind == 2) text = substr(text, 1, at - 1) put[1 + random(16)] substr(text, at) # one put in
    else if (kind == 3) text = substr(text, 1, at - 1) put[1 + random(16)] substr(text, at + 1) # one put in place
    else if (kind == 4) text = lines("lost")
    else if (kind == 5) text = lines("twice")
    else if (kind == 6) text = words("letters")
    else if (kind == 7) text = words("value")
    else if (kind == 8) text = words("swap")
    else text = words("gone")
    printf "%s", text
}
function random(below) { # Park and Miller's minimal standard generator
    state = (state * 16807) % 2147483647
    return state % below
}
function lines(how,    part, count, i, out, which) {
    count = split(text, part, "\n")
    which = 1 + random(count - 1)
    for (i = 1; i < count; i++) if (i != which || how == "twice") out = out part[i] "\n" (i == which ? part[i] "\n" : "")
    return out
}
# Changes one quoted word.
function words(how,    part, count, which, other, i, out, word) {
    count = split(text, part, "\"")
    which = 2 * (1 + random(int(count / 2)))
    other = 2 * (1 + random(int(count / 2)))
    word = part[which]
    if (how == "letters") part[which] = substr(word, 1, 1 + random(length(word))) "x" substr(word, 3)
    else if (how == "value") part[which] = random(2) ? "" : word " " put[1 + random(16)]
    else if (how == "swap") { part[which] = part[other]; part[other] = word }
    else { part[which] = ""; part[which + 1] = substr(part[which + 1], 2) }
    for (i = 1; i <= count; i++) out = out part[i] (i < count ? "\"" : "")
    return out
}
