/* text: texts become cells: escaped, bracketed, with an arrow, as links. See book.h. */
#include <stdio.h>

#include "book.h"
#include "escape.h"
#include "letters.h"
#include "shared/bytes.h"

/* -- What the cell is called, and what is wrong with it --------------------------------------- */

size_t text_column_name(int32_t at, char name[4]) {
    char letters[4];
    size_t count = 0, size = 0;
    for (int32_t left = at + 1; left > 0; left = (left - 1) / 26) {
        letters[count++] = (char)('A' + (left - 1) % 26);
    }
    while (count > 0) {
        name[size++] = letters[--count];
    }
    return size;
}

/* "C5". */
static const char *cell_name(uint32_t row, int32_t at, char name[16]) {
    const size_t size = text_column_name(at, name);
    snprintf(name + size, 16 - size, "%u", row + 1);
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

/* A copy with the underscore of what looks like an escape escaped itself; the library does so for
 * control characters. NULL: no memory. */
static char *escaped(struct leat_step *step, struct leat_text text) {
    const char *const end = text.data + text.size;
    size_t size = text.size + 1;
    for (const char *at = text.data; at < end; at++) {
        size += escape_is(at, end) ? 6 : 0;
    }
    char *copy = leat_alloc(step, size), *to = copy;
    for (const char *at = text.data; copy && at < end; at++) {
        if (escape_is(at, end)) {
            to = stpcpy(to, "_x005F");
        }
        *to++ = *at;
    }
    return copy;
}

bool text_fits(struct leat_text text, size_t added) {
    enum { SURELY = CELL_UNITS / 4 }; /* an escape of 6 characters more has 3 bytes at least */
    if (memchr(text.data, 0, text.size)) {
        return false;
    }
    if (text.size + added <= SURELY) {
        return true;
    }
    const char *const end = text.data + text.size;
    size_t codes = added;
    for (const char *at = text.data; at < end; at++) {
        codes += ((unsigned char)*at & 0xC0) != 0x80; /* of a letter's bytes the first */
        codes += escape_is(at, end) ? 6 : 0;
    }
    return letters_units(text) + added <= CELL_UNITS && codes <= CELL_UNITS;
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
