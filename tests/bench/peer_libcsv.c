/* peer_libcsv: libcsv on one thread, and nothing but the tally round it: `peer_libcsv
 * inspections.csv`. */
#include "tally.h"

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
    char phase[64], date[16];
    size_t phase_size, date_size, rows;
    int column, grade;
} row;

static void keep(char *to, size_t room, size_t *to_size, const char *field, size_t size) {
    *to_size = size < room ? size : room;
    memcpy(to, field, *to_size);
}

static void on_field(void *field, size_t size, void *unused) {
    (void)unused;
    switch (row.column++) {
    case TALLY_PHASE:
        keep(row.phase, sizeof row.phase, &row.phase_size, field, size);
        break;
    case TALLY_DATE:
        keep(row.date, sizeof row.date, &row.date_size, field, size);
        break;
    case TALLY_GRADE:
        row.grade = size == 1 ? *(const char *)field - '0' : 0;
        break;
    default:
        break;
    }
}

static void on_row(int end, void *unused) {
    (void)end;
    (void)unused;
    if (row.rows++ > 0)
        tally_add(row.phase, row.phase_size, row.date, row.date_size, row.grade);
    row.column = 0;
}

int main(int count, char **arguments) {
    static char buffer[1 << 18];
    FILE *file = count == 2 ? fopen(arguments[1], "rb") : NULL;
    struct csv_parser parser;
    if (!file || csv_init(&parser, CSV_STRICT)) {
        fprintf(stderr, "usage: peer_libcsv FILE\n");
        return 2;
    }
    for (size_t size; (size = fread(buffer, 1, sizeof buffer, file)) > 0;) {
        if (csv_parse(&parser, buffer, size, on_field, on_row, NULL) == size)
            continue;
        fprintf(stderr, "peer_libcsv: %s\n", csv_strerror(csv_error(&parser)));
        return 1;
    }
    csv_fini(&parser, on_field, on_row, NULL);
    csv_free(&parser);
    fclose(file);
    tally_print();
    return 0;
}
