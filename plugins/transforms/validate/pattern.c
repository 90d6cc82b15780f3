/* pattern: patterns by PCRE2. A pattern must match a text as a whole, within limits of time and
 * memory: see validate.h. */
#include "validate.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

struct pattern {
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *limits;
};

/* A sane pattern takes a few steps for each character. At the limit a match takes some hundredths of
 * a second. */
enum { STEPS_MOST = 1000000, DEPTH_MOST = 200000, HEAP_MOST_KIB = 64 * 1024 };

/* How many characters the first bytes are. */
static size_t characters(const char *text, size_t size) {
    size_t count = 0;
    for (size_t i = 0; i < size; i++) {
        count += ((unsigned char)text[i] & 0xc0) != 0x80;
    }
    return count;
}

struct pattern *pattern_new(struct leat_step *step, const struct leat_text *option) {
    struct pattern *pattern = leat_alloc(step, sizeof *pattern);
    int error;
    size_t at;
    if (!pattern) {
        return NULL;
    }
    pattern->code =
        pcre2_compile((PCRE2_SPTR)option->data, option->size,
                      PCRE2_UTF | PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_NEVER_BACKSLASH_C,
                      &error, &at, NULL);
    if (!pattern->code && error == PCRE2_ERROR_HEAP_FAILED) {
        leat_fail_world(step, "there is no memory left for a pattern");
        pattern_free(step, pattern);
        return NULL;
    }
    if (!pattern->code) {
        PCRE2_UCHAR reason[256];
        pcre2_get_error_message(error, reason, sizeof reason);
        leat_fail_option(step, option, "the pattern is wrong, after its character %zu: %s",
                         characters(option->data, at), (const char *)reason);
        pattern_free(step, pattern);
        return NULL;
    }
    pattern->data = pcre2_match_data_create(1, NULL);
    pattern->limits = pcre2_match_context_create(NULL);
    if (!pattern->data || !pattern->limits) {
        leat_fail_world(step, "there is no memory left for a pattern");
        pattern_free(step, pattern);
        return NULL;
    }
    pcre2_set_match_limit(pattern->limits, STEPS_MOST);
    pcre2_set_depth_limit(pattern->limits, DEPTH_MOST);
    pcre2_set_heap_limit(pattern->limits, HEAP_MOST_KIB);
    return pattern;
}

void pattern_free(struct leat_step *step, struct pattern *pattern) {
    if (!pattern) {
        return;
    }
    pcre2_match_context_free(pattern->limits);
    pcre2_match_data_free(pattern->data);
    pcre2_code_free(pattern->code);
    leat_free(step, pattern);
}

bool pattern_matches(struct leat_step *step, struct pattern *pattern, struct leat_text text,
                     const char **reason) {
    const int found = pcre2_match(pattern->code, (PCRE2_SPTR)text.data, text.size, 0, 0,
                                  pattern->data, pattern->limits);
    if (found >= 0) {
        return true;
    }
    if (found == PCRE2_ERROR_NOMEMORY) {
        leat_fail_world(step, "there is no memory left to match a pattern");
        *reason = NULL;
    } else if (found == PCRE2_ERROR_NOMATCH) {
        *reason = "does not match the pattern";
    } else if (found == PCRE2_ERROR_MATCHLIMIT || found == PCRE2_ERROR_DEPTHLIMIT ||
               found == PCRE2_ERROR_HEAPLIMIT) {
        *reason = "takes too many steps or too much memory to match with the pattern; simplify the "
                  "pattern: no repeat inside a repeat, as in (a+)+";
    } else {
        *reason = "cannot be matched with the pattern";
    }
    return false;
}
