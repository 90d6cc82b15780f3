/* summary: how the return stands, before all its figures: the rows of one section by their status,
 * and those that are not as they should be. */
#include "page.h"

const struct part *summary_of(const struct page *page) {
    const struct section *section = report_exceptional(page->report);
    return section ? &page->parts[section - page->report->sections] : NULL;
}

static void put_count(struct page *page, int64_t count, const char *class, const char *word) {
    const struct cell cell = {.value = {.type = {.kind = LEAT_INTEGER}, .as.integer = count}};
    const struct column plain = {.format = "0"};
    page_put(page, "<li class=\"%s\"><b>", class);
    cell_put_inside(page, &cell, &plain);
    page_put(page, "</b> %s</li>\n", word);
}

static void put_counts(struct page *page, const struct seen *seen) {
    page_put(page, "<ul class=\"counts\">\n");
    put_count(page, seen->rows, "all", "in all");
    put_count(page, seen->statuses[STATUS_GREEN], "green", "Green");
    put_count(page, seen->statuses[STATUS_AMBER], "amber", "Amber");
    put_count(page, seen->statuses[STATUS_RED], "red", "Red");
    if (seen->statuses[STATUS_NONE] > 0) {
        put_count(page, seen->statuses[STATUS_NONE], "none", "without a status");
    }
    page_put(page, "</ul>\n");
}

static void put_exceptions(struct page *page, const struct part *part) {
    static const char title[] = "What is not as it should be";
    const struct section *section = part->section;
    page_put(page, "<h3>%s</h3>\n", title);
    if (section->seen.exception_count == 0) {
        page_put(page, "<p>%s</p>\n", report_no_exceptions(section));
        return;
    }
    table_open(page, &(struct table_name){leat_text_of("page"), "exceptions", 1, "Table"},
               leat_text_of(title), section->count);
    table_put_head(page, NULL, section->columns, section->count);
    for (int32_t i = 0; i < section->seen.exception_count; i++) {
        table_put_row(page, section->columns, seen_exception(section, i), section->count, false);
    }
    table_close(page);
}

void summary_put(struct page *page) {
    const struct part *part = summary_of(page);
    if (!part) {
        return;
    }
    page_put(page, "<section id=\"page--summary\" aria-labelledby=\"page--summary-title\">\n"
                   "<h2 id=\"page--summary-title\">Summary</h2>\n");
    put_counts(page, &part->section->seen);
    put_exceptions(page, part);
    page_put(page, "<p>All rows are in <a href=\"#%i\">%t</a>.</p>\n</section>\n", part->id,
             part->section->name);
}
