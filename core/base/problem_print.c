/* problem_print: problems shown to people, each under its line of the file. See problem.h. */
#include "problem.h"

#include <inttypes.h>
#include <string.h>

/* -- the line itself, and the carets under it ------------------------------------------------- */

/* Longer lines are cut to a window of so many columns; BEFORE of them show what leads up to the
 * place. */
enum { WINDOW = 100, BEFORE = 40 };

struct excerpt {
    const char *source;
    size_t size;
    size_t first, past;         /* the code points to mark */
    struct string shown, marks; /* what is printed */
};

/* What a terminal must not get is shown as the picture of itself, or as the replacement
 * character. */
static uint32_t harmless(uint32_t code) {
    if (code < 0x20 && code != '\t') {
        return 0x2400 + code;
    }
    if (code == 0x7f) {
        return 0x2421;
    }
    const bool turns_text =
        (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
    return (code >= 0x80 && code < 0xa0) || turns_text ? 0xfffd : code;
}

/* The next code point as it is shown: its bytes in out, their count, and the columns it takes. */
static size_t next_shown(const struct excerpt *excerpt, size_t *at, char out[4], size_t *width) {
    const size_t left = excerpt->size - *at;
    uint32_t code = 0xfffd;
    if (text_valid_prefix(excerpt->source + *at, left < 4 ? left : 4) > 0) {
        code = harmless(text_decode(excerpt->source, excerpt->size, at));
    } else {
        ++*at;
    }
    const size_t bytes = text_encode(code, out);
    *width = code == '\t' ? 1 : text_width(out, bytes);
    return bytes;
}

/* The columns that code points start to past take. */
static size_t width_between(const struct excerpt *excerpt, size_t start, size_t past) {
    char bytes[4];
    size_t sum = 0, width;
    for (size_t at = 0, i = 0; at < excerpt->size && i < past; i++) {
        next_shown(excerpt, &at, bytes, &width);
        sum += i >= start ? width : 0;
    }
    return sum;
}

/* The first code point to show: the line's, when the place can be seen so. */
static size_t window_start(const struct excerpt *excerpt) {
    const size_t before = width_between(excerpt, 0, excerpt->first);
    const size_t marked = width_between(excerpt, excerpt->first, excerpt->past);
    const size_t all = width_between(excerpt, 0, SIZE_MAX);
    if (all <= WINDOW || before + (marked < BEFORE ? marked : BEFORE) <= WINDOW - 10) {
        return 0;
    }
    char bytes[4];
    size_t i = 0, width;
    for (size_t at = 0, passed = 0; before - passed > BEFORE; i++) {
        next_shown(excerpt, &at, bytes, &width);
        passed += width;
    }
    return i;
}

static void add_marks(struct string *marks, char byte, size_t count) {
    while (count-- > 0) {
        string_add_char(marks, byte);
    }
}

/* Fills shown and marks. Tabs stand in both, so that the carets stay under their letters. */
static void excerpt_make(struct excerpt *excerpt) {
    const size_t start = window_start(excerpt);
    char bytes[4];
    size_t width, columns = 0, marked = 0, i = 0;
    if (start > 0) {
        string_add_text(&excerpt->shown, "…");
        add_marks(&excerpt->marks, ' ', 1);
    }
    for (size_t at = 0; at < excerpt->size; i++) {
        const size_t count = next_shown(excerpt, &at, bytes, &width);
        if (i < start) {
            continue;
        }
        columns += width;
        if (columns > WINDOW) {
            string_add_text(&excerpt->shown, "…");
            break;
        }
        string_add(&excerpt->shown, bytes, count);
        if (i < excerpt->first) {
            add_marks(&excerpt->marks, bytes[0] == '\t' ? '\t' : ' ', width);
        } else if (i < excerpt->past) {
            add_marks(&excerpt->marks, '^', width);
            marked += width;
        }
    }
    if (marked == 0) { /* a place at the line's end, or a letter that takes no column */
        add_marks(&excerpt->marks, '^', 1);
    }
}

static void print_excerpt(const struct problem *problem, FILE *out) {
    const size_t column = problem->column > 0 ? (size_t)problem->column : 1;
    const size_t length = problem->length > 0 ? (size_t)problem->length : 1;
    struct excerpt excerpt = {
        .source = problem->source,
        .size = strlen(problem->source),
        .first = column - 1,
        .past = column - 1 + length,
    };
    char number[24];
    snprintf(number, sizeof number, "%" PRId64 " ", problem->line);
    excerpt_make(&excerpt);
    fprintf(out, "  %s| %s\n", number, excerpt.shown.data != NULL ? excerpt.shown.data : "");
    if (problem->column > 0) {
        fprintf(out, "  %*s| %s\n", (int)strlen(number), "", excerpt.marks.data);
    }
    string_free(&excerpt.shown);
    string_free(&excerpt.marks);
}

/* -- all of them ------------------------------------------------------------------------------ */

void problem_print_line(const struct problem *problem, FILE *out) {
    fputs(problem->file != NULL ? problem->file : "leat", out);
    if (problem->file != NULL && problem->line > 0) {
        fprintf(out, ":%" PRId64, problem->line);
        if (problem->column > 0) {
            fprintf(out, ":%" PRId64, problem->column);
        }
    }
    struct string text = {0};
    string_add_text(&text, ": ");
    string_add_message(&text, problem->message, true);
    if (problem->advice != NULL) {
        string_add_format(&text, " (%s)", problem->advice);
    }
    fprintf(out, "%s\n", text.data);
    string_free(&text);
}

/* The number of the first problem that is in the same file: files stand in the order they were
 * first named. */
static size_t file_rank(const struct problems *problems, size_t number) {
    const char *file = problems->list[number].file;
    size_t rank = 0;
    for (; rank < number; rank++) {
        const char *other = problems->list[rank].file;
        if (file == other || (file != NULL && other != NULL && strcmp(file, other) == 0)) {
            break;
        }
    }
    return rank;
}

static bool stands_before(const struct problems *problems, size_t a, size_t b) {
    const struct problem *x = &problems->list[a], *y = &problems->list[b];
    const size_t file_x = file_rank(problems, a), file_y = file_rank(problems, b);
    if (file_x != file_y) {
        return file_x < file_y;
    }
    return x->line != y->line ? x->line < y->line : x->column < y->column;
}

void problems_print(const struct problems *problems, FILE *out) {
    if (problems->count == 0 && problems->left_out == 0) {
        return;
    }
    size_t *order = memory_array(problems->count, sizeof *order);
    for (size_t i = 0; i < problems->count;
         i++) { /* put in one by one: equal places keep their order */
        size_t at = i;
        for (; at > 0 && stands_before(problems, i, order[at - 1]); at--) {
            order[at] = order[at - 1];
        }
        order[at] = i;
    }
    for (size_t i = 0; i < problems->count; i++) {
        const struct problem *problem = &problems->list[order[i]];
        problem_print_line(problem, out);
        if (problem->source != NULL && problem->line > 0) {
            print_excerpt(problem, out);
        }
    }
    if (problems->left_out > 0) {
        struct string text = {0};
        string_add_text(&text, "and ");
        string_add_count(&text, (int64_t)problems->left_out, "problem more", "problems more");
        fprintf(out, "%s\n", text.data);
        string_free(&text);
    }
    memory_free(order);
}
