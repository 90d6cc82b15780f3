/* head: what stands before the first section of the page and after the last. */
#include "page.h"

/* The page's title: the return's, else what its one section or its first is called. */
static struct leat_text title_of(const struct page *page) {
    const struct leat_text title = report_title(page->report);
    return title.size > 0 ? title : page->parts[0].title;
}

/* Whatever stands in the page, nothing of it is run and nothing is fetched. */
static const char policy[] = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
                             "'none'; style-src 'unsafe-inline'; %sbase-uri 'none'; form-action "
                             "'none'\">\n";

static void put_document_head(struct page *page) {
    const struct report *report = page->report;
    page_put(page, "<!doctype html>\n<html lang=\"%t\">\n<head>\n<meta charset=\"utf-8\">\n",
             report->language);
    page_put(page, policy, report->theme.logo.data ? "img-src data:; " : "");
    page_put(page, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                   "<meta name=\"color-scheme\" content=\"light dark\">\n");
    page_put(page, "<title>%t", title_of(page));
    page_put_line(page, " \xE2\x80\x93 ", report->organisation, "");
    page_put(page, "</title>\n<style>\n");
    style_put(page);
    page_put(page, "</style>\n</head>\n<body>\n");
}

/* The bytes in base64 (RFC 4648, section 4). */
static void put_base64(struct page *page, const unsigned char *data, size_t size) {
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t at = 0; at < size; at += 3) {
        const uint32_t three = (uint32_t)data[at] << 16 |
                               (at + 1 < size ? (uint32_t)data[at + 1] << 8 : 0) |
                               (at + 2 < size ? data[at + 2] : 0);
        const char four[] = {letters[three >> 18], letters[three >> 12 & 63],
                             at + 1 < size ? letters[three >> 6 & 63] : '=',
                             at + 2 < size ? letters[three & 63] : '='};
        page_put_raw(page, four, sizeof four);
    }
}

static void put_logo(struct page *page) {
    enum { HEIGHT = 56 }; /* in pixels */
    const struct logo *logo = &page->report->theme.logo;
    if (!logo->data) {
        return;
    }
    const uint64_t width = ((uint64_t)logo->width * HEIGHT + logo->height / 2) / logo->height;
    page_put(
        page,
        "<img class=\"logo\" alt=\"%t\" width=\"%d\" height=\"%d\" src=\"data:image/%s;base64,",
        page->report->theme_options.logo.alt, (int32_t)(width > 0 ? width : 1), HEIGHT,
        logo->is_png ? "png" : "jpeg");
    put_base64(page, logo->data, logo->size);
    page_put(page, "\">\n");
}

static void put_banner(struct page *page) {
    const struct report *report = page->report;
    page_put(page, "<header>\n");
    put_logo(page);
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
