/* sheets: what the rules ask of a sheet, its tables and its texts. See rules.h. */
#include "accessible/rules.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum role sheet_role(const struct sheet *sheet) {
    return text_same(sheet->name, "Cover")      ? ROLE_COVER
           : text_same(sheet->name, "Contents") ? ROLE_CONTENTS
           : text_same(sheet->name, "Notes")    ? ROLE_NOTES
                                                : ROLE_DATA;
}

const struct sheet *sheet_of(const struct workbook *book, enum role role) {
    for (size_t i = 0; i < book->sheet_count; i++) {
        if (sheet_role(&book->sheets[i]) == role) {
            return &book->sheets[i];
        }
    }
    return NULL;
}

const struct sheet *sheet_named(const struct workbook *book, const char *name) {
    for (size_t i = 0; i < book->sheet_count; i++) {
        if (text_same(book->sheets[i].name, name)) {
            return &book->sheets[i];
        }
    }
    return NULL;
}

bool cell_blank(const struct cell *cell) { return !cell || text_blank(cell->text); }

const struct table *table_at(const struct sheet *sheet, uint32_t column, uint32_t row) {
    each_table(table, sheet) {
        if (range_holds(table->range, column, row)) {
            return table;
        }
    }
    return NULL;
}

uint32_t table_body(const struct table *table) { return table->range.top + table->heading_rows; }

uint32_t lines_end(const struct sheet *sheet) {
    uint32_t end = sheet->cell_count > 0 ? sheet->cells[sheet->cell_count - 1].row + 1 : 1;
    each_table(table, sheet) { end = table->range.top < end ? table->range.top : end; }
    each_cell(cell, sheet) {
        if (cell->column > 1 && cell->row < end && !cell_blank(cell)) {
            return cell->row;
        }
    }
    return end;
}

const struct link *link_at(const struct sheet *sheet, uint32_t column, uint32_t row) {
    for (size_t i = 0; i < sheet->link_count; i++) {
        if (range_holds(sheet->links[i].range, column, row)) {
            return &sheet->links[i];
        }
    }
    return NULL;
}

const struct sheet *link_sheet(const struct workbook *book, const struct link *link) {
    const char *mark = link->location ? strrchr(link->location, '!') : NULL;
    if (!mark) {
        return NULL;
    }
    /* A name in quotes has each of its own quotes twice. */
    const bool quoted = link->location[0] == '\'';
    char *name = pool_get(book->pool, (size_t)(mark - link->location) + 1);
    char *to = name;
    for (const char *from = link->location + quoted; from < mark - quoted; from++) {
        *to++ = *from;
        from += quoted && from[0] == '\'' && from[1] == '\'';
    }
    return sheet_named(book, name);
}

/* What stands in the brackets, without the white space round it. */
static void inside(const char *text, size_t length, const char **first, size_t *count) {
    *first = text + 1;
    *count = length - 2;
    while (*count > 0 && isspace((unsigned char)**first)) {
        ++*first;
        --*count;
    }
    while (*count > 0 && isspace((unsigned char)(*first)[*count - 1])) {
        --*count;
    }
}

static bool all_of(const char *text, size_t length, int (*is)(int)) {
    while (length > 0 && is((unsigned char)text[length - 1])) {
        length--;
    }
    return length == 0;
}

/* "note" or "notes", and then no letter: "notebook" means something else. */
static bool says_note(const char *text, size_t length) {
    if (length < 4 || strncasecmp(text, "note", 4) != 0) {
        return false;
    }
    const bool many = length > 4 && tolower((unsigned char)text[4]) == 's';
    const size_t after = many ? 5 : 4;
    return after == length || !isalpha((unsigned char)text[after]);
}

/* "see note 1" as well as "note 1". */
static bool has_numbered_note(const char *text, size_t length) {
    for (size_t i = 0; i + 4 < length; i++) {
        const size_t next = i + (isspace((unsigned char)text[i + 4]) ? 5 : 4);
        if (strncasecmp(text + i, "note", 4) == 0 && next < length &&
            isdigit((unsigned char)text[next])) {
            return true;
        }
    }
    return false;
}

static bool judge_square(struct mark *mark, const char *text, size_t length) {
    static const char good[] = "[note ";
    const size_t start = sizeof good - 1;
    if (mark->length > start + 1 && memcmp(mark->text, good, start) == 0 &&
        mark->text[start] != '0' && all_of(mark->text + start, mark->length - start - 1, isdigit)) {
        mark->kind = MARK_NOTE;
        mark->number = strtoul(mark->text + start, NULL, 10);
        return true;
    }
    if (length > 0 && (all_of(text, length, isdigit) || says_note(text, length))) {
        mark->kind = MARK_WRONG;
        return true;
    }
    mark->kind = MARK_SHORTHAND;
    return length > 0 && length <= 5 && all_of(text, length, isalpha);
}

bool mark_next(const char **text, struct mark *mark) {
    while (**text) {
        const char *start = *text + strcspn(*text, "[(");
        if (*start == '\0') {
            break;
        }
        *text = start + 1;
        const size_t length = strcspn(start + 1, *start == '[' ? "[]" : "()");
        if (!start[1 + length] || strchr("[(", start[1 + length])) {
            continue;
        }
        *mark = (struct mark){.text = start, .length = length + 2};
        const char *words;
        size_t count;
        inside(start, mark->length, &words, &count);
        if (*start == '(' ? has_numbered_note(words, count) : judge_square(mark, words, count)) {
            mark->kind = *start == '(' ? MARK_WRONG : mark->kind;
            *text = start + mark->length;
            return true;
        }
    }
    return false;
}
