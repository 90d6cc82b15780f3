/* html, the sink: the return as one page, for those who would rather look than open a workbook.
 *
 *   html.c      the life of the step (page.h: the page). What the definition says of the return,
 *               and how its columns are shown, is in shared/report
 *   put.c       text into the page, escaped; cell.c: values
 *   head.c      what stands before the first section and after the last; style.c: its looks
 *   summary.c   counts by status, and what is not as it should be
 *   section.c   a sheet of the return: table.c, crosstab.c, and figure.c for its charts
 *
 * The page has no script and needs nothing from elsewhere; shorthand and empty cells are explained
 * before the table that has them, so rows are kept until all have come. */
#include <leat/plugin.h>

#include <stdio.h>

#include "page.h"
#include "shared/number_format/number_format.h"

struct state {
    struct report report;
    struct leat_text path;

    struct part *parts; /* one a section */
    struct sink_file file;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct state, path, PATH_OUT, "path"),
     .help = "the page to write, .html; - is standard output"},
    REPORT_OPTIONS(struct state),
};
static const struct leat_options options = LEAT_OPTIONS(struct state, rows);

static const char help[] =
    "{ \"sink\": \"html\", \"like\": \"board\", \"path\": \"out/board-return.html\" }\n"
    "\n"
    "One page with all sheets of the return, each a section, for a browser, a telephone or paper: A4 across. It takes\n"
    "the options of a workbook's sheets, so that a step may be like that of the sink excel, and shows values as the\n"
    "workbook does. Before the sections stand the contents, and where a sheet has \"exceptions\" a summary: its rows\n"
    "by status, and those that are Amber or Red. A cell of the column \"link\" leads to the section of that name.\n"
    "Widths of columns are the browser's.\n"
    "The page holds all that it needs, and no script. Its structure is marked up for those who hear it; no colour\n"
    "stands without its word; a wide table scrolls by itself. Symbols are explained, or the run fails: say what they\n"
    "stand for in \"shorthand\". Control characters, which a page cannot have, are shown as U+FFFD.\n"
    "Rows are kept until the last has come, since what is said above a table follows from them; nobody reads a page\n"
    "of very many: for those there are csv and json. The same rows make the same bytes.";

/* -- Opening ---------------------------------------------------------------------------------- */

/* The id of a section: its name's letters, with a number where another one has that. */
static bool name_part(struct leat_step *step, struct part *parts, size_t at) {
    char *id = leat_alloc(step, parts[at].section->name.size + 32);
    if (!id) {
        return false;
    }
    const size_t stem = page_slug(parts[at].section->name, id);
    size_t size = stem;
    for (size_t i = 0, number = 2; i < at;) {
        const struct leat_text other = parts[i].id;
        if (other.size != size || memcmp(other.data, id, size) != 0) {
            i++;
            continue;
        }
        size = stem + (size_t)snprintf(id + stem, 24, "-%zu", number++);
        i = 0; /* the new one may be taken too */
    }
    parts[at].id = (struct leat_text){id, size};
    return true;
}

static bool open_part(struct leat_step *step, size_t at) {
    struct state *self = step->state;
    struct section *section = &self->report.sections[at];
    const bool is_nameless = !section->options && section->name.size == 1 &&
                             *section->name.data == '-'; /* standard output */
    if (is_nameless) {
        section->name = leat_text_of("Rows");
    }
    const struct leat_text title = SECTION_TEXT(section, title);
    struct part *part = &self->parts[at];
    part->section = section;
    part->title = title.size > 0 ? title : section->name;
    part->has_own_title = part->title.size != section->name.size ||
                          memcmp(part->title.data, section->name.data, section->name.size) != 0;
    return name_part(step, self->parts, at);
}

static bool is_letter_or_digit(char letter) {
    const char small = (char)(letter | 0x20);
    return (small >= 'a' && small <= 'z') || (letter >= '0' && letter <= '9');
}

/* Parts of letters and digits, 1 to 8 of them, with - between: "cy", "en-GB", "zh-Hant-TW". */
static bool check_language(struct leat_step *step, const struct leat_text *language) {
    enum { MOST_PART = 8 };
    size_t part = 0;
    bool good = language->size > 0;
    for (size_t i = 0; good && i < language->size; i++) {
        const bool ends = language->data[i] == '-';
        good = ends ? part > 0 : is_letter_or_digit(language->data[i]) && part < MOST_PART;
        part = ends ? 0 : part + 1;
    }
    if (!good || part == 0) {
        leat_fail_option(step, language,
                         "this is no language as BCP 47 writes them; take one such as \"en-GB\"");
    }
    return good && part > 0;
}

static int html_open(struct leat_step *step, struct leat_bind *bind) {
    struct state *self = step->state;
    struct report *report = &self->report;
    if (!check_language(step, &report->language) || !report_open(step, bind, report, self->path) ||
        !report_number_notes(step, report, NUMBERED_OF_COLUMNS)) {
        return LEAT_FAILED;
    }
    self->parts = leat_alloc(step, report->count * sizeof *self->parts);
    bool done = self->parts != NULL;
    for (size_t i = 0; done && i < report->count; i++) {
        done = open_part(step, i);
    }
    return done ? LEAT_OK : LEAT_FAILED;
}

/* -- Running ---------------------------------------------------------------------------------- */

const struct part *page_part(const struct page *page, struct leat_text name) {
    const struct section *section = report_named(page->report, name);
    return section ? &page->parts[section - page->report->sections] : NULL;
}

static int html_start(struct leat_step *step) {
    struct state *self = step->state;
    bool done = sink_file_open(step, &self->path, &self->file);
    for (size_t i = 0; done && i < self->report.count; i++) {
        struct part *part = &self->parts[i];
        if (section_is_crosstab(part->section)) {
            part->crosstab = crosstab_new(step, part->section);
        } else {
            part->kept = leat_run_new(step);
        }
        done = part->crosstab || part->kept;
    }
    return done ? LEAT_OK : LEAT_FAILED;
}

static int html_write(struct leat_step *step, int32_t input, struct leat_batch *batch) {
    struct state *self = step->state;
    struct section *section = report_section(&self->report, input);
    if (!section) {
        return LEAT_OK;
    }
    struct part *part = &self->parts[section - self->report.sections];
    const bool done = report_watch(step, &self->report, section, batch) &&
                      (part->crosstab ? crosstab_add(step, part->crosstab, batch)
                                      : leat_run_put(step, part->kept, batch) == LEAT_OK);
    return done ? LEAT_OK : LEAT_FAILED;
}

static int html_finish(struct leat_step *step) {
    struct state *self = step->state;
    struct page page = {
        .step = step, .report = &self->report, .file = &self->file, .parts = self->parts};
    page.has_contents = self->report.count > 1 || summary_of(&page);
    page.is_alone = !page.has_contents && !self->report.title.data;
    head_put(&page);
    summary_put(&page);
    for (size_t i = 0; i < self->report.count && !page.has_failed; i++) {
        section_put(&page, &self->parts[i]);
    }
    foot_put(&page);
    return !page.has_failed && sink_file_flush(step, &self->file) ? LEAT_OK : LEAT_FAILED;
}

static void html_close(struct leat_step *step) {
    struct state *self = step->state;
    for (size_t i = 0; self->parts && i < self->report.count; i++) {
        struct part *part = &self->parts[i];
        crosstab_free(step, part->crosstab);
        leat_run_free(step, part->kept);
        leat_free(step, (void *)part->id.data);
    }
    leat_free(step, self->parts);
    sink_file_close(step, &self->file);
    report_close(step, &self->report);
}

static const struct leat_sink sink = {
    .size = sizeof sink,
    .write = html_write,
    .finish = html_finish,
};

static const struct leat_role role = {
    .size = sizeof role,
    .name = "html",
    .summary = "writes the return as one page: tables, crosstabs and charts",
    .help = help,
    .options = &options,
    .state_size = sizeof(struct state),
    .open = html_open,
    .start = html_start,
    .close = html_close,
    .sink = &sink,
};

static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .version = "1.0.0", .sink = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
