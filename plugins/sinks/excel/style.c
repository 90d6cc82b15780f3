/* style: how cells look, by the workbook's profile and theme. See book.h. */
#include "book.h"

/* The greys; the other colours are the theme's. */
enum {
    COLOUR_NOTE = 0x595959,
    COLOUR_LINE = 0x7F7F7F,
    COLOUR_GRID = 0xD0D0D0,
    COLOUR_LINK = 0x0563C1, /* as Excel has it; its contrast on white is 5.9 */
};

static void set_lines(lxw_format *format, uint32_t look) {
    if (look & LOOK_GRID) {
        format_set_border(format, LXW_BORDER_THIN);
        format_set_border_color(format, COLOUR_GRID);
    }
    if (look & LOOK_GROUP) {
        format_set_left(format, LXW_BORDER_THIN);
        format_set_left_color(format, COLOUR_LINE);
    }
    if (look & LOOK_RULE) {
        format_set_bottom(format, LXW_BORDER_THIN);
        format_set_bottom_color(format, COLOUR_GRID);
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

static void set_place(lxw_format *format, uint32_t look) {
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
}

static void set_letters(lxw_format *format, const struct theme *theme, uint32_t look) {
    if (look & (LOOK_BOLD | LOOK_TITLE | LOOK_SUBTITLE)) {
        format_set_bold(format);
    }
    if (look & LOOK_TITLE) {
        format_set_font_size(format, 14);
        format_set_font_color(format, theme->accent);
    }
    if (look & LOOK_SUBTITLE) {
        format_set_font_size(format, 12);
        format_set_font_color(format, theme->accent);
    }
    if (look & LOOK_NOTE) {
        format_set_font_size(format, 10);
        format_set_font_color(format, COLOUR_NOTE);
    }
    if (look & LOOK_LINK) {
        format_set_underline(format, LXW_UNDERLINE_SINGLE);
        format_set_font_color(format, COLOUR_LINK);
    }
    if (look & (LOOK_GREEN | LOOK_AMBER | LOOK_RED)) {
        set_status(format, theme, look);
    }
    set_lines(format, look);
}

/* Large letters, and nothing that is told by a line or a colour. */
static void set_accessible(lxw_format *format, uint32_t look) {
    format_set_font_size(format, look & LOOK_TITLE ? 16 : look & LOOK_SUBTITLE ? 14 : 12);
    if (look & (LOOK_BOLD | LOOK_TITLE | LOOK_SUBTITLE)) {
        format_set_bold(format);
    }
    if (look & LOOK_LINK) {
        format_set_underline(format, LXW_UNDERLINE_SINGLE);
        format_set_font_color(format, COLOUR_LINK);
    }
}

static void set_look(lxw_format *format, const struct book *book, const struct style *style) {
    const struct theme *theme = &book->report->theme;
    if (*book->font) {
        format_set_font_name(format, book->font);
    }
    if (book->profile == PROFILE_BOARD) {
        format_set_font_size(format, 10);
    }
    if (book->profile == PROFILE_ACCESSIBLE) {
        set_accessible(format, style->look);
    } else {
        set_letters(format, theme, style->look);
    }
    set_place(format, style->look);
    if (style->format) {
        format_set_num_format(format, style->format);
    }
}

uint32_t book_status_look(enum status status) {
    static const uint32_t looks[] = {[STATUS_NONE] = 0,
                                     [STATUS_GREEN] = LOOK_GREEN,
                                     [STATUS_AMBER] = LOOK_AMBER,
                                     [STATUS_RED] = LOOK_RED};
    return looks[status];
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
        book_no_memory(step);
        return NULL;
    }
    set_look(style->made, book, style);
    book->count++;
    return style->made;
}
