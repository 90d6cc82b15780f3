/* board: the summary, a board's first sheet: whose return it is, how it stands, what is not as it
 * should be, and where all of it is. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "book.h"
#include "shared/bytes.h"

static bool put_words(struct leat_step *step, struct book *book, const char *before,
                      struct leat_text text, uint32_t look) {
    const struct leat_text parts[] = {leat_text_of(before), text};
    return put_joined(step, book, &book->pages[PAGE_SUMMARY], parts, 2, look);
}

/* The picture above all, at one height, unless that would make it wider than the page. The library
 * shrinks a picture that says how many of its dots go to an inch; that is taken back. */
static bool put_logo(struct leat_step *step, struct book *book) {
    enum { HEIGHT = 56, LINES = 3 }; /* in pixels; rows of 20 pixels, which the library counts on */
    enum { MOST_WIDTH = 900 };
    struct sheet *page = &book->pages[PAGE_SUMMARY];
    const struct logo *logo = &book->report->theme.logo;
    if (!logo->data) {
        return true;
    }
    const double scale = fmin((double)HEIGHT / logo->height, (double)MOST_WIDTH / logo->width);
    char *alt = strdup(book->report->theme_options.logo.alt.data); /* the field is not const */
    if (!alt) {
        return book_no_memory(step);
    }
    lxw_image_options options = {.x_offset = 2, .y_offset = 2, .description = alt};
    temporary_begin(&book->temporary); /* where the library keeps it */
    const lxw_error answer = worksheet_insert_image_buffer_opt(page->worksheet, page->row, 0,
                                                               logo->data, logo->size, &options);
    temporary_end();
    free(alt);
    lxw_object_properties *placed = STAILQ_FIRST(page->worksheet->image_props);
    if (placed) {
        placed->x_scale = fmax(scale, 1.0 / logo->width) * placed->x_dpi / 96;
        placed->y_scale = fmax(scale, 1.0 / logo->height) * placed->y_dpi / 96;
    }
    page->row += LINES;
    return book_check(step, book, answer);
}

static bool put_head(struct leat_step *step, struct book *book) {
    const struct report *report = book->report;
    bool done = put_logo(step, book) &&
                put_words(step, book, "", report_title(report), LOOK_TITLE) &&
                put_words(step, book, "", report->organisation, LOOK_NOTE) &&
                put_words(step, book, "Period: ", report->period, LOOK_NOTE);
    for (size_t i = 0; done && i < report->about.count; i++) {
        done = put_words(step, book, "", LEAT_ITEM(report->about, struct leat_text, i), LOOK_NOTE);
    }
    return done && put_words(step, book, "Contact: ", report->contact, LOOK_NOTE) &&
           put_words(step, book, "Published: ", report->published, LOOK_NOTE) &&
           put_words(step, book, "Next update: ", report->next_update, LOOK_NOTE);
}

/* -- Exceptions ------------------------------------------------------------------------------- */

/* "14 in all: 9 Green, 3 Amber, 2 Red." */
static bool put_counts(struct leat_step *step, struct book *book, const struct section *section) {
    const int64_t *counts = section->seen.statuses;
    char text[200];
    int size = snprintf(text, sizeof text, "%lld in all: %lld Green, %lld Amber, %lld Red",
                        (long long)section->seen.rows, (long long)counts[STATUS_GREEN],
                        (long long)counts[STATUS_AMBER], (long long)counts[STATUS_RED]);
    size += snprintf(text + size, sizeof text - (size_t)size,
                     counts[STATUS_NONE] > 0 ? ", %lld without a status." : ".",
                     (long long)counts[STATUS_NONE]);
    return put_words(step, book, "", (struct leat_text){text, (size_t)size}, 0);
}

static bool put_rows(struct leat_step *step, struct book *book, const struct section *section) {
    struct sheet *page = &book->pages[PAGE_SUMMARY];
    bool done = table_begin(step, book, page);
    for (int32_t i = 0; done && i < section->seen.exception_count; i++) {
        done = table_put_row(step, book, page, seen_exception(section, i), false);
    }
    return done;
}

static bool put_exceptions(struct leat_step *step, struct book *book) {
    struct sheet *page = &book->pages[PAGE_SUMMARY];
    const struct section *section = report_exceptional(book->report);
    if (!section) {
        return true;
    }
    page->columns = section->columns;
    page->count = section->count;
    page->row++;
    if (!put_words(step, book, "", leat_text_of("What is not as it should be"), LOOK_SUBTITLE) ||
        !put_counts(step, book, section)) {
        return false;
    }
    if (section->seen.exception_count == 0) {
        return put_words(step, book, "", leat_text_of(report_no_exceptions(section)), 0);
    }
    page->row++;
    return put_rows(step, book, section);
}

/* -- Contents --------------------------------------------------------------------------------- */

/* A link that says where it leads: "KPI 14: Schools judged good or outstanding". */
static bool put_content(struct leat_step *step, struct book *book, const struct section *section) {
    struct sheet *page = &book->pages[PAGE_SUMMARY];
    const struct leat_text name = book_sheet(book, section)->name,
                           title = SECTION_TEXT(section, title);
    struct bytes text = {0};
    const bool done = bytes_add(step, &text, name.data, name.size) &&
                      (title.size == 0 ||
                       (bytes_add(step, &text, ": ", 2) && text_add_line(step, &text, title))) &&
                      put_link(step, book, page, page->row++, 0,
                               (struct leat_text){text.data, text.size}, name, LOOK_LEFT);
    bytes_free(step, &text);
    return done;
}

static bool put_contents(struct leat_step *step, struct book *book) {
    struct sheet *page = &book->pages[PAGE_SUMMARY];
    page->row++;
    bool done = put_words(step, book, "", leat_text_of("In this workbook"), LOOK_SUBTITLE);
    for (size_t i = 0; done && i < book->report->count; i++) {
        done = put_content(step, book, &book->report->sections[i]);
    }
    return done;
}

bool board_finish(struct leat_step *step, struct book *book) {
    return put_head(step, book) && put_exceptions(step, book) && put_contents(step, book) &&
           layout_end(step, book, &book->pages[PAGE_SUMMARY], 0);
}
