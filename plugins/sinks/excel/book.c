/* book: a workbook, from its opening to its proof. See book.h. */
#include "book.h"

#include <errno.h>
#include <stdlib.h>

#include "reread.h"

/* The greys; the other colours are the theme's. */
enum {
    COLOUR_NOTE = 0x595959,
    COLOUR_LINE = 0x7F7F7F,
    COLOUR_GRID = 0xD0D0D0,
};

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

static bool no_memory(struct leat_step *step) {
    leat_fail_world(step, "no memory is left for the workbook");
    return false;
}

bool book_open(struct leat_step *step, struct book *book, const char *path, const char *title) {
    /* tmpdir NULL: $TMPDIR or /tmp, as lxw_tmpfile has it. */
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    book->path = path;
    book->workbook = workbook_new_opt(path, &options);
    if (!book->workbook) {
        return no_memory(step);
    }
    lxw_doc_properties properties = {.created = created()};
    char *copy = title ? strdup(title) : NULL; /* the library's field is not const */
    properties.title = copy;
    const lxw_error answer = workbook_set_properties(book->workbook, &properties);
    free(copy);
    return book_check(step, book, answer);
}

bool book_add_sheet(struct leat_step *step, struct book *book, struct sheet *sheet) {
    struct sheet **sheets =
        leat_realloc(step, book->sheets, (book->sheet_count + 1) * sizeof(struct sheet *));
    if (!sheets) {
        return false;
    }
    book->sheets = sheets;
    book->sheets[book->sheet_count++] = sheet;
    temporary_begin(&book->temporary);
    sheet->worksheet = workbook_add_worksheet(book->workbook, sheet->name.data);
    temporary_end();
    return book_check(step, book, LXW_NO_ERROR) && (sheet->worksheet || no_memory(step));
}

/* -- Styles ----------------------------------------------------------------------------------- */

static void set_lines(lxw_format *format, uint32_t look) {
    if (look & LOOK_GRID) {
        format_set_border(format, LXW_BORDER_THIN);
        format_set_border_color(format, COLOUR_GRID);
    }
    if (look & LOOK_GROUP) {
        format_set_left(format, LXW_BORDER_THIN);
        format_set_left_color(format, COLOUR_LINE);
    }
    if (look & LOOK_LINE_OVER) {
        format_set_top(format, LXW_BORDER_THIN);
        format_set_top_color(format, COLOUR_LINE);
    }
    if (look & LOOK_LINE_UNDER) {
        format_set_bottom(format, LXW_BORDER_THIN);
        format_set_bottom_color(format, COLOUR_LINE);
    }
}

static void set_status(lxw_format *format, const struct theme *theme, uint32_t look) {
    const uint32_t colour = look & LOOK_GREEN   ? theme->green
                            : look & LOOK_AMBER ? theme->amber
                                                : theme->red;
    format_set_pattern(format, LXW_PATTERN_SOLID);
    format_set_bg_color(format, colour);
}

static void set_look(lxw_format *format, const struct theme *theme, const struct style *style) {
    const uint32_t look = style->look;
    if (look & (LOOK_BOLD | LOOK_TITLE)) {
        format_set_bold(format);
    }
    if (look & LOOK_TITLE) {
        format_set_font_size(format, 14);
        format_set_font_color(format, theme->accent);
    }
    if (look & LOOK_NOTE) {
        format_set_font_size(format, 10);
        format_set_font_color(format, COLOUR_NOTE);
    }
    if (look & LOOK_WRAP) {
        format_set_text_wrap(format);
    }
    if (look & (LOOK_LEFT | LOOK_RIGHT | LOOK_CENTRE)) {
        format_set_align(format, look & LOOK_LEFT    ? LXW_ALIGN_LEFT
                                 : look & LOOK_RIGHT ? LXW_ALIGN_RIGHT
                                                     : LXW_ALIGN_CENTER);
    }
    if (look & (LOOK_TOP | LOOK_MIDDLE)) {
        format_set_align(format,
                         look & LOOK_TOP ? LXW_ALIGN_VERTICAL_TOP : LXW_ALIGN_VERTICAL_CENTER);
    }
    if (look & LOOK_INDENT) {
        format_set_indent(format, 1);
    }
    if (look & (LOOK_GREEN | LOOK_AMBER | LOOK_RED)) {
        set_status(format, theme, look);
    }
    if (theme->font) {
        format_set_font_name(format, theme->font);
    }
    set_lines(format, look);
    if (style->format) {
        format_set_num_format(format, style->format);
    }
}

static bool same_format(const char *a, const char *b) {
    return a == b || (a && b && strcmp(a, b) == 0);
}

lxw_format *book_style(struct leat_step *step, struct book *book, uint32_t look,
                       const char *format) {
    for (size_t i = 0; i < book->count; i++) {
        if (book->styles[i].look == look && same_format(book->styles[i].format, format)) {
            return book->styles[i].made;
        }
    }
    if (book->count == book->room) {
        const size_t room = book->room ? book->room * 2 : 32;
        struct style *styles = book->styles
                                   ? leat_realloc(step, book->styles, room * sizeof *styles)
                                   : leat_alloc(step, room * sizeof *styles);
        if (!styles) {
            return NULL;
        }
        book->styles = styles;
        book->room = room;
    }
    struct style *style = &book->styles[book->count];
    *style =
        (struct style){.look = look, .format = format, .made = workbook_add_format(book->workbook)};
    if (!style->made) {
        no_memory(step);
        return NULL;
    }
    set_look(style->made, &book->report->theme, style);
    book->count++;
    return style->made;
}

/* -- The end ---------------------------------------------------------------------------------- */

/* The library leaves the row under way behind when it is freed; to begin another writes it out. */
static void settle_rows(struct book *book) {
    lxw_worksheet *worksheet;
    STAILQ_FOREACH(worksheet, book->workbook->worksheets, list_pointers) {
        worksheet_set_row(worksheet, LXW_ROW_MAX - 1, LXW_DEF_ROW_HEIGHT, NULL);
    }
}

bool book_finish(struct leat_step *step, struct book *book) {
    const size_t count = book->sheet_count;
    if (!book_check(step, book, LXW_NO_ERROR)) {
        return false;
    }
    temporary_begin(&book->temporary);
    errno = 0;
    const lxw_error answer =
        workbook_close(book->workbook); /* which frees it as well, also where it fails */
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
    if (book->temporary.made <= count) { /* one a sheet, and the other parts' */
        leat_fail(
            step,
            "libxlsxwriter takes its temporary files elsewhere, so that nobody knows whether they are whole; "
            "use the library as its makers build it");
        return false;
    }
    struct reread_sheet *counts = leat_alloc(step, (count + 1) * sizeof *counts);
    if (!counts) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        counts[i] = (struct reread_sheet){book->sheets[i]->rows, book->sheets[i]->cells};
    }
    const bool proved = reread(step, book->path, counts, count);
    leat_free(step, counts);
    return proved;
}

void book_close(struct leat_step *step, struct book *book) {
    if (book->workbook) {
        settle_rows(book);
        lxw_workbook_free(book->workbook);
        book->workbook = NULL;
    }
    temporary_close(&book->temporary);
    leat_free(step, book->styles);
    leat_free(step, book->sheets);
    book->styles = NULL;
    book->sheets = NULL;
}
