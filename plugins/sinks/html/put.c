/* put: text becomes part of a page. See page.h. */
#include <stdarg.h>

#include "page.h"
#include "shared/format.h"

void page_put_raw(struct page *page, const char *text, size_t size) {
    page->has_failed = page->has_failed || !sink_file_add(page->step, page->file, text, size);
}

/* -- Escaped ---------------------------------------------------------------------------------- */

/* HTML has no control characters but the tab and the line's end: U+0000 to U+001F and U+007F to
 * U+009F. In their place stands U+FFFD, which is shown as a question mark: a reader sees that
 * something was there. A line's end is LF, whatever it was. */
static const char replacement[] = "\xEF\xBF\xBD";

/* What stands in the page for what text begins with; taken: how many bytes it is of. NULL: those
 * bytes as they are. */
static const char *substitute(const char *text, size_t size, size_t *taken) {
    const unsigned char byte = (unsigned char)text[0];
    *taken = 1;
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\t':
    case '\n':
        return NULL;
    case '\r':
        *taken = size > 1 && text[1] == '\n' ? 2 : 1;
        return "\n";
    case 0xC2: /* begins U+0080 to U+00BF */
        *taken = size > 1 ? 2 : 1;
        return size > 1 && (unsigned char)text[1] < 0xA0 ? replacement : NULL;
    default:
        return byte < 0x20 || byte == 0x7F ? replacement : NULL;
    }
}

static void put_escaped(struct page *page, struct leat_text text) {
    size_t plain = 0; /* where bytes begin that stand as they are */
    for (size_t at = 0, taken; at < text.size; at += taken) {
        const char *instead = substitute(text.data + at, text.size - at, &taken);
        if (instead) {
            page_put_raw(page, text.data + plain, at - plain);
            page_put_raw(page, instead, strlen(instead));
            plain = at + taken;
        }
    }
    page_put_raw(page, text.data + plain, text.size - plain);
}

/* -- Patterns --------------------------------------------------------------------------------- */

static void put_number(struct page *page, int32_t number) {
    char text[FORMAT_ROOM];
    page_put_raw(page, text, format_integer(number, text));
}

static void put_string(struct page *page, const char *text) {
    page_put_raw(page, text, strlen(text));
}

void page_put(struct page *page, const char *pattern, ...) {
    va_list list;
    va_start(list, pattern);
    for (const char *at = pattern; *at;) {
        const size_t plain = strcspn(at, "%");
        page_put_raw(page, at, plain);
        at += plain;
        if (!*at) {
            break;
        }
        switch (at[1]) {
        case 't':
            put_escaped(page, va_arg(list, struct leat_text));
            break;
        case 'i': {
            const struct leat_text id = va_arg(list, struct leat_text);
            page_put_raw(page, id.data, id.size);
            break;
        }
        case 'd':
            put_number(page, va_arg(list, int32_t));
            break;
        default:
            put_string(page, va_arg(list, const char *));
            break;
        }
        at += 2;
    }
    va_end(list);
}

void page_put_line(struct page *page, const char *before, struct leat_text text,
                   const char *after) {
    if (text.size > 0) {
        page_put(page, "%s%t%s", before, text, after);
    }
}

/* -- Ids -------------------------------------------------------------------------------------- */

size_t page_slug(struct leat_text name, char *out) {
    size_t size = 0;
    bool is_gap = false;
    for (size_t i = 0; i < name.size; i++) {
        const char letter = name.data[i];
        const bool is_capital = letter >= 'A' && letter <= 'Z';
        if (!is_capital && !(letter >= 'a' && letter <= 'z') && !(letter >= '0' && letter <= '9')) {
            is_gap = size > 0;
            continue;
        }
        if (is_gap) {
            out[size++] = '-';
        }
        is_gap = false;
        out[size++] = (char)(is_capital ? letter | 0x20 : letter);
    }
    return size > 0 ? size : (size_t)(stpcpy(out, "sheet") - out);
}
