/* format_number: numbers and codes of schools, pupils, places and years. They are what they are to
 * the last character: a space or a small letter in one is a mistake in the file. */
#include "format/format_parts.h"

#include <string.h>

#include "base/text.h"

/* -- what they share ------------------------------------------------------------------------- */

static bool are_digits(const char *data, size_t size) {
    for (size_t i = 0; i < size; i++) {
        if (data[i] < '0' || data[i] > '9') {
            return false;
        }
    }
    return true;
}

/* The number that at most nine digits are. */
static uint32_t number_of(const char *digits, size_t size) {
    uint32_t number = 0;
    for (size_t i = 0; i < size; i++) {
        number = number * 10 + (uint32_t)(digits[i] - '0');
    }
    return number;
}

/* What may be wrong with any of them; NULL: neither. */
#define NOT(what, why) "not " what ": " why
#define EMPTY(what) NOT(what, "it is empty; if that means no value, list \"\" in \"null\"")
#define SPACED(what)                                                                               \
    NOT(what, "it has a space at an end; take that off with \"trim\": true, or with trim(x)")

static const char *end_reason(struct leat_text text, const char *empty, const char *spaced,
                              const char *otherwise) {
    if (text.size == 0) {
        return empty;
    }
    return text_space_before(text.data, text.size) > 0 || text_space_after(text.data, text.size) > 0
               ? spaced
               : otherwise;
}

/* -- URN --------------------------------------------------------------------------------------
 *
 * Given out by the Department for Education's Get Information About Schools (GIAS) from 100000. */

#define URN "a URN"

bool format_read_urn(struct leat_text text, enum leat_kind kind, char out[FORMAT_ROOM],
                     size_t *size, const char **reason) {
    (void)kind;
    if (text.size == 6 && are_digits(text.data, 6) && text.data[0] != '0') {
        return format_form(text.data, 6, out, size);
    }
    return format_not(reason, end_reason(text, EMPTY(URN), SPACED(URN),
                                         NOT(URN, "those are six digits, from 100000 to 999999")));
}

/* -- local authorities -----------------------------------------------------------------------
 *
 * The Department for Education's three digits, as its school census lists them to check those in
 * UPNs: inner and outer London, the metropolitan counties, Scilly, Wales, services' schools and
 * islands, and the counties and unitary authorities, those that are no more among them. Since 2021
 * new authorities are numbered from 940 on; those not given out yet are taken, so that next year's
 * files can be read. */

static const uint16_t authorities[][2] = {
    {201, 213}, {301, 320}, {330, 336}, {340, 344}, {350, 359}, {370, 373}, {380, 384},
    {390, 394}, {420, 420}, {660, 681}, {701, 708}, {800, 803}, {805, 808}, {810, 813},
    {815, 816}, {820, 823}, {825, 826}, {830, 831}, {835, 841}, {845, 846}, {850, 852},
    {855, 857}, {860, 861}, {865, 896}, {908, 909}, {916, 916}, {919, 919}, {921, 921},
    {925, 926}, {928, 929}, {931, 931}, {933, 933}, {935, 938}, {940, 999},
};

static bool is_authority(const char *digits) {
    const uint32_t number = number_of(digits, 3);
    for (size_t i = 0; i < sizeof authorities / sizeof *authorities; i++) {
        if (number >= authorities[i][0] && number <= authorities[i][1]) {
            return true;
        }
    }
    return false;
}

static bool is_ons_code(struct leat_text text) {
    return text.size == 9 && memchr("EWSNK", text.data[0], 5) != NULL &&
           are_digits(text.data + 1, 8);
}

#define LA_CODE "a local authority's old code"

bool format_read_la_code(struct leat_text text, enum leat_kind kind, char out[FORMAT_ROOM],
                         size_t *size, const char **reason) {
    (void)kind;
    if (text.size == 3 && are_digits(text.data, 3)) {
        return is_authority(text.data)
                   ? format_form(text.data, 3, out, size)
                   : format_not(reason, NOT(LA_CODE, "no authority has or had this number"));
    }
    if (is_ons_code(text)) {
        return format_not(reason, "not " LA_CODE " but a new one; its format is ons_code");
    }
    return format_not(reason,
                      end_reason(text, EMPTY(LA_CODE), SPACED(LA_CODE),
                                 NOT(LA_CODE, "those are three digits, such as 879 for Plymouth")));
}

/* The Office for National Statistics' nine characters (Register of Geographic Codes): a letter for
 * England, Wales, Scotland, Northern Ireland, or K for more than one of them; two digits for the
 * sort of place, six for the place. */

#define ONS_CODE "a code of the ONS"

bool format_read_ons_code(struct leat_text text, enum leat_kind kind, char out[FORMAT_ROOM],
                          size_t *size, const char **reason) {
    (void)kind;
    if (is_ons_code(text)) {
        return format_form(text.data, 9, out, size);
    }
    if (text.size == 3 && are_digits(text.data, 3) && is_authority(text.data)) {
        return format_not(reason,
                          "not " ONS_CODE " but an authority's old code; its format is la_code");
    }
    if (text.size == 9 && memchr("ewsnk", text.data[0], 5) != NULL &&
        are_digits(text.data + 1, 8)) {
        return format_not(reason, NOT(ONS_CODE, "its letter must be a capital; write upper(x)"));
    }
    return format_not(
        reason, end_reason(text, EMPTY(ONS_CODE), SPACED(ONS_CODE),
                           NOT(ONS_CODE, "those are a letter of E, W, S, N and K and eight digits, "
                                         "such as E06000026 for Plymouth")));
}

/* -- LAESTAB ---------------------------------------------------------------------------------
 *
 * GIAS's number of a school: its authority's three digits and its own four. */

#define LAESTAB "a LAESTAB"

bool format_read_laestab(struct leat_text text, enum leat_kind kind, char out[FORMAT_ROOM],
                         size_t *size, const char **reason) {
    (void)kind;
    const bool has_mark =
        text.size == 8 && (text.data[3] == '/' || text.data[3] == '-'); /* as some files write it */
    if ((text.size == 7 || has_mark) && are_digits(text.data, 3) &&
        are_digits(text.data + text.size - 4, 4)) {
        if (!is_authority(text.data)) {
            return format_not(
                reason,
                NOT(LAESTAB, "no authority has or had the number in its first three digits"));
        }
        memcpy(out, text.data, 3);
        out[3] = '/';
        memcpy(out + 4, text.data + text.size - 4, 4);
        *size = 8;
        return true;
    }
    return format_not(reason, end_reason(text, EMPTY(LAESTAB), SPACED(LAESTAB),
                                         NOT(LAESTAB, "those are an authority's three digits and a "
                                                      "school's four, such as 879/2001")));
}

/* -- UPN -------------------------------------------------------------------------------------
 *
 * By the UK Government Data Standards Catalogue (Unique Pupil Number 2.0, of the Department for
 * Education): a check letter and twelve digits, of which a temporary one's last is a letter. The
 * check letter is the one at the sum of each digit times its place (2 to 13), modulo 23; a letter
 * within counts as its own position among the letters. I, O and S are in none. */

#define UPN "a UPN"

static const char upn_letters[] = "ABCDEFGHJKLMNPQRTUVWXYZ";
enum { UPN_SIZE = 13, UPN_LETTERS = sizeof upn_letters - 1 };

/* The letter's position, from 0; -1: it is none of them. */
static int upn_position(char letter) {
    const char *found = memchr(upn_letters, letter, UPN_LETTERS);
    return found == NULL ? -1 : (int)(found - upn_letters);
}

static bool is_letter(char byte) {
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

bool format_read_upn(struct leat_text text, enum leat_kind kind, char out[FORMAT_ROOM],
                     size_t *size, const char **reason) {
    (void)kind;
    const char *data = text.data;
    if (text.size != UPN_SIZE || !is_letter(data[0]) || !are_digits(data + 1, UPN_SIZE - 2) ||
        (!are_digits(data + UPN_SIZE - 1, 1) && !is_letter(data[UPN_SIZE - 1]))) {
        return format_not(reason,
                          end_reason(text, EMPTY(UPN), SPACED(UPN),
                                     NOT(UPN, "those are a letter and twelve digits, of which the "
                                              "last may be a letter too")));
    }
    if (data[0] >= 'a' || data[UPN_SIZE - 1] >= 'a') {
        return format_not(reason, NOT(UPN, "its letters must be capitals; write upper(x)"));
    }
    const int first = upn_position(data[0]);
    const int last =
        data[UPN_SIZE - 1] <= '9' ? data[UPN_SIZE - 1] - '0' : upn_position(data[UPN_SIZE - 1]);
    if (first < 0 || last < 0) {
        return format_not(reason, NOT(UPN, "the letters I, O and S are in none"));
    }
    int sum = last * UPN_SIZE;
    for (int place = 2; place < UPN_SIZE; place++) {
        sum += (data[place - 1] - '0') * place;
    }
    if (sum % UPN_LETTERS != first) {
        return format_not(reason, NOT(UPN, "the check letter at its start does not fit the rest, "
                                           "so a character in it is wrong"));
    }
    return format_form(data, UPN_SIZE, out, size);
}

/* -- academic years --------------------------------------------------------------------------
 *
 * As people write them; six digits are the time_period of Explore Education Statistics. */

#define YEAR "an academic year"

/* The last two digits, or all four, of the year after; false: they are of another. */
static bool follows(uint32_t year, const char *digits, size_t size) {
    return number_of(digits, size) == (size == 2 ? (year + 1) % 100 : year + 1);
}

bool format_read_academic_year(struct leat_text text, enum leat_kind kind, char out[FORMAT_ROOM],
                               size_t *size, const char **reason) {
    (void)kind;
    const char *data = text.data;
    const bool has_mark = text.size > 4 && (data[4] == '/' || data[4] == '-');
    const size_t second = 4 + has_mark, left = text.size < second ? 0 : text.size - second;
    if (text.size < 4 || !are_digits(data, 4) || !(left == 2 || (left == 4 && has_mark)) ||
        !are_digits(data + second, left)) {
        if (text.size == 4 && are_digits(data, 4)) {
            return format_not(reason,
                              "not " YEAR " but a single one; academic years are written 2014/15");
        }
        return format_not(reason,
                          end_reason(text, EMPTY(YEAR), SPACED(YEAR),
                                     NOT(YEAR, "those are written 2014/15, 2014-15 or 201415")));
    }
    const uint32_t year = number_of(data, 4);
    if (year < 1900 || year > 2099) {
        return format_not(reason, NOT(YEAR, "it begins before 1900 or after 2099"));
    }
    if (!follows(year, data + second, left)) {
        return format_not(reason, NOT(YEAR, "its second year is not the one after its first"));
    }
    memcpy(out, data, 4);
    out[4] = '/';
    memcpy(out + 5, data + text.size - 2, 2);
    *size = 7;
    return true;
}
