/* options: what a definition may say of a section. See report.h. */
#include "shared/report/report.h"

static const char *const layout_words[] = {"table", "crosstab", NULL};
static const char *const combination_words[] = {"all", "present", NULL};

static const struct leat_option measure_rows[] = {
    {LEAT_OPTION(struct measure, column, COLUMN, "column"), .flags = LEAT_BARE, .over = "from",
     .help = "the column whose values make this line"},
    {LEAT_OPTION(struct measure, label, TEXT, "label"), .flags = LEAT_OPTIONAL,
     .help = "what stands before the line; the column's heading unless given"},
    {LEAT_OPTION(struct measure, format, TEXT, "format"), .flags = LEAT_OPTIONAL,
     .help = "a number format for this line, such as 0.0"},
};
static const struct leat_options measure_options = LEAT_OPTIONS(struct measure, measure_rows);

static const struct leat_option note_rows[] = {
    {LEAT_OPTION(struct note_options, text, TEXT, "text"), .flags = LEAT_BARE, .help = "the note"},
    {LEAT_OPTION(struct note_options, column, COLUMN, "column"), .flags = LEAT_OPTIONAL,
     .over = "from",
     .help =
         "the column that it is about: its heading is then marked [note 1]; of all unless given"},
};
static const struct leat_options note_table = LEAT_OPTIONS(struct note_options, note_rows);

static const struct leat_option section_rows[] = {
    {LEAT_OPTION(struct section_options, name, TEXT, "name"),
     .help = "the sheet's name: at most 31 characters, none of [ ] : * ? / \\"},
    {LEAT_OPTION(struct section_options, from, STEP, "from"), .flags = LEAT_STREAM | LEAT_OPTIONAL,
     .help = "the step whose rows it shows; the step above unless given"},
    {LEAT_OPTION(struct section_options, layout, CHOICE, "layout"), .fallback = "\"table\"",
     .choices = layout_words,
     .help =
         "table: rows under one line of headings; crosstab: rows become columns under headings of several levels"},
    {LEAT_OPTION(struct section_options, title, TEXT, "title"), .flags = LEAT_OPTIONAL,
     .help = "a text in the first cell, above the table"},
    {LEAT_OPTION(struct section_options, subtitle, TEXT, "subtitle"), .flags = LEAT_OPTIONAL,
     .help = "a smaller text under the title"},
    {LEAT_OPTION(struct section_options, period, TEXT, "period"), .flags = LEAT_OPTIONAL,
     .help = "the time that the figures are about"},
    {LEAT_OPTION(struct section_options, lead, TEXT, "lead"), .flags = LEAT_OPTIONAL,
     .help = "who answers for this outcome, as a role"},
    {LEAT_OPTION_LIST(struct section_options, notes, TABLE, "notes"),
     .flags = LEAT_OPTIONAL | LEAT_ONE_OR_MANY, .items = &note_table,
     .help =
         "what a reader must know, a line each, or {\"text\": ..., \"column\": ...} of one column"},
    {LEAT_OPTION(struct section_options, source, TEXT, "source"), .flags = LEAT_OPTIONAL,
     .help = "where the figures are from"},
    {LEAT_OPTION(struct section_options, blank, TEXT, "blank"), .flags = LEAT_OPTIONAL,
     .help = "why cells are blank: \"the school had no pupils of that age\""},
    {LEAT_OPTION_MAP(struct section_options, headings, TEXT, "columns"),
     .flags = LEAT_OPTIONAL | LEAT_KEYED_BY_COLUMN, .over = "from",
     .help = "headings by column; unless given its label (transform label), or else its name"},
    {LEAT_OPTION_MAP(struct section_options, formats, TEXT, "formats"),
     .flags = LEAT_OPTIONAL | LEAT_KEYED_BY_COLUMN, .over = "from",
     .help =
         "Excel's number formats by column, such as 0.0, #,##0 or mmm-yy; unless given that of its label; dates are then dd/mm/yyyy"},
    {LEAT_OPTION_MAP(struct section_options, widths, REAL, "widths"),
     .flags = LEAT_OPTIONAL | LEAT_KEYED_BY_COLUMN, .over = "from",
     .help =
         "widths by column, in characters, for the layout table; from the content unless given"},
    {LEAT_OPTION(struct section_options, across, COLUMNS, "across"),
     .flags = LEAT_OPTIONAL | LEAT_ONE_OR_MANY, .most = 16, .over = "from",
     .help = "crosstab: the columns whose values are the headings, the outermost first"},
    {LEAT_OPTION_LIST(struct section_options, down, TABLE, "down"),
     .flags = LEAT_OPTIONAL | LEAT_ONE_OR_MANY, .items = &measure_options,
     .help = "crosstab: the lines, each a column of figures"},
    {LEAT_OPTION(struct section_options, corner, TEXT, "corner"), .flags = LEAT_OPTIONAL,
     .help = "crosstab: the heading above the lines' labels"},
    {LEAT_OPTION(struct section_options, combinations, CHOICE, "combinations"),
     .fallback = "\"all\"", .choices = combination_words,
     .help =
         "crosstab: all headings of a level under each one above, with empty cells where no row is; or present ones"},
    {LEAT_OPTION(struct section_options, status, COLUMN, "status"), .flags = LEAT_OPTIONAL,
     .kinds = LEAT_KINDS(LEAT_TEXT), .over = "from",
     .help = "the column with Green, Amber or Red: its cells have that colour behind the word"},
    {LEAT_OPTION(struct section_options, travel, COLUMN, "travel"), .flags = LEAT_OPTIONAL,
     .kinds = LEAT_KINDS(LEAT_TEXT), .over = "from",
     .help =
         "the column with Improved, Worsened or No change: its cells have an arrow before the word"},
    {LEAT_OPTION(struct section_options, link, COLUMN, "link"), .flags = LEAT_OPTIONAL,
     .kinds = LEAT_KINDS(LEAT_TEXT), .over = "from",
     .help = "the column that names other sheets: its cells lead to them"},
    {LEAT_OPTION(struct section_options, exceptions, BOOLEAN, "exceptions"), .fallback = "false",
     .help = "its rows with Amber or Red stand in the summary as well"},
    {LEAT_OPTION_LIST(struct section_options, charts, TABLE, "charts"),
     .flags = LEAT_OPTIONAL | LEAT_ONE_OR_MANY, .items = &chart_option_table,
     .help = "what is drawn of its rows, beneath them"},
};
const struct leat_options report_section_options =
    LEAT_OPTIONS(struct section_options, section_rows);
