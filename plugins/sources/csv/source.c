/* The csv source: reads comma-separated files. state.h says which file does what. */
#include "state.h"

/* A piece and what is made of it should stay in a core's own cache. */
enum { PIECE_SIZE = 512 * 1024 };

static const char *const ragged_words[] = {"reject", "pad", "cut", "fit", NULL};
static const char *const repeated_words[] = {"error", "number", NULL};
static const char *const empty_words[] = {"error", "name", "drop", NULL};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct csv_state, path, PATH_IN, "path"),
     .help =
         "the file to read, \"-\" for standard input; a pattern such as \"returns/2024-*.csv\" reads many, whose "
         "headings must agree, in the order of their names"},
    {LEAT_OPTION_HANDLES(struct csv_state, columns, FIELDS, "columns"), .flags = LEAT_OPTIONAL,
     .over = "cells",
     .help =
         "the kinds of columns, by heading: { \"urn\": \"integer\", \"opened\": { \"kind\": \"date\", \"date\": "
         "\"dd/mm/yyyy\" } }; a column that is not named here is text"},
    {LEAT_OPTION(struct csv_state, cells, FIELD, "cells"), .flags = LEAT_OPTIONAL,
     .help = "what holds for all columns alike: { \"trim\": true, \"null\": [\"\", \"n/a\"] }"},
    {LEAT_OPTION(struct csv_state, delimiter, TEXT, "delimiter"), .fallback = "\",\"",
     .help = "the character between fields, or \"tab\""},
    {LEAT_OPTION(struct csv_state, quote, TEXT, "quote"), .fallback = "\"\\\"\"",
     .help =
         "the character round fields that hold delimiters or line breaks, or \"none\" where quotes mean nothing"},
    {LEAT_OPTION(struct csv_state, has_header, BOOLEAN, "header"), .fallback = "true",
     .help =
         "whether the first line names the columns; if not, they are the declared ones in their order, or column_1, "
         "column_2 …"},
    {LEAT_OPTION(struct csv_state, skip_lines, INTEGER, "skip_lines"), .fallback = "0", .least = 0,
     .most = 1000000, .help = "how many lines to pass over at the top, such as 1 for a title"},
    {LEAT_OPTION(struct csv_state, encoding, TEXT, "encoding"), .fallback = "\"auto\"",
     .help =
         "the encoding of the text: \"auto\" (by the byte order mark, else UTF-8), \"utf-8\", \"utf-16\", "
         "\"windows-1252\" (Excel's and Windows' own) or another name that iconv knows"},
    {LEAT_OPTION(struct csv_state, ragged, CHOICE, "ragged"), .fallback = "\"reject\"",
     .choices = ragged_words,
     .help =
         "what happens to rows with too few or too many fields: \"reject\" them; \"pad\" short ones with nulls; "
         "\"cut\" off surplus fields that are empty; \"fit\" does both. A surplus field with a value is always "
         "rejected"},
    {LEAT_OPTION(struct csv_state, repeated_headings, CHOICE, "repeated_headings"),
     .fallback = "\"error\"", .choices = repeated_words,
     .help =
         "what happens when two columns have the same heading: \"error\", or \"number\": the second \"pupils\" is "
         "called \"pupils_2\""},
    {LEAT_OPTION(struct csv_state, empty_headings, CHOICE, "empty_headings"),
     .fallback = "\"error\"", .choices = empty_words,
     .help =
         "what happens to a column without a heading: \"error\"; \"name\": the third is called \"column_3\"; \"drop\": "
         "it is left out, and rows with a value in it are rejected"},
    {LEAT_OPTION(struct csv_state, tidies_headings, BOOLEAN, "tidy_headings"), .fallback = "false",
     .help =
         "take white space off both ends of headings and make one space of any run of it, so that \"Total  pupils \" "
         "is \"Total pupils\""},
    {LEAT_OPTION(struct csv_state, skips_spaces, BOOLEAN, "skip_spaces"), .fallback = "false",
     .help = "whether spaces and tabs round fields do not count, as in: \"Plymouth\", 879"},
    {LEAT_OPTION(struct csv_state, max_field, INTEGER, "max_field"), .fallback = "1048576",
     .least = 1, .most = LEAT_TEXT_MOST,
     .help = "the longest field, in bytes; a longer one mostly means that a quote is missing"},
};

static const struct leat_options options = LEAT_OPTIONS(struct csv_state, rows);

/* -- options ---------------------------------------------------------------------------------- */

/* libcsv takes bytes, so the character is ASCII. False: it is none that can be used. */
static bool read_character(const struct leat_text *text, int *character) {
    if (strcmp(text->data, "tab") == 0 || strcmp(text->data, "\\t") == 0)
        *character = '\t';
    else if (text->size == 1 && (unsigned char)*text->data < 0x80)
        *character = (unsigned char)*text->data;
    else
        return false;
    return *character != '\r' && *character != '\n' && *character != '\0';
}

static int no_space(unsigned char byte) {
    (void)byte;
    return 0;
}

static int read_dialect(struct leat_step *step, struct csv_state *self) {
    int delimiter = 0, quote = 0;
    if (!read_character(&self->delimiter, &delimiter))
        return leat_fail_option(
            step, &self->delimiter,
            "the delimiter must be one ASCII character, such as \",\" or \";\", or \"tab\"");
    if (strcmp(self->quote.data, "none") != 0 && !read_character(&self->quote, &quote))
        return leat_fail_option(
            step, &self->quote,
            "the quote must be one ASCII character, such as \"'\", or \"none\"");
    if (quote == delimiter)
        return leat_fail_option(step, quote == '"' ? &self->delimiter : &self->quote,
                                "the quote and the delimiter are the same character");
    if (self->skips_spaces && (quote == ' ' || quote == '\t'))
        return leat_fail_option(step, &self->skips_spaces,
                                "spaces cannot both be quotes and not count");
    self->dialect = (struct dialect){(unsigned char)delimiter, (unsigned char)quote};
    self->blocks = blocks_at(vector_level());
    self->piece_size = PIECE_SIZE;
    return LEAT_OK;
}

/* -- readers ---------------------------------------------------------------------------------- */

int reader_start(struct leat_step *step, const struct csv_state *self, struct reader *reader) {
    if (csv_init(&reader->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL) != 0)
        return leat_fail(step, "libcsv cannot be started");
    reader->has_parser = true;
    csv_set_delim(&reader->parser, self->dialect.delimiter);
    csv_set_quote(&reader->parser, self->dialect.quote); /* no record with a NUL gets that far */
    csv_set_blk_size(&reader->parser, 16384);
    if (!self->skips_spaces)
        csv_set_space_func(&reader->parser, no_space);
    scanner_start(&reader->scanner, (char)self->dialect.delimiter,
                  self->dialect.quote ? self->dialect.quote : -1, self->skips_spaces,
                  (size_t)self->max_field);
    return LEAT_OK;
}

void reader_end(struct leat_step *step, struct reader *reader) {
    scanner_close(step, &reader->scanner);
    if (reader->has_parser)
        csv_free(&reader->parser);
}

/* -- the step's life -------------------------------------------------------------------------- */

int source_open_file(struct leat_step *step, struct csv_state *self, size_t file, int64_t limit) {
    struct scanner *scanner = &self->reader.scanner;
    int result = stream_open(step, &scanner->stream, &self->files[file], &self->encoding, limit);
    if (result != LEAT_OK)
        return result;
    scanner->line = 1;
    scanner->blanks = 0;
    scanner->scanned = 0;
    scanner->is_after_cr = false;
    result = scanner_skip_lines(step, scanner, self->skip_lines);
    return result == LEAT_END ? LEAT_OK
                              : result; /* there is nothing behind them: the file counts as empty */
}

/* The headings of one file: of the first that has any, or the same as that one's. */
static int open_file(struct leat_step *step, struct leat_bind *bind, struct csv_state *self,
                     size_t file) {
    struct headings headings = {.count = 0};
    int result = source_open_file(step, self, file, stream_limit(&self->files[file]));
    if (result == LEAT_OK)
        result = headings_read(step, self, &headings);
    if (result == LEAT_END && self->has_header)
        result =
            leat_fail(step, "%s is empty: it has no heading line", self->files[file].name.data);
    if (result == LEAT_OK && self->promised.count == 0)
        result = match_declare(step, bind, self, &headings);
    else if (result == LEAT_OK && self->has_header)
        result = match_file(step, self, &headings, NULL);
    headings_free(step, &headings);
    scanner_close(step, &self->reader.scanner);
    return result;
}

/* Without a file, the declared columns are all that is known. */
static int declare_fields(struct leat_step *step, struct leat_bind *bind,
                          const struct csv_state *self) {
    const int32_t declared = leat_fields_count(step, self->columns);
    for (int32_t i = 0; i < declared; i++)
        leat_out_field(bind, self->columns, i, leat_field_name(step, self->columns, i));
    return LEAT_OK;
}

static int csv_open(struct leat_step *step, struct leat_bind *bind) {
    struct csv_state *self = step->state;
    if (read_dialect(step, self) != LEAT_OK || reader_start(step, self, &self->reader) != LEAT_OK)
        return LEAT_FAILED;
    self->files = leat_files(step, &self->path, &self->file_count);
    if (self->file_count == 0)
        return declare_fields(step, bind, self);
    for (size_t i = 0; i < self->file_count; i++) {
        const int result = open_file(step, bind, self, i);
        if (result != LEAT_OK && result != LEAT_END)
            return result;
    }
    if (self->promised.count == 0)
        return leat_fail(step,
                         "%s is empty, so its columns cannot be known; declare them in \"columns\"",
                         self->files[0].name.data);
    return LEAT_OK;
}

static int csv_start(struct leat_step *step) {
    struct csv_state *self = step->state;
    const size_t count = self->promised.count;
    self->needed = leat_alloc(step, (count + 1) * sizeof *self->needed);
    self->layouts = leat_alloc(step, (self->file_count + 1) * sizeof(struct layout *));
    if (!self->needed || !self->layouts)
        return LEAT_FAILED;
    bool is_any = false;
    for (size_t i = 0; i < count; i++)
        is_any |= self->needed[i] = leat_needed(step, (int32_t)i);
    if (!is_any &&
        count > 0) /* the rows are counted even so, and a column says how many there are */
        self->needed[0] = true;
    return LEAT_OK;
}

static int csv_begin(struct leat_step *step) {
    struct part *part = step->part;
    return reader_start(step, step->state, &part->reader);
}

static void csv_end(struct leat_step *step) {
    struct part *part = step->part;
    part->reader.scanner.stream = (struct stream){.file = NULL}; /* lent */
    reader_end(step, &part->reader);
    leat_free(step, part->masks);
    leat_free(step, part->marks);
    leat_free(step, part->slices);
    leat_free(step, part->lines);
    leat_free(step, part->bytes);
}

static void csv_close(struct leat_step *step) {
    struct csv_state *self = step->state;
    for (size_t i = 0; self->layouts && i < self->file_count; i++)
        layout_free(step, self->layouts[i]);
    reader_end(step, &self->reader);
    headings_free(step, &self->promised);
    leat_free(step, self->layouts);
    leat_free(step, self->needed);
}

static const struct leat_source source = {.size = sizeof source,
                                          .cut = csv_cut,
                                          .decode = csv_decode,
                                          .piece_size = sizeof(struct own),
                                          .record = csv_record,
                                          .recode = csv_recode};

extern const struct leat_role csv_source;
const struct leat_role csv_source = {
    .size = sizeof csv_source,
    .name = "csv",
    .summary = "reads comma-separated files (CSV), and those with other delimiters",
    .help =
        "All columns of the file come out, in its order: those in \"columns\" as declared, the others as text.\n"
        "An empty field is null, an empty field in quotes is empty text, and a space stays a space, unless \"cells\"\n"
        "or the column says otherwise. Rows that break the rules of CSV are rejected with their line. Wholly empty\n"
        "lines are passed over and counted.\n"
        "\n"
        "    { \"source\": \"csv\", \"path\": \"payments-*.csv\", \"encoding\": \"windows-1252\", \"skip_lines\": 1,\n"
        "      \"columns\": { \"Amount\": { \"kind\": \"decimal(12,2)\", \"currency\": \"£\", \"thousands\": \",\" } } "
        "}",
    .options = &options,
    .state_size = sizeof(struct csv_state),
    .part_size = sizeof(struct part),
    .open = csv_open,
    .start = csv_start,
    .begin = csv_begin,
    .end = csv_end,
    .close = csv_close,
    .source = &source,
};
