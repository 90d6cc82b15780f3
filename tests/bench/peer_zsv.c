/* peer_zsv: zsv's library on one thread, and nothing but the tally round it: `peer_zsv
 * inspections.csv`. */
#include "tally.h"

#include <stdio.h>
#include <string.h>
#include <zsv.h>

struct reading {
    zsv_parser parser;
    size_t rows;
};

static void on_row(void *context) {
    struct reading *reading = context;
    if (reading->rows++ == 0)
        return;
    const struct zsv_cell phase = zsv_get_cell(reading->parser, TALLY_PHASE);
    const struct zsv_cell date = zsv_get_cell(reading->parser, TALLY_DATE);
    const struct zsv_cell grade = zsv_get_cell(reading->parser, TALLY_GRADE);
    tally_add((const char *)phase.str, phase.len, (const char *)date.str, date.len,
              grade.len == 1 ? *grade.str - '0' : 0);
}

int main(int count, char **arguments) {
    FILE *file = count == 2 ? fopen(arguments[1], "rb") : NULL;
    struct reading reading = {0};
    struct zsv_opts options = {.row_handler = on_row, .ctx = &reading, .stream = file};
    if (!file || !(reading.parser = zsv_new(&options))) {
        fprintf(stderr, "usage: peer_zsv FILE\n");
        return 2;
    }
    enum zsv_status status;
    do
        status = zsv_parse_more(reading.parser);
    while (status == zsv_status_ok);
    zsv_finish(reading.parser);
    zsv_delete(reading.parser);
    fclose(file);
    if (status != zsv_status_no_more_input) {
        fprintf(stderr, "peer_zsv: status %d\n", (int)status);
        return 1;
    }
    tally_print();
    return 0;
}
