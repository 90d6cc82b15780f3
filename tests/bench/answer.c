/* The true answers: see answer.h. Sums are whole numbers, so they are exact. */
#include "answer.h"

#include "data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Half away from zero, as whole numbers above zero have it. */
static uint64_t percent_of(uint64_t part, uint64_t whole) {
    return (200 * part + whole) / (2 * whole);
}

/* By phase and academic year: the grades 1 and 2, all grades, and what per cent the ones are of
 * the others. */
static void print_grades(uint64_t rows) {
    static uint64_t good[PHASE_COUNT][YEAR_COUNT], graded[PHASE_COUNT][YEAR_COUNT],
        seen[PHASE_COUNT][YEAR_COUNT];
    for (uint64_t i = 0; i < rows; i++) {
        const struct inspection row = data_inspection(i);
        const int phase = data_school(row.school)->phase, year = data_year(row.day);
        seen[phase][year]++;
        if (row.grade)
            graded[phase][year]++;
        if (row.grade == 1 || row.grade == 2)
            good[phase][year]++;
    }
    puts("phase,year,good,graded,percent");
    for (int phase = 0; phase < PHASE_COUNT; phase++) {
        for (int year = 0; year < YEAR_COUNT; year++) {
            if (!seen[phase][year])
                continue;
            printf("%s,%d/%02d,%llu,%llu,", phase_names[phase], FIRST_YEAR + year,
                   (FIRST_YEAR + year + 1) % 100, (unsigned long long)good[phase][year],
                   (unsigned long long)graded[phase][year]);
            if (graded[phase][year]) {
                printf("%llu",
                       (unsigned long long)percent_of(good[phase][year], graded[phase][year]));
            }
            putchar('\n');
        }
    }
}

/* By the phase in the register: rows, pupils, and the first name by code points. */
static void print_lookup(uint64_t rows) {
    static struct {
        uint64_t rows, pupils;
        const char *first;
    } groups[PHASE_COUNT];
    for (uint64_t i = 0; i < rows; i++) {
        const struct inspection row = data_inspection(i);
        const struct school *school = data_school(row.school);
        const int phase = school->register_phase;
        groups[phase].rows++;
        groups[phase].pupils += (uint64_t)row.pupils;
        if (!groups[phase].first || strcmp(school->name, groups[phase].first) < 0)
            groups[phase].first = school->name;
    }
    puts("school_phase,inspections,pupils,first_name");
    for (int phase = 0; phase < PHASE_COUNT; phase++) {
        if (!groups[phase].rows)
            continue;
        printf("%s,%llu,%llu,", phase_names[phase], (unsigned long long)groups[phase].rows,
               (unsigned long long)groups[phase].pupils);
        const char *name = groups[phase].first;
        if (!strpbrk(name, ",\"")) {
            puts(name);
            continue;
        }
        putchar('"');
        for (; *name; name++) {
            if (*name == '"')
                putchar('"');
            putchar(*name);
        }
        puts("\"");
    }
}

/* Of the keys that stand in so many rows: how many there are, their pupils, and the largest
 * amount that one of them has. So the answer is short however many keys there are, and yet one
 * row in a wrong group changes it. */
static bool print_keys(uint64_t rows, uint64_t keys) {
    struct group {
        uint64_t rows, pupils, amount;
    } *groups = calloc(keys, sizeof *groups), *sizes = calloc(rows + 1, sizeof *sizes);
    if (!groups || !sizes) {
        fprintf(stderr, "generate: no memory\n");
        free(groups);
        free(sizes);
        return false;
    }
    for (uint64_t i = 0; i < rows; i++) {
        const struct key_row row = data_key(i, rows, keys);
        groups[row.key].rows++;
        groups[row.key].pupils += (uint64_t)row.pupils;
        groups[row.key].amount += (uint64_t)row.amount;
    }
    for (uint64_t i = 0; i < keys; i++) {
        struct group *size = &sizes[groups[i].rows];
        size->rows++;
        size->pupils += groups[i].pupils;
        if (size->amount < groups[i].amount)
            size->amount = groups[i].amount;
    }
    puts("inspections,keys,pupils,largest");
    for (uint64_t i = 1; i <= rows; i++) {
        if (!sizes[i].rows)
            continue;
        printf("%llu,%llu,%llu,%llu.%02llu\n", (unsigned long long)i,
               (unsigned long long)sizes[i].rows, (unsigned long long)sizes[i].pupils,
               (unsigned long long)(sizes[i].amount / 100),
               (unsigned long long)(sizes[i].amount % 100));
    }
    free(groups);
    free(sizes);
    return true;
}

bool answer_print(const char *question, const char *kind, uint64_t rows, uint64_t keys) {
    const bool inspections = !strncmp(kind, "inspections", 11);
    if (inspections && !strcmp(question, "grades")) {
        print_grades(rows);
    } else if (inspections && !strcmp(question, "lookup")) {
        print_lookup(rows);
    } else if (!strcmp(kind, "keys") && !strcmp(question, "keys")) {
        return print_keys(rows, keys);
    } else {
        fprintf(stderr, "generate: '%s' is not asked of %s\n", question, kind);
        return false;
    }
    return true;
}
