/* The rules of structure, S1 to S6, and what follows from them for cover and contents. See
 * rules.h. */
#include "accessible/rules.h"

#include <ctype.h>
#include <string.h>

/* ---- S1 and S2: sheets */

void rule_S1(struct report *report) {
    struct pool *pool = report->book->pool;
    each_sheet(sheet, report) {
        const char *name = sheet->name;
        bool plain = *name && !isdigit((unsigned char)*name);
        for (const char *letter = name; *letter; letter++) {
            plain = plain && (isalnum((unsigned char)*letter) || *letter == '_');
        }
        if (!plain) {
            fault(report, at_sheet(sheet),
                  "a name is of letters, digits and underscores, and begins with no digit");
        }
        if (text_length(name) > 31) {
            fault(report, at_sheet(sheet), "the name is longer than 31 characters");
        }
        for (const struct sheet *before = report->book->sheets; before < sheet; before++) {
            if (strcmp(text_fold(pool, before->name), text_fold(pool, name)) == 0) {
                fault(report, at_sheet(sheet), "another sheet is named '%s'", before->name);
            }
        }
    }
}

static bool sheet_blank(const struct sheet *sheet) {
    each_cell(cell, sheet) {
        if (!cell_blank(cell)) {
            return false;
        }
    }
    return true;
}

void rule_S2(struct report *report) {
    each_sheet(sheet, report) {
        if (sheet_blank(sheet)) {
            fault(report, at_sheet(sheet), "there is nothing on it");
        }
    }
}

/* ---- S3: the lines above a table */

/* A2 says how many tables there are, in words or in figures. */
static void look_at_count(struct report *report, const struct sheet *sheet) {
    static const char *const numbers[] = {"", "one", "two", "three", "four", "five"};
    const size_t count = sheet->table_count;
    const char *noun = count == 1 ? "table" : "tables";
    struct pool *pool = report->book->pool;
    const char *word = count < sizeof numbers / sizeof *numbers ? numbers[count] : "many";
    const char *text = sheet_text(sheet, 1, 2);
    if (!text_has(text, pool_format(pool, "%s %s", word, noun)) &&
        !text_has(text, pool_format(pool, "%zu %s", count, noun))) {
        fault(report, at(sheet, 1, 2), "it should say that the sheet contains %s %s, and says '%s'",
              word, noun, text);
    }
}

static bool points_to_notes(const struct sheet *sheet) {
    each_cell(cell, sheet) {
        const char *text = cell->kind == CELL_TEXT ? cell->text : "";
        struct mark mark;
        while (mark_next(&text, &mark)) {
            if (mark.kind == MARK_NOTE) {
                return true;
            }
        }
    }
    return false;
}

/* The statement that there are notes, not just any line with that word in it. */
static bool speaks_of_notes(const char *text) {
    return text_has(text, "contains notes") || (text_has(text, "notes") && text_has(text, "sheet"));
}

/* Where they are there, the lines on notes, on blank cells and on the source follow one another. */
static void look_at_order(struct report *report, const struct sheet *sheet, uint32_t end) {
    uint32_t blanks = 0, source = 0;
    bool notes = false;
    for (uint32_t row = 3; row < end; row++) {
        const char *text = sheet_text(sheet, 1, row);
        if (source > 0) {
            fault(report, at(sheet, 1, row), "a line below the one that tells the source");
        }
        if (speaks_of_notes(text)) {
            notes = true;
            if (blanks > 0) {
                fault(report, at(sheet, 1, row), "the line on notes is below that on blank cells");
            }
        }
        blanks = text_has(text, "blank") ? row : blanks;
        source = strncasecmp(text, "source", 6) == 0 ? row : source;
    }
    if (!notes && points_to_notes(sheet)) {
        fault(report, at_sheet(sheet),
              "it points to notes, and no line above the table says where "
              "they are");
    }
}

void rule_S3(struct report *report) {
    each_sheet(sheet, report) {
        if (sheet_role(sheet) == ROLE_COVER) {
            continue;
        }
        const uint32_t end = lines_end(sheet);
        for (uint32_t row = 1; row < end; row++) {
            if (cell_blank(sheet_cell(sheet, 1, row))) {
                fault(report, at(sheet, 1, row), "a blank line above the table");
            }
        }
        if (sheet->table_count > 0) { /* else there is a fault of another kind, T1 */
            look_at_count(report, sheet);
        }
        if (sheet_role(sheet) == ROLE_DATA) {
            look_at_order(report, sheet, end);
        }
    }
}

/* ---- S4 to S6: where tables are */

void rule_S4(struct report *report) {
    each_sheet(sheet, report) {
        each_table(table, sheet) {
            if (table->range.left != 1) {
                fault(report, at(sheet, table->range.left, table->range.top),
                      "the table %s does not begin in column A", table->display_name);
            }
        }
    }
}

void rule_S5(struct report *report) {
    each_sheet(sheet, report) {
        uint32_t bottom = 0;
        each_table(table, sheet) {
            bottom = table->range.bottom > bottom ? table->range.bottom : bottom;
        }
        each_cell(cell, sheet) {
            if (bottom > 0 && cell->row > bottom && !cell_blank(cell)) {
                fault(report, at_cell(sheet, cell), "'%s' stands below the table", cell->text);
            }
        }
    }
}

void rule_S6(struct report *report) {
    each_sheet(sheet, report) {
        const size_t most = sheet_role(sheet) == ROLE_COVER ? 0 : 1;
        if (sheet->table_count > most) {
            fault(report, at_sheet(sheet), "it has %zu tables", sheet->table_count);
        }
    }
}

/* ---- ORDER and CONTENTS */

void rule_ORDER(struct report *report) {
    if (!sheet_of(report->book, ROLE_COVER)) {
        fault(report, (struct place){0}, "it has no sheet named Cover");
    }
    if (!sheet_of(report->book, ROLE_CONTENTS)) {
        fault(report, (struct place){0}, "it has no sheet named Contents");
    }
    if (!sheet_of(report->book, ROLE_DATA)) {
        fault(report, (struct place){0}, "it has no sheets besides those");
    }
    enum role last = ROLE_COVER;
    each_sheet(sheet, report) {
        const enum role role = sheet_role(sheet);
        if (role < last) {
            fault(report, at_sheet(sheet), "it stands behind sheets that should follow it");
        }
        last = role > last ? role : last;
    }
}

/* Titles may point to notes, and the contents need not. */
static const char *without_notes(struct pool *pool, const char *title) {
    char *plain = pool_copy(pool, title, strlen(title));
    const char *rest = plain;
    struct mark mark;
    while (mark_next(&rest, &mark)) {
        if (mark.kind == MARK_NOTE) {
            char *start = plain + (mark.text - plain);
            memmove(start, start + mark.length, strlen(start + mark.length) + 1);
            rest = start;
        }
    }
    size_t length = strlen(plain);
    while (length > 0 && isspace((unsigned char)plain[length - 1])) {
        plain[--length] = '\0';
    }
    return plain;
}

/* The row of the contents that names a sheet; 0: none does. */
static uint32_t listed(const struct sheet *contents, const struct table *table,
                       const struct sheet *sheet) {
    for (uint32_t row = table_body(table); row <= table->range.bottom; row++) {
        if (text_same(sheet_text(contents, table->range.left, row), sheet->name)) {
            return row;
        }
    }
    return 0;
}

static void look_at_entry(struct report *report, const struct sheet *contents,
                          const struct table *table, const struct sheet *sheet, uint32_t row) {
    struct pool *pool = report->book->pool;
    const uint32_t column = table->range.left;
    const char *title = without_notes(pool, sheet_text(sheet, 1, 1));
    const char *entry = sheet_text(contents, column + 1, row);
    /* The title "Notes" may be told in more words; and a sheet without one breaks F4, not this. */
    if (sheet_role(sheet) == ROLE_DATA && !text_blank(title) &&
        strcmp(without_notes(pool, entry), title) != 0) {
        fault(report, at(contents, column + 1, row), "the title of %s is '%s', not '%s'",
              sheet->name, title, entry);
    }
    const struct link *link = link_at(contents, column, row);
    link = link ? link : link_at(contents, column + 1, row);
    if (!link || link_sheet(report->book, link) != sheet) {
        fault(report, at(contents, column, row), "there is no link to %s", sheet->name);
    }
}

void rule_CONTENTS(struct report *report) {
    const struct sheet *contents = sheet_of(report->book, ROLE_CONTENTS);
    if (!contents || contents->table_count == 0) {
        fault(report, (struct place){0}, "it has no table of contents");
        return;
    }
    const struct table *table = &contents->tables[0];
    uint32_t last = 0;
    each_sheet(sheet, report) {
        const enum role role = sheet_role(sheet);
        const uint32_t row = listed(contents, table, sheet);
        if (row == 0 && role == ROLE_DATA) {
            fault(report, at_sheet(sheet), "the contents do not list it");
        } else if (row > 0) {
            look_at_entry(report, contents, table, sheet, row);
            if (row < last) {
                fault(report, at(contents, table->range.left, row),
                      "%s is listed before sheets that it follows", sheet->name);
            }
            last = row;
        }
    }
}
