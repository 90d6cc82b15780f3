/* crosstab: a section of that layout, from its kept rows. See shared/report/crosstab.h. */
#include "shared/report/crosstab.h"

#include "page.h"

bool crosstab_has_gaps(const struct crosstab *crosstab) {
    for (int32_t at = 0; at < crosstab->count; at++) {
        if (crosstab->places[at].row < 0) {
            return true;
        }
    }
    return false;
}

/* The first place that stands under another heading of the level than `at` does. No cell of a page
 * spans more than 1000 columns: a wider group has its heading again. */
static int32_t group_end(const struct crosstab *crosstab, int32_t at, int32_t level) {
    enum { MOST_SPAN = 1000 };
    int32_t end = at + 1;
    while (end < crosstab->count && end - at < MOST_SPAN &&
           crosstab_same_group(crosstab, at, end, level)) {
        end++;
    }
    return end;
}

/* A line stands before each group of the first level, where it has several columns. */
static uint32_t group_of(const struct crosstab *crosstab, int32_t at) {
    const bool begins = at == 0 || !crosstab_same_group(crosstab, at - 1, at, 0);
    return begins && crosstab->levels > 1 ? PLACE_GROUP : 0;
}

static void put_column_groups(struct page *page, const struct crosstab *crosstab) {
    page_put(page, "<colgroup></colgroup>");
    for (int32_t at = 0, end; at < crosstab->count; at = end) {
        end = group_end(crosstab, at, 0);
        page_put(page, "<colgroup span=\"%d\"></colgroup>", end - at);
    }
    page_put(page, "\n");
}

/* A heading over several columns heads their group; inside a group, each of them. One without a
 * text is no heading. */
static void put_heading(struct page *page, const struct crosstab *crosstab, int32_t level,
                        int32_t at, int32_t end) {
    const struct cell *heading = crosstab_heading(crosstab, at, level);
    const bool is_blank = cell_is_blank(heading), is_outer = level == 0 && crosstab->levels > 1;
    page_put(page, is_blank ? "<td" : is_outer ? "<th scope=\"colgroup\"" : "<th scope=\"col\"");
    const struct column *column = level_column(crosstab, level);
    page_put(page, " class=\"%s%s%s\"", level == crosstab->levels - 1 ? "n" : "c",
             column->type.kind == LEAT_TEXT ? "" : " k", group_of(crosstab, at) ? " g" : "");
    if (end - at > 1) {
        page_put(page, " colspan=\"%d\"", end - at);
    }
    page_put(page, ">");
    cell_put_inside(page, heading, column);
    page_put(page, is_blank ? "</td>" : "</th>");
}

static void put_corner(struct page *page, const struct crosstab *crosstab) {
    const struct leat_text corner = crosstab->section->options->corner;
    const char *element = corner.size > 0 ? "th" : "td";
    page_put(page, "<%s%s rowspan=\"%d\">%t</%s>", element, corner.size > 0 ? " scope=\"col\"" : "",
             crosstab->levels, corner, element);
}

static void put_head(struct page *page, const struct crosstab *crosstab) {
    page_put(page, "<thead>\n");
    for (int32_t level = 0; level < crosstab->levels; level++) {
        page_put(page, "<tr>");
        if (level == 0) {
            put_corner(page, crosstab);
        }
        for (int32_t at = 0, end; at < crosstab->count; at = end) {
            const bool is_last = level == crosstab->levels - 1;
            end = is_last ? at + 1 : group_end(crosstab, at, level);
            put_heading(page, crosstab, level, at, end);
        }
        page_put(page, "</tr>\n");
    }
    page_put(page, "</thead>\n<tbody>\n");
}

/* Whether an earlier line is of the same column: marks of its notes have their ids already. */
static bool is_again(const struct crosstab *crosstab, int32_t line) {
    for (int32_t i = 0; i < line; i++) {
        if (measure_column(crosstab, i)->number == measure_column(crosstab, line)->number) {
            return true;
        }
    }
    return false;
}

static void put_line(struct page *page, const struct part *part, int32_t line) {
    const struct crosstab *crosstab = part->crosstab;
    const struct column *column = measure_column(crosstab, line);
    page_put(page, "<tr><th scope=\"row\"%s>", cell_wraps(column->heading) ? " class=\"w\"" : "");
    cell_put_heading(page, part, column, !is_again(crosstab, line));
    page_put(page, "</th>");
    for (int32_t at = 0; at < crosstab->count; at++) {
        const uint32_t total = crosstab_is_total(crosstab, at) ? PLACE_TOTAL : 0;
        cell_put(page, crosstab_cell(crosstab, at, line), column,
                 PLACE_RIGHT | total | group_of(crosstab, at));
    }
    page_put(page, "</tr>\n");
}

void crosstab_put(struct page *page, const struct part *part) {
    const struct crosstab *crosstab = part->crosstab;
    if (crosstab->count == 0) {
        page_put(page, "<p>There are no rows.</p>\n");
        return;
    }
    table_open(page, &(struct table_name){part->id, "table", 1, "Table"}, part->title,
               crosstab->count + 1);
    put_column_groups(page, crosstab);
    put_head(page, crosstab);
    for (int32_t line = 0; line < crosstab->measures; line++) {
        put_line(page, part, line);
    }
    leat_counted(page->step, crosstab_rows(crosstab));
    table_close(page);
}
