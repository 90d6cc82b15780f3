/* head: what stands before the first section of the page and after the last. */
#include "page.h"

/* The page's title: the return's, else what its one section or its first is called. */
static struct leat_text title_of(const struct page *page) {
    const struct leat_text title = report_title(page->report);
    return title.size > 0 ? title : page->parts[0].title;
}

/* Whatever stands in the page, nothing of it is run and nothing is fetched. */
static const char policy[] = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
                             "'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action "
                             "'none'\">\n";

static void put_document_head(struct page *page) {
    const struct report *report = page->report;
    page_put(page, "<!doctype html>\n<html lang=\"%t\">\n<head>\n<meta charset=\"utf-8\">\n",
             report->language);
    page_put(page, "%s", policy);
    page_put(page, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                   "<meta name=\"color-scheme\" content=\"light dark\">\n");
    page_put(page, "<title>%t", title_of(page));
    page_put_line(page, " \xE2\x80\x93 ", report->organisation, "");
    page_put(page, "</title>\n<style>\n");
    style_put(page);
    page_put(page, "</style>\n</head>\n<body>\n");
}

static void put_banner(struct page *page) {
    const struct report *report = page->report;
    page_put(page, "<header>\n");
    page_put_line(page, "<p class=\"whose\">", report->organisation, "</p>\n");
    page_put(page, "<h1 id=\"page--title\">%t</h1>\n", title_of(page));
    page_put_line(page, "<p class=\"fact\">Period: ", report->period, "</p>\n");
    for (size_t i = 0; i < report->about.count; i++) {
        page_put_line(page, "<p>", LEAT_ITEM(report->about, struct leat_text, i), "</p>\n");
    }
    page_put(page, "</header>\n");
}

static void put_contents(struct page *page) {
    page_put(page,
             "<nav id=\"page--contents\" aria-label=\"Contents\">\n<h2>Contents</h2>\n<ul>\n");
    if (summary_of(page)) {
        page_put(page, "<li><a href=\"#page--summary\">Summary</a></li>\n");
    }
    for (size_t i = 0; i < page->report->count; i++) {
        const struct part *part = &page->parts[i];
        page_put(page, "<li><a href=\"#%i\">%t</a>", part->id, part->section->name);
        if (part->has_own_title) {
            page_put(page, " <span>%t</span>", part->title);
        }
        page_put(page, "</li>\n");
    }
    page_put(page, "</ul>\n</nav>\n");
}

void head_put(struct page *page) {
    put_document_head(page);
    page_put(page, "<a class=\"skip\" href=\"#page--main\">Skip to the figures</a>\n");
    put_banner(page);
    if (page->has_contents) {
        put_contents(page);
    }
    page_put(page, "<main id=\"page--main\" tabindex=\"-1\">\n");
}

void foot_put(struct page *page) {
    const struct report *report = page->report;
    page_put(page, "</main>\n");
    if (report->contact.size + report->published.size + report->next_update.size > 0) {
        page_put(page, "<footer>\n");
        page_put_line(page, "<p>Contact: ", report->contact, "</p>\n");
        page_put_line(page, "<p>Published: ", report->published, "</p>\n");
        page_put_line(page, "<p>Next update: ", report->next_update, "</p>\n");
        page_put(page, "</footer>\n");
    }
    page_put(page, "</body>\n</html>\n");
}
