/* Counts by phase and academic year: see tally.h. */
#include "tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PHASES = 16, FIRST = 2000, YEARS = 64 };

static struct {
    char name[64];
    size_t size;
    unsigned long long good[YEARS], graded[YEARS], rows[YEARS];
} phases[PHASES];
static size_t phase_count;

static size_t find_phase(const char *name, size_t size) {
    for (size_t i = 0; i < phase_count; i++) {
        if (phases[i].size == size && !memcmp(phases[i].name, name, size))
            return i;
    }
    if (phase_count == PHASES || size >= sizeof phases[0].name) {
        fprintf(stderr, "tally: too many phases, or too long a name\n");
        exit(1);
    }
    memcpy(phases[phase_count].name, name, size);
    phases[phase_count].size = size;
    return phase_count++;
}

static int digits(const char *text, int count) {
    int number = 0;
    for (int i = 0; i < count; i++)
        number = number * 10 + (text[i] - '0');
    return number;
}

void tally_add(const char *phase, size_t phase_size, const char *date, size_t date_size,
               int grade) {
    if (date_size != 10) {
        fprintf(stderr, "tally: a date of %zu bytes\n", date_size);
        exit(1);
    }
    const int year = digits(date, 4) - FIRST - (digits(date + 5, 2) < 9);
    if (year < 0 || year >= YEARS) {
        fprintf(stderr, "tally: a date far off\n");
        exit(1);
    }
    const size_t at = find_phase(phase, phase_size);
    phases[at].rows[year]++;
    phases[at].graded[year] += grade != 0;
    phases[at].good[year] += grade == 1 || grade == 2;
}

void tally_print(void) {
    puts("phase,year,good,graded,percent");
    for (size_t i = 0; i < phase_count; i++) {
        for (int year = 0; year < YEARS; year++) {
            const unsigned long long good = phases[i].good[year], graded = phases[i].graded[year];
            if (!phases[i].rows[year])
                continue;
            printf("%s,%d/%02d,%llu,%llu,", phases[i].name, FIRST + year, (FIRST + year + 1) % 100,
                   good, graded);
            if (graded)
                printf("%llu", (200 * good + graded) / (2 * graded));
            putchar('\n');
        }
    }
}
