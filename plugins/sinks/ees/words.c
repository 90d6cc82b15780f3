/* words: the geographic levels and time identifiers of EES. See ees.h. */
#include "ees.h"

/* -- Geography -------------------------------------------------------------------------------- */

enum {
    REGIONAL = 1,
    AUTHORITY,
    DISTRICT,
    RSC_REGION,
    CONSTITUENCY,
    SKILLS_AREA,
    ENTERPRISE,
    DEVOLVED,
    OPPORTUNITY,
    WARD,
    TRUST,
    SPONSOR,
    SCHOOL,
    PROVIDER,
    INSTITUTION,
    PLANNING,
    POLICE,
};
#define LEVEL(number) (1u << (number))
/* Institutions stand in every area. */
#define LOWEST (LEVEL(SCHOOL) | LEVEL(PROVIDER) | LEVEL(INSTITUTION))

const struct ees_level ees_levels[EES_LEVELS] = {
    [EES_NATIONAL] = {"National", {"country_code", NULL, "country_name"}, .within = ~0u},
    [REGIONAL] = {"Regional",
                  {"region_code", NULL, "region_name"},
                  .within = LEVEL(SKILLS_AREA) | LEVEL(AUTHORITY) | LEVEL(ENTERPRISE) |
                            LEVEL(OPPORTUNITY) | LEVEL(DISTRICT) | LEVEL(CONSTITUENCY) |
                            LEVEL(DEVOLVED) | LEVEL(WARD) | LOWEST | LEVEL(PLANNING) |
                            LEVEL(POLICE)},
    [AUTHORITY] = {"Local authority",
                   {"new_la_code", "old_la_code", "la_name"},
                   .may_lack_code = true,
                   .within = LEVEL(CONSTITUENCY) | LEVEL(DISTRICT) | LEVEL(WARD) | LOWEST |
                             LEVEL(PLANNING) | LEVEL(POLICE)},
    [DISTRICT] = {"Local authority district",
                  {"lad_code", NULL, "lad_name"},
                  .within = LEVEL(WARD) | LOWEST | LEVEL(POLICE)},
    [RSC_REGION] = {"RSC region", {NULL, NULL, "rsc_region_lead_name"}, .within = LOWEST},
    [CONSTITUENCY] = {"Parliamentary constituency",
                      {"pcon_code", NULL, "pcon_name"},
                      .within = LOWEST},
    [SKILLS_AREA] = {"Local skills improvement plan area",
                     {"lsip_code", NULL, "lsip_name"},
                     .within = LEVEL(DISTRICT) | LOWEST | LEVEL(PLANNING)},
    [ENTERPRISE] = {"Local enterprise partnership",
                    {"local_enterprise_partnership_code", NULL,
                     "local_enterprise_partnership_name"},
                    .within = LOWEST},
    [DEVOLVED] = {"English devolved area",
                  {"english_devolved_area_code", NULL, "english_devolved_area_name"},
                  .within = LOWEST},
    [OPPORTUNITY] = {"Opportunity area",
                     {"opportunity_area_code", NULL, "opportunity_area_name"},
                     .within = LOWEST},
    [WARD] = {"Ward", {"ward_code", NULL, "ward_name"}, .within = LOWEST},
    [TRUST] = {"MAT", {"trust_id", NULL, "trust_name"}, .within = LOWEST},
    [SPONSOR] = {"Sponsor", {"sponsor_id", NULL, "sponsor_name"}, .within = LOWEST},
    [SCHOOL] = {"School", {"school_urn", "school_laestab", "school_name"}, .within = 0},
    [PROVIDER] = {"Provider", {"provider_ukprn", NULL, "provider_name"}, .within = 0},
    [INSTITUTION] = {"Institution", {"institution_id", NULL, "institution_name"}, .within = 0},
    [PLANNING] = {"Planning area",
                  {"planning_area_code", NULL, "planning_area_name"},
                  .within = LOWEST},
    [POLICE] = {"Police force area", {"pfa_code", NULL, "pfa_name"}, .within = LOWEST},
};

int ees_level_find(struct leat_text name) {
    for (int level = 0; level < EES_LEVELS; level++) {
        if (ees_is(name, ees_levels[level].name)) {
            return level;
        }
    }
    return -1;
}

struct leat_text ees_suggest_level(struct leat_step *step, struct leat_text wrong) {
    struct leat_text names[EES_LEVELS];
    for (int level = 0; level < EES_LEVELS; level++) {
        names[level] = leat_text_of(ees_levels[level].name);
    }
    return leat_suggest(step, wrong, names, EES_LEVELS);
}

static bool starts_with_one(struct leat_text name, const char *const *words) {
    for (; *words; words++) {
        if (name.size >= strlen(*words) && memcmp(name.data, *words, strlen(*words)) == 0) {
            return true;
        }
    }
    return false;
}

static bool ends_with_one(struct leat_text name, const char *const *words) {
    for (; *words; words++) {
        const size_t size = strlen(*words);
        if (name.size >= size && memcmp(name.data + name.size - size, *words, size) == 0) {
            return true;
        }
    }
    return false;
}

bool ees_looks_like_geography(struct leat_text name) {
    static const char *const begins[] = {"country", "sch",   "prov", "inst", "estab", "reg",
                                         "la",      "local", "rsc",  "pfa",  "pcon",  "lep",
                                         "mca",     "oa",    "ward", "mat",  NULL};
    static const char *const ends[] = {"name",   "code", "urn", "ukprn",
                                       "number", "upin", "id",  NULL};
    static const char *const whole[] = {
        "laestab",   "estab",  "sch",         "school",       "schools", "prov", "provider",
        "providers", "inst",   "institution", "institutions", "name",    "code", "urn",
        "ukprn",     "number", "upin",        "id",           "region",  "la",   "lad",
        "rsc",       "pcon",   "lep",         "mca",          "oa",      "ward", "mat"};
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        if (ees_is(name, whole[i])) {
            return true;
        }
    }
    return starts_with_one(name, begins) && ends_with_one(name, ends);
}

/* -- Time ------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    int group, digits;
} times[] = {
    {"Calendar year", 0, 4},
    {"Reporting year", 1, 4},
    {"Academic year", 2, 6},
    {"Financial year", 3, 6},
    {"Tax year", 4, 6},
    {"Autumn and spring term", 5, 6},
    {"Autumn term", 6, 6},
    {"Spring term", 6, 6},
    {"Summer term", 6, 6},
    {"Financial year Q1", 7, 6},
    {"Financial year Q2", 7, 6},
    {"Financial year Q3", 7, 6},
    {"Financial year Q4", 7, 6},
    {"Part 1 (April to September)", 8, 6},
    {"Part 2 (October to March)", 8, 6},
    {"January", 9, 4},
    {"February", 9, 4},
    {"March", 9, 4},
    {"April", 9, 4},
    {"May", 9, 4},
    {"June", 9, 4},
    {"July", 9, 4},
    {"August", 9, 4},
    {"September", 9, 4},
    {"October", 9, 4},
    {"November", 9, 4},
    {"December", 9, 4},
    {"Week 1", 10, 4},
};
enum { TIMES = sizeof times / sizeof *times, WEEKS = 10, LAST_WEEK = 52 };

static bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

/* "Week 1" to "Week 52". */
static bool is_week(struct leat_text name) {
    static const char word[] = "Week ";
    const size_t size = sizeof word - 1;
    if (name.size <= size || name.size > size + 2 || memcmp(name.data, word, size) != 0 ||
        name.data[size] == '0') {
        return false;
    }
    int number = 0;
    for (size_t i = size; i < name.size; i++) {
        if (!is_digit(name.data[i])) {
            return false;
        }
        number = number * 10 + name.data[i] - '0';
    }
    return number <= LAST_WEEK;
}

int ees_time_group(struct leat_text name, int *digits) {
    for (size_t i = 0; i < TIMES; i++) {
        if (ees_is(name, times[i].name)) {
            *digits = times[i].digits;
            return times[i].group;
        }
    }
    *digits = 4;
    return is_week(name) ? WEEKS : -1;
}

struct leat_text ees_suggest_time(struct leat_step *step, struct leat_text wrong) {
    struct leat_text names[TIMES];
    for (size_t i = 0; i < TIMES; i++) {
        names[i] = leat_text_of(times[i].name);
    }
    return leat_suggest(step, wrong, names, TIMES);
}

const char *ees_time_period_wrong(struct leat_text period, int digits) {
    for (size_t i = 0; i < period.size; i++) {
        if (!is_digit(period.data[i])) {
            return "a time period is digits alone, 2023 or 202324";
        }
    }
    if (period.size != 4 && period.size != 6) {
        return "a time period has 4 digits, 2023, or 6, 202324";
    }
    if (period.size != (size_t)digits) {
        return digits == 4 ? "a time period of this time identifier has 4 digits, 2023"
                           : "a time period of this time identifier has 6 digits, 202324";
    }
    if (digits == 6) {
        const int from = (period.data[2] - '0') * 10 + period.data[3] - '0';
        const int to = (period.data[4] - '0') * 10 + period.data[5] - '0';
        if (to != (from + 1) % 100) {
            return "a time period of 6 digits is of two years that follow one another, 202324";
        }
    }
    return NULL;
}

/* -- Symbols ---------------------------------------------------------------------------------- */

static bool is_one(struct leat_text text, const char *const *words) {
    for (; *words; words++) {
        if (ees_is(text, *words)) {
            return true;
        }
    }
    return false;
}

bool ees_is_symbol(struct leat_text text) {
    static const char *const symbols[] = {"z", "x", "c", "low", "k", "u", NULL};
    return is_one(text, symbols);
}

bool ees_is_null_word(struct leat_text text) {
    static const char *const words[] = {"NULL", "Null", "null", "NA", "na", NULL};
    return is_one(text, words);
}

/* -- Names of files --------------------------------------------------------------------------- */

const char *ees_file_name_wrong(struct leat_text name) {
    static const char suffix[] = ".csv";
    const size_t size = name.size > sizeof suffix - 1 ? name.size - (sizeof suffix - 1) : 0;
    if (size == 0 || memcmp(name.data + size, suffix, sizeof suffix - 1) != 0) {
        return "is not the name of a file that ends in .csv";
    }
    size_t digits = 0;
    for (size_t i = 0; i < size; i++) {
        const char byte = name.data[i];
        digits = is_digit(byte) ? digits + 1 : 0;
        if (digits == 4) {
            return "has a date or year in it; the time periods are in the data";
        }
        if (!is_digit(byte) && !(byte >= 'a' && byte <= 'z') && byte != '-' && byte != '_') {
            return "may have small letters, digits, - and _ alone before .csv";
        }
    }
    return NULL;
}
