/* verify: whether a contestant's output is right, for those too large to compare as text.
 *
 *     verify sorted ROWS FILE               the rows of `generate inspections ROWS`, in the order
 *                                           of sort.json
 *     verify mixed|numbers ROWS [SHARED]    the first sheet of a workbook with these cells, its
 *                                           XML on standard input; where texts stand in a table of
 *                                           their own, SHARED is a file with that table's XML
 *
 * Rows in another order are compared by the sum of their hashes. Status 0: right; 1: wrong, and
 * a word on standard error. */
#include "data.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((format(printf, 1, 2))) static _Noreturn void wrong(const char *format, ...) {
    va_list values;
    va_start(values, format);
    vfprintf(stderr, format, values);
    fputc('\n', stderr);
    va_end(values);
    exit(1);
}

/* ---- Sorted rows */

static uint64_t hash_of(const char *text, size_t size) {
    uint64_t hash = 14695981039346656037U;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)text[i]) * 1099511628211U;
    return hash ^ (hash >> 29);
}

/* Behind the `count`th comma from the end of the line. */
static const char *from_end(const char *line, const char *end, int count) {
    while (end > line && (end[-1] != ',' || --count > 0))
        end--;
    return end;
}

static void verify_sorted(uint64_t rows, const char *path) {
    uint64_t expected = 0, found = 0, line_count = 0;
    char text[512], before[32] = "";
    for (uint64_t i = 0; i < rows; i++) {
        const struct inspection row = data_inspection(i);
        expected += hash_of(text, (size_t)(put_inspection(text, &row) - text) - 1);
    }
    FILE *file = fopen(path, "rb");
    if (!file || !fgets(text, sizeof text, file))
        wrong("%s cannot be read", path);
    char *line = NULL;
    size_t room = 0;
    for (ssize_t length; (length = getline(&line, &room, file)) > 0; line_count++) {
        char *end = line + length - (line[length - 1] == '\n');
        if (end > line && end[-1] == '\r')
            end--;
        *end = '\0';
        /* date,grade,pupils,percent,fsm,postcode,status,event_id: no field of these is quoted */
        const char *event = from_end(line, end, 1), *date = from_end(line, end, 8);
        char key[32];
        snprintf(key, sizeof key, "%.10s %s", date, event);
        if (strcmp(before, key) >= 0)
            wrong("row %llu stands behind one that it belongs before",
                  (unsigned long long)line_count + 1);
        memcpy(before, key, sizeof before);
        found += hash_of(line, (size_t)(end - line));
    }
    free(line);
    fclose(file);
    if (line_count != rows)
        wrong("%llu rows, not %llu", (unsigned long long)line_count, (unsigned long long)rows);
    if (found != expected)
        wrong("the rows are others");
}

/* ---- Cells of a sheet */

static char **shared;
static size_t shared_count;

/* The text between the tags of `from`, up to `end`, added to `to`: only &amp; and the like are
 * resolved. */
static void add_plain(char *to, size_t room, const char *from, const char *end) {
    static const char *const names[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
    size_t size = strlen(to);
    bool tag = false;
    for (; from < end && size + 1 < room; from++) {
        if (*from == '<' || *from == '>') {
            tag = *from == '<';
            continue;
        }
        if (tag)
            continue;
        to[size] = *from;
        for (size_t i = 0; i < 5; i++) {
            if (strncmp(from, names[i], strlen(names[i])) != 0)
                continue;
            to[size] = "&<>\"'"[i];
            from += strlen(names[i]) - 1;
            break;
        }
        size++;
    }
    to[size] = '\0';
}

/* Up to and with the next `end`; the caller frees nothing, the buffer is used again. NULL at the
 * end of the file. */
static char *next_element(FILE *file, const char *end) {
    static char *buffer;
    static size_t room;
    size_t size = 0;
    const size_t end_size = strlen(end);
    for (int c; (c = getc_unlocked(file)) != EOF;) {
        if (size + 2 > room) {
            room = room ? 2 * room : 4096;
            if (!(buffer = realloc(buffer, room)))
                wrong("no memory");
        }
        buffer[size++] = (char)c;
        if (c != '>' || size < end_size || memcmp(buffer + size - end_size, end, end_size) != 0)
            continue;
        buffer[size] = '\0';
        return buffer;
    }
    return NULL;
}

static void read_shared(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file)
        return;
    for (char *item; (item = next_element(file, "</si>"));) {
        char text[256] = "";
        const char *from = strstr(item, "<si>");
        if (!from)
            wrong("a shared text without <si>");
        add_plain(text, sizeof text, from, from + strlen(from));
        if (shared_count % 1024 == 0)
            shared = realloc(shared, (shared_count + 1024) * sizeof *shared);
        if (!shared || !(shared[shared_count++] = strdup(text)))
            wrong("no memory");
    }
    fclose(file);
}

/* Compares the cell whose element ends here with what it must be. */
static void verify_cell(char *element, uint64_t row, int column, const char *expected,
                        bool number) {
    char reference[32], text[256] = "";
    snprintf(reference, sizeof reference, " r=\"%c%llu\"", 'A' + column,
             (unsigned long long)row + 1);
    char *cell = strstr(element, "<c "), *head_end = cell ? strchr(cell, '>') : NULL;
    if (!cell || !head_end)
        wrong("a cell is missing at%s", reference);
    const char *at = strstr(cell, reference), *type = strstr(cell, " t=\"");
    if (!at || at > head_end)
        wrong("not the cell%s but %.40s", reference, cell);
    if (type && type > head_end)
        type = NULL;
    add_plain(text, sizeof text, head_end, head_end + strlen(head_end));
    if (type && !strncmp(type + 4, "s\"", 2)) {
        const size_t index = strtoul(text, NULL, 10);
        if (index >= shared_count)
            wrong("shared text %zu of %zu", index, shared_count);
        snprintf(text, sizeof text, "%s", shared[index]);
    }
    const bool numeric = !type || !strncmp(type + 4, "n\"", 2);
    if (numeric != number)
        wrong("cell%s is %s", reference, numeric ? "a number" : "a text");
    if (number ? strtod(text, NULL) != strtod(expected, NULL) : strcmp(text, expected) != 0) {
        wrong("cell%s is '%s', not '%s'", reference, text, expected);
    }
}

static void verify_cells(bool numbers_alone, uint64_t rows, const char *shared_path) {
    char texts[MIXED_COLUMNS][32];
    if (shared_path)
        read_shared(shared_path);
    for (uint64_t row = 0; row <= rows; row++) {
        if (row > 0)
            data_cells(row - 1, numbers_alone, texts);
        for (int column = 0; column < MIXED_COLUMNS; column++) {
            const bool number = numbers_alone || column < 4;
            if (row == 0)
                snprintf(texts[column], 32, "%s_%d", number ? "number" : "text", column + 1);
            char *element = next_element(stdin, "</c>");
            if (!element)
                wrong("the sheet ends at row %llu", (unsigned long long)row + 1);
            verify_cell(element, row, column, texts[column], row > 0 && number);
        }
    }
    if (next_element(stdin, "</c>"))
        wrong("the sheet has more cells");
}

int main(int count, char **arguments) {
    if (count < 3 || count > 4) {
        fprintf(stderr, "usage: verify sorted ROWS FILE | mixed|numbers ROWS [SHARED] <SHEET\n");
        return 2;
    }
    const uint64_t rows = strtoull(arguments[2], NULL, 10);
    data_prepare(DATA_SEED);
    if (!strcmp(arguments[1], "sorted") && count == 4) {
        verify_sorted(rows, arguments[3]);
    } else {
        verify_cells(!strcmp(arguments[1], "numbers"), rows, arguments[3]);
    }
    return 0;
}
