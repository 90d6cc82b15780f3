/* libcsv as the oracle of the csv source. See csv_check.h.
 *
 * libcsv takes records and fields out of the whole file, with no help of the source. It is given one
 * byte at a time, so that it is known where each field begins and ends, and whether it stands in
 * quotes. Then all is compared: the rows and rejects with their lines and bytes, each cell to its
 * last byte, whether it is null or was quoted, and how many empty lines were passed over.
 *
 * These are all the differences that are allowed. Everything else is the same in both: where records
 * and fields end, doubled quotes, spaces round fields, bare CR and LF CR, blank lines, a last line
 * without an end, and which quotes are wrong (CSV_STRICT, CSV_STRICT_FINI).
 *
 *   marks     A byte order mark is no text; libcsv takes it for one, and a quote behind it for a
 *             stray one. One that is at odds with the declared encoding ends the source's read.
 *   resume    At a wrong quote libcsv ends for good. The source rejects that record and goes on
 *             behind its line end, so that one bad row costs no other; a new libcsv does so here.
 *   NUL       libcsv takes it for a character. RFC 4180 has no such (TEXTDATA), nor have XLSX and C
 *             strings: the record is rejected. Outside quotes that is like a wrong quote; within
 *             them the field goes on to its closing quote.
 *   not text  libcsv takes any bytes. In the source a record that is not in the file's encoding, or
 *             has U+FFFE or U+FFFF, is rejected; where the encoding was only guessed, bad bytes show
 *             that the guess was wrong, and the read ends.
 *   too long  libcsv has no "max_field". The spaces round a field count; a line of nothing but
 *             spaces is an empty line where those are skipped, but rejected where it is too long.
 *   ragged    libcsv takes records of any count of fields. RFC 4180, 2.4: "Each line should contain
 *             the same number of fields"; "ragged" says what becomes of others.
 *   headings  Rows and records are the same to libcsv. The source needs a first record that is
 *             right; of a column without a heading ("empty_headings": "drop") it wants no values;
 *             and a line of one field above a row of several is a title, which it does not take for
 *             headings.
 *   no quotes libcsv always has a quote character. "quote": "none" is NUL, which it never gets.
 *   encodings libcsv knows none: it is given windows-1252, UTF-16 and UTF-32 as UTF-8. */
#include "csv_records.h"

#include <stdio.h>
#include <stdlib.h>

struct oracle {
    const struct csv_state *options;
    struct csv_records records;
    bool *is_dropped; /* by field: it has no heading */
    size_t field_count;
    uint64_t row_count, reject_count;

    /* What the source has to give. */
    struct source_text rows, rejects; /* of rejects the places, a line each */
    bool fails;
};

/* -- rows ------------------------------------------------------------------------------------- */

/* Passes over "skip_lines", and takes the headings. False: there are none to be had. */
static bool take_headings(struct oracle *self) {
    for (int64_t line = 0; line < self->options->skip_lines; line++)
        csv_records_skip_line(&self->records);
    if (!csv_records_next(&self->records) || self->records.verdict != GOOD)
        return false;
    self->field_count = self->records.count;
    self->is_dropped = calloc(self->records.count, sizeof *self->is_dropped);
    if (!self->is_dropped)
        abort();
    size_t dropped = 0;
    for (size_t i = 0; i < self->records.count && self->options->has_header; i++)
        if (self->records.cells[i].size == 0 && self->options->empty_headings == EMPTY_DROP)
            dropped += self->is_dropped[i] = true;
    return dropped < self->records.count;
}

/* Whether a heading holds what would be a delimiter; then it is no title. */
static bool has_likely_delimiter(const struct oracle *self) {
    for (size_t i = 0; i < self->records.values.size; i++)
        if (strchr(";\t|,", self->records.values.data[i]))
            return true;
    return false;
}

static bool has_values(const struct oracle *self, size_t first) {
    for (size_t i = first; i < self->records.count; i++)
        if (self->records.cells[i].size > 0)
            return true;
    return false;
}

static bool is_row(const struct oracle *self) {
    const int32_t ragged = self->options->ragged;
    const bool pads = ragged == RAGGED_PAD || ragged == RAGGED_FIT;
    const bool cuts = ragged == RAGGED_CUT || ragged == RAGGED_FIT;
    if (self->records.verdict != GOOD || (self->records.count < self->field_count && !pads) ||
        (self->records.count > self->field_count && (!cuts || has_values(self, self->field_count))))
        return false;
    for (size_t i = 0; i < self->field_count && i < self->records.count; i++)
        if (self->is_dropped[i] && self->records.cells[i].size > 0)
            return false;
    return true;
}

/* Writes the record down as source_host.h has it, of a reject only its place. */
static void put_record(struct oracle *self) {
    const bool is_good = is_row(self);
    struct source_text *into = is_good ? &self->rows : &self->rejects;
    *(is_good ? &self->row_count : &self->reject_count) += 1;
    char words[96];
    snprintf(words, sizeof words, "%s %lld at %zu:", is_good ? "row" : "reject",
             (long long)self->records.first_line, self->records.places[self->records.start]);
    source_text_add(into, words, strlen(words));
    for (size_t i = 0; i < self->field_count && is_good; i++) {
        const struct cell none = {.is_null = true};
        const struct cell *cell = i < self->records.count ? &self->records.cells[i] : &none;
        if (self->is_dropped[i])
            continue;
        snprintf(words, sizeof words,
                 cell->is_null ? " -" : " %c%zu:", cell->is_quoted ? '\'' : '"', cell->size);
        source_text_add(into, words, strlen(words));
        if (cell->size > 0)
            source_text_add(into, self->records.values.data + cell->at, cell->size);
    }
    source_text_add(into, "\n", 1);
}

static void read_all(struct oracle *self) {
    self->fails = self->records.is_unreadable || !take_headings(self);
    if (self->fails)
        return;
    const bool may_be_title =
        self->options->has_header && self->records.count == 1 && !has_likely_delimiter(self);
    bool has_record = !self->options->has_header || csv_records_next(&self->records);
    for (bool is_first = true; has_record; is_first = false) {
        self->fails =
            self->records.verdict == FATAL ||
            (is_first && may_be_title && self->records.verdict == GOOD && has_values(self, 1));
        if (self->fails)
            return;
        put_record(self);
        has_record = csv_records_next(&self->records);
    }
}

/* -- comparing -------------------------------------------------------------------------------- */

struct rest {
    const char *at, *end;
};

static bool take(struct rest *rest, const char *words, size_t size) {
    if ((size_t)(rest->end - rest->at) < size || (size > 0 && memcmp(rest->at, words, size) != 0))
        return false;
    rest->at += size;
    return true;
}

/* Goes past a space and what follows its own length. */
static bool take_counted(struct rest *rest) {
    if (!take(rest, " ", 1))
        return false;
    char *behind;
    const size_t size = strtoul(rest->at, &behind, 10);
    rest->at = behind;
    if (!take(rest, ":", 1) || (size_t)(rest->end - rest->at) < size)
        return false;
    rest->at += size;
    return true;
}

static bool take_rejects(struct rest *rest, const struct source_text *places) {
    if (places->size == 0)
        return true;
    const char *line = places->data, *end = places->data + places->size;
    while (line < end) {
        const char *line_end = memchr(line, '\n', (size_t)(end - line));
        if (!take(rest, line, (size_t)(line_end - line)) || !take_counted(rest) ||
            !take_counted(rest) || !take(rest, "\n", 1))
            return false;
        line = line_end + 1;
    }
    return true;
}

/* The read failed, and where the text is to blame in one of the last record's lines. */
static bool is_failure(struct rest rest, const struct oracle *self) {
    static const char failed[] = "failed: ", where[] = "in, line ";
    if (!take(&rest, failed, sizeof failed - 1))
        return false;
    if (self->records.verdict != FATAL)
        return true;
    if (!take(&rest, where, sizeof where - 1))
        return false;
    const int64_t line = strtoll(rest.at, NULL, 10);
    return line >= self->records.first_line && line <= self->records.line;
}

/* At the end stands that the read failed, or how many empty lines there were. */
static bool is_right_end(struct rest rest, const struct oracle *self) {
    static const char numbers[] = "log: in, line ";
    if (self->fails)
        return is_failure(rest, self);
    if (take(&rest, numbers, sizeof numbers - 1)) /* a warning that headings are numbers */
        rest.at = (const char *)memchr(rest.at, '\n', (size_t)(rest.end - rest.at)) + 1;
    const long long blanks = self->records.blanks;
    char words[64] = "";
    if (blanks > 0)
        snprintf(words, sizeof words, "log: in: %lld empty line%s passed over\n", blanks,
                 blanks == 1 ? "" : "s");
    return take(&rest, words, strlen(words)) && rest.at == rest.end;
}

enum csv_compared csv_oracle_compare(const struct csv_state *options, const char *file, size_t size,
                                     const struct source_text *read, struct source_text *want) {
    struct oracle self = {.options = options};
    csv_records_open(&self.records, options, file, size);
    read_all(&self);
    if (self.fails)
        self.rows.size = self.row_count = 0;
    csv_check_counts.rows += self.row_count;
    csv_check_counts.rejects += self.reject_count;
    const char *start = read->data ? read->data : "";
    struct rest rest = {start, start + read->size};
    const bool is_same = take(&rest, self.rows.data, self.rows.size) &&
                         take_rejects(&rest, &self.rejects) && is_right_end(rest, &self);
    char end[64] = "failed: \n";
    if (!self.fails)
        snprintf(end, sizeof end, "empty lines: %lld\n", (long long)self.records.blanks);
    source_text_add(want, self.rows.data, self.rows.size);
    source_text_add(want, self.rejects.data, self.rejects.size);
    source_text_add(want, end, strlen(end));
    csv_records_close(&self.records);
    source_text_free(&self.rows);
    source_text_free(&self.rejects);
    free(self.is_dropped);
    return !is_same ? CSV_DIFFERENT : self.fails ? CSV_IN_PART : CSV_IN_FULL;
}
