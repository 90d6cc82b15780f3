/* csv: the csv source read in all its ways, which must agree.
 *
 * A file is read record by record, by the scanner and libcsv alone; then in pieces of several sizes
 * by each variant of the vector scans. Rows, places, rejects and messages must be the same. Where
 * nothing was wrong with the file, libcsv by itself, given all of it at once, must find the same
 * fields.
 *
 * With libFuzzer (make fuzz-csv) files come from the fuzzer; else (build/tests/fuzz-csv COUNT) they
 * are made at random, the same ones each time. */
#include <stdio.h>
#include <stdlib.h>

#include "source_host.h"
#include "sources/csv/state.h"
#include "unit/random.h"

extern const struct leat_role csv_source;

/* The options under test. */
static struct csv_state chosen;
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

/* -- libcsv alone ----------------------------------------------------------------------------- */

struct all_fields {
    struct source_text text;
    bool is_header;
};

static void take_field(void *text, size_t size, void *context) {
    struct all_fields *all = (struct all_fields *)context;
    source_text_add(&all->text, "|", 1);
    if (text)
        source_text_add(&all->text, text, size);
}

static void take_row(int end, void *context) {
    struct all_fields *all = (struct all_fields *)context;
    (void)end;
    source_text_add(&all->text, "\n", 1);
    if (all->is_header)
        all->text.size = 0;
    all->is_header = false;
}

static int no_space(unsigned char byte) {
    (void)byte;
    return 0;
}

/* The fields of all rows, as libcsv reads the whole file. */
static struct source_text read_by_libcsv(const char *file, size_t size) {
    struct all_fields all = {.is_header = true};
    struct csv_parser parser;
    if (size >= 3 && memcmp(file, "\xef\xbb\xbf", 3) == 0) {
        file += 3;
        size -= 3;
    }
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL) != 0)
        abort();
    csv_set_delim(&parser, (unsigned char)chosen.delimiter.data[0]);
    csv_set_space_func(&parser, no_space);
    if (csv_parse(&parser, file, size, take_field, take_row, &all) != size ||
        csv_fini(&parser, take_field, take_row, &all) != 0)
        abort();
    csv_free(&parser);
    return all.text;
}

/* The same of what was written down: the cells without their marks. */
static struct source_text only_fields(const struct source_text *read) {
    struct source_text fields = {0};
    if (read->size == 0)
        return fields;
    const char *at = read->data, *end = at + read->size;
    while (at < end && memcmp(at, "row ", 4) == 0) {
        at = (const char *)memchr(at, ':', (size_t)(end - at)) + 1;
        while (*at == ' ') {
            const char mark = at[1];
            at += 2;
            source_text_add(&fields, "|", 1);
            if (mark == '-')
                continue;
            /* A cell ends at its mark before a space or the line's end; where a text holds that
             * itself the file is not compared (has_marks). */
            const char *start = at;
            while (!(*at == mark && (at[1] == ' ' || at[1] == '\n')))
                at++;
            source_text_add(&fields, start, (size_t)(at - start));
            at++;
        }
        source_text_add(&fields, "\n", 1);
        at++;
    }
    return fields;
}

/* UTF-16 or UTF-32, by its byte order mark, is nothing for libcsv. */
static bool is_wide(const char *file, size_t size) {
    return size >= 2 && (memcmp(file, "\xff\xfe", 2) == 0 || memcmp(file, "\xfe\xff", 2) == 0 ||
                         memcmp(file, "\0\0", 2) == 0);
}

static bool has_marks(const char *file, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (file[i] == '\'' ||
            (file[i] == '"' && i + 1 < size && (file[i + 1] == ' ' || file[i + 1] == '"')))
            return true;
    return false;
}

/* -- comparing -------------------------------------------------------------------------------- */

static void differ(const char *what, const char *file, size_t size, const struct source_text *want,
                   const struct source_text *have) {
    fprintf(stderr, "%s differs, of this file of %zu bytes:\n", what, size);
    fwrite(file, 1, size, stderr);
    fprintf(stderr, "\n-- expected:\n%.*s-- read:\n%.*s", (int)want->size, want->data,
            (int)have->size, have->data);
    abort();
}

static bool is_same(const struct source_text *a, const struct source_text *b) {
    return a->size == b->size && (a->size == 0 || memcmp(a->data, b->data, a->size) == 0);
}

static void check_oracle(const char *file, size_t size, const struct source_text *read) {
    static const char *const words[] = {"reject ", "failed: ", "log: "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (read->size > 0 && memmem(read->data, read->size, words[i], strlen(words[i])))
            return;
    if (chosen.encoding.data[0] != 'a' || is_wide(file, size) || has_marks(file, size) ||
        chosen.skips_spaces || chosen.ragged != RAGGED_REJECT || chosen.quote.data[0] != '"')
        return;
    struct source_text want = read_by_libcsv(file, size), have = only_fields(read);
    if (!is_same(&want, &have))
        differ("libcsv", file, size, &want, &have);
    source_text_free(&want);
    source_text_free(&have);
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

/* The first byte chooses the options, the rest is the file. */
static void check_with_options(const char *bytes, size_t size) {
    if (size == 0)
        return;
    const unsigned bits = (unsigned char)bytes[0];
    chosen = (struct csv_state){.path = {"in", 2},
                                .delimiter = {bits & 1 ? ";" : ",", 1},
                                .quote = {bits & 2 && bits & 4 ? "none" : "\"", 0},
                                .encoding = {bits & 8 && bits & 16 ? "windows-1252" : "auto", 0},
                                .has_header = true,
                                .tidies_headings = false,
                                .skips_spaces = (bits & 0x60) == 0x60,
                                .max_field = bits & 8 && bits & 64 ? 10 : 1 << 20,
                                .ragged = (int32_t)(bits >> 4 & 3),
                                .repeated_headings = REPEATED_NUMBER,
                                .empty_headings = bits & 128 ? EMPTY_DROP : EMPTY_NAME};
    chosen.quote.size = strlen(chosen.quote.data);
    chosen.encoding.size = strlen(chosen.encoding.data);
    check(bytes + 1, size - 1);
}

#ifdef FUZZER
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    check_with_options((const char *)bytes, size);
    return 0;
}
#else

/* -- files made at random --------------------------------------------------------------------- */

static void add(struct source_text *file, const char *text) {
    source_text_add(file, text, strlen(text));
}

/* Mostly a field as it should be; now and then one that is not. */
static void add_field(struct source_text *file, uint64_t *state, bool is_clean) {
    static const char *const plain[] = {"",
                                        "7",
                                        "Plymouth",
                                        "caf\xc3\xa9",
                                        " x ",
                                        "2024-09-01",
                                        "a text of more than twelve bytes"};
    static const char *const quoted[] = {
        "\"\"",     "\"a,b\"",    "\"a;b\"", "\"line\nline\"", "\"he said \"\"no\"\"\"",
        "\"\"\"\"", "\"x\r\ny\"", "\"7\""};
    static const char *const wrong[] = {"\"",   "a\"b", "\"a\"b",       "\"a\" ",   " \"a\"",
                                        "\xff", "\r",   "\xef\xbf\xbe", "\"\xe9\"", "\"a\rb\""};
    const uint64_t kind = random_below(state, 100);
    if (!is_clean && kind < 3)
        add(file, wrong[random_below(state, sizeof wrong / sizeof *wrong)]);
    else if (!is_clean && kind == 3)
        source_text_add(file, "", 1);
    else if (kind < 25)
        add(file, quoted[random_below(state, sizeof quoted / sizeof *quoted)]);
    else
        add(file, plain[random_below(state, sizeof plain / sizeof *plain)]);
}

static void make_file(struct source_text *file, uint64_t *state) {
    const bool is_clean = random_below(state, 3) == 0;
    const char option =
        is_clean ? (char)(random_below(state, 2) << 7) : (char)random_below(state, 256);
    const char *delimiter = option & 1 ? ";" : ",";
    const char *end = random_below(state, 3) == 0 ? "\r\n" : "\n";
    const uint64_t columns = 1 + random_below(state, 5), rows = random_below(state, 40);
    source_text_add(file, &option, 1);
    if (random_below(state, 8) == 0)
        add(file, "\xef\xbb\xbf");
    for (uint64_t row = 0; row <= rows; row++) {
        const bool is_ragged = !is_clean && random_below(state, 30) == 0;
        const uint64_t fields = is_ragged ? 1 + random_below(state, 7) : columns;
        for (uint64_t field = 0; field < fields; field++) {
            add(file, field > 0 ? delimiter : "");
            if (row == 0)
                source_text_add(file, "abcdefgh" + field, 1);
            else
                add_field(file, state, is_clean);
        }
        if (row < rows || random_below(state, 2) == 0)
            add(file, !is_clean && random_below(state, 40) == 0 ? "\r" : end);
        if (random_below(state, 30) == 0)
            add(file, end);
    }
}

/* Was read differently once: a field with a NUL in its quotes, which is then too long. */
static const char long_after_nul[] = "\x48"
                                     "a\n\"\n\0\n"
                                     "some letters and some letters and some letters and some "
                                     "letters and some letters\n\"\n7\n";

int main(int count, char **arguments) {
    const long files = count > 1 ? strtol(arguments[1], NULL, 10) : 2000;
    uint64_t state = count > 2 ? strtoull(arguments[2], NULL, 10) : 1;
    check_with_options(long_after_nul, sizeof long_after_nul - 1);
    for (long i = 0; i < files; i++) {
        struct source_text file = {0};
        make_file(&file, &state);
        check_with_options(file.data, file.size);
        source_text_free(&file);
    }
    printf("ok %ld files, read alike in every way\n", files);
    return 0;
}
#endif
