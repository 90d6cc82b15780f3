/* How long and how deep an expression may be, and what is said of one that is more. */
#include <criterion/criterion.h>
#include <string.h>

#include "expression/expression.h"

static void check_limit(const char *text, size_t size, const char *message) {
    struct schema schema = {0};
    const struct expression_scope scope = {.schema = &schema};
    struct expression_error error;
    cr_assert(expression_compile(text, size, &scope, &error) == NULL);
    cr_assert(strcmp(error.message, message) == 0, "%s", error.message);
    cr_assert(error.offset + error.length <= size || size > EXPRESSION_TEXT_MOST);
    expression_error_free(&error);
}

/* text, count times. */
static char *repeated(const char *text, size_t count, size_t *size) {
    struct string string = {0};
    for (size_t i = 0; i < count; i++) {
        string_add_text(&string, text);
    }
    *size = string.size;
    return string_take(&string);
}

Test(expression, limits) {
    static const struct {
        const char *part;
        size_t count;
        const char *message;
    } limits[] = {
        {" ", EXPRESSION_TEXT_MOST + 1, "the expression is longer than 65536 bytes"},
        {"(", 201, "nested more than 200 deep"},
        {"- ", 1000, "nested more than 200 deep"},
        {"not ", 1000, "nested more than 200 deep"},
        {"case when ", 1000, "nested more than 200 deep"},
        {"1+", 2000, "more than 999 operators stand in one row"},
        {"1,", 100, "unexpected ,"},
    };
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        size_t size;
        char *text = repeated(limits[i].part, limits[i].count, &size);
        check_limit(text, size, limits[i].message);
        memory_free(text);
    }
    size_t size;
    char *list = repeated("1,", 30000, &size), *text = memory_format("1 in (%s1)", list);
    check_limit(text, strlen(text), "the expression has more than 20000 parts");
    memory_free(text);
    memory_free(list);
    check_limit("'\xff'", 3, "the expression is not UTF-8 here");
    check_limit("1 \0 2", 5, "a control character (U+0000)");
}

Test(expression, depth_within_the_limit) {
    struct schema schema = {0};
    const struct expression_scope scope = {.schema = &schema};
    size_t size;
    char *open = repeated("(", 199, &size), *close = repeated(")", 199, &size),
         *chain = repeated("1+", 998, &size);
    char *texts[] = {memory_format("%s1%s", open, close), memory_format("%s1", chain)};
    for (size_t i = 0; i < 2; i++) {
        struct expression_error error;
        struct leat_expression *expression =
            expression_compile(texts[i], strlen(texts[i]), &scope, &error);
        cr_assert(expression != NULL, "%s", error.message);
        expression_free(expression);
        memory_free(texts[i]);
    }
    memory_free(open);
    memory_free(close);
    memory_free(chain);
}
