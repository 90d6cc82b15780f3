/* generated_csv: CSV files made at random, read in every way, and compared with libcsv.
 *
 *     build/tests/generated-csv [COUNT [FIRST]]    the files FIRST, FIRST + 1 … (2000 from 1 on)
 *
 * A file depends on its number alone. Most can be read, though hardly any is as it should be: of
 * three one is clean, one has rows that are wrong, and one was damaged here and there as well. */
#include "csv_check.h"

#include <stdio.h>
#include <stdlib.h>

#include "../unit/random.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum manner { CLEAN, ROUGH, WILD };

struct making {
    struct source_text file;
    uint64_t state;
    struct csv_state options;
    char delimiter, quote; /* quote 0: none */
    enum manner manner;
    size_t columns;
};

static uint64_t below(struct making *making, uint64_t most) {
    return random_below(&making->state, most);
}

static void add(struct making *making, const char *text) {
    source_text_add(&making->file, text, strlen(text));
}

static void add_byte(struct making *making, char byte) { source_text_add(&making->file, &byte, 1); }

/* -- fields ----------------------------------------------------------------------------------- */

/* What texts are made of: mostly letters, and all that has to stand in quotes. */
static void add_text(struct making *making, struct source_text *text) {
    static const char *const parts[] = {"a",
                                        "b",
                                        "c",
                                        "7",
                                        "x y",
                                        "0",
                                        " ",
                                        "Plymouth",
                                        "\xc3\xa9",
                                        "'",
                                        "\"",
                                        ",",
                                        ";",
                                        "|",
                                        "\t",
                                        "\n",
                                        "\r",
                                        "\r\n",
                                        "\"\"",
                                        "\xe2\x82\xac",
                                        "\xf0\x9f\x98\x80",
                                        "=1",
                                        "-",
                                        "12 long letters"};
    enum { PARTS = sizeof parts / sizeof *parts, LETTERS = 9 };
    const uint64_t length = below(making, 40) == 0 ? below(making, 100) : below(making, 5);
    const uint64_t kinds = below(making, 3) == 0 ? PARTS : LETTERS;
    for (uint64_t i = 0; i < length; i++) {
        const char *part = parts[below(making, kinds)];
        source_text_add(text, part, strlen(part));
    }
}

static bool wants_quotes(const struct making *making, const struct source_text *text) {
    for (size_t i = 0; i < text->size; i++) {
        const char c = text->data[i];
        if (c == making->delimiter || c == making->quote || c == '\r' || c == '\n')
            return true;
    }
    return false;
}

static void add_quoted(struct making *making, const struct source_text *text) {
    add_byte(making, making->quote);
    for (size_t i = 0; i < text->size; i++) {
        add_byte(making, text->data[i]);
        if (text->data[i] == making->quote)
            add_byte(making, making->quote);
    }
    add_byte(making, making->quote);
}

static void add_spaces(struct making *making) {
    static const char *const spaces[] = {"", " ", "  ", " \t"};
    if (making->options.skips_spaces && making->delimiter != '\t')
        add(making, spaces[below(making, sizeof spaces / sizeof *spaces)]);
}

/* A field as it should be. */
static void add_good_field(struct making *making) {
    struct source_text text = {0};
    add_text(making, &text);
    const bool is_special = wants_quotes(making, &text);
    add_spaces(making);
    if (making->quote && (is_special || below(making, 6) == 0))
        add_quoted(making, &text);
    else if (!is_special)
        source_text_add(&making->file, text.data, text.size);
    add_spaces(making);
    source_text_free(&text);
}

/* One for which its row is rejected, or which joins it to the next ones. Q stands for the quote. */
static void add_wrong_field(struct making *making) {
    static const char *const wrong[] = {"aQb", "QaQb",    "QaQ ", "  QaQ",        "Q",
                                        "aQ",  "QQaQ",    "QaQQ", "\xef\xbf\xbe", "Q\rQaQQ",
                                        "\r",  "QaQ\tQbQ"};
    const uint64_t which = below(making, sizeof wrong / sizeof *wrong + 1);
    if (which == sizeof wrong / sizeof *wrong) {
        add_byte(making, '\0');
        return;
    }
    for (const char *at = wrong[which]; *at; at++)
        add_byte(making, *at == 'Q' && making->quote ? making->quote : *at);
}

/* -- lines ------------------------------------------------------------------------------------ */

static void add_line_end(struct making *making, const char *usual) {
    static const char *const ends[] = {"\n", "\r\n", "\r", "\n\n", "\n\r", "\r\n\r\n", " \n"};
    const bool is_other = below(making, making->manner == CLEAN ? 100 : 25) == 0;
    add(making, is_other ? ends[below(making, sizeof ends / sizeof *ends)] : usual);
}

static void add_headings(struct making *making) {
    for (size_t i = 0; i < making->columns; i++) {
        if (i > 0)
            add_byte(making, making->delimiter);
        if (below(making, 20) == 0 && making->columns > 1)
            continue;
        if (below(making, 10) == 0 && making->quote)
            add_quoted(making,
                       &(struct source_text){.data = (char[]){making->quote, 'h'}, .size = 2});
        else
            add_byte(making, "abcdefghijklmnopqrstuvwxyz"[i % 26]);
    }
}

static void add_row(struct making *making) {
    const bool is_ragged = making->manner != CLEAN && below(making, 20) == 0;
    const uint64_t count = is_ragged ? 1 + below(making, making->columns + 3) : making->columns;
    for (uint64_t i = 0; i < count; i++) {
        if (i > 0)
            add_byte(making, making->delimiter);
        if (making->manner != CLEAN && below(making, 60) == 0)
            add_wrong_field(making);
        else if (i < making->columns || below(making, 2) == 0)
            add_good_field(making);
    }
}

/* -- files ------------------------------------------------------------------------------------ */

/* Puts a byte over another, or in between, or takes one out. */
static void damage(struct making *making, size_t first) {
    static const char bytes[] = "\"\"\",;|'\t \r\n\n\0a\xff\xe2\xc3";
    for (uint64_t count = 1 + below(making, 3); count > 0 && making->file.size > first; count--) {
        struct source_text *file = &making->file;
        const size_t at = first + (size_t)below(making, file->size - first);
        const char byte = bytes[below(making, sizeof bytes - 1)];
        switch (below(making, 3)) {
        case 0:
            file->data[at] = byte;
            break;
        case 1:
            add_byte(making, '\0');
            memmove(file->data + at + 1, file->data + at, file->size - at - 1);
            file->data[at] = byte;
            break;
        default:
            memmove(file->data + at, file->data + at + 1, file->size - at - 1);
            file->size--;
            break;
        }
    }
}

/* The file in UTF-16, as if each of its bytes were a character. */
static void widen(struct making *making) {
    const bool is_big = below(making, 2) == 0;
    struct source_text wide = {0};
    source_text_add(&wide, making->file.data, 1);
    source_text_add(&wide, is_big ? "\xfe\xff" : "\xff\xfe", 2);
    for (size_t i = 1; i < making->file.size; i++) {
        const char unit[] = {0, making->file.data[i], 0};
        source_text_add(&wide, unit + (is_big ? 0 : 1), 2);
    }
    if (below(making, 8) == 0)
        wide.size--;
    source_text_free(&making->file);
    making->file = wide;
}

static void make_file(struct making *making, uint64_t number) {
    *making = (struct making){.state = number << 32};
    const unsigned char bits = (unsigned char)below(making, 256);
    making->options = csv_check_options(bits);
    making->delimiter = csv_check_character(making->options.delimiter);
    making->quote = csv_check_character(making->options.quote);
    making->manner = (enum manner)below(making, 3);
    making->columns = 1 + (size_t)below(making, below(making, 10) == 0 ? 30 : 6);
    const bool is_windows = making->options.encoding.data[0] == 'w';
    const char *end = below(making, 3) == 0 ? "\r\n" : "\n";
    const uint64_t rows = below(making, 40);
    add_byte(making, (char)bits);
    if (below(making, is_windows ? 60 : 6) == 0)
        add(making, "\xef\xbb\xbf");
    if (making->options.skip_lines > 0)
        add(making, "A \"title\n");
    if (making->options.has_header)
        add_headings(making);
    else
        add_good_field(making);
    const size_t first = making->file.size;
    for (uint64_t row = 0; row < rows; row++) {
        add_line_end(making, end);
        add_row(making);
    }
    if (below(making, 2) == 0)
        add_line_end(making, end);
    if (making->manner == WILD)
        damage(making, below(making, 8) == 0 ? 1 : first);
    if (below(making, 60) == 0)
        widen(making);
}

int main(int count, char **arguments) {
    const uint64_t files = count > 1 ? strtoull(arguments[1], NULL, 10) : 2000;
    const uint64_t from = count > 2 ? strtoull(arguments[2], NULL, 10) : 1;
    for (uint64_t i = 0; i < files; i++) {
        struct making making;
        make_file(&making, from + i);
        LLVMFuzzerTestOneInput((const uint8_t *)making.file.data, making.file.size);
        source_text_free(&making.file);
    }
    const struct csv_check_counts *counts = &csv_check_counts;
    printf("%llu files: %llu compared in full, %llu in part: %llu rows, %llu rejects\n",
           (unsigned long long)files, (unsigned long long)counts->files[CSV_IN_FULL],
           (unsigned long long)counts->files[CSV_IN_PART], (unsigned long long)counts->rows,
           (unsigned long long)counts->rejects);
    return 0;
}
