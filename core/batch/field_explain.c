/* field_explain: why a text is no number of its field, and what to set so that it is one.
 *
 * Nothing is guessed: an option is named only when the text reads with it. */
#include <stdio.h>
#include <string.h>

#include "batch/field_parts.h"

/* What the text has (NULL: no more than was told already), and what to set for it. */
struct findings {
    size_t count;
    struct {
        const char *has;
        char set[48];
    } list[6];
};

static void find(struct findings *findings, const char *has, const char *format,
                 const char *value) {
    findings->list[findings->count].has = has;
    snprintf(findings->list[findings->count].set, sizeof findings->list[0].set, format, value);
    findings->count++;
}

/* Adds text to the reason; what does not fit is left out. */
static void add(char *reason, const char *text) {
    const size_t used = strlen(reason), size = strlen(text);
    if (used + size < FIELD_REASON) {
        memcpy(reason + used, text, size + 1);
    }
}

static const char *between(size_t number, size_t count) {
    return number == 0 ? "" : number + 1 < count ? ", " : " and ";
}

/* "has a percent sign and thousands separators; set "percent": true and "thousands": ","" */
static void write_findings(const struct findings *findings, char reason[FIELD_REASON]) {
    size_t told = 0, count = 0;
    for (size_t i = 0; i < findings->count; i++) {
        count += findings->list[i].has != NULL;
    }
    snprintf(reason, FIELD_REASON, "has ");
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->list[i].has != NULL) {
            add(reason, between(told++, count));
            add(reason, findings->list[i].has);
        }
    }
    add(reason, "; set ");
    for (size_t i = 0; i < findings->count; i++) {
        add(reason, between(i, findings->count));
        add(reason, findings->list[i].set);
    }
}

/* -- trying what would mend it ---------------------------------------------------------------- */

static bool is_number(enum field_number found) { return found != FIELD_NUMBER_FORM; }

static bool try_marks(struct field *field, struct leat_text text, char point, char thousands,
                      enum field_number *found) {
    struct leat_value value;
    field->point = point;
    field->thousands = thousands;
    *found = point == thousands ? FIELD_NUMBER_FORM : field_number_read(field, text, &value);
    return is_number(*found);
}

/* Tries decimal marks and thousands separators until the text reads; the field's own first. */
static enum field_number mend_marks(struct field *field, struct leat_text text) {
    static const char marks[] = {',', '.', ' ', '\''};
    const char own_point = field->point, own_thousands = field->thousands,
               other = own_point == '.' ? ',' : '.';
    enum field_number found;
    if (try_marks(field, text, own_point, own_thousands, &found)) {
        return found;
    }
    for (size_t i = 0; i < sizeof marks; i++) {
        if (try_marks(field, text, own_point, marks[i], &found)) {
            return found;
        }
    }
    if (try_marks(field, text, other, own_thousands == other ? 0 : own_thousands, &found)) {
        return found;
    }
    for (size_t i = 0; i < sizeof marks; i++) {
        if (try_marks(field, text, other, marks[i], &found)) {
            return found;
        }
    }
    return FIELD_NUMBER_FORM;
}

static bool starts_with(struct leat_text text, const char *word) {
    const size_t size = strlen(word);
    return text.size > size && memcmp(text.data, word, size) == 0;
}

static bool ends_with(struct leat_text text, const char *word) {
    const size_t size = strlen(word);
    return text.size > size && memcmp(text.data + text.size - size, word, size) == 0;
}

static const char *currency_in(struct leat_text text) {
    static const char *const known[] = {"£", "€", "$", "¥", "₹", "GBP", "EUR", "USD"};
    struct leat_text unsigned_text = text;
    if (text.size > 1 && (text.data[0] == '-' || text.data[0] == '+')) {
        unsigned_text.data++;
        unsigned_text.size--;
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (starts_with(unsigned_text, known[i]) || ends_with(text, known[i])) {
            return known[i];
        }
    }
    return NULL;
}

/* Sets in *mended what the text seems to need, and says so in findings, the marks of numbers but.
 * text comes out trimmed. */
static void mend_edges(struct field *mended, struct leat_text *text, struct findings *findings) {
    const size_t before = text_space_before(text->data, text->size);
    text->data += before;
    text->size -= before;
    const size_t after = text_space_after(text->data, text->size);
    text->size -= after;
    if (before > 0 || after > 0) {
        find(findings,
             before == 0  ? "a space after it"
             : after == 0 ? "a space before it"
                          : "spaces around it",
             "%s", "\"trim\": true");
    }
    if (!mended->percent && ends_with(*text, "%")) {
        mended->percent = true;
        find(findings, "a percent sign", "%s", "\"percent\": true");
    }
    const char *currency = currency_in(*text);
    if (currency != NULL && (mended->currency == NULL || strcmp(mended->currency, currency) != 0)) {
        mended->currency = (char *)(uintptr_t)currency; /* for reading alone */
        find(findings, "a currency sign", "\"currency\": \"%s\"", currency);
    }
}

/* A point for thousands asks for another decimal mark, though the text may have none. */
static void find_marks(const struct field *field, const struct field *mended, struct leat_text text,
                       struct findings *findings) {
    if (mended->point != field->point && memchr(text.data, mended->point, text.size) == NULL) {
        find(findings, NULL, "\"decimal_mark\": \"%s\"", mended->point == ',' ? "," : ".");
    } else if (mended->point != field->point) {
        find(findings, mended->point == ',' ? "a decimal comma" : "a decimal point",
             "\"decimal_mark\": \"%s\"", mended->point == ',' ? "," : ".");
    }
    if (mended->thousands != field->thousands && mended->thousands != 0) {
        find(findings, "thousands separators", "\"thousands\": \"%s\"",
             (char[]){mended->thousands, '\0'});
    }
}

/* -- a number of another sort ----------------------------------------------------------------- */

/* The digits before and after the point of a number that reads, leading noughts left out. */
static void count_digits(const struct field *field, struct leat_text text, int *whole,
                         int *fraction) {
    bool after_point = false;
    *whole = *fraction = 0;
    for (size_t i = 0; i < text.size && text.data[i] != 'e' && text.data[i] != 'E'; i++) {
        const char byte = text.data[i];
        const bool is_digit = byte >= '0' && byte <= '9';
        after_point = after_point || byte == field->point;
        *fraction += is_digit && after_point;
        *whole += is_digit && !after_point && (*whole > 0 || byte != '0');
    }
}

/* The decimal that a text asks for, "decimal(12,2)"; false: there is none so large. */
static bool decimal_for(const struct field *field, struct leat_text text, char out[TYPE_NAME]) {
    int whole, fraction;
    count_digits(field, text, &whole, &fraction);
    if (field->type.kind == LEAT_DECIMAL) {
        const int had = field->type.precision - field->type.scale;
        whole = whole > had ? whole : had;
        fraction = fraction > field->type.scale ? fraction : field->type.scale;
    } else if (whole < 10) {
        whole = 10; /* room for more than this one value */
    }
    if (whole + fraction > 38) {
        return false;
    }
    type_name(type_decimal(whole + fraction, fraction), out);
    return true;
}

/* A number that the field's kind cannot hold. */
static void explain_kind(const struct field *field, struct leat_text text, enum field_number found,
                         char reason[FIELD_REASON]) {
    char own[TYPE_NAME], wanted[TYPE_NAME] = "";
    const bool has_wanted = decimal_for(field, text, wanted);
    type_name(field->type, own);
    if (found == FIELD_NUMBER_EXPONENT) {
        snprintf(reason, FIELD_REASON,
                 "not an integer: it has an exponent, as a spreadsheet shortens long numbers; "
                 "export the column as text anew, or declare it as real");
    } else if (found == FIELD_NUMBER_POINT) {
        snprintf(reason, FIELD_REASON,
                 "not an integer: it has a fraction; declare the column as %s",
                 has_wanted ? wanted : "real");
    } else if (field->type.kind == LEAT_INTEGER) {
        snprintf(reason, FIELD_REASON,
                 "larger than an integer can be (±9223372036854775807); declare the column as %s",
                 has_wanted ? "decimal(38,0), or as text if it is a name rather than a count"
                            : "text");
    } else if (field->type.kind == LEAT_REAL) {
        snprintf(reason, FIELD_REASON, "larger than a real can be (±1.7976931348623157e308)");
    } else {
        snprintf(reason, FIELD_REASON,
                 "has more digits %s the point than %s keeps; declare the column as %s",
                 found == FIELD_NUMBER_LARGE ? "before" : "after", own,
                 has_wanted ? wanted : "real");
    }
}

/* The same as one more finding, beside what had to be mended first. */
static void find_kind(const struct field *field, struct leat_text text, enum field_number found,
                      struct findings *findings) {
    char wanted[TYPE_NAME] = "real";
    if (found == FIELD_NUMBER_READ || field->type.kind == LEAT_REAL) {
        return;
    }
    if (found != FIELD_NUMBER_EXPONENT) {
        decimal_for(field, text, wanted);
    }
    find(findings,
         found == FIELD_NUMBER_POINT      ? "a fraction"
         : found == FIELD_NUMBER_EXPONENT ? "an exponent"
         : found == FIELD_NUMBER_LARGE    ? "many digits"
                                          : "more digits after the point",
         "\"kind\": \"%s\"", wanted);
}

/* -- no number -------------------------------------------------------------------------------- */

bool field_may_mean_none(struct leat_text text) {
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] >= '0' && text.data[i] <= '9') {
            return false;
        }
    }
    return text.size > 0 && text_length(text.data, text.size) <= 16;
}

static bool reads_inside(const struct field *field, struct leat_text text, size_t front,
                         size_t back) {
    struct leat_value value;
    const struct leat_text inside = {text.data + front, text.size - front - back};
    return is_number(field_number_read(field, inside, &value));
}

/* A number below nought that is not written with a minus sign. */
static bool is_accounting(const struct field *field, struct leat_text text) {
    if (text.size < 2) {
        return false;
    }
    const char first = text.data[0], last = text.data[text.size - 1];
    return (first == '(' && last == ')' && reads_inside(field, text, 1, 1)) ||
           (last == '-' && reads_inside(field, text, 0, 1)) ||
           (starts_with(text, "−") && reads_inside(field, text, strlen("−"), 0));
}

/* Whether it reads once its separators are left out: then they stood in the wrong places. One after
 * the point means that the two marks are meant the other way round. */
static bool has_bad_groups(const struct field *field, struct leat_text text) {
    char digits[128];
    struct leat_text rest = {digits, 0};
    bool after_point = false, is_swapped = false;
    if (field->thousands == 0 || text.size > sizeof digits || reads_inside(field, text, 0, 0)) {
        return false;
    }
    for (size_t at = 0; at < text.size;) {
        const size_t gap = field->thousands == ' ' ? field_gap(text.data + at, text.size - at)
                                                   : text.data[at] == field->thousands;
        is_swapped = is_swapped || (gap > 0 && after_point);
        after_point = after_point || text.data[at] == field->point;
        if (gap == 0) {
            digits[rest.size++] = text.data[at];
        }
        at += gap > 0 ? gap : 1;
    }
    return !is_swapped && rest.size < text.size && reads_inside(field, rest, 0, 0);
}

static void explain_no_number(const struct field *field, const struct field *mended,
                              struct leat_text text, char reason[FIELD_REASON]) {
    const char *what = field->type.kind == LEAT_INTEGER ? "an integer" : "a number";
    char pattern[FIELD_PATTERN];
    struct date_pattern compiled;
    int32_t days;
    const char *ignored;
    if (text.size == 0) {
        snprintf(reason, FIELD_REASON, "only space; %sset \"trim\": true",
                 field->has_nulls && !field_is_listed(field->nulls, text)
                     ? "add \"\" to \"null\" and "
                     : "");
    } else if (is_accounting(mended, text)) {
        snprintf(reason, FIELD_REASON,
                 "not %s: a number below 0 begins with '-'; or declare the column as text and "
                 "derive the number",
                 what);
    } else if (has_bad_groups(field, text)) {
        snprintf(reason, FIELD_REASON,
                 "not %s: its \"thousands\" separators do not make groups of three digits", what);
    } else if (field_may_mean_none(text)) {
        snprintf(reason, FIELD_REASON, "not %s; " FIELD_NONE_ADVICE, what);
    } else if (date_parse_iso(text.data, text.size, &days, &ignored)) {
        snprintf(reason, FIELD_REASON, "not %s but a date; declare the column as date", what);
    } else if (field_guess_pattern(text, pattern, &compiled)) {
        snprintf(
            reason, FIELD_REASON,
            "not %s but a date (spreadsheets make dates of numbers such as 1-2); to keep it as one set \"kind\": "
            "\"%s\" and \"date\": \"%s\"",
            what, compiled.has_time ? "timestamp" : "date", pattern);
    } else {
        snprintf(reason, FIELD_REASON, "not %s", what);
    }
}

void field_explain_number(const struct field *field, struct leat_text text,
                          char reason[FIELD_REASON]) {
    struct field mended = *field;
    struct findings findings = {0};
    mend_edges(&mended, &text, &findings);
    const enum field_number found =
        has_bad_groups(&mended, text) ? FIELD_NUMBER_FORM : mend_marks(&mended, text);
    if (!is_number(found)) {
        mended.point = field->point;
        mended.thousands = field->thousands;
        explain_no_number(field, &mended, text, reason);
        return;
    }
    find_marks(field, &mended, text, &findings);
    if (findings.count == 0) {
        explain_kind(&mended, text, found, reason);
        return;
    }
    find_kind(&mended, text, found, &findings);
    write_findings(&findings, reason);
}
