/* Fuzzes the walk and the scans of the json source (plugins/sources/json/scans.h) at every level of
 * the machine: all answer alike, and what is accepted jansson accepts, with the same cells.
 *
 * An input's first byte says how columns are chosen, and whether rows are lines. Then comes a row
 * that is taught, a byte 0x1e, and the row to read; without that byte the row is taught itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_oracle.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void check(enum oracle_answer answer) {
    if (answer == ORACLE_DIFFERS) {
        fprintf(stderr, "%s\n", json_oracle_why());
        abort();
    }
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
    if (size < 2)
        return 0;
    const enum oracle_mode mode = (enum oracle_mode)(data[0] % ORACLE_MODES);
    const bool is_lines = data[0] / ORACLE_MODES % 2;
    const char *text = (const char *)data + 1, *end = (const char *)data + size;
    const char *between = memchr(text, 0x1e, size - 1);
    const char *start = between ? between + 1 : text;
    const struct leat_text taught = {text, (size_t)((between ? between : end) - text)};
    const struct leat_text row = {start, (size_t)(end - start)};
    check(json_oracle_all(mode, taught, row, is_lines));
    check(json_oracle_scans_all(row));
    return 0;
}
