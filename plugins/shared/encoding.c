/* See encoding.h. */
#include "encoding.h"

#include <errno.h>
#include <strings.h>

#include "utf8.h"

struct mark {
    const char *name,
        *family; /* what it shows; the name by which either byte order may be declared */
    size_t size;
    int unit;
    const char *bytes;
};

/* UTF-32's before UTF-16's, which begin alike. */
static const struct mark marks[] = {
    {.name = "utf-8", .family = "utf-8", .size = 3, .unit = 1, .bytes = "\xef\xbb\xbf"},
    {.name = "utf-32le", .family = "utf-32", .size = 4, .unit = 4, .bytes = "\xff\xfe\0\0"},
    {.name = "utf-32be", .family = "utf-32", .size = 4, .unit = 4, .bytes = "\0\0\xfe\xff"},
    {.name = "utf-16le", .family = "utf-16", .size = 2, .unit = 2, .bytes = "\xff\xfe"},
    {.name = "utf-16be", .family = "utf-16", .size = 2, .unit = 2, .bytes = "\xfe\xff"},
};
enum { MARKS = sizeof marks / sizeof *marks };

/* What people write for the encodings that files are in, for "did you mean". */
static const char *const usual[] = {"auto",     "utf-8",        "utf-16",     "utf-16le",
                                    "utf-16be", "windows-1252", "iso-8859-1", "iso-8859-15",
                                    "cp850",    "macintosh"};
enum { USUAL = sizeof usual / sizeof *usual };

static bool is_name(const struct leat_text *text, const char *name) {
    return text->size == strlen(name) && strncasecmp(text->data, name, text->size) == 0;
}

/* "utf8" is "utf-8", "utf16" is "utf-16" … */
static bool is_family(const struct leat_text *declared, const char *family) {
    const char *digits = family + 4;
    return is_name(declared, family) ||
           (declared->size == 3 + strlen(digits) && strncasecmp(declared->data, "utf", 3) == 0 &&
            memcmp(declared->data + 3, digits, strlen(digits)) == 0);
}

static const struct mark *find_mark(const struct stream *stream) {
    for (size_t i = 0; i < MARKS; i++)
        if (stream->raw_size >= marks[i].size &&
            memcmp(stream->raw, marks[i].bytes, marks[i].size) == 0)
            return &marks[i];
    return NULL;
}

/* The encoding of that family that the file's first bytes show: one of two characters at its start
 * is surely ASCII. */
static const struct mark *guess_order(const struct stream *stream, const char *family) {
    const bool is_big = stream->raw_size > 0 && stream->raw[0] == 0;
    const struct mark *found = NULL;
    for (size_t i = 0; i < MARKS; i++)
        if (strcmp(marks[i].family, family) == 0 && (!found || is_big))
            found = &marks[i];
    return found;
}

/* Whether each byte by itself is one character, or none: then places can be counted back. */
static bool is_single_byte(iconv_t converter) {
    for (int byte = 0; byte < 256; byte++) {
        char in = (char)byte, out[16], *from = &in, *to = out;
        size_t left = 1, room = sizeof out;
        iconv(converter, NULL, NULL, NULL, NULL);
        const size_t result = iconv(converter, &from, &left, &to, &room);
        const bool is_none = result == (size_t)-1 && errno == EILSEQ;
        if (!is_none && (result == (size_t)-1 || utf8_length(out, (size_t)(to - out)) != 1))
            return false;
    }
    iconv(converter, NULL, NULL, NULL, NULL);
    return true;
}

static int no_such_encoding(struct leat_step *step, const struct leat_text *declared) {
    struct leat_text names[USUAL];
    for (size_t i = 0; i < USUAL; i++)
        names[i] = leat_text_of(usual[i]);
    const struct leat_text near = leat_suggest(step, *declared, names, USUAL);
    if (near.data)
        return leat_fail_option(step, declared, "no encoding is called '%s' (did you mean '%.*s'?)",
                                declared->data, (int)near.size, near.data);
    return leat_fail_option(
        step, declared,
        "no encoding is called '%s'; files from Excel or Windows are mostly \"windows-1252\"",
        declared->data);
}

static int set_converter(struct leat_step *step, struct stream *stream,
                         const struct leat_text *declared, const char *name, int unit) {
    snprintf(stream->name, sizeof stream->name, "%s", name);
    stream->converter = iconv_open("UTF-8", name);
    if (stream->converter == (iconv_t)-1)
        return errno == EINVAL ? no_such_encoding(step, declared)
                               : leat_fail(step, "the converter for %s cannot be had: %s", name,
                                           strerror(errno));
    stream->unit = unit > 0 ? unit : is_single_byte(stream->converter) ? 1 : 0;
    return LEAT_OK;
}

static int set_known(struct leat_step *step, struct stream *stream,
                     const struct leat_text *declared, const struct mark *known) {
    if (known->unit > 1)
        return set_converter(step, stream, declared, known->name, known->unit);
    snprintf(stream->name, sizeof stream->name, "%s", known->name);
    stream->is_utf8 = true;
    stream->unit = 1;
    return LEAT_OK;
}

int encoding_choose(struct leat_step *step, struct stream *stream, const struct leat_text *declared,
                    size_t *mark) {
    const struct mark *found = find_mark(stream);
    const bool is_auto = !declared->data || is_name(declared, "auto");
    if (found) {
        if (!is_auto && !is_family(declared, found->family) && !is_name(declared, found->name))
            return leat_fail_option(
                step, declared,
                "%s begins with the byte order mark of %s, not %s; set \"encoding\": \"auto\", or "
                "\"%s\"",
                stream->file->name.data, found->name, declared->data, found->family);
        *mark = found->size;
        return set_known(step, stream, declared, found);
    }
    if (is_auto) {
        stream->is_guessed = true;
        return set_known(step, stream, declared, &marks[0]);
    }
    for (size_t i = 0; i < MARKS; i++) {
        if (is_family(declared, marks[i].family))
            return set_known(step, stream, declared, guess_order(stream, marks[i].family));
        if (is_name(declared, marks[i].name))
            return set_known(step, stream, declared, &marks[i]);
    }
    if (memchr(declared->data, '/',
               declared->size)) /* iconv would take "//IGNORE" and lose data in silence */
        return no_such_encoding(step, declared);
    return set_converter(step, stream, declared, declared->data, 0);
}
