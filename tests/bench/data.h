/* data: what the bench's rows are, each made from the seed and its own number alone. So the
 * writer of files and the reckoner of answers see the same rows, neither knows of the other, and
 * any row can be made without those before it. */
#ifndef BENCH_DATA_H
#define BENCH_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SCHOOL_COUNT = 50000,
    DATA_SEED = 14, /* unless another is asked for */
    FIRST_URN = 100000,
    PHASE_COUNT = 8,
    YEAR_COUNT = 12,
    FIRST_YEAR = 2012, /* 2012/13, which begins on 1 September 2012 */
    DAY_COUNT = 4383,  /* from 2012-09-01 to 2024-08-31: as many days as 12 academic years have */
    ROWS_LIMIT =
        67108859, /* a prime, so that multiplying by a number below it permutes what is below it */
    MIXED_COLUMNS = 10,
    CELL_ROWS = 4096, /* so many rows of cells are different: they can be made before a race */
};

extern const char *const phase_names[PHASE_COUNT];
extern const char *const status_names[3];

/* A school, the same in all its inspections. */
struct school {
    uint32_t urn;
    int phase;
    int register_phase; /* what the lookup table has; its inspections say otherwise */
    char name[48];
    char csv[160];  /* urn,name,la_code,la_name,phase,type,region, as CSV */
    char json[240]; /* "urn": …, "region": "…", as JSON */
    size_t csv_size, json_size;
};

/* One row of inspections. */
struct inspection {
    uint32_t school; /* index of its school */
    uint32_t day;    /* days since 2012-09-01 */
    int grade;       /* 1 to 4, 0 where there is none */
    int pupils;
    int percent; /* in tenths */
    int fsm;     /* in hundred thousandths */
    int postcode;
    int status;
    uint32_t event_id;
};

/* One row of keys. */
struct key_row {
    uint32_t key;
    int pupils;
    int amount; /* in hundredths */
};

/* Before anything else; for cells the seed alone is enough. */
void data_seed(uint64_t seed);
void data_prepare(uint64_t seed);
const struct school *data_school(uint32_t index);
const char *data_day(uint32_t day); /* YYYY-MM-DD */
int data_year(uint32_t day);        /* 0 for 2012/13 */

struct inspection data_inspection(uint64_t row);

/* Of `rows` rows exactly `keys` different keys, or as many as there are rows. */
struct key_row data_key(uint64_t row, uint64_t rows, uint64_t keys);
uint32_t
data_key_digits(uint32_t key); /* what stands behind the K: 9 digits, different for each key */

/* The cells of a workbook's row: what is a number, and the text of each; `texts` has room for 10
 * of 32 bytes. */
void data_cells(uint64_t row, bool numbers_alone, char texts[MIXED_COLUMNS][32]);

/* Each writes at `at`, and returns where it stopped. A row ends with its line feed. */
char *put_number(char *at, uint32_t number, int least_digits);
char *put_decimal(char *at, int number, int scale, int decimals);
char *put_postcode(char *at, int number);
char *put_inspection(char *at, const struct inspection *row);

#endif
