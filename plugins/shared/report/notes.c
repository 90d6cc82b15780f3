/* notes: numbered in reading order. See report.h. */
#include <stdio.h>

#include "shared/bytes.h"
#include "shared/report/report.h"

/* report->note_numbers: for each note of each section, one after another, its number or 0; the
 * first place is for how many numbers there are. */

static size_t count_of(const struct section *section) {
    return section->options ? section->options->notes.count : 0;
}

static const struct note_options *note_of(const struct section *section, size_t at) {
    return &LEAT_ITEM(section->options->notes, struct note_options, at);
}

/* Where the section's first note stands in note_numbers. */
static size_t first_of(const struct report *report, const struct section *section) {
    size_t first = 1;
    for (const struct section *before = report->sections; before < section; before++) {
        first += count_of(before);
    }
    return first;
}

/* The number that the same text has already, or 0. */
static int32_t number_known(const struct report *report, const struct section *section, size_t at) {
    const struct leat_text text = note_of(section, at)->text;
    const int32_t *number = report->note_numbers + 1;
    for (const struct section *before = report->sections; before <= section; before++) {
        for (size_t i = 0; i < count_of(before); i++, number++) {
            if (*number > 0 && text_same(note_of(before, i)->text, text)) {
                return *number;
            }
        }
    }
    return 0;
}

/* Numbers the notes that say something about a column of the input, or with ANY_COLUMN about
 * whichever; -1: about the whole section. */
enum { ANY_COLUMN = -2 };
static void number_about(struct report *report, const struct section *section, int32_t column) {
    int32_t *numbers = report->note_numbers + first_of(report, section);
    for (size_t at = 0; at < count_of(section); at++) {
        const int32_t about = note_of(section, at)->column;
        if (numbers[at] == 0 && note_of(section, at)->text.size > 0 &&
            (about == column || (column == ANY_COLUMN && about >= 0))) {
            const int32_t known = number_known(report, section, at);
            numbers[at] = known > 0 ? known : ++report->note_numbers[0];
        }
    }
}

/* Where the notes of columns stand in a list above the table, that is read first, in its own order;
 * else there are only the marks: in the title, then in the headings. */
static void number_notes(struct report *report, const struct section *section,
                         enum numbered numbered) {
    if (numbered == NUMBERED_ALL) {
        number_about(report, section, -1);
        for (int32_t i = 0; i < section->flat_count; i++) {
            number_about(report, section, section->flat[i].number);
        }
    }
    number_about(report, section, ANY_COLUMN);
}

bool report_number_notes(struct leat_step *step, struct report *report, enum numbered numbered) {
    size_t total = 1;
    for (size_t i = 0; i < report->count; i++) {
        total += count_of(&report->sections[i]);
    }
    report->note_numbers = leat_alloc(step, total * sizeof *report->note_numbers);
    for (size_t i = 0; report->note_numbers && i < report->count; i++) {
        number_notes(report, &report->sections[i], numbered);
    }
    return report->note_numbers != NULL;
}

int32_t report_note_count(const struct report *report) { return report->note_numbers[0]; }

struct leat_text report_note_text(const struct report *report, int32_t number) {
    const int32_t *other = report->note_numbers + 1;
    for (size_t i = 0; i < report->count; i++) {
        for (size_t at = 0; at < count_of(&report->sections[i]); at++, other++) {
            if (*other == number) {
                return note_of(&report->sections[i], at)->text;
            }
        }
    }
    return (struct leat_text){NULL, 0};
}

int32_t section_note_number(const struct report *report, const struct section *section, size_t at) {
    return report->note_numbers[first_of(report, section) + at];
}

bool section_note_marks(struct leat_step *step, const struct report *report,
                        const struct section *section, int32_t column, struct bytes *out) {
    bool added = true;
    for (size_t at = 0; added && at < count_of(section); at++) {
        const int32_t number = section_note_number(report, section, at);
        if (number > 0 && note_of(section, at)->column == column) {
            char mark[32];
            const int size = snprintf(mark, sizeof mark, " [note %d]", number);
            added = bytes_add(step, out, mark, (size_t)size);
        }
    }
    return added;
}
