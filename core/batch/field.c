/* field: a source's texts become values. See field.h.
 *
 * The order of the questions is field_read's; numbers are read in field_number.c, and why something
 * could not be read is worked out in field_explain.c, once it could not. */
#include "batch/field.h"

#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "batch/field_parts.h"

const struct field field_plain = {.name = (char *)"", .type = {.kind = LEAT_TEXT}, .point = '.'};

/* -- texts and words -------------------------------------------------------------------------- */

bool field_is_listed(char *const *list, struct leat_text text) {
    for (; list != NULL && *list != NULL; list++) {
        if (strlen(*list) == text.size && memcmp(*list, text.data, text.size) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether a text is the word, whatever the case of its letters. Both are valid UTF-8. */
static bool is_word(struct leat_text text, const char *word) {
    const size_t size = strlen(word);
    size_t at = 0, word_at = 0;
    while (at < text.size && word_at < size) {
        const uint32_t a = text_decode(text.data, text.size, &at),
                       b = text_decode(word, size, &word_at);
        if (a != b &&
            utf8proc_tolower((utf8proc_int32_t)a) != utf8proc_tolower((utf8proc_int32_t)b)) {
            return false;
        }
    }
    return at == text.size && word_at == size;
}

static bool is_any_word(struct leat_text text, char *const *declared, const char *const *usual) {
    const char *const *words = declared != NULL ? (const char *const *)declared : usual;
    for (; *words != NULL; words++) {
        if (is_word(text, *words)) {
            return true;
        }
    }
    return false;
}

static struct leat_text trimmed(struct leat_text text) {
    const size_t before = text_space_before(text.data, text.size);
    text.data += before;
    text.size -= before;
    text.size -= text_space_after(text.data, text.size);
    return text;
}

/* -- one kind each ---------------------------------------------------------------------------- */

static bool explain_utf8(struct leat_text text, char reason[FIELD_REASON]) {
    const size_t good = text_valid_prefix(text.data, text.size);
    if (good == text.size) {
        return false;
    }
    const unsigned char byte = (unsigned char)text.data[good];
    if (byte == 0xef && text.size - good >= 3) {
        const unsigned char last = (unsigned char)text.data[good + 2];
        if ((unsigned char)text.data[good + 1] == 0xbf && last >= 0xbe) {
            snprintf(reason, FIELD_REASON,
                     "has the forbidden character U+%s at byte %zu of the value",
                     last == 0xbe ? "FFFE" : "FFFF", good + 1);
            return true;
        }
    }
    snprintf(reason, FIELD_REASON,
             "not UTF-8 at byte %zu of the value (0x%02x); say the encoding of the source",
             good + 1, byte);
    return true;
}

static enum field_read read_text(struct leat_text text, struct leat_value *out,
                                 char reason[FIELD_REASON]) {
    out->as.text = text;
    return explain_utf8(text, reason) ? FIELD_WRONG : FIELD_VALUE;
}

static enum field_read read_boolean(const struct field *field, struct leat_text text,
                                    struct leat_value *out, char reason[FIELD_REASON]) {
    static const char *const truths[] = {"true", "yes", "y", "t", "1", NULL};
    static const char *const falsehoods[] = {"false", "no", "n", "f", "0", NULL};
    if (explain_utf8(text, reason)) {
        return FIELD_WRONG;
    }
    out->as.boolean = is_any_word(text, field->truths, truths);
    if (out->as.boolean || is_any_word(text, field->falsehoods, falsehoods)) {
        return FIELD_VALUE;
    }
    const char *none = field_may_mean_none(text) ? "; " FIELD_NONE_ADVICE : "";
    const bool before = text_space_before(text.data, text.size) > 0;
    if (before || text_space_after(text.data, text.size) > 0) {
        snprintf(reason, FIELD_REASON, "has a space %s it; set \"trim\": true",
                 before ? "before" : "after");
    } else if (field->truths != NULL && field->falsehoods != NULL) {
        snprintf(reason, FIELD_REASON, "not one of the words that \"true\" and \"false\" list%s",
                 none);
    } else {
        snprintf(
            reason, FIELD_REASON,
            "not true or false as leat knows them (%s; %s); list the words in \"true\" and \"false\"%s",
            field->truths != NULL ? "the words of \"true\"" : "true, yes, y, t, 1",
            field->falsehoods != NULL ? "the words of \"false\"" : "false, no, n, f, 0", none);
    }
    return FIELD_WRONG;
}

static enum field_read read_number(const struct field *field, struct leat_text text,
                                   struct leat_value *out, char reason[FIELD_REASON]) {
    if (field_number_read(field, text, out) == FIELD_NUMBER_READ) {
        return FIELD_VALUE;
    }
    if (!explain_utf8(text, reason)) {
        field_explain_number(field, text, reason);
    }
    return FIELD_WRONG;
}

static enum field_read read_date(const struct field *field, struct leat_text text,
                                 struct leat_value *out, char reason[FIELD_REASON]) {
    const bool is_date = field->type.kind == LEAT_DATE;
    const char *wrong = "has a two-digit year";
    bool right;
    if (!field->has_pattern) {
        right = is_date ? date_parse_iso(text.data, text.size, &out->as.date, &wrong)
                        : timestamp_parse_iso(text.data, text.size, &out->as.integer, &wrong);
    } else if (field->pattern.two_digit_year && field->pivot == 0) {
        right = false;
    } else {
        right = is_date ? date_parse(&field->pattern, field->pivot, text.data, text.size,
                                     &out->as.date, &wrong)
                        : timestamp_parse(&field->pattern, field->pivot, text.data, text.size,
                                          &out->as.integer, &wrong);
    }
    if (right) {
        return FIELD_VALUE;
    }
    if (!explain_utf8(text, reason)) {
        field_explain_date(field, text, wrong, reason);
    }
    return FIELD_WRONG;
}

/* -- all kinds -------------------------------------------------------------------------------- */

/* Up to 18 digits and a sign: what nearly every integer is. */
static bool read_short_integer(struct leat_text text, int64_t *out) {
    const bool negative = text.size > 0 && text.data[0] == '-';
    const size_t start = negative || (text.size > 0 && text.data[0] == '+');
    if (text.size == start || text.size - start > 18) {
        return false;
    }
    int64_t value = 0;
    for (size_t i = start; i < text.size; i++) {
        const unsigned digit = (unsigned char)text.data[i] - (unsigned)'0';
        if (digit > 9) {
            return false;
        }
        value = value * 10 + digit;
    }
    *out = negative ? -value : value;
    return true;
}

/* Reads a text by the field's format; a form that the text has already stays where it is. */
static enum field_read read_format(const struct field *field, struct leat_text text,
                                   struct leat_value *out, char room[FIELD_REASON]) {
    char form[FORMAT_ROOM];
    size_t size;
    const char *reason;
    if (explain_utf8(text, room)) {
        return FIELD_WRONG;
    }
    if (!format_read(field->format, text, field->type.kind, form, &size, &reason)) {
        snprintf(room, FIELD_REASON, "%s", reason);
        return FIELD_WRONG;
    }
    if (field->type.kind == LEAT_INTEGER) {
        read_short_integer((struct leat_text){form, size}, &out->as.integer);
    } else if (size == text.size && memcmp(form, text.data, size) == 0) {
        out->as.text = text;
    } else {
        memcpy(room, form, size);
        out->as.text = (struct leat_text){room, size};
    }
    return FIELD_VALUE;
}

static enum field_read read_kind(const struct field *field, struct leat_text text,
                                 struct leat_value *out, char reason[FIELD_REASON]) {
    switch (field->type.kind) {
    case LEAT_TEXT:
        return read_text(text, out, reason);
    case LEAT_BOOLEAN:
        return read_boolean(field, text, out, reason);
    case LEAT_DATE:
    case LEAT_TIMESTAMP:
        return read_date(field, text, out, reason);
    default:
        return read_number(field, text, out, reason);
    }
}

enum field_read field_read(const struct field *field, struct leat_text text, bool quoted,
                           struct leat_value *out, char room[FIELD_REASON]) {
    const bool is_text = field->type.kind == LEAT_TEXT;
    *out = (struct leat_value){.type = field->type};
    if (field->trim) {
        text = trimmed(text);
    }
    if (field->has_nulls ? field_is_listed(field->nulls, text)
                         : text.size == 0 && !(quoted && is_text)) {
        out->is_null = true;
        return FIELD_NULL;
    }
    if (field->symbols != NULL && field_is_listed(field->symbols, text)) {
        out->is_null = true;
        out->as.text = text;
        return FIELD_SYMBOL;
    }
    if (field->format != NULL) {
        return read_format(field, text, out, room);
    }
    if (field->type.kind == LEAT_INTEGER && read_short_integer(text, &out->as.integer)) {
        return FIELD_VALUE;
    }
    if (text.size == 0 && !is_text) {
        snprintf(room, FIELD_REASON, "is empty; add \"\" to \"null\"");
        return FIELD_WRONG;
    }
    return read_kind(field, text, out, room);
}

static void free_list(char **list) {
    for (size_t i = 0; list != NULL && list[i] != NULL; i++) {
        memory_free(list[i]);
    }
    memory_free(list);
}

void field_free(struct field *field) {
    memory_free(field->name);
    memory_free(field->currency);
    free_list(field->nulls);
    free_list(field->symbols);
    free_list(field->truths);
    free_list(field->falsehoods);
}
