/* section: one sheet of the return as a section of the page: its title and what must be known
 * before its table, the table, its charts, and its notes. */
#include "page.h"

static void put_title(struct page *page, const struct part *part) {
    const struct section *section = part->section;
    if (page->is_alone) {
        page_put(page, "<section id=\"%i\" aria-labelledby=\"page--title\">\n", part->id);
        return;
    }
    page_put(page, "<section id=\"%i\" aria-labelledby=\"%i--title\">\n", part->id, part->id);
    if (part->has_own_title) {
        page_put(page, "<p class=\"whose\">%t</p>\n", section->name);
    }
    page_put(page, "<h2 id=\"%i--title\">%t</h2>\n", part->id, part->title);
}

static void put_shorthand(struct page *page, const struct section *section) {
    const struct seen *seen = &section->seen;
    const struct column plain = {.format = NULL};
    for (size_t i = 0; i < seen->symbol_count && !page->has_failed; i++) {
        struct cell symbol = cell_of_text(seen->symbols[i]);
        symbol.is_symbol = true;
        struct leat_text meaning;
        if (!report_shorthand(page->step, page->report, section, seen->symbols[i], &meaning)) {
            page->has_failed = true;
            return;
        }
        page_put(page, "<p class=\"fact\">");
        cell_put_inside(page, &symbol, &plain);
        page_put(page, " means %t</p>\n", meaning);
    }
}

static void put_blank_cells(struct page *page, const struct part *part) {
    const bool has_blank =
        part->section->seen.has_blank || (part->crosstab && crosstab_has_gaps(part->crosstab));
    if (has_blank) {
        page_put(page, "<p class=\"fact\">Blank cells: %t</p>\n",
                 report_blank_reason(part->section));
    }
}

static void put_facts(struct page *page, const struct part *part) {
    const struct section *section = part->section;
    page_put_line(page, "<p class=\"subtitle\">", SECTION_TEXT(section, subtitle), "</p>\n");
    page_put_line(page, "<p class=\"fact\">Period: ", SECTION_TEXT(section, period), "</p>\n");
    page_put_line(page, "<p class=\"fact\">Outcome lead: ", SECTION_TEXT(section, lead), "</p>\n");
    put_shorthand(page, section);
    put_blank_cells(page, part);
}

/* -- Notes ------------------------------------------------------------------------------------ */

/* Whether a note before this one in the list has its number, and so its text. */
static bool is_again(const struct page *page, const struct section *section, size_t at) {
    const int32_t number = section_note_number(page->report, section, at);
    for (size_t i = 0; number > 0 && i < at; i++) {
        if (section_note_number(page->report, section, i) == number) {
            return true;
        }
    }
    return false;
}

static void put_note(struct page *page, const struct part *part, size_t at) {
    const struct leat_text text =
        LEAT_ITEM(part->section->options->notes, struct note_options, at).text;
    const int32_t number = section_note_number(page->report, part->section, at);
    if (number == 0) {
        page_put(page, "<li>%t</li>\n", text);
        return;
    }
    page_put(page, "<li id=\"%i--note-%d\">[note&#160;%d] %t", part->id, number, number, text);
    if (!part->crosstab || part->crosstab->count > 0) { /* there is a table, with its heading */
        page_put(page,
                 " <a href=\"#%i--mark-%d\" aria-label=\"Back to the heading with note %d\">"
                 "\xE2\x86\x91</a>",
                 part->id, (int32_t)at + 1, number);
    }
    page_put(page, "</li>\n");
}

static void put_notes(struct page *page, const struct part *part) {
    const struct section_options *options = part->section->options;
    if (!options || options->notes.count == 0) {
        return;
    }
    const char *heading = page->is_alone ? "h2" : "h3";
    page_put(page, "<%s>Notes</%s>\n<ul class=\"notes\">\n", heading, heading);
    for (size_t at = 0; at < options->notes.count; at++) {
        if (!is_again(page, part->section, at)) {
            put_note(page, part, at);
        }
    }
    page_put(page, "</ul>\n");
}

void section_put(struct page *page, const struct part *part) {
    if (part->crosstab && !crosstab_arrange(page->step, part->crosstab)) {
        page->has_failed = true;
        return;
    }
    put_title(page, part);
    put_facts(page, part);
    if (part->crosstab) {
        crosstab_put(page, part);
    } else {
        table_put(page, part);
    }
    figures_put(page, part);
    put_notes(page, part);
    page_put_line(page, "<p class=\"fact\">Source: ", SECTION_TEXT(part->section, source),
                  "</p>\n");
    if (page->has_contents) {
        page_put(page, "<p class=\"back\"><a href=\"#page--contents\">Back to contents</a></p>\n");
    }
    page_put(page, "</section>\n");
}
