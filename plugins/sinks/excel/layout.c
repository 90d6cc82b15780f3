/* layout: what every layout has round its table: the head above it, widths, the printed page. */
#include <stdio.h>

#include "book.h"
#include "letters.h"
#include "shared/bytes.h"

static bool put_notes(struct leat_step *step, struct book *book, struct sheet *sheet) {
    const struct section_options *options = sheet->section->options;
    bool done = true;
    for (size_t i = 0; done && i < options->notes.count; i++) {
        const struct leat_text text = LEAT_ITEM(options->notes, struct note_options, i).text;
        const int32_t number = section_note_number(book->report, sheet->section, i);
        char mark[32];
        const int size = snprintf(mark, sizeof mark, "[note %d] ", number);
        const struct leat_text parts[] = {{mark, number > 0 ? (size_t)size : 0}, text};
        done = put_joined(step, book, sheet, parts, 2, LOOK_NOTE);
    }
    return done;
}

bool layout_head(struct leat_step *step, struct book *book, struct sheet *sheet) {
    const struct section_options *options = sheet->section->options;
    const uint32_t first = sheet->row;
    if (!options) {
        return true;
    }
    const struct {
        const char *before;
        struct leat_text text;
        uint32_t look;
    } above[] = {{"", options->title, LOOK_TITLE},
                 {"", options->subtitle, LOOK_NOTE},
                 {"Period: ", options->period, LOOK_NOTE},
                 {"Outcome lead: ", options->lead, LOOK_NOTE}};
    bool done = true;
    for (size_t i = 0; done && i < sizeof above / sizeof *above; i++) {
        const struct leat_text parts[] = {leat_text_of(above[i].before), above[i].text};
        done = put_joined(step, book, sheet, parts, 2, above[i].look);
    }
    const struct leat_text blank[] = {leat_text_of("Blank cells: "), options->blank},
                           source[] = {leat_text_of("Source: "), options->source};
    done = done && put_notes(step, book, sheet) &&
           put_joined(step, book, sheet, blank, 2, LOOK_NOTE) &&
           put_joined(step, book, sheet, source, 2, LOOK_NOTE);
    sheet->row += sheet->row > first;
    sheet->top = sheet->row;
    return done;
}

bool layout_shorthand(struct leat_step *step, struct book *book, struct sheet *sheet,
                      uint32_t look) {
    const struct seen *seen = &sheet->section->seen;
    for (size_t i = 0; i < seen->symbol_count; i++) {
        const bool is_bracketed = text_is_bracketed(seen->symbols[i]);
        struct leat_text meaning;
        if (!report_shorthand(step, book->report, sheet->section, seen->symbols[i], &meaning)) {
            return false;
        }
        const struct leat_text parts[] = {leat_text_of(is_bracketed ? "" : "["), seen->symbols[i],
                                          leat_text_of(is_bracketed ? " means " : "] means "),
                                          meaning};
        if (!put_joined(step, book, sheet, parts, 4, look)) {
            return false;
        }
    }
    return true;
}

/* A column is as wide as what stands in it, with some air; the library adds to it what Excel wants
 * for its edges. */
static double padded(double width) { return (width < 5 ? 5 : width) + 1.5; }

/* Text stands at the left, all else at the right, and headings above what they head. Text that
 * follows figures is set in, or the two would touch. */
uint32_t layout_side(const struct sheet *sheet, int32_t at) {
    const uint8_t kind = sheet->columns[at].type.kind,
                  before = at > 0 ? sheet->columns[at - 1].type.kind : LEAT_TEXT;
    if (kind == LEAT_TEXT) {
        return before == LEAT_TEXT || before == LEAT_BOOLEAN ? LOOK_LEFT : LOOK_LEFT | LOOK_INDENT;
    }
    return kind == LEAT_BOOLEAN ? LOOK_CENTRE : LOOK_RIGHT;
}

/* 0: the column has neither cells nor a width of its own. */
static double width_of(const struct sheet *sheet, int32_t at) {
    const bool of_table = !sheet->crosstab && at < sheet->count;
    const double set = of_table ? sheet->columns[at].width : 0;
    if (set > 0 || sheet->widths[at] <= 0) {
        return set;
    }
    const double inset = of_table && layout_side(sheet, at) & LOOK_INDENT ? 1.5 : 0;
    return padded(sheet->widths[at] + inset);
}

bool layout_widths(struct leat_step *step, struct book *book, struct sheet *sheet) {
    for (int32_t at = 0; at < sheet->room; at++) {
        const double width = width_of(sheet, at);
        if (width > 0 && !book_check(step, book,
                                     worksheet_set_column(sheet->worksheet, (lxw_col_t)at,
                                                          (lxw_col_t)at, width, NULL))) {
            return false;
        }
    }
    return true;
}

/* On how many pages side by side its columns stand. On one, unless it would have to shrink to less
 * than half its size, when nobody could read it; then the first column stands on each of them. */
static uint16_t pages_wide(const struct sheet *sheet) {
    enum { PAGE = 280 }; /* characters on A4 across, at half their size */
    const double first = sheet->room > 0 ? width_of(sheet, 0) : 0;
    double rest = 0;
    for (int32_t at = 1; at < sheet->room; at++) {
        rest += width_of(sheet, at);
    }
    if (first + rest <= PAGE || first >= PAGE / 2.0) {
        return (uint16_t)((first + rest) / PAGE + 1);
    }
    return (uint16_t)(rest / (PAGE - first) + 1);
}

/* The rows, and with several pages the column, that stand on each page. The library gives a sheet's
 * name without quotes where Excel would take it for a cell, and then repairs the workbook: such a
 * name is given here. */
static lxw_error set_titles(struct book *book, const struct sheet *sheet, uint32_t headings,
                            bool has_column) {
    const uint32_t first = sheet->top, last = sheet->top + headings - 1;
    if (!letters_name_misleads(sheet->name)) {
        const lxw_error answer = worksheet_repeat_rows(sheet->worksheet, first, last);
        return answer || !has_column ? answer : worksheet_repeat_columns(sheet->worksheet, 0, 0);
    }
    char name[NAME_UNITS + 32], range[2 * NAME_UNITS + 64], column[NAME_UNITS + 16] = "";
    if (has_column) {
        snprintf(column, sizeof column, "'%s'!$A:$A,", sheet->name.data);
    }
    snprintf(name, sizeof name, "'%s'!_xlnm.Print_Titles", sheet->name.data);
    snprintf(range, sizeof range, "=%s'%s'!$%u:$%u", column, sheet->name.data, first + 1, last + 1);
    return workbook_define_name(book->workbook, name, range);
}

bool layout_page(struct leat_step *step, struct book *book, const struct sheet *sheet,
                 uint32_t headings) {
    enum { PAPER_A4 = 9 };
    /* What nearly fits one page goes on one: a chart at its foot is not cut in two. */
    enum { ROWS_OF_A_PAGE = 48 };
    const uint16_t pages = pages_wide(sheet);
    const bool is_short = book->profile == PROFILE_BOARD && sheet->row <= ROWS_OF_A_PAGE;
    worksheet_set_paper(sheet->worksheet, PAPER_A4);
    worksheet_set_landscape(sheet->worksheet);
    worksheet_fit_to_pages(sheet->worksheet, pages, is_short ? 1 : 0); /* 0: as many as it takes */
    return headings == 0 || book_check(step, book, set_titles(book, sheet, headings, pages > 1));
}

/* The return's title at the left, where it is short enough; the page's number at the right. Letters
 * that a footer takes for its own are written twice, and a space keeps a digit that the title begins
 * with from becoming the size of the letters. */
static bool set_footer(struct leat_step *step, struct book *book, const struct sheet *sheet) {
    enum { MOST_TITLE = 200 }; /* bytes as they are written, of 255 in all */
    static const char left[] = "&L&9", page[] = "&R&9Page &P of &N";
    const struct leat_text title = report_title(book->report);
    const bool is_digit = title.size > 0 && *title.data >= '0' && *title.data <= '9';
    struct bytes footer = {0};
    bool done = bytes_add(step, &footer, left, sizeof left - 1) &&
                bytes_add(step, &footer, " ", is_digit ? 1 : 0);
    for (size_t i = 0; done && i < title.size; i++) {
        done = bytes_add(step, &footer, title.data + i, 1) &&
               bytes_add(step, &footer, "&", title.data[i] == '&' ? 1 : 0);
    }
    if (letters_has_control(title) || footer.size > MOST_TITLE) {
        footer.size = sizeof left - 1;
    }
    done = done && bytes_add(step, &footer, page, sizeof page) /* with its NUL */ &&
           book_check(step, book, worksheet_set_footer(sheet->worksheet, footer.data));
    bytes_free(step, &footer);
    return done;
}

/* A sheet as it is shown and printed to a board. stay: the rows that stay in view with the first
 * column, unless they would leave too little of a small window to the others. */
static bool set_board(struct leat_step *step, struct book *book, const struct sheet *sheet,
                      uint32_t stay) {
    enum { MOST_STAY = 12 };
    worksheet_gridlines(sheet->worksheet, LXW_HIDE_ALL_GRIDLINES);
    worksheet_set_margins(sheet->worksheet, 0.4, 0.4, 0.5, 0.6); /* in inches */
    if (stay > 0) {
        worksheet_freeze_panes(sheet->worksheet, stay <= MOST_STAY ? stay : 0, 1);
    }
    return set_footer(step, book, sheet);
}

bool layout_end(struct leat_step *step, struct book *book, struct sheet *sheet, uint32_t headings) {
    const uint32_t stay = sheet->section ? sheet->top + headings : 0;
    return layout_page(step, book, sheet, headings) && layout_widths(step, book, sheet) &&
           (book->profile != PROFILE_BOARD || set_board(step, book, sheet, stay));
}
