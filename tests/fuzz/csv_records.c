/* See csv_records.h. */
#include "csv_records.h"

#include <iconv.h>
#include <stdlib.h>

/* -- the file as text ------------------------------------------------------------------------- */

/* What a file may begin with. UTF-32's mark begins like UTF-16's. */
static const struct encoding {
    const char *name, *mark;
    size_t mark_size, unit; /* unit: the bytes of a character, or of half of one */
} encodings[] = {
    {"UTF-8", "\xef\xbb\xbf", 3, 1},    {"UTF-32LE", "\xff\xfe\0\0", 4, 4},
    {"UTF-32BE", "\0\0\xfe\xff", 4, 4}, {"UTF-16LE", "\xff\xfe", 2, 2},
    {"UTF-16BE", "\xfe\xff", 2, 2},
};
static const struct encoding windows_1252 = {"WINDOWS-1252", "", 0, 1};

static const struct encoding *find_mark(const char *file, size_t size) {
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++)
        if (size >= encodings[i].mark_size &&
            memcmp(file, encodings[i].mark, encodings[i].mark_size) == 0)
            return &encodings[i];
    return NULL;
}

/* Adds the character at the file's start to the text, or 0xff where there is none. Its bytes. */
static size_t convert(iconv_t converter, size_t unit, const char *file, size_t size,
                      struct source_text *text) {
    char out[8];
    for (size_t width = unit; width <= 2 * unit && width <= size; width += unit) {
        char *from = (char *)(uintptr_t)file, *to = out;
        size_t left = width, room = sizeof out;
        if (iconv(converter, &from, &left, &to, &room) == (size_t)-1)
            continue;
        source_text_add(text, out, (size_t)(to - out));
        return width;
    }
    source_text_add(text, "\xff", 1);
    return unit < size ? unit : size;
}

static void take_file(struct csv_records *self, const char *file, size_t size) {
    const struct encoding *found = find_mark(file, size), *used = found ? found : &encodings[0];
    if (self->options->encoding.data[0] == 'w') {
        self->is_unreadable = found != NULL;
        used = &windows_1252;
    }
    self->is_guessed = !found && used != &windows_1252;
    self->places = calloc(4 * size + 1, sizeof *self->places);
    iconv_t converter = iconv_open("UTF-8", used->name);
    if (!self->places || converter == (iconv_t)-1)
        abort();
    size_t place = found ? found->mark_size : 0;
    for (size_t at = 0; place < size;) {
        size_t width = 1;
        if (used == &encodings[0]) /* bytes that are none are for judge_text */
            source_text_add(&self->text, file + place, 1);
        else
            width = convert(converter, used->unit, file + place, size - place, &self->text);
        while (at < self->text.size)
            self->places[at++] = place;
        place += width;
    }
    self->places[self->text.size] = place;
    iconv_close(converter);
}

/* -- records ---------------------------------------------------------------------------------- */

static int no_space(unsigned char byte) {
    (void)byte;
    return 0;
}

static void start_parser(struct csv_records *self) {
    if (csv_init(&self->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL) != 0)
        abort();
    csv_set_delim(&self->parser, (unsigned char)csv_check_character(self->options->delimiter));
    csv_set_quote(&self->parser, (unsigned char)csv_check_character(self->options->quote));
    if (!self->options->skips_spaces)
        csv_set_space_func(&self->parser, no_space);
}

/* Until libcsv is given the next byte, parser.quoted is of the field that ends before it. */
static void on_field(void *text, size_t size, void *context) {
    struct csv_records *self = context;
    if (self->count == self->room) {
        self->room = self->room * 2 + 8;
        self->cells = realloc(self->cells, self->room * sizeof *self->cells);
        if (!self->cells)
            abort();
    }
    self->cells[self->count++] = (struct cell){.at = self->values.size,
                                               .size = size,
                                               .is_null = !text,
                                               .is_quoted = self->parser.quoted != 0};
    source_text_add(&self->values, text, size);
    if (self->at - self->field_start > (size_t)self->options->max_field)
        self->verdict = REJECTED;
    self->field_start = self->at + 1;
}

static void on_row(int end, void *context) {
    struct csv_records *self = context;
    (void)end;
    self->is_over = true;
    self->end = self->at;
}

static bool is_line_end(char c) { return c == '\r' || c == '\n'; }

/* Goes past a byte; the LF of a CR LF begins no line. */
static void pass(struct csv_records *self) {
    const size_t at = self->at++;
    const char *text = self->text.data;
    self->line += text[at] == '\r' || (text[at] == '\n' && !(at > 0 && text[at - 1] == '\r'));
}

static void begin_record(struct csv_records *self) {
    self->count = self->values.size = 0;
    self->start = self->field_start = self->at;
    self->first_line = self->line;
    self->is_over = false;
    self->verdict = GOOD;
}

/* The record is wrong here; what follows its line end is for a new parser. */
static void give_up(struct csv_records *self) {
    csv_free(&self->parser);
    start_parser(self);
    self->verdict = REJECTED;
    while (self->at < self->text.size && !is_line_end(self->text.data[self->at]))
        self->at++;
    self->end = self->at;
    if (self->at < self->text.size)
        pass(self);
}

/* Whether the record is text. What comes first counts, a bad byte or what is no character. */
static enum verdict judge_text(const struct csv_records *self) {
    static iconv_t converter;
    size_t left = self->end - self->start, room = 4 * left;
    char *from = self->text.data + self->start, *wide = malloc(room + 1), *to = wide;
    if (!converter)
        converter = iconv_open("UTF-32LE", "UTF-8");
    if (!wide || converter == (iconv_t)-1)
        abort();
    iconv(converter, &from, &left, &to, &room); /* it goes no further than to a bad byte */
    bool is_character = true;
    for (const char *at = wide; at < to && is_character; at += 4)
        is_character = memcmp(at, "\xfe\xff\0\0", 4) != 0 && memcmp(at, "\xff\xff\0\0", 4) != 0;
    free(wide);
    return !is_character                  ? REJECTED
           : left > 0 && self->is_guessed ? FATAL
           : left > 0                     ? REJECTED
                                          : GOOD;
}

/* Nothing but spaces, which do not count, up to here: an empty line, which libcsv passes over, or
 * one that is too long. */
static bool is_blank_too_long(struct csv_records *self, size_t end) {
    if (end - self->start <= (size_t)self->options->max_field)
        return false;
    self->verdict = REJECTED;
    self->end = end;
    return true;
}

/* The end of the file, in a record or not. */
static bool end_record(struct csv_records *self) {
    const bool is_closed = csv_fini(&self->parser, on_field, on_row, self) == 0;
    self->end = self->at;
    if (!is_closed)
        self->verdict = FATAL;
    else if (!self->is_over && is_blank_too_long(self, self->at))
        self->is_over = true;
    else if (!self->is_over)
        self->blanks += self->at > self->start;
    return self->is_over || !is_closed;
}

static bool find_record(struct csv_records *self) {
    begin_record(self);
    while (self->at < self->text.size && !self->is_over) {
        const char c = self->text.data[self->at];
        if ((c == '\0' && !self->parser.quoted) ||
            csv_parse(&self->parser, &c, 1, on_field, on_row, self) != 1) {
            give_up(self);
            return true;
        }
        if (c == '\0')
            self->verdict = REJECTED;
        pass(self);
        if (is_line_end(c) && !self->is_over && !self->parser.quoted) {
            if (is_blank_too_long(self, self->at - 1))
                return true;
            self->blanks += self->line - self->first_line;
            begin_record(self);
        }
    }
    return self->is_over || end_record(self);
}

bool csv_records_next(struct csv_records *self) {
    if (!find_record(self))
        return false;
    if (self->verdict == GOOD)
        self->verdict = judge_text(self);
    return true;
}

/* -- the life of it --------------------------------------------------------------------------- */

void csv_records_open(struct csv_records *self, const struct csv_state *options, const char *file,
                      size_t size) {
    *self = (struct csv_records){.options = options, .line = 1};
    start_parser(self);
    take_file(self, file, size);
}

void csv_records_skip_line(struct csv_records *self) {
    const int64_t line = self->line;
    while (self->line == line && self->at < self->text.size)
        pass(self);
}

void csv_records_close(struct csv_records *self) {
    csv_free(&self->parser);
    source_text_free(&self->text);
    source_text_free(&self->values);
    free(self->places);
    free(self->cells);
}
