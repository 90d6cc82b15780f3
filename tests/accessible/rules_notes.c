/* The rules of notes, N1 to N4, and of shorthand. See rules.h. */
#include "accessible/rules.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- N1: symbols and raised letters */

static const char *const raised_digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};

static bool begins(const char *text, const char *part) {
    return strncmp(text, part, strlen(part)) == 0;
}

/* A raised digit, but not that of square metres: km², m³. */
static const char *raised_digit(const char *text, const char *at) {
    for (size_t i = 0; i < sizeof raised_digits / sizeof *raised_digits; i++) {
        if (begins(at, raised_digits[i]) && !(at > text && at[-1] == 'm')) {
            return raised_digits[i];
        }
    }
    return NULL;
}

/* A star that clings to the word before it, or to the one after it with nothing before: not one
 * between two words or two numbers, where it multiplies. */
static bool pointing_star(const char *text, const char *at) {
    const bool before = at > text && !isspace((unsigned char)at[-1]);
    const bool after = at[1] && !isspace((unsigned char)at[1]);
    if (before) {
        return !isalnum((unsigned char)at[1]) && !(at[1] & 0x80);
    }
    return after || at == text || !at[1];
}

static const char *pointing_symbol(const char *text) {
    for (const char *at = text; *at; at++) {
        if (begins(at, "†") || begins(at, "‡")) {
            return begins(at, "†") ? "†" : "‡";
        }
        if (*at == '*' && pointing_star(text, at)) {
            return "*";
        }
        if (raised_digit(text, at)) {
            return raised_digit(text, at);
        }
    }
    return NULL;
}

static bool has_raised_letters(const struct cell *cell) {
    for (size_t i = 0; i < cell->run_count; i++) {
        if (cell->runs[i].raised) {
            return true;
        }
    }
    return cell->style->font.raised;
}

void rule_N1(struct report *report) {
    each_sheet(sheet, report) {
        each_cell(cell, sheet) {
            const char *symbol = cell->kind == CELL_TEXT ? pointing_symbol(cell->text) : NULL;
            if (symbol) {
                fault(report, at_cell(sheet, cell), "the symbol %s in '%s'", symbol, cell->text);
            }
            if (!cell_blank(cell) && has_raised_letters(cell)) {
                fault(report, at_cell(sheet, cell), "raised letters in '%s'", cell->text);
            }
        }
    }
}

void rule_N2(struct report *report) {
    each_sheet(sheet, report) {
        each_cell(cell, sheet) {
            const char *text = cell->kind == CELL_TEXT ? cell->text : "";
            struct mark mark;
            while (mark_next(&text, &mark)) {
                if (mark.kind == MARK_WRONG) {
                    fault(report, at_cell(sheet, cell), "'%.*s' is not written as [note 1] is",
                          (int)mark.length, mark.text);
                }
            }
        }
    }
}

static bool names_notes(const char *heading) {
    return text_same(heading, "Notes") || text_same(heading, "Note");
}

void rule_N3(struct report *report) {
    each_sheet(sheet, report) {
        if (sheet_role(sheet) != ROLE_DATA) {
            continue;
        }
        each_cell(cell, sheet) {
            const struct table *table = table_at(sheet, cell->column, cell->row);
            if (!table || cell->row < table_body(table) || cell->kind != CELL_TEXT ||
                names_notes(sheet_text(sheet, cell->column, table->range.top))) {
                continue;
            }
            const char *text = cell->text;
            struct mark mark;
            while (mark_next(&text, &mark)) {
                if (mark.kind == MARK_NOTE) {
                    fault(report, at_cell(sheet, cell), "%.*s in a column that is not of notes",
                          (int)mark.length, mark.text);
                }
            }
        }
    }
}

/* ---- N4: the table of notes */

struct note {
    bool pointed_to, general;
};

/* A note's number as its first cell says it: 7 or [note 7]; 0: it says none. */
static unsigned long note_number(const char *text) {
    char *end;
    const unsigned long number = strtoul(text, &end, 10);
    if (end != text && *end == '\0') {
        return number;
    }
    struct mark mark;
    return mark_next(&text, &mark) && mark.kind == MARK_NOTE ? mark.number : 0;
}

/* Notes that nothing points to are for the whole workbook, and say so. */
static bool is_general(const struct sheet *sheet, const struct table *table, uint32_t row) {
    for (uint32_t column = table->range.left; column <= table->range.right; column++) {
        const char *text = sheet_text(sheet, column, row);
        if (text_has(text, "general") || text_has(text, "all tables")) {
            return true;
        }
    }
    return false;
}

/* The notes by number, from 0 for note 1. A number that does not follow the one before is told. */
static struct note *list_notes(struct report *report, const struct sheet *sheet, size_t *count) {
    *count = 0;
    if (!sheet || sheet->table_count == 0) {
        return NULL;
    }
    const struct table *table = &sheet->tables[0];
    const uint32_t first = table_body(table);
    struct note *notes =
        pool_array(report->book->pool, table->range.bottom + 1 - first, sizeof *notes);
    for (uint32_t row = first; row <= table->range.bottom; row++) {
        const char *text = sheet_text(sheet, table->range.left, row);
        if (note_number(text) != *count + 1) {
            fault(report, at(sheet, table->range.left, row), "'%s' stands where note %zu should",
                  text, *count + 1);
        }
        notes[*count].general = is_general(sheet, table, row);
        ++*count;
    }
    return notes;
}

/* What points to notes in one cell; `highest` is the highest note pointed to so far. */
static void follow_marks(struct report *report, const struct sheet *sheet, const struct cell *cell,
                         struct note *notes, size_t count, unsigned long *highest) {
    const char *text = cell->kind == CELL_TEXT ? cell->text : "";
    struct mark mark;
    while (mark_next(&text, &mark)) {
        if (mark.kind != MARK_NOTE) {
            continue;
        }
        if (mark.number > count) {
            fault(report, at_cell(sheet, cell), "there is no note %lu", mark.number);
            continue;
        }
        struct note *note = &notes[mark.number - 1];
        if (!note->pointed_to && mark.number < *highest) {
            fault(report, at_cell(sheet, cell), "note %lu is met after note %lu", mark.number,
                  *highest);
        }
        note->pointed_to = true;
        *highest = mark.number > *highest ? mark.number : *highest;
    }
}

void rule_N4(struct report *report) {
    const struct sheet *list = sheet_of(report->book, ROLE_NOTES);
    size_t count;
    struct note *notes = list_notes(report, list, &count);
    unsigned long highest = 0;
    each_sheet(sheet, report) {
        /* The contents repeat titles, and are read past, as the notes are. */
        if (sheet_role(sheet) == ROLE_NOTES || sheet_role(sheet) == ROLE_CONTENTS) {
            continue;
        }
        each_cell(cell, sheet) { follow_marks(report, sheet, cell, notes, count, &highest); }
    }
    for (size_t i = 0; i < count; i++) {
        if (!notes[i].pointed_to && !notes[i].general) {
            const struct table *table = &list->tables[0];
            fault(report, at(list, table->range.left, table_body(table) + (uint32_t)i),
                  "nothing points to note %zu, and it does not say that it is general", i + 1);
        }
    }
}

/* ---- SHORTHAND */

/* Whether a text says more than the mark itself. */
static bool explains(const char *text, const struct mark *mark) {
    const char *found = memmem(text, strlen(text), mark->text, mark->length);
    return found && !text_blank(found + mark->length);
}

static bool explained_on(const struct sheet *sheet, const struct mark *mark) {
    if (!sheet) {
        return false;
    }
    const enum role role = sheet_role(sheet);
    const uint32_t end = role == ROLE_DATA ? lines_end(sheet) : UINT32_MAX;
    each_cell(cell, sheet) {
        if (cell->row < end && cell->kind == CELL_TEXT && explains(cell->text, mark)) {
            return true;
        }
    }
    return false;
}

/* What people write for a value that is not there, and what a screen reader says nothing for. */
static bool bare_shorthand(const char *text) {
    static const char *const words[] = {"c", "x", "z", "k", "u", "w", "low", "na", "n/a", "null"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (text_same(text, words[i])) {
            return true;
        }
    }
    return *text && text[strspn(text, "-.:~*#!?/ ")] == '\0';
}

static bool has_numbers(const struct sheet *sheet, const struct table *table, uint32_t column) {
    each_cell(cell, sheet) {
        if (cell->column == column && cell->kind == CELL_NUMBER &&
            range_holds(table->range, column, cell->row)) {
            return true;
        }
    }
    return false;
}

static void look_at_shorthand(struct report *report, const struct sheet *sheet,
                              const struct cell *cell) {
    const char *text = cell->text;
    struct mark mark;
    while (mark_next(&text, &mark)) {
        if (mark.kind == MARK_SHORTHAND && !explained_on(sheet, &mark) &&
            !explained_on(sheet_of(report->book, ROLE_COVER), &mark) &&
            !explained_on(sheet_of(report->book, ROLE_NOTES), &mark)) {
            fault(report, at_cell(sheet, cell),
                  "%.*s is explained neither here, nor on the cover, "
                  "nor in the notes",
                  (int)mark.length, mark.text);
        }
    }
}

void rule_SHORTHAND(struct report *report) {
    each_sheet(sheet, report) {
        if (sheet_role(sheet) != ROLE_DATA) {
            continue;
        }
        each_cell(cell, sheet) {
            const struct table *table = table_at(sheet, cell->column, cell->row);
            if (!table || cell->kind != CELL_TEXT || cell->row < table_body(table)) {
                continue;
            }
            look_at_shorthand(report, sheet, cell);
            if (bare_shorthand(cell->text) && has_numbers(sheet, table, cell->column)) {
                fault(report, at_cell(sheet, cell), "'%s' among numbers is not in square brackets",
                      cell->text);
            }
        }
    }
}
