/* generate: makes the bench's data, and reckons the true answers to what the bench asks of them.
 *
 *     generate inspections ROWS [FILE]         CSV with headings, about 129 bytes a row
 *     generate inspections-lines ROWS [FILE]   the same rows as JSON Lines, about 367 bytes a row
 *     generate inspections-array ROWS [FILE]   the same rows as one JSON array
 *     generate keys ROWS [FILE] --keys N       CSV: a text key of N different values, two measures
 *     generate schools [FILE]                  CSV: the 50,000 schools of the inspections
 *     generate mixed ROWS [FILE]               CSV: four columns of numbers and six of texts
 *     generate numbers ROWS [FILE]             CSV: ten columns of numbers
 *
 * Without FILE, or where it is -, the data go to standard output. --seed N makes other data; the
 * same seed, always the same. --answer QUESTION prints an answer in place of the data: see
 * answer.c. */
#include "answer.h"
#include "data.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUFFER_SIZE = 1 << 20, ROW_LIMIT = 1024 };

static struct {
    int file;
    const char *path;
    char buffer[BUFFER_SIZE];
    char *at;
} out;

static void flush(void) {
    for (const char *from = out.buffer; from < out.at;) {
        const ssize_t wrote = write(out.file, from, (size_t)(out.at - from));
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0) {
            fprintf(stderr, "generate: %s: %s\n", out.path, strerror(errno));
            exit(3);
        }
        from += wrote;
    }
    out.at = out.buffer;
}

static void put(const char *text, size_t size) {
    memcpy(out.at, text, size);
    out.at += size;
}

static void put_text(const char *text) { put(text, strlen(text)); }

/* A row is shorter than ROW_LIMIT, so one look before each is enough. */
static void room_for_row(void) {
    if (out.at > out.buffer + BUFFER_SIZE - ROW_LIMIT)
        flush();
}

static void put_count(int number) { out.at = put_number(out.at, (uint32_t)number, 1); }

static void put_inspection_json(const struct inspection *row) {
    const struct school *school = data_school(row->school);
    put(school->json, school->json_size);
    put(data_day(row->day), 10);
    put_text("\", \"grade\": ");
    if (row->grade) {
        put_count(row->grade);
    } else {
        put_text("null");
    }
    put_text(", \"pupils\": ");
    put_count(row->pupils);
    put_text(", \"percent\": ");
    out.at = put_decimal(out.at, row->percent, 10, 1);
    put_text(", \"fsm\": ");
    out.at = put_decimal(out.at, row->fsm, 100000, 5);
    put_text(", \"postcode\": \"");
    out.at = put_postcode(out.at, row->postcode);
    put_text("\", \"status\": \"");
    put_text(status_names[row->status]);
    put_text("\", \"event_id\": ");
    put_count((int)row->event_id);
    put_text(", \"url\": \"https://inspections.example/");
    put_count((int)row->event_id);
    put_text("\"}");
}

static void write_inspections(uint64_t rows) {
    put_text(
        "urn,name,la_code,la_name,phase,type,region,date_of_inspection,grade,pupils,percent,fsm,"
        "postcode,status,event_id\n");
    for (uint64_t i = 0; i < rows; i++) {
        const struct inspection row = data_inspection(i);
        room_for_row();
        out.at = put_inspection(out.at, &row);
    }
}

static void write_inspections_json(uint64_t rows, bool array) {
    if (array)
        put_text("[\n");
    for (uint64_t i = 0; i < rows; i++) {
        const struct inspection row = data_inspection(i);
        room_for_row();
        put_inspection_json(&row);
        if (array && i + 1 < rows)
            *out.at++ = ',';
        *out.at++ = '\n';
    }
    if (array)
        put_text("]\n");
}

static void write_keys(uint64_t rows, uint64_t keys) {
    put_text("key,pupils,amount\n");
    for (uint64_t i = 0; i < rows; i++) {
        const struct key_row row = data_key(i, rows, keys);
        room_for_row();
        *out.at++ = 'K';
        out.at = put_number(out.at, data_key_digits(row.key), 9);
        *out.at++ = ',';
        put_count(row.pupils);
        *out.at++ = ',';
        out.at = put_decimal(out.at, row.amount, 100, 2);
        *out.at++ = '\n';
    }
}

static void write_schools(void) {
    put_text("urn,school_name,school_phase\n");
    for (uint32_t i = 0; i < SCHOOL_COUNT; i++) {
        const struct school *school = data_school(i);
        room_for_row();
        /* The name as CSV has it stands between the URN and the authority's code. */
        put(school->csv, 7);
        const char *name = school->csv + 7;
        const bool quoted = *name == '"';
        put(name, strlen(school->name) + (quoted ? 2 : 0) +
                      (quoted && strchr(school->name, '"') ? 2 : 0));
        *out.at++ = ',';
        put_text(phase_names[school->register_phase]);
        *out.at++ = '\n';
    }
}

static void write_cells(uint64_t rows, bool numbers_alone) {
    for (int i = 0; i < MIXED_COLUMNS; i++) {
        if (i > 0)
            *out.at++ = ',';
        put_text(!numbers_alone && i >= 4 ? "text_" : "number_");
        put_count(i + 1);
    }
    *out.at++ = '\n';
    for (uint64_t i = 0; i < rows; i++) {
        char texts[MIXED_COLUMNS][32];
        data_cells(i, numbers_alone, texts);
        room_for_row();
        for (int j = 0; j < MIXED_COLUMNS; j++) {
            if (j > 0)
                *out.at++ = ',';
            put_text(texts[j]);
        }
        *out.at++ = '\n';
    }
}

static const char usage[] =
    "usage: generate inspections|inspections-lines|inspections-array|mixed|numbers ROWS [FILE]\n"
    "       generate keys ROWS [FILE] --keys N\n"
    "       generate schools [FILE]\n"
    "       [--seed N] [--answer grades|lookup|keys]\n";

static _Noreturn void wrong(const char *what) {
    fprintf(stderr, "generate: %s\n%s", what, usage);
    exit(2);
}

static uint64_t number_of(const char *text) {
    char *end;
    errno = 0;
    const unsigned long long number = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || errno || number > ROWS_LIMIT)
        wrong("a number is wanted, up to 67108859");
    return number;
}

static void write_data(const char *kind, uint64_t rows, uint64_t keys) {
    if (!strcmp(kind, "inspections")) {
        write_inspections(rows);
    } else if (!strcmp(kind, "inspections-lines")) {
        write_inspections_json(rows, false);
    } else if (!strcmp(kind, "inspections-array")) {
        write_inspections_json(rows, true);
    } else if (!strcmp(kind, "keys")) {
        write_keys(rows, keys);
    } else if (!strcmp(kind, "schools")) {
        write_schools();
    } else if (!strcmp(kind, "mixed") || !strcmp(kind, "numbers")) {
        write_cells(rows, !strcmp(kind, "numbers"));
    } else {
        wrong("no such kind of data");
    }
    flush();
}

int main(int count, char **arguments) {
    const char *words[3] = {NULL, NULL, NULL}, *answer = NULL;
    uint64_t seed = DATA_SEED, keys = 96;
    int found = 0;
    for (int i = 1; i < count; i++) {
        const char *argument = arguments[i];
        const bool option = argument[0] == '-' && argument[1];
        if (option && i + 1 == count)
            wrong("an option has no value");
        if (!strcmp(argument, "--seed")) {
            seed = number_of(arguments[++i]);
        } else if (!strcmp(argument, "--keys")) {
            keys = number_of(arguments[++i]);
        } else if (!strcmp(argument, "--answer")) {
            answer = arguments[++i];
        } else if (option || found == 3) {
            wrong(argument);
        } else {
            words[found++] = argument;
        }
    }
    if (!words[0] || keys == 0)
        wrong("what is to be made?");
    const bool counted = strcmp(words[0], "schools") != 0;
    if (counted && !words[1])
        wrong("how many rows?");
    const uint64_t rows = counted ? number_of(words[1]) : SCHOOL_COUNT;
    data_prepare(seed);
    if (answer)
        return answer_print(answer, words[0], rows, keys) ? 0 : 2;

    out.path = words[counted ? 2 : 1];
    out.at = out.buffer;
    out.file = STDOUT_FILENO;
    if (!out.path || !strcmp(out.path, "-")) {
        out.path = "standard output";
    } else if ((out.file = open(out.path, O_WRONLY | O_CREAT | O_TRUNC, 0666)) < 0) {
        fprintf(stderr, "generate: %s: %s\n", out.path, strerror(errno));
        return 3;
    }
    write_data(words[0], rows, keys);
    return 0;
}
