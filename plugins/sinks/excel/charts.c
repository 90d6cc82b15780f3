/* charts: drawn beneath the rows of their section. Their figures stand in a page of their own, where
 * whoever wants them may read them: a chart shows nothing that no cell says. */
#include <stdlib.h>

#include "book.h"
#include "hold.h"
#include "shared/bytes.h"

/* In pixels: two fit side by side on A4 across, or a wide one. */
enum { CHART_WIDTH = 760, CHART_HALF = 510, CHART_GAP = 12, CHART_HEIGHT = 340, ROW = 20 };

/* Dark enough on white, and of different greys when printed; lines differ in dashes and marks as
 * well, bars in their patterns. */
static const struct {
    uint32_t colour;
    uint8_t dash, marker, pattern;
} series_looks[] = {
    {0x1F3864, LXW_CHART_LINE_DASH_SOLID, LXW_CHART_MARKER_CIRCLE, LXW_CHART_PATTERN_NONE},
    {0xB45309, LXW_CHART_LINE_DASH_DASH, LXW_CHART_MARKER_SQUARE,
     LXW_CHART_PATTERN_LIGHT_UPWARD_DIAGONAL},
    {0x0F766E, LXW_CHART_LINE_DASH_ROUND_DOT, LXW_CHART_MARKER_TRIANGLE, LXW_CHART_PATTERN_NONE},
    {0x6D28D9, LXW_CHART_LINE_DASH_LONG_DASH, LXW_CHART_MARKER_DIAMOND,
     LXW_CHART_PATTERN_SMALL_GRID},
    {0x64748B, LXW_CHART_LINE_DASH_DASH_DOT, LXW_CHART_MARKER_X, LXW_CHART_PATTERN_NONE},
    {0x9D174D, LXW_CHART_LINE_DASH_LONG_DASH_DOT, LXW_CHART_MARKER_PLUS,
     LXW_CHART_PATTERN_LIGHT_HORIZONTAL},
};
enum { SERIES_LOOKS = sizeof series_looks / sizeof *series_looks };

/* -- Figures ---------------------------------------------------------------------------------- */

static bool put_text(struct leat_step *step, struct book *book, int32_t at, struct leat_text text,
                     uint32_t look) {
    struct sheet *page = &book->pages[PAGE_CHARTS];
    const struct cell cell = cell_of_text(text);
    return look & LOOK_BOLD ? put_heading(step, book, page, page->row, at, text, look)
                            : put_cell(step, book, page, page->row, at, &cell, NULL, look);
}

static bool put_head(struct leat_step *step, struct book *book) {
    struct sheet *page = &book->pages[PAGE_CHARTS];
    return page->row > 0 ||
           (put_line(step, book, page, page->row++, leat_text_of("Chart data"), LOOK_TITLE) &&
            put_line(step, book, page, page->row++,
                     leat_text_of("The figures that the charts of this workbook show"), LOOK_NOTE));
}

/* The column that a series has its figures from. */
static const struct column *column_of(const struct section *section, const struct chart *chart,
                                      int32_t series) {
    const struct leat_list *y = &chart->options->y;
    return &section->columns[LEAT_ITEM(*y, int32_t, y->count > 1 ? series : 0)];
}

/* A block of figures: the categories down, a column a series. *first: the row of the headings. */
static bool put_figures(struct leat_step *step, struct book *book, const struct section *section,
                        const struct chart *chart, uint32_t *first) {
    struct sheet *page = &book->pages[PAGE_CHARTS];
    const struct leat_text corner = section->columns[chart->options->x].heading;
    bool done = put_head(step, book);
    page->row++;
    done = done && put_line(step, book, page, page->row++, chart->options->title, LOOK_SUBTITLE);
    *first = page->row;
    const uint32_t look = LOOK_BOLD | LOOK_WRAP | LOOK_LINE_UNDER;
    double lines = put_heading_lines(book, corner);
    done = done && put_text(step, book, 0, corner, look | LOOK_LEFT);
    for (int32_t i = 0; done && i < chart->series_count; i++) {
        const double own = put_heading_lines(book, chart->series[i]);
        lines = own > lines ? own : lines;
        done = put_text(step, book, i + 1, chart->series[i], look | LOOK_RIGHT);
    }
    done = done && (lines <= 1 || put_height(step, book, page, page->row, lines));
    page->row++;
    for (int32_t row = 0; done && row < chart->category_count; row++, page->row++) {
        done = put_text(step, book, 0, chart->categories[row], LOOK_LEFT);
        for (int32_t i = 0; done && i < chart->series_count; i++) {
            const struct cell cell = {.value = chart->values[i * chart->category_count + row]};
            /* No cell where there is no figure: of a blank one the library has the chart know 0. */
            done = cell.value.is_null || put_cell(step, book, page, page->row, i + 1, &cell,
                                                  column_of(section, chart, i), LOOK_RIGHT);
        }
    }
    return done;
}

/* -- Looks ------------------------------------------------------------------------------------ */

static void set_series(lxw_chart_series *series, int32_t kind, int32_t at) {
    const uint32_t colour = series_looks[at % SERIES_LOOKS].colour;
    lxw_chart_line line = {
        .color = colour, .width = 2.25F, .dash_type = series_looks[at % SERIES_LOOKS].dash};
    lxw_chart_fill fill = {.color = colour};
    if (kind == CHART_LINE) {
        lxw_chart_line edge = {.color = colour};
        chart_series_set_line(series, &line);
        chart_series_set_marker_type(series, series_looks[at % SERIES_LOOKS].marker);
        chart_series_set_marker_size(series, 6);
        chart_series_set_marker_fill(series, &fill);
        chart_series_set_marker_line(series, &edge);
        return;
    }
    lxw_chart_line edge = {.color = colour, .width = 0.75F};
    chart_series_set_line(series, &edge);
    if (series_looks[at % SERIES_LOOKS].pattern == LXW_CHART_PATTERN_NONE) {
        chart_series_set_fill(series, &fill);
    } else {
        lxw_chart_pattern pattern = {.fg_color = colour,
                                     .bg_color = LXW_COLOR_WHITE,
                                     .type = series_looks[at % SERIES_LOOKS].pattern};
        chart_series_set_pattern(series, &pattern);
    }
}

/* A title may be a column's heading, of several lines; one that begins with = would be taken for a
 * formula. */
static bool set_axis_name(struct leat_step *step, lxw_chart_axis *axis, struct leat_text title) {
    struct bytes name = {0};
    const bool done = bytes_add(step, &name, " ", *title.data == '=' ? 1 : 0) &&
                      text_add_line(step, &name, title) &&
                      bytes_add(step, &name, "", 1); /* its NUL */
    if (done) {
        chart_axis_set_name(axis, name.data);
    }
    bytes_free(step, &name);
    return done;
}

/* The chart's fonts are copied by the library. */
static bool set_axis(struct leat_step *step, struct book *book, lxw_chart_axis *axis,
                     struct leat_text title) {
    char *font = *book->font ? book->font : NULL;
    lxw_chart_font letters = {.name = font, .size = 9}, words = {.name = font, .size = 9};
    chart_axis_set_num_font(axis, &letters);
    if (title.size == 0) {
        return true;
    }
    chart_axis_set_name_font(axis, &words);
    return set_axis_name(step, axis, title);
}

/* Whether a bar goes below 0: then the axis begins where it must, and else at 0, or the lengths
 * would lie. */
static bool has_negative(const struct chart *chart) {
    for (size_t i = 0; i < chart->count; i++) {
        double number;
        const struct leat_value *value = &chart->points[i].value;
        if (!value->is_null && hold(value, &number) == HELD_NUMBER && number < 0) {
            return true;
        }
    }
    return false;
}

static bool set_axes(struct leat_step *step, struct book *book, const struct section *section,
                     const struct chart *chart, lxw_chart *made) {
    lxw_chart_line grid = {.color = 0xD9D9D9, .width = 0.75F};
    lxw_chart_line no_line = {.none = LXW_TRUE};
    /* Of lying bars the library calls the axis of the categories y, for it stands upright. */
    const bool lies = chart->options->kind == CHART_BAR;
    lxw_chart_axis *of_categories = lies ? made->y_axis : made->x_axis,
                   *of_values = lies ? made->x_axis : made->y_axis;
    chart_axis_major_gridlines_set_visible(of_values, LXW_TRUE);
    chart_axis_major_gridlines_set_line(of_values, &grid);
    chart_axis_major_gridlines_set_visible(of_categories, LXW_FALSE);
    chart_axis_set_line(of_values, &no_line);
    if (lies) {
        chart_axis_set_reverse(of_categories); /* the first at the top, as it is read */
        chart_axis_set_label_position(of_values, LXW_CHART_AXIS_LABEL_POSITION_HIGH);
    }
    if (chart->options->kind != CHART_LINE && !has_negative(chart)) {
        chart_axis_set_min(of_values, 0);
    }
    return set_axis(step, book, of_categories, chart_x_title(section, chart)) &&
           set_axis(step, book, of_values, chart_y_title(section, chart));
}

static void set_looks(struct book *book, const struct chart *chart, lxw_chart *made) {
    char *name = *book->font ? book->font : NULL;
    lxw_chart_font title = {
        .name = name, .size = 11, .bold = LXW_TRUE, .color = book->report->theme.accent};
    lxw_chart_font legend = {.name = name, .size = 9};
    lxw_chart_line no_line = {.none = LXW_TRUE};
    chart_title_set_name(made, chart->options->title.data);
    chart_title_set_name_font(made, &title);
    chart_chartarea_set_line(made, &no_line);
    if (chart->options->kind != CHART_LINE) {
        chart_set_series_gap(made, 60);
    }
    if (chart->series_count > 1) {
        chart_legend_set_position(made, LXW_CHART_LEGEND_BOTTOM);
        chart_legend_set_font(made, &legend);
    } else {
        chart_legend_set_position(made, LXW_CHART_LEGEND_NONE);
    }
}

/* -- Charts ----------------------------------------------------------------------------------- */

/* NULL: told. */
static lxw_chart *make_chart(struct leat_step *step, struct book *book,
                             const struct section *section, const struct chart *chart,
                             uint32_t first) {
    static const uint8_t types[] = {[CHART_LINE] = LXW_CHART_LINE,
                                    [CHART_COLUMN] = LXW_CHART_COLUMN,
                                    [CHART_BAR] = LXW_CHART_BAR};
    lxw_chart *made = workbook_add_chart(book->workbook, types[chart->options->kind]);
    const char *page = book_page_name(PAGE_CHARTS);
    const uint32_t last = first + (uint32_t)chart->category_count;
    for (int32_t i = 0; made && i < chart->series_count; i++) {
        lxw_chart_series *series = chart_add_series(made, NULL, NULL);
        if (!series) {
            book_no_memory(step);
            return NULL;
        }
        const lxw_col_t at = (lxw_col_t)(i + 1);
        chart_series_set_categories(series, page, first + 1, 0, last, 0);
        chart_series_set_values(series, page, first + 1, at, last, at);
        chart_series_set_name_range(series, page, first, at);
        set_series(series, chart->options->kind, i);
    }
    if (!made) {
        book_no_memory(step);
        return NULL;
    }
    set_looks(book, chart, made);
    return set_axes(step, book, section, chart, made) ? made : NULL;
}

/* Lying bars want room for each name beside them. In pixels. */
static int32_t height_of(const struct chart *chart) {
    enum { AROUND = 130, A_BAR = 13, A_GAP = 9 };
    const int32_t wanted = AROUND + chart->category_count * (chart->series_count * A_BAR + A_GAP);
    return chart->options->kind == CHART_BAR && wanted > CHART_HEIGHT ? wanted : CHART_HEIGHT;
}

/* The rows that a chart covers, and one free. */
static uint32_t rows_of(const struct chart *chart) {
    return (uint32_t)(height_of(chart) / ROW + 2);
}

/* The library draws beyond the last row as well, which Excel does not open. */
static bool has_room(struct leat_step *step, const struct sheet *sheet, const struct chart *chart) {
    const bool fits = sheet->row + rows_of(chart) <= LXW_ROW_MAX;
    if (!fits) {
        leat_fail(step,
                  "sheet \"%.*s\": there is no room for the chart \"%.*s\" beneath so many rows; "
                  "draw it of a step that gives fewer",
                  (int)sheet->name.size, sheet->name.data, (int)chart->options->title.size,
                  chart->options->title.data);
    }
    return fits;
}

/* at: which one of those that are drawn it is, of how many. beside: the rows of the one at its
 * left. */
static bool put_chart(struct leat_step *step, struct book *book, struct sheet *sheet,
                      const struct chart *chart, size_t at, size_t of, uint32_t *beside) {
    uint32_t first = 0;
    if (!has_room(step, sheet, chart) || !put_figures(step, book, sheet->section, chart, &first)) {
        return false;
    }
    lxw_chart *made = make_chart(step, book, sheet->section, chart, first);
    if (!made) {
        return false;
    }
    char *alt = strdup(chart->options->alt.data); /* the library's field is not const */
    if (!alt) {
        return book_no_memory(step);
    }
    const int32_t place = at % 2 == 1 ? CHART_HALF + CHART_GAP : 2;
    lxw_chart_options options = {.x_offset = place,
                                 .y_offset = 4,
                                 .x_scale = (of > 1 ? CHART_HALF : CHART_WIDTH) / 480.0,
                                 .y_scale = height_of(chart) / 288.0,
                                 .description = alt};
    const lxw_error answer =
        worksheet_insert_chart_opt(sheet->worksheet, sheet->row + 1, 0, made, &options);
    free(alt);
    /* Two stand side by side; the higher one is made way for. */
    const uint32_t rows = rows_of(chart), widest = rows > *beside ? rows : *beside;
    const bool ends = at % 2 == 1 || at + 1 == of;
    sheet->row += ends ? widest : 0;
    *beside = ends ? 0 : widest;
    return book_check(step, book, answer);
}

/* Of a chart without a row there is a line that says so. */
static bool put_absence(struct leat_step *step, struct book *book, struct sheet *sheet,
                        const struct chart *chart) {
    const struct leat_text parts[] = {leat_text_of("No rows for the chart: "),
                                      chart->options->title};
    sheet->row++;
    return put_joined(step, book, sheet, parts, 2, LOOK_NOTE);
}

static bool is_drawn(const struct chart *chart) { return chart->series_count > 0; }

bool charts_put(struct leat_step *step, struct book *book, struct sheet *sheet) {
    const size_t count = section_charts(sheet->section);
    size_t of = 0, at = 0;
    uint32_t beside = 0;
    for (size_t i = 0; i < count; i++) {
        of += is_drawn(&sheet->section->charts[i]);
    }
    bool done = true;
    for (size_t i = 0; done && i < count; i++) {
        struct chart *chart = &sheet->section->charts[i];
        done = !is_drawn(chart) || (chart_arrange(step, sheet->section, chart) &&
                                    put_chart(step, book, sheet, chart, at++, of, &beside));
    }
    for (size_t i = 0; done && i < count; i++) {
        struct chart *chart = &sheet->section->charts[i];
        done = is_drawn(chart) || put_absence(step, book, sheet, chart);
    }
    return done;
}

bool charts_finish(struct leat_step *step, struct book *book) {
    struct sheet *page = &book->pages[PAGE_CHARTS];
    return !page->worksheet || (put_head(step, book) && layout_end(step, book, page, 0));
}
