/* book: a workbook, from its opening to its proof. See book.h. */
#include "book.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "joined.h"
#include "letters.h"
#include "reread.h"
#include "blocks.h"

/* The same rows must give the same bytes, so the file's date is no clock's: the one that a build is
 * told, or one that never changes. */
static time_t created(void) {
    static const time_t first_of_2000 = 946684800;
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    if (!epoch || !*epoch) {
        return first_of_2000;
    }
    char *end;
    const long long seconds = strtoll(epoch, &end, 10);
    /* 0 would mean now; four digits of year are all that the file has room for */
    return *end || seconds <= 0 || seconds > 253402300799 ? first_of_2000 : (time_t)seconds;
}

bool book_check(struct leat_step *step, struct book *book, lxw_error answer) {
    if (book->temporary.error) {
        char room[128];
        leat_fail_world(step, "cannot write the workbook's temporary files: %s",
                        strerror_r(book->temporary.error, room, sizeof room));
        return false;
    }
    if (answer != LXW_NO_ERROR) {
        leat_fail_world(step, "cannot write the workbook: %s", lxw_strerror(answer));
        return false;
    }
    return true;
}

bool book_no_memory(struct leat_step *step) {
    leat_fail_world(step, "no memory is left for the workbook");
    return false;
}

/* dc:language the library does not write; a property of the same meaning does for readers. */
static bool set_language(struct leat_step *step, struct book *book) {
    return book->profile != PROFILE_ACCESSIBLE ||
           book_check(step, book,
                      workbook_set_custom_property_string(book->workbook, "Language",
                                                          book->report->language.data));
}

bool book_open(struct leat_step *step, struct book *book, const char *path, const char *title) {
    /* tmpdir NULL: $TMPDIR or /tmp, as lxw_tmpfile has it. */
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    const char *asked = book->report->theme.font;
    snprintf(book->font, sizeof book->font, "%s",
             asked                            ? asked
             : book->profile != PROFILE_PLAIN ? "Arial"
                                              : "");
    book->path = path;
    book->workbook = workbook_new_opt(path, &options);
    if (!book->workbook) {
        return book_no_memory(step);
    }
    lxw_doc_properties properties = {.created = created()};
    const char *organisation = book->report->organisation.data;
    /* The library's fields are not const. */
    char *copy = strdup(title ? title : ""), *company = strdup(organisation ? organisation : "");
    properties.title = title ? copy : NULL;
    properties.company = organisation ? company : NULL;
    const bool done =
        copy && company
            ? book_check(step, book, workbook_set_properties(book->workbook, &properties))
            : book_no_memory(step);
    free(copy);
    free(company);
    return done && set_language(step, book);
}

/* -- Sheets ----------------------------------------------------------------------------------- */

static const char *const page_names[PAGE_COUNT] = {
    [PAGE_SUMMARY] = "Summary",   [PAGE_CHARTS] = "Chart data", [PAGE_COVER] = "Cover",
    [PAGE_CONTENTS] = "Contents", [PAGE_NOTES] = "Notes",
};

const char *book_page_name(enum page page) { return page_names[page]; }

static bool has_charts(const struct report *report) {
    for (size_t i = 0; i < report->count; i++) {
        if (section_charts(&report->sections[i]) > 0) {
            return true;
        }
    }
    return false;
}

uint32_t book_pages(const struct report *report, enum profile profile) {
    const uint32_t notes = report_note_count(report) > 0 ? 1U << PAGE_NOTES : 0,
                   charts = has_charts(report) ? 1U << PAGE_CHARTS : 0;
    switch (profile) {
    case PROFILE_BOARD:
        return 1U << PAGE_SUMMARY | charts;
    case PROFILE_ACCESSIBLE:
        return 1U << PAGE_COVER | 1U << PAGE_CONTENTS | notes;
    default:
        return charts;
    }
}

bool book_add_page(struct leat_step *step, struct book *book, enum page page) {
    struct sheet *sheet = &book->pages[page];
    *sheet = sheet_of_name(leat_text_of(page_names[page]));
    sheet->is_free = book->profile == PROFILE_ACCESSIBLE || page == PAGE_CHARTS;
    return book_add_sheet(step, book, sheet);
}

struct sheet *book_sheet(const struct book *book, const struct section *section) {
    for (size_t i = 0; i < book->sheet_count; i++) {
        if (book->sheets[i]->section == section) {
            return book->sheets[i];
        }
    }
    return NULL;
}

bool book_add_sheet(struct leat_step *step, struct book *book, struct sheet *sheet) {
    struct sheet **sheets =
        leat_realloc(step, book->sheets, (book->sheet_count + 1) * sizeof(struct sheet *));
    if (!sheets) {
        return false;
    }
    book->sheets = sheets;
    book->sheets[book->sheet_count++] = sheet;
    /* The library asks for this when a sheet is added, and so each may have its own way. */
    book->workbook->options.constant_memory = !sheet->is_free;
    temporary_begin(&book->temporary);
    sheet->worksheet = workbook_add_worksheet(book->workbook, sheet->name.data);
    temporary_end();
    return book_check(step, book, LXW_NO_ERROR) && (sheet->worksheet || book_no_memory(step));
}

/* -- Further sheets --------------------------------------------------------------------------- */

static bool is_taken(const struct book *book, struct leat_text name) {
    for (size_t i = 0; i < book->sheet_count; i++) {
        if (letters_same_name(book->sheets[i]->name, name)) {
            return true;
        }
    }
    return false;
}

/* "NAME (2)", the name cut where Excel would find it too long. */
static char *further_name(struct leat_step *step, const struct book *book, struct sheet *sheet) {
    char *further = leat_alloc(step, sheet->first_name.size + 16), number[16];
    do {
        const int added = snprintf(number, sizeof number, " (%d)", ++sheet->parts + 1);
        const size_t size = letters_cut(sheet->first_name, NAME_UNITS - (size_t)added);
        if (further) {
            memcpy(further, sheet->first_name.data, size);
            memcpy(further + size, number, (size_t)added + 1);
        }
    } while (further && is_taken(book, leat_text_of(further)));
    return further;
}

bool book_continue(struct leat_step *step, struct book *book, struct sheet *sheet) {
    struct sheet **list =
        leat_realloc(step, book->full, (book->full_count + 1) * sizeof(struct sheet *));
    if (!list) {
        return false;
    }
    book->full = list;
    if (sheet->parts == 0) {
        sheet->first_name = sheet->name;
    }
    struct sheet *full = leat_alloc(step, sizeof *full);
    char *name = further_name(step, book, sheet);
    if (!full || !name) {
        leat_free(step, full);
        leat_free(step, name);
        return false;
    }
    *full = *sheet;
    full->widths = NULL;
    full->crosstab = NULL;
    full->kept = NULL;
    book->full[book->full_count++] = full;
    for (size_t i = 0; i < book->sheet_count; i++) {
        book->sheets[i] = book->sheets[i] == sheet ? full : book->sheets[i];
    }
    sheet->own_name = name;
    sheet->name = leat_text_of(name);
    sheet->row = sheet->top = 0;
    sheet->rows = sheet->cells = 0;
    sheet->last_row = -1;
    sheet->links = 0;
    sheet->spliced = (struct spliced){0};
    return book_add_sheet(step, book, sheet);
}

/* -- The end ---------------------------------------------------------------------------------- */

/* The library leaves the row under way behind when it is freed; to begin another writes it out. */
static void settle_rows(struct book *book) {
    lxw_worksheet *worksheet;
    STAILQ_FOREACH(worksheet, book->workbook->worksheets, list_pointers) {
        worksheet_set_row(worksheet, LXW_ROW_MAX - 1, LXW_DEF_ROW_HEIGHT, NULL);
    }
}

/* Closes the library's workbook, which it writes to `path`. */
static bool close_workbook(struct leat_step *step, struct book *book, const char *path) {
    lxw_workbook *const workbook = book->workbook;
    char *copy = strdup(path);
    if (!copy) {
        return book_no_memory(step);
    }
    free(workbook->filename); /* the library's own copy of a path */
    workbook->filename = copy;
    temporary_begin(&book->temporary);
    errno = 0;
    const lxw_error answer =
        workbook_close(workbook); /* which frees it as well, also where it fails */
    const int reason = errno;
    temporary_end();
    book->workbook = NULL;
    if (answer == LXW_ERROR_ZIP_FILE_OPERATION && reason && !book->temporary.error) {
        char room[128];
        leat_fail_world(step, "cannot write the workbook: %s",
                        strerror_r(reason, room, sizeof room));
        return false;
    }
    if (!book_check(step, book, answer)) {
        return false;
    }
    if (book->temporary.made <= book->sheet_count) { /* one a sheet, and the other parts' */
        leat_fail(
            step,
            "libxlsxwriter takes its temporary files elsewhere, so that nobody knows whether they are whole; "
            "use the library as its makers build it");
        return false;
    }
    return true;
}

/* Reads again what the library wrote. */
static bool prove(struct leat_step *step, const struct book *book, const char *path) {
    const size_t count = book->sheet_count;
    struct reread_sheet *counts = leat_alloc(step, (count + 1) * sizeof *counts);
    for (size_t i = 0; counts && i < count; i++) {
        counts[i] = (struct reread_sheet){book->sheets[i]->rows, book->sheets[i]->cells};
    }
    const bool proved = counts && reread(step, path, counts, count);
    leat_free(step, counts);
    return proved;
}

/* Has the library write to a temporary file, to be joined with the rows that it did not write. */
static bool finish_joined(struct leat_step *step, struct book *book) {
    char path[64];
    const int file = temporary_open();
    if (file < 0) {
        book->temporary.error = errno;
        return book_check(step, book, LXW_NO_ERROR);
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    const bool done = close_workbook(step, book, path) && prove(step, book, path) &&
                      joined_write(step, book, path);
    close(file);
    return done;
}

bool book_finish(struct leat_step *step, struct book *book) {
    if (!book_check(step, book, LXW_NO_ERROR)) {
        return false;
    }
    return joined_is_needed(book)
               ? finish_joined(step, book)
               : close_workbook(step, book, book->path) && prove(step, book, book->path);
}

void book_close(struct leat_step *step, struct book *book) {
    if (book->workbook) {
        settle_rows(book);
        lxw_workbook_free(book->workbook);
        book->workbook = NULL;
    }
    temporary_close(&book->temporary);
    blocks_free(step, book->blocks);
    book->blocks = NULL;
    for (size_t i = 0; i < PAGE_COUNT; i++) {
        leat_free(step, book->pages[i].widths);
        book->pages[i].widths = NULL;
    }
    for (size_t i = 0; i < book->full_count; i++) {
        leat_free(step, book->full[i]->own_name);
        leat_free(step, book->full[i]);
    }
    leat_free(step, book->full);
    leat_free(step, book->styles);
    leat_free(step, book->sheets);
    book->styles = NULL;
    book->sheets = NULL;
    book->full = NULL;
    book->full_count = 0;
}
