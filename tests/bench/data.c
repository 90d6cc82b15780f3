/* The bench's rows: see data.h. */
#include "data.h"

#include <stdio.h>
#include <string.h>

const char *const phase_names[PHASE_COUNT] = {"16 plus",
                                              "All-through",
                                              "Middle deemed primary",
                                              "Middle deemed secondary",
                                              "Not applicable",
                                              "Nursery",
                                              "Primary",
                                              "Secondary"};
const char *const status_names[3] = {"Open", "Closed", "Proposed"};

/* Which phase, in 32nds. */
static const char phase_weights[] = "66666666666666667777777444550123";

static const struct {
    const char *code, *name, *region;
} authorities[] = {
    {"879", "Plymouth", "South West"},
    {"878", "Devon", "South West"},
    {"880", "Torbay", "South West"},
    {"908", "Cornwall", "South West"},
    {"301", "Barking", "London"},
    {"302", "Barnet", "London"},
    {"330", "Birmingham", "West Midlands"},
    {"331", "Coventry", "West Midlands"},
    {"352", "Manchester", "North West"},
    {"341", "Liverpool", "North West"},
    {"383", "Leeds", "Yorkshire"},
    {"373", "Sheffield", "Yorkshire"},
    {"391", "Newcastle", "North East"},
    {"840", "County Durham", "North East"},
    {"855", "Leicestershire", "East Midlands"},
    {"892", "Nottingham", "East Midlands"},
    {"881", "Essex", "East of England"},
    {"926", "Norfolk", "East of England"},
    {"886", "Kent", "South East"},
    {"850", "Hampshire", "South East"},
};
static const char *const types[] = {
    "Community school",     "Academy converter", "Academy sponsor led", "Voluntary aided school",
    "Voluntary controlled", "Foundation school", "Free school",         "Community special"};
static const char *const places[] = {
    "Oakfield", "Riverside",  "Hill",    "St Mary's", "Lipson",    "Ford",   "Widey",   "Manor",
    "Park",     "St Peter's", "Millbay", "Elm",       "Thornbury", "Keyham", "Leigham", "Beacon"};
static const char *const kinds[] = {"School", "Academy", "College", "Primary School",
                                    "Community School"};

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static uint64_t seed_of_run;
static struct school schools[SCHOOL_COUNT];
static char days[DAY_COUNT][11];
static unsigned char years[DAY_COUNT];

/* Every bit of the answer depends on every bit of `number`. */
static uint64_t mix(uint64_t number) {
    number += 0x9e3779b97f4a7c15U;
    number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9U;
    number = (number ^ (number >> 27)) * 0x94d049bb133111ebU;
    return number ^ (number >> 31);
}

/* Draws from a stream of its own for each row of each kind: a linear congruential generator's
 * upper half. */
struct draws {
    uint64_t state;
};

static struct draws draws_of(uint64_t kind, uint64_t number) {
    return (struct draws){mix(mix(seed_of_run ^ (kind << 56)) + number)};
}

static uint32_t draw(struct draws *draws, uint32_t below) {
    draws->state = draws->state * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(((draws->state >> 32) * below) >> 32);
}

char *put_number(char *at, uint32_t number, int least_digits) {
    char digits[10];
    int count = 0;
    while (number || count < least_digits) {
        digits[count++] = (char)('0' + number % 10);
        number /= 10;
    }
    while (count > 0)
        *at++ = digits[--count];
    return at;
}

char *put_decimal(char *at, int number, int scale, int decimals) {
    at = put_number(at, (uint32_t)(number / scale), 1);
    *at++ = '.';
    return put_number(at, (uint32_t)(number % scale), decimals);
}

char *put_postcode(char *at, int number) {
    static const char letters[] = "ABDEFGHJLNPQRSTUWXYZ";
    *at++ = 'P';
    *at++ = 'L';
    *at++ = (char)('1' + number % 9);
    *at++ = ' ';
    *at++ = (char)('0' + number / 9 % 10);
    *at++ = letters[number / 90 % 20];
    *at++ = letters[number / 1800 % 20];
    return at;
}

static void make_days(void) {
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = FIRST_YEAR, month = 9, day = 1;
    for (size_t i = 0; i < DAY_COUNT; i++) {
        char *at = put_number(days[i], (uint32_t)year, 4);
        *at++ = '-';
        at = put_number(at, (uint32_t)month, 2);
        *at++ = '-';
        *put_number(at, (uint32_t)day, 2) = '\0';
        years[i] = (unsigned char)(year - FIRST_YEAR - (month < 9));
        const int leap = month == 2 && year % 4 == 0;
        if (++day > lengths[month - 1] + leap) {
            day = 1;
            month = month % 12 + 1;
            year += month == 1;
        }
    }
}

/* A text in double quotes, those within it written as `escaped`. */
static void quote(char *to, const char *text, char escape) {
    *to++ = '"';
    for (; *text; text++) {
        if (*text == '"')
            *to++ = escape;
        *to++ = *text;
    }
    *to++ = '"';
    *to = '\0';
}

static void make_school(uint32_t index) {
    struct school *school = &schools[index];
    struct draws draws = draws_of(1, index);
    school->urn = FIRST_URN + index;
    school->phase = phase_weights[draw(&draws, 32)] - '0';
    school->register_phase = (int)draw(&draws, PHASE_COUNT);
    const char *place = places[draw(&draws, COUNT(places))],
               *kind = kinds[draw(&draws, COUNT(kinds))];
    const size_t authority = draw(&draws, COUNT(authorities));
    const char *town = authorities[authority].name, *type = types[draw(&draws, COUNT(types))];
    /* One school in twenty has a name that CSV must quote, for a comma or for quotes. */
    const uint32_t turn = draw(&draws, 40);
    if (turn == 0) {
        snprintf(school->name, sizeof school->name, "%s %s, %s", place, kind, town);
    } else if (turn == 1) {
        snprintf(school->name, sizeof school->name, "The \"%s\" %s", place, kind);
    } else {
        snprintf(school->name, sizeof school->name, "%s %s", place, kind);
    }
    char as_csv[100], as_json[100];
    quote(as_csv, school->name, '"');
    quote(as_json, school->name, '\\');
    school->csv_size =
        (size_t)snprintf(school->csv, sizeof school->csv, "%u,%s,%s,%s,%s,%s,%s,", school->urn,
                         turn < 2 ? as_csv : school->name, authorities[authority].code, town,
                         phase_names[school->phase], type, authorities[authority].region);
    school->json_size = (size_t)snprintf(
        school->json, sizeof school->json,
        "{\"urn\": %u, \"name\": %s, \"la_code\": \"%s\", \"la_name\": \"%s\", "
        "\"phase\": \"%s\", \"type\": \"%s\", \"region\": \"%s\", \"date_of_inspection\": \"",
        school->urn, as_json, authorities[authority].code, town, phase_names[school->phase], type,
        authorities[authority].region);
}

void data_seed(uint64_t seed) { seed_of_run = seed; }

void data_prepare(uint64_t seed) {
    data_seed(seed);
    make_days();
    for (uint32_t i = 0; i < SCHOOL_COUNT; i++)
        make_school(i);
}

const struct school *data_school(uint32_t index) { return &schools[index]; }
const char *data_day(uint32_t day) { return days[day]; }
int data_year(uint32_t day) { return years[day]; }

struct inspection data_inspection(uint64_t row) {
    struct draws draws = draws_of(2, row);
    struct inspection made = {
        .school = draw(&draws, SCHOOL_COUNT),
        .day = draw(&draws, DAY_COUNT),
        .event_id = 10000000 + (uint32_t)((row + 1) * 48271 % ROWS_LIMIT),
    };
    const uint32_t grade = draw(&draws, 100);
    made.grade = grade < 3 ? 0 : grade < 23 ? 1 : grade < 75 ? 2 : grade < 93 ? 3 : 4;
    made.pupils = 20 + (int)draw(&draws, 1400);
    made.percent = (int)draw(&draws, 1001);
    made.fsm = (int)draw(&draws, 100000);
    made.postcode = (int)draw(&draws, 9 * 10 * 20 * 20);
    const uint32_t status = draw(&draws, 50);
    made.status = status > 2 ? 0 : status > 0 ? 1 : 2;
    return made;
}

char *put_inspection(char *at, const struct inspection *row) {
    const struct school *school = &schools[row->school];
    at = mempcpy(at, school->csv, school->csv_size);
    at = mempcpy(at, days[row->day], 10);
    *at++ = ',';
    if (row->grade)
        *at++ = (char)('0' + row->grade);
    *at++ = ',';
    at = put_number(at, (uint32_t)row->pupils, 1);
    *at++ = ',';
    at = put_decimal(at, row->percent, 10, 1);
    *at++ = ',';
    at = put_decimal(at, row->fsm, 100000, 5);
    *at++ = ',';
    at = put_postcode(at, row->postcode);
    *at++ = ',';
    at = mempcpy(at, status_names[row->status], strlen(status_names[row->status]));
    *at++ = ',';
    at = put_number(at, row->event_id, 1);
    *at++ = '\n';
    return at;
}

struct key_row data_key(uint64_t row, uint64_t rows, uint64_t keys) {
    struct draws draws = draws_of(3, row);
    /* A permutation of the rows' numbers: those below `keys` are each key once, wherever they
     * come to stand. */
    const uint64_t place = row * 2147483647U % rows;
    const uint32_t drawn = draw(&draws, (uint32_t)keys);
    return (struct key_row){.key = place < keys ? (uint32_t)place : drawn,
                            .pupils = (int)draw(&draws, 2001),
                            .amount = (int)draw(&draws, 1000000)};
}

uint32_t data_key_digits(uint32_t key) {
    return (uint32_t)(((uint64_t)key + 1) * 387420489U %
                      999999937U); /* a prime: no two keys meet */
}

void data_cells(uint64_t row, bool numbers_alone, char texts[MIXED_COLUMNS][32]) {
    struct draws draws = draws_of(4, row % CELL_ROWS);
    for (int i = 0; i < MIXED_COLUMNS; i++) {
        const bool text = !numbers_alone && i >= 4;
        const uint32_t number = draw(&draws, text ? SCHOOL_COUNT : 1000000);
        if (text && i % 2 == 0) {
            snprintf(texts[i], 32, "%s %s", places[number % COUNT(places)],
                     kinds[number % COUNT(kinds)]);
        } else if (text) {
            snprintf(texts[i], 32, "%s", types[number % COUNT(types)]);
        } else if (i % 2 == 0) {
            snprintf(texts[i], 32, "%u", number);
        } else {
            /* No zero stands last, so that each program writes the same digits. */
            snprintf(texts[i], 32, "%u.%02u", number / 100, number % 100 + (number % 10 == 0));
        }
    }
}
