/* document_support: what is told, as lines. See document_support.h. */
#include "document_support.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static int by_place(const void *a, const void *b) {
    const struct problem *const *x = a, *const *y = b;
    if ((*x)->line != (*y)->line) {
        return (*x)->line < (*y)->line ? -1 : 1;
    }
    return (*x)->column != (*y)->column ? ((*x)->column < (*y)->column ? -1 : 1) : *x < *y ? -1 : 1;
}

char *told(struct problems *problems) {
    struct string lines = {0};
    const struct problem **order = memory_array(problems->count, sizeof(struct problem *));
    for (size_t i = 0; i < problems->count; i++) {
        order[i] = &problems->list[i];
    }
    qsort(order, problems->count, sizeof(struct problem *), by_place);
    for (size_t i = 0; i < problems->count; i++) {
        const struct problem *problem = order[i];
        if (problem->line > 0) {
            string_add_format(&lines, "%" PRId64 ":%" PRId64 "+%" PRId64 " ", problem->line,
                              problem->column, problem->length);
        }
        string_add_text(&lines, problem->message);
        if (problem->advice != NULL) {
            string_add_format(&lines, " (%s)", problem->advice);
        }
        string_add_char(&lines, '\n');
    }
    memory_free(order);
    problems_free(problems);
    return string_take(&lines);
}

void assert_told(const char *what, struct problems *problems, const char *expected) {
    char *lines = told(problems);
    cr_expect(strcmp(lines, expected) == 0, "%s\ntells\n%s\nnot\n%s", what, lines, expected);
    memory_free(lines);
}
