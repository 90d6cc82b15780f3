/* peer_libxlsxwriter: libxlsxwriter alone, in its mode of constant memory, with the cells at hand:
 * no file is read, no number parsed, and nothing but the workbook written.
 * `peer_libxlsxwriter mixed|numbers ROWS FILE` */
#include "data.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

static struct {
    char text[32];
    double number;
} cells[CELL_ROWS][MIXED_COLUMNS];

static void make_cells(bool numbers_alone) {
    char texts[MIXED_COLUMNS][32];
    data_seed(DATA_SEED);
    for (uint32_t i = 0; i < CELL_ROWS; i++) {
        data_cells(i, numbers_alone, texts);
        for (int j = 0; j < MIXED_COLUMNS; j++) {
            memcpy(cells[i][j].text, texts[j], sizeof texts[j]);
            cells[i][j].number = strtod(texts[j], NULL);
        }
    }
}

int main(int count, char **arguments) {
    if (count != 4) {
        fprintf(stderr, "usage: peer_libxlsxwriter mixed|numbers ROWS FILE\n");
        return 2;
    }
    const bool numbers_alone = !strcmp(arguments[1], "numbers");
    const uint32_t rows = (uint32_t)strtoul(arguments[2], NULL, 10);
    const lxw_col_t columns = MIXED_COLUMNS;
    make_cells(numbers_alone);

    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_workbook *const book = workbook_new_opt(arguments[3], &options);
    lxw_worksheet *const sheet = workbook_add_worksheet(book, NULL);
    for (lxw_col_t j = 0; j < columns; j++) {
        char name[32];
        snprintf(name, sizeof name, "%s_%d", numbers_alone || j < 4 ? "number" : "text", j + 1);
        worksheet_write_string(sheet, 0, j, name, NULL);
    }
    for (uint32_t i = 0; i < rows; i++) {
        for (lxw_col_t j = 0; j < columns; j++) {
            if (numbers_alone || j < 4) {
                worksheet_write_number(sheet, i + 1, j, cells[i % CELL_ROWS][j].number, NULL);
            } else {
                worksheet_write_string(sheet, i + 1, j, cells[i % CELL_ROWS][j].text, NULL);
            }
        }
    }
    const lxw_error error = workbook_close(book);
    if (error)
        fprintf(stderr, "peer_libxlsxwriter: %s\n", lxw_strerror(error));
    return error != LXW_NO_ERROR;
}
