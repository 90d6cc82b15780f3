/* format_word: grades and phases, whatever the case of their letters and however they are spaced:
 * files have "GOOD", "Good " and "All through". */
#include "format/format_parts.h"

#include <string.h>

#include "base/text.h"

/* A text that is known, in small letters, and the form that it stands for or why it has none. */
struct word {
    const char *text, *form, *reason;
};

/* -- finding --------------------------------------------------------------------------------- */

/* A text with small letters, one space between words and none at its ends; a hyphen is a space. */
struct plain {
    size_t size;
    char data[FORMAT_ROOM];
};

/* false: it is longer than any word. */
static bool make_plain(struct leat_text text, struct plain *plain) {
    bool in_space = true;
    plain->size = 0;
    for (size_t at = 0; at < text.size;) {
        const char byte = text.data[at];
        const size_t space = byte == '-' ? 1 : text_space(text.data + at, text.size - at);
        if (space == 0 || !in_space) {
            if (plain->size == sizeof plain->data) {
                return false;
            }
            plain->data[plain->size++] = space > 0                    ? ' '
                                         : byte >= 'A' && byte <= 'Z' ? (char)(byte + 'a' - 'A')
                                                                      : byte;
        }
        in_space = space > 0;
        at += space > 0 ? space : 1;
    }
    plain->size -= in_space && plain->size > 0;
    return true;
}

/* The word of a list (text NULL at its end) that a text is, or the end. */
static const struct word *find_word(const struct word *list, struct leat_text text) {
    struct plain plain;
    const bool is_short = make_plain(text, &plain);
    for (; list->text != NULL; list++) {
        if (is_short && strlen(list->text) == plain.size &&
            memcmp(list->text, plain.data, plain.size) == 0) {
            break;
        }
    }
    return list;
}

static bool read_word(const struct word *list, struct leat_text text, char out[FORMAT_ROOM],
                      size_t *size, const char **reason) {
    const struct word *word = find_word(list, text);
    return word->form != NULL ? format_form(word->form, strlen(word->form), out, size)
                              : format_not(reason, word->reason);
}

/* -- Ofsted's grades -------------------------------------------------------------------------
 *
 * Words of Ofsted's management information on state-funded schools: the four grades of overall
 * effectiveness, given until September 2024, with what ungraded inspections said of them, and the
 * five of the report cards, given for each area from November 2025. Satisfactory was the third
 * grade until September 2012. */

static const char outstanding[] = "Outstanding", good[] = "Good",
                  improvement[] = "Requires improvement", inadequate[] = "Inadequate",
                  not_judged[] = "Not judged";
static const char exceptional[] = "Exceptional", strong[] = "Strong standard",
                  expected[] = "Expected standard", attention[] = "Needs attention",
                  urgent[] = "Urgent improvement";

#define GRADE "not an Ofsted grade: "
#define UNGRADED GRADE "an ungraded inspection's outcome names none; take the grade before it"
#define CONCERN                                                                                    \
    GRADE "a category of concern has its grade in another column, which depends on the framework"

static const struct word grades[] = {
    {"outstanding", outstanding, NULL},
    {"good", good, NULL},
    {"requires improvement", improvement, NULL},
    {"inadequate", inadequate, NULL},
    {"not judged", not_judged, NULL},
    {"1", outstanding, NULL},
    {"2", good, NULL},
    {"3", improvement, NULL},
    {"4", inadequate, NULL},
    {"satisfactory", improvement, NULL},
    {"school remains outstanding", outstanding, NULL},
    {"school remains outstanding (concerns)", outstanding, NULL},
    {"school remains outstanding (concerns) s5 next", outstanding, NULL},
    {"school remains good", good, NULL},
    {"school remains good (concerns)", good, NULL},
    {"school remains good (concerns) s5 next", good, NULL},
    {"school remains good (improving)", good, NULL},
    {"school remains good (improving) s5 next", good, NULL},
    {"exceptional", exceptional, NULL},
    {"strong standard", strong, NULL},
    {"expected standard", expected, NULL},
    {"needs attention", attention, NULL},
    {"urgent improvement", urgent, NULL},
    {"standards maintained", NULL, UNGRADED},
    {"improved significantly", NULL, UNGRADED},
    {"some aspects not as strong", NULL, UNGRADED},
    {"special measures", NULL, CONCERN},
    {"serious weaknesses", NULL, CONCERN},
    {"", NULL, GRADE "it is empty; if that means no value, list \"\" in \"null\""},
    {NULL, NULL,
     GRADE
     "those are 1 to 4 or Outstanding, Good, Requires improvement, Inadequate and Not judged, "
     "and on report cards Exceptional, Strong standard, Expected standard, Needs attention and "
     "Urgent improvement"},
};

static bool is_of_report_card(const char *form) {
    return form == exceptional || form == strong || form == expected || form == attention ||
           form == urgent;
}

/* The grade as a number. The grades of a report card have none: Ofsted says that the two scales
 * cannot be compared. */
static bool read_number(const struct word *word, char out[FORMAT_ROOM], size_t *size,
                        const char **reason) {
    static const char *const numbered[] = {outstanding, good, improvement, inadequate};
    for (size_t i = 0; i < sizeof numbered / sizeof *numbered; i++) {
        if (word->form == numbered[i]) {
            return format_form(&"1234"[i], 1, out, size);
        }
    }
    if (word->form == not_judged) {
        return format_not(reason, "not a grade from 1 to 4: Not judged has no number; list it in "
                                  "\"null\", or in \"symbols\" to keep it");
    }
    if (is_of_report_card(word->form)) {
        return format_not(reason, "not a grade from 1 to 4 but a report card's, and Ofsted's two "
                                  "scales cannot be compared; declare the column as text");
    }
    return format_not(reason, word->reason);
}

bool format_read_ofsted_grade(struct leat_text text, enum leat_kind kind, char out[FORMAT_ROOM],
                              size_t *size, const char **reason) {
    return kind == LEAT_INTEGER ? read_number(find_word(grades, text), out, size, reason)
                                : read_word(grades, text, out, size, reason);
}

const char *format_ofsted_framework(struct leat_text text, const char **reason) {
    const struct word *word = find_word(grades, text);
    *reason = word->reason;
    return word->form == NULL              ? NULL
           : is_of_report_card(word->form) ? "report card"
                                           : "overall effectiveness";
}

/* -- phases ----------------------------------------------------------------------------------
 *
 * PhaseOfEducation of the Department for Education's Get Information About Schools (GIAS). */

#define PHASE "not a phase of education: "

static const struct word phases[] = {
    {"nursery", "Nursery", NULL},
    {"primary", "Primary", NULL},
    {"middle deemed primary", "Middle deemed primary", NULL},
    {"secondary", "Secondary", NULL},
    {"middle deemed secondary", "Middle deemed secondary", NULL},
    {"16 plus", "16 plus", NULL},
    {"all through", "All-through", NULL},
    {"not applicable", "Not applicable", NULL},
    {"", NULL, PHASE "it is empty; if that means no value, list \"\" in \"null\""},
    {NULL, NULL,
     PHASE "GIAS has Nursery, Primary, Middle deemed primary, Secondary, Middle deemed secondary, "
           "16 plus, All-through and Not applicable"},
};

bool format_read_phase(struct leat_text text, enum leat_kind kind, char out[FORMAT_ROOM],
                       size_t *size, const char **reason) {
    (void)kind;
    return read_word(phases, text, out, size, reason);
}

/* "Ofsted phase" of Ofsted's management information, and the phases of GIAS as Ofsted counts them.
 * A school that has none there is special or alternative provision, which its type alone tells. */

static const struct word ofsted_phases[] = {
    {"nursery", "Nursery", NULL},
    {"primary", "Primary", NULL},
    {"middle deemed primary", "Primary", NULL},
    {"secondary", "Secondary", NULL},
    {"middle deemed secondary", "Secondary", NULL},
    {"16 plus", "Secondary", NULL},
    {"all through", "Secondary", NULL},
    {"special", "Special", NULL},
    {"pru", "PRU", NULL},
    {"pupil referral unit", "PRU", NULL},
    {"alternative provision", "PRU", NULL},
    {"not applicable", NULL,
     "not a phase of Ofsted's: GIAS has it for special schools and alternative provision, which "
     "the type of the establishment tells apart"},
    {"", NULL,
     "not a phase of Ofsted's: it is empty; if that means no value, list \"\" in \"null\""},
    {NULL, NULL,
     "not a phase of Ofsted's: those are Nursery, Primary, Secondary, Special and PRU, and GIAS's "
     "Middle deemed primary, Middle deemed secondary, 16 plus and All-through become them"},
};

bool format_read_ofsted_phase(struct leat_text text, enum leat_kind kind, char out[FORMAT_ROOM],
                              size_t *size, const char **reason) {
    (void)kind;
    return read_word(ofsted_phases, text, out, size, reason);
}
