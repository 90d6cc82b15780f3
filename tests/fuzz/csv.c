/* csv: the csv source read in all its ways, which must agree, with libcsv too.
 *
 * A file is read record by record, by the scanner and libcsv alone; then in pieces of several sizes
 * by each variant of the vector scans. Rows, places, rejects and messages must be the same, and what
 * libcsv by itself makes of the whole file (csv_oracle.c).
 *
 * An input's first byte says which options, the rest is the file. Inputs come from libFuzzer (make
 * fuzz-csv), from files (build/tests/fuzz-csv FILE...), or are made at random
 * (build/tests/generated-csv COUNT). */
#include "csv_check.h"

#include <stdio.h>
#include <stdlib.h>

extern const struct leat_role csv_source;

struct csv_check_counts csv_check_counts;

/* The options under test. */
static struct csv_state chosen;
static unsigned char option_bits;
static const struct blocks *blocks;
static size_t piece_size;

static void set_options(void *state) {
    struct csv_state *self = (struct csv_state *)state;
    *self = chosen;
}

static void settle(void *state) {
    struct csv_state *self = (struct csv_state *)state;
    self->piece_size = piece_size;
    self->blocks = blocks;
}

/* Blocks that find nothing regular, so that the scanner reads everything. */
static struct blocks_found find_nothing(const char *text, size_t size, struct dialect dialect,
                                        bool is_last, uint64_t *masks) {
    (void)text;
    (void)size;
    (void)dialect;
    (void)is_last;
    (void)masks;
    return (struct blocks_found){.is_regular = false};
}

static struct source_text read_with(const struct blocks *variant, size_t size, const char *file,
                                    size_t file_size) {
    blocks = variant;
    piece_size = size;
    return source_read(&csv_source, file, file_size, set_options, settle);
}

/* -- comparing -------------------------------------------------------------------------------- */

/* As a line of csv.seeds, to be added there. */
static void show_input(const char *file, size_t size) {
    fprintf(stderr, "\\x%02x", option_bits);
    for (size_t i = 0; i < size; i++) {
        const unsigned char byte = (unsigned char)file[i];
        if (byte < ' ' || byte > '~' || byte == '\\')
            fprintf(stderr, "\\x%02x", byte);
        else
            putc(byte, stderr);
    }
}

static void differ(const char *what, const char *file, size_t size, const struct source_text *want,
                   const struct source_text *have) {
    fprintf(stderr, "%s differs, of this input:\n", what);
    show_input(file, size);
    fputs("\n-- expected:\n", stderr);
    fwrite(want->data, 1, want->size, stderr);
    fputs("-- read:\n", stderr);
    fwrite(have->data, 1, have->size, stderr);
    abort();
}

static bool is_same(const struct source_text *a, const struct source_text *b) {
    return a->size == b->size && (a->size == 0 || memcmp(a->data, b->data, a->size) == 0);
}

static void check_oracle(const char *file, size_t size, const struct source_text *read) {
    struct source_text want = {0};
    const enum csv_compared compared = csv_oracle_compare(&chosen, file, size, read, &want);
    if (compared == CSV_DIFFERENT)
        differ("what libcsv reads", file, size, &want, read);
    csv_check_counts.files[compared]++;
    source_text_free(&want);
}

static void check(const char *file, size_t size) {
    static const size_t sizes[] = {64, 100, 1000, 1 << 14};
    struct blocks nothing = {find_nothing, NULL};
    struct source_text want = read_with(&nothing, 1 << 14, file, size);
    check_oracle(file, size, &want);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (enum vector_level level = VECTOR_PLAIN; level <= vector_level(); level++) {
            struct source_text have = read_with(blocks_at(level), sizes[i], file, size);
            if (!is_same(&want, &have))
                differ(vector_level_name(level), file, size, &want, &have);
            source_text_free(&have);
        }
        struct source_text have = read_with(&nothing, sizes[i], file, size);
        if (!is_same(&want, &have))
            differ("the scanner, by pieces,", file, size, &want, &have);
        source_text_free(&have);
    }
    source_text_free(&want);
}

/* Delimiters are the commonest: two bits choose between others, or another quote. */
struct csv_state csv_check_options(unsigned char bits) {
    static const char *const delimiters[] = {",", ";", "tab", "|"};
    static const char *const quotes[] = {"\"", "'", "\"", "none"};
    const bool has_few = (bits & 0x58) == 8; /* options that others leave no sense to */
    return (struct csv_state){
        .path = {"in", 2},
        .delimiter = leat_text_of(delimiters[(bits & 1) + ((bits & 6) == 4 ? 2 : 0)]),
        .quote = leat_text_of(quotes[bits >> 1 & 3]),
        .encoding = leat_text_of(bits & 8 && bits & 16 ? "windows-1252" : "auto"),
        .has_header = !has_few || bits & 128,
        .skip_lines = has_few && bits & 128 ? 1 : 0,
        .skips_spaces = (bits & 0x60) == 0x60,
        .max_field = bits & 8 && bits & 64 ? 10 : 1 << 20,
        .ragged = (int32_t)(bits >> 4 & 3),
        .repeated_headings = REPEATED_NUMBER,
        .empty_headings = bits & 128 && !has_few ? EMPTY_DROP : EMPTY_NAME};
}

char csv_check_character(struct leat_text option) {
    return strcmp(option.data, "none") == 0  ? '\0'
           : strcmp(option.data, "tab") == 0 ? '\t'
                                             : option.data[0];
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    if (size == 0)
        return 0;
    option_bits = bytes[0];
    chosen = csv_check_options(option_bits);
    check((const char *)bytes + 1, size - 1);
    return 0;
}
