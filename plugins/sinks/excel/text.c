/* text: texts become cells: escaped, bracketed, with an arrow, as links. See book.h. */
#include <stdio.h>

#include "book.h"
#include "letters.h"
#include "shared/bytes.h"

/* -- What the cell is called, and what is wrong with it --------------------------------------- */

/* "C5". */
static const char *cell_name(uint32_t row, int32_t at, char name[16]) {
    char letters[4];
    int count = 0;
    for (int32_t left = at + 1; left > 0; left = (left - 1) / 26) {
        letters[count++] = (char)('A' + (left - 1) % 26);
    }
    int size = 0;
    while (count > 0) {
        name[size++] = letters[--count];
    }
    snprintf(name + size, 16 - (size_t)size, "%u", row + 1);
    return name;
}

bool text_fail(struct leat_step *step, const struct sheet *sheet, uint32_t row, int32_t at,
               const char *what) {
    char name[16];
    leat_fail(step, "sheet \"%.*s\", cell %s: %s", (int)sheet->name.size, sheet->name.data,
              cell_name(row, at, name), what);
    return false;
}

/* counted: what counts as more than one. */
static bool fail_long(struct leat_step *step, const struct sheet *sheet, uint32_t row, int32_t at,
                      size_t units, const char *counted) {
    char what[256];
    snprintf(
        what, sizeof what,
        "the text has %zu characters (%s), and a cell holds %d; shorten it, or leave the column "
        "out",
        units, counted, CELL_UNITS);
    return text_fail(step, sheet, row, at, what);
}

/* -- Strings ---------------------------------------------------------------------------------- */

static bool is_hex(char letter) {
    return (letter >= '0' && letter <= '9') || ((letter | 0x20) >= 'a' && (letter | 0x20) <= 'f');
}

/* Whether a program would read an escape here: _x0041_ is A to Excel, and LibreOffice takes fewer
 * digits too. A control character becomes an escape itself, whose underscore may be the last. */
static bool is_escape(const char *at, const char *end) {
    if (end - at < 4 || at[0] != '_' || at[1] != 'x') {
        return false;
    }
    const char *digit = at + 2;
    while (digit < end && digit - at < 6 && is_hex(*digit)) {
        digit++;
    }
    return digit > at + 2 && digit < end && (*digit == '_' || (unsigned char)*digit < 0x20);
}

/* A copy with the underscore of such texts escaped itself; the library does so for control
 * characters. NULL: no memory.
 */
static char *escaped(struct leat_step *step, struct leat_text text) {
    const char *const end = text.data + text.size;
    size_t size = text.size + 1;
    for (const char *at = text.data; at < end; at++) {
        size += is_escape(at, end) ? 6 : 0;
    }
    char *copy = leat_alloc(step, size), *to = copy;
    for (const char *at = text.data; copy && at < end; at++) {
        if (is_escape(at, end)) {
            to = stpcpy(to, "_x005F");
        }
        *to++ = *at;
    }
    return copy;
}

bool text_put(struct leat_step *step, struct book *book, const struct sheet *sheet, uint32_t row,
              int32_t at, struct leat_text text, lxw_format *format) {
    const size_t units = text.size <= CELL_UNITS ? text.size : letters_units(text);
    if (units > CELL_UNITS) {
        return fail_long(step, sheet, row, at, units, "an emoji counts as two");
    }
    if (memchr(text.data, 0, text.size)) {
        return text_fail(
            step, sheet, row, at,
            "the text has a NUL character (\\u0000), which no workbook can hold; take it "
            "out of the data, or leave the column out");
    }
    char *copy = escaped(step, text);
    if (!copy) {
        return false;
    }
    const lxw_error answer =
        worksheet_write_string(sheet->worksheet, row, (lxw_col_t)at, copy, format);
    if (answer == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED) { /* not without its escapes */
        fail_long(step, sheet, row, at, letters_units(leat_text_of(copy)),
                  "an emoji counts as two, and what looks like _x0041_ as six more");
        leat_free(step, copy);
        return false;
    }
    leat_free(step, copy);
    return book_check(step, book, answer);
}

bool text_is_bracketed(struct leat_text symbol) {
    return symbol.size > 1 && symbol.data[0] == '[' && symbol.data[symbol.size - 1] == ']';
}

/* A symbol stands in brackets, so that nobody takes it for a value. */
bool text_put_symbol(struct leat_step *step, struct book *book, const struct sheet *sheet,
                     uint32_t row, int32_t at, struct leat_text symbol, lxw_format *format) {
    if (text_is_bracketed(symbol)) {
        return text_put(step, book, sheet, row, at, symbol, format);
    }
    const struct leat_text text = {leat_alloc(step, symbol.size + 2), symbol.size + 2};
    if (!text.data) {
        return false;
    }
    char *to = (char *)text.data;
    *to = '[';
    memcpy(to + 1, symbol.data, symbol.size);
    to[symbol.size + 1] = ']';
    const bool done = text_put(step, book, sheet, row, at, text, format);
    leat_free(step, to);
    return done;
}

/* Writes the word of a direction of travel, after its arrow. */
bool text_put_travel(struct leat_step *step, struct book *book, const struct sheet *sheet,
                     uint32_t row, int32_t at, struct leat_text word, lxw_format *format) {
    const char *arrow = theme_arrow(word);
    struct bytes text = {0};
    const bool done =
        (!arrow ||
         (bytes_add(step, &text, arrow, strlen(arrow)) && bytes_add(step, &text, " ", 1))) &&
        bytes_add(step, &text, word.data, word.size) &&
        text_put(step, book, sheet, row, at, (struct leat_text){text.data, text.size}, format);
    bytes_free(step, &text);
    return done;
}

bool text_add_line(struct leat_step *step, struct bytes *out, struct leat_text text) {
    bool added = true;
    for (size_t i = 0; added && i < text.size; i++) {
        const struct leat_text letter = {text.data + i, 1};
        added = bytes_add(step, out, letters_has_control(letter) ? " " : letter.data, 1);
    }
    return added;
}

/* -- Links ------------------------------------------------------------------------------------ */

enum { PLACE_ROOM = 2 * 4 * NAME_UNITS + 32 };

/* A place in this workbook as the library wants it: "internal:'KPI 14'!A1", quotes doubled. */
static void internal_place(struct leat_text target, char place[PLACE_ROOM]) {
    char *to = stpcpy(place, "internal:'");
    for (size_t i = 0; i < target.size; i++) {
        if (target.data[i] == '\'') {
            *to++ = '\'';
        }
        *to++ = target.data[i];
    }
    stpcpy(to, "'!A1");
}

bool text_put_link(struct leat_step *step, struct book *book, struct sheet *sheet, uint32_t row,
                   int32_t at, struct leat_text text, struct leat_text target, uint32_t look) {
    enum { MOST_LINKS = 65530, MOST_LETTERS = 2000 };
    const bool fits = sheet->links < MOST_LINKS && letters_units(text) <= MOST_LETTERS;
    lxw_format *const format = book_style(step, book, look | (fits ? LOOK_LINK : 0), NULL);
    if (!format || !fits) {
        return format && text_put(step, book, sheet, row, at, text, format);
    }
    char *copy = escaped(step, text);
    if (!copy) {
        return false;
    }
    char place[PLACE_ROOM];
    internal_place(target, place);
    sheet->links++;
    const lxw_error answer =
        worksheet_write_url_opt(sheet->worksheet, row, (lxw_col_t)at, place, format, copy, NULL);
    leat_free(step, copy);
    return book_check(step, book, answer);
}
