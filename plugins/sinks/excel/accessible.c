/* accessible: a workbook that everybody can read: cover, contents, notes, and one marked-up table a
 * sheet.
 *
 * Source: Government Analysis Function, "Making spreadsheets accessible: a checklist of the basics". */
#include <stdio.h>

#include "book.h"
#include "letters.h"
#include "shared/bytes.h"

/* -- Names ------------------------------------------------------------------------------------ */

static bool is_name_letter(char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= 'a' && letter <= 'z') || letter == '_';
}

/* "KPI 14" becomes "KPI_14": each run of other letters one _, none at the ends. */
static size_t simple_name(struct leat_text name, char *out) {
    size_t size = 0;
    bool is_gap = false;
    for (size_t i = 0; i < name.size; i++) {
        if (!is_name_letter(name.data[i])) {
            is_gap = size > 0;
            continue;
        }
        const bool begins_with_digit = size == 0 && name.data[i] >= '0' && name.data[i] <= '9';
        if (is_gap || begins_with_digit) {
            out[size++] = '_';
        }
        is_gap = false;
        out[size++] = name.data[i];
    }
    if (size == 0) {
        size = (size_t)(stpcpy(out, "Table") - out);
    }
    return size;
}

static bool is_taken(const struct sheet *sheets, size_t at, struct leat_text name) {
    for (int page = 0; page < PAGE_COUNT; page++) {
        if (letters_same_name(leat_text_of(book_page_name((enum page)page)), name)) {
            return true;
        }
    }
    for (size_t i = 0; i < at; i++) {
        if (letters_same_name(sheets[i].name, name)) {
            return true;
        }
    }
    return false;
}

bool accessible_name(struct leat_step *step, struct sheet *sheets, size_t at) {
    struct sheet *sheet = &sheets[at];
    char *name = leat_alloc(step, 2 * sheet->name.size + 32);
    if (!name) {
        return false;
    }
    size_t size = simple_name(sheet->name, name);
    size = size < NAME_UNITS ? size : NAME_UNITS;
    const size_t stem = size < NAME_UNITS - 4 ? size : NAME_UNITS - 4;
    for (int number = 2; is_taken(sheets, at, (struct leat_text){name, size}); number++) {
        size = stem + (size_t)snprintf(name + stem, 16, "_%d", number);
    }
    name[size] = '\0';
    leat_free(step, sheet->own_name);
    sheet->own_name = name;
    sheet->name = (struct leat_text){name, size};
    return true;
}

/* -- What cannot be made accessible ----------------------------------------------------------- */

static bool fail_heading(struct leat_step *step, const struct sheet *sheet,
                         const struct column *column, const char *what) {
    leat_fail(step,
              "sheet \"%.*s\": the heading \"%.*s\" %s; say another in \"columns\" or by a label",
              (int)sheet->section->name.size, sheet->section->name.data, (int)column->heading.size,
              column->heading.data, what);
    return false;
}

/* A sheet's own, or the whole's where that is all there is. */
static struct leat_text title_of(const struct report *report, const struct section *section) {
    const struct leat_text title = SECTION_TEXT(section, title);
    return title.size == 0 && report->count == 1 ? report->title : title;
}

static bool check_title(struct leat_step *step, const struct report *report,
                        const struct section *section) {
    static const char wanted[] =
        "in a workbook that everybody can read each sheet has a \"title\" that says what it shows";
    const struct leat_text title = title_of(report, section);
    for (const struct section *before = report->sections; before < section; before++) {
        const struct leat_text other = title_of(report, before);
        if (title.size > 0 && text_same(other, title)) {
            leat_fail_option(step, &section->options->title,
                             "two sheets have this title; where everybody must find their way "
                             "each has one of its own");
            return false;
        }
    }
    if (title.size > 0) {
        return true;
    }
    if (section->options) {
        leat_fail_option(step, &section->options->name, "%s", wanted);
    } else {
        leat_fail(step, "%s", wanted);
    }
    return false;
}

/* A heading is one line in a table that is marked up, and Excel takes 255 characters for it. */
static bool check_heading(struct leat_step *step, const struct report *report,
                          const struct sheet *sheet, int32_t at) {
    enum { MOST_HEADING = 200, MOST_MARKED = 255 };
    const struct column *column = &sheet->columns[at];
    struct bytes marks = {0};
    if (!section_note_marks(step, report, sheet->section, column->number, &marks)) {
        return false;
    }
    const size_t units = letters_units(column->heading), marked = units + marks.size;
    bytes_free(step, &marks);
    if (units > MOST_HEADING) {
        return fail_heading(step, sheet, column, "has more than 200 characters");
    }
    if (letters_has_control(column->heading)) {
        return fail_heading(step, sheet, column, "has a line's end or a control character");
    }
    if (units == 0) {
        return fail_heading(step, sheet, column, "says nothing");
    }
    for (int32_t i = 0; i < at; i++) {
        if (letters_same_name(sheet->columns[i].heading, column->heading)) {
            return fail_heading(step, sheet, column,
                                "is that of two columns, and each needs one of its own");
        }
    }
    if (marked > MOST_MARKED) {
        leat_fail(
            step,
            "sheet \"%.*s\": the heading \"%.*s\" has no room for the marks of all its notes; "
            "bring some of them together in one",
            (int)sheet->section->name.size, sheet->section->name.data, (int)column->heading.size,
            column->heading.data);
    }
    return marked <= MOST_MARKED;
}

bool accessible_check(struct leat_step *step, const struct report *report,
                      const struct sheet *sheet) {
    bool good = check_title(step, report, sheet->section);
    for (int32_t at = 0; good && at < sheet->count; at++) {
        good = check_heading(step, report, sheet, at);
    }
    return good;
}

/* -- What stands above a table ---------------------------------------------------------------- */

static bool put_statement(struct leat_step *step, struct book *book, struct sheet *sheet,
                          const char *before, struct leat_text text) {
    const struct leat_text parts[] = {leat_text_of(before), text};
    return put_joined(step, book, sheet, parts, 2, 0);
}

/* The title, with the marks of the notes that are about the whole sheet. */
static bool add_title(struct leat_step *step, const struct book *book,
                      const struct section *section, struct bytes *out) {
    const struct leat_text title = title_of(book->report, section);
    return bytes_add(step, out, title.data, title.size) &&
           section_note_marks(step, book->report, section, -1, out);
}

static bool put_title(struct leat_step *step, struct book *book, struct sheet *sheet) {
    struct bytes title = {0};
    const bool done = add_title(step, book, sheet->section, &title) &&
                      put_line(step, book, sheet, sheet->row++,
                               (struct leat_text){title.data, title.size}, LOOK_TITLE);
    bytes_free(step, &title);
    return done;
}

static bool put_blank_cells(struct leat_step *step, struct book *book, struct sheet *sheet) {
    return !sheet->section->seen.has_blank ||
           put_statement(step, book, sheet, "Blank cells: ", report_blank_reason(sheet->section));
}

static bool has_notes(const struct report *report, const struct section *section) {
    for (size_t i = 0; section->options && i < section->options->notes.count; i++) {
        if (section_note_number(report, section, i) > 0) {
            return true;
        }
    }
    return false;
}

static bool put_head(struct leat_step *step, struct book *book, struct sheet *sheet) {
    const struct section *section = sheet->section;
    const bool done =
        put_title(step, book, sheet) &&
        put_statement(step, book, sheet, "", leat_text_of("This worksheet contains one table.")) &&
        (!has_notes(book->report, section) ||
         put_statement(
             step, book, sheet, "",
             leat_text_of("This table refers to notes, which are in the worksheet Notes."))) &&
        put_statement(step, book, sheet, "", SECTION_TEXT(section, subtitle)) &&
        put_statement(step, book, sheet, "Period: ", SECTION_TEXT(section, period)) &&
        put_statement(step, book, sheet, "Outcome lead: ", SECTION_TEXT(section, lead)) &&
        layout_shorthand(step, book, sheet, 0) && put_blank_cells(step, book, sheet) &&
        put_statement(step, book, sheet, "Source: ", SECTION_TEXT(section, source));
    sheet->top = sheet->row;
    return done;
}

/* -- Tables ----------------------------------------------------------------------------------- */

/* Marks the rows from sheet->top on as a table. The library writes the headings once more. */
static bool mark_table(struct leat_step *step, struct book *book, const struct sheet *sheet,
                       struct bytes *headings, int32_t count) {
    char name[NAME_UNITS + 16];
    snprintf(name, sizeof name, "Table_%s", sheet->name.data);
    lxw_table_column *columns = leat_alloc(step, (size_t)count * sizeof *columns);
    lxw_table_column **list = leat_alloc(step, ((size_t)count + 1) * sizeof(lxw_table_column *));
    bool done = columns && list;
    for (int32_t at = 0; done && at < count; at++) {
        columns[at].header = headings[at].data;
        columns[at].header_format = book_style(
            step, book,
            LOOK_BOLD | LOOK_WRAP | (sheet->columns ? layout_side(sheet, at) : (uint32_t)LOOK_LEFT),
            NULL);
        list[at] = &columns[at];
        done = columns[at].header_format != NULL;
    }
    lxw_table_options options = {.name = name,
                                 .no_autofilter = LXW_TRUE,
                                 .no_banded_rows = LXW_TRUE,
                                 .style_type = LXW_TABLE_STYLE_TYPE_LIGHT,
                                 .columns = list};
    done = done && book_check(step, book,
                              worksheet_add_table(sheet->worksheet, sheet->top, 0, sheet->row - 1,
                                                  (lxw_col_t)(count - 1), &options));
    leat_free(step, columns);
    leat_free(step, list);
    return done;
}

static void free_headings(struct leat_step *step, struct bytes *headings, int32_t count) {
    for (int32_t at = 0; headings && at < count; at++) {
        bytes_free(step, &headings[at]);
    }
    leat_free(step, headings);
}

static bool mark_section(struct leat_step *step, struct book *book, struct sheet *sheet) {
    struct bytes *headings = leat_alloc(step, ((size_t)sheet->count + 1) * sizeof *headings);
    bool done = headings != NULL;
    for (int32_t at = 0; done && at < sheet->count; at++) {
        done = table_heading(step, book, sheet, at, &headings[at]) &&
               bytes_add(step, &headings[at], "", 1); /* its NUL */
    }
    done = done && mark_table(step, book, sheet, headings, sheet->count);
    free_headings(step, headings, sheet->count);
    return done;
}

/* A marked table has a row at least. */
static bool put_no_rows(struct leat_step *step, struct book *book, struct sheet *sheet) {
    bool done = true;
    for (int32_t at = 0; done && at < sheet->count; at++) {
        const struct cell cell =
            cell_of_text(leat_text_of(at == 0 ? "There are no rows." : "none"));
        done = put_cell(step, book, sheet, sheet->row, at, &cell, NULL, LOOK_WRAP);
    }
    sheet->row++;
    return done;
}

bool accessible_sheet(struct leat_step *step, struct book *book, struct sheet *sheet) {
    bool done = put_head(step, book, sheet) && table_begin(step, book, sheet);
    struct leat_batch *batch;
    while (done && (batch = leat_run_next(step, sheet->kept))) {
        done = table_write(step, book, sheet, batch);
    }
    return done && table_end(step, book, sheet) &&
           (sheet->section->seen.rows > 0 || put_no_rows(step, book, sheet)) &&
           mark_section(step, book, sheet) && layout_page(step, book, sheet, 0) &&
           layout_widths(step, book, sheet);
}

/* -- Pages ------------------------------------------------------------------------------------ */

/* A page's title and what stands in it. */
static bool begin_page(struct leat_step *step, struct book *book, struct sheet *sheet,
                       const char *title, const char *statement) {
    const bool done = put_line(step, book, sheet, sheet->row++, leat_text_of(title), LOOK_TITLE) &&
                      put_statement(step, book, sheet, "", leat_text_of(statement));
    sheet->top = sheet->row;
    return done;
}

static bool begin_table(struct leat_step *step, struct book *book, struct sheet *sheet,
                        const char *first, const char *second) {
    const uint32_t look = LOOK_BOLD | LOOK_WRAP | LOOK_LEFT;
    return put_heading(step, book, sheet, sheet->row, 0, leat_text_of(first), look) &&
           put_heading(step, book, sheet, sheet->row++, 1, leat_text_of(second), look);
}

static bool end_table(struct leat_step *step, struct book *book, struct sheet *sheet,
                      const char *first, const char *second) {
    struct bytes *headings = leat_alloc(step, 2 * sizeof *headings);
    const bool done = headings && bytes_add(step, &headings[0], first, strlen(first) + 1) &&
                      bytes_add(step, &headings[1], second, strlen(second) + 1) &&
                      mark_table(step, book, sheet, headings, 2) &&
                      layout_page(step, book, sheet, 0) && layout_widths(step, book, sheet);
    free_headings(step, headings, 2);
    return done;
}

/* A text that wraps, and whose row is as high as it needs. */
static bool put_wrapped(struct leat_step *step, struct book *book, struct sheet *sheet, int32_t at,
                        struct leat_text text) {
    const struct cell cell = cell_of_text(text);
    const double lines = measure_lines(book, text, book_widest(book, sheet), 0);
    return put_cell(step, book, sheet, sheet->row, at, &cell, NULL,
                    LOOK_LEFT | LOOK_TOP | LOOK_WRAP) &&
           put_height(step, book, sheet, sheet->row, lines);
}

static bool put_content(struct leat_step *step, struct book *book, struct sheet *page,
                        struct leat_text name, struct leat_text title) {
    const bool done = put_link(step, book, page, page->row, 0, name, name, LOOK_LEFT | LOOK_TOP) &&
                      put_width(step, book, page, 0, measure_text(book, name, 0)) &&
                      put_wrapped(step, book, page, 1, title);
    page->row++;
    return done;
}

static bool put_contents(struct leat_step *step, struct book *book) {
    struct sheet *page = &book->pages[PAGE_CONTENTS];
    const char *const name = "Worksheet", *const what = "What it shows";
    bool done =
        begin_page(step, book, page, "Contents",
                   "This worksheet contains one table: the other worksheets, with links.") &&
        begin_table(step, book, page, name, what);
    if (done && report_note_count(book->report) > 0) {
        done = put_content(step, book, page, book->pages[PAGE_NOTES].name,
                           leat_text_of("The notes that the tables refer to"));
    }
    for (size_t i = 0; done && i < book->report->count; i++) {
        const struct section *section = &book->report->sections[i];
        done = put_content(step, book, page, book_sheet(book, section)->name,
                           title_of(book->report, section));
    }
    return done && end_table(step, book, page, name, what);
}

static bool put_notes(struct leat_step *step, struct book *book) {
    struct sheet *page = &book->pages[PAGE_NOTES];
    const int32_t count = report_note_count(book->report);
    const char *const number = "Note number", *const text = "Note text";
    bool done = count == 0 ||
                (begin_page(step, book, page, "Notes", "This worksheet contains one table.") &&
                 begin_table(step, book, page, number, text));
    for (int32_t i = 1; done && i <= count; i++) {
        const struct cell cell = {.value = {.type = {.kind = LEAT_INTEGER}, .as.integer = i}};
        done = put_cell(step, book, page, page->row, 0, &cell, NULL, LOOK_LEFT | LOOK_TOP) &&
               put_wrapped(step, book, page, 1, report_note_text(book->report, i));
        page->row++;
    }
    return done && (count == 0 || end_table(step, book, page, number, text));
}

/* A heading of the cover and the text below it; nothing where the text is absent. */
static bool put_part(struct leat_step *step, struct book *book, struct sheet *page,
                     const char *heading, struct leat_text text) {
    if (text.size == 0) {
        return true;
    }
    const bool done = (!heading || put_line(step, book, page, page->row++, leat_text_of(heading),
                                            LOOK_SUBTITLE)) &&
                      put_wrapped(step, book, page, 0, text);
    page->row++;
    return done;
}

static bool put_cover(struct leat_step *step, struct book *book) {
    const struct report *report = book->report;
    struct sheet *page = &book->pages[PAGE_COVER];
    bool done = put_line(step, book, page, page->row++, report_title(report), LOOK_TITLE) &&
                put_part(step, book, page, "Organisation", report->organisation) &&
                put_part(step, book, page, "Period", report->period);
    for (size_t i = 0; done && i < report->about.count; i++) {
        done = put_part(step, book, page, i == 0 ? "About this workbook" : NULL,
                        LEAT_ITEM(report->about, struct leat_text, i));
    }
    return done && put_part(step, book, page, "Contact", report->contact) &&
           put_part(step, book, page, "Published", report->published) &&
           put_part(step, book, page, "Next update", report->next_update) &&
           put_width(step, book, page, 0, book_widest(book, page)) &&
           layout_page(step, book, page, 0) && layout_widths(step, book, page);
}

bool accessible_finish(struct leat_step *step, struct book *book) {
    return put_cover(step, book) && put_contents(step, book) && put_notes(step, book);
}
