/* problem: collecting problems. See problem.h; how they are printed is in problem_print.c. */
#include "problem.h"

#include <string.h>

/* One slot more than is kept: the problem found last takes it in turn, so that problem_add always
 * has one to give. Its status is the gravest of all that were left out. */
enum { KEPT = 100, SPARE = KEPT, SLOTS = KEPT + 1 };

/* What is shown of a source line is never wider than this; a line's start beyond it is not kept. */
enum { SOURCE_MOST = 65536, SOURCE_AFTER = 1024 };

enum status status_worse(enum status a, enum status b) {
    return a > b ? a : b; /* the numbers were chosen so */
}

static void problem_free(struct problem *problem) {
    memory_free(problem->file);
    memory_free(problem->source);
    memory_free(problem->message);
    memory_free(problem->advice);
    *problem = (struct problem){0};
}

static bool same_text(const char *a, const char *b) {
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool same_problem(const struct problem *a, const struct problem *b) {
    return a->line == b->line && a->column == b->column && same_text(a->file, b->file) &&
           strcmp(a->message, b->message) == 0;
}

/* A copy of the line, as far as printing can need it, without the line break at its end. */
static char *copy_source(const struct place *place) {
    if (place->source == NULL || place->column > SOURCE_MOST) {
        return NULL;
    }
    const int64_t before = place->column > 0 ? place->column : 0;
    const size_t most = 4 * (size_t)before + SOURCE_AFTER; /* a code point has four bytes at most */
    size_t size = place->source_size < most ? place->source_size : most;
    const char *end = memchr(place->source, '\n', size);
    size = end != NULL ? (size_t)(end - place->source) : size;
    size -= size > 0 && place->source[size - 1] == '\r';
    return memory_copy_part(place->source, size);
}

static void make_room(struct problems *problems) {
    if (problems->count + 2 >
        problems->capacity) { /* the new one, and the spare once the list is full */
        const size_t before = problems->capacity;
        const size_t after = before == 0 ? 8 : before * 2 < SLOTS ? before * 2 : SLOTS;
        problems->list = memory_resize(problems->list, after * sizeof *problems->list);
        memset(problems->list + before, 0, (after - before) * sizeof *problems->list);
        problems->capacity = after;
    }
}

/* Counts as many as were not kept; the problem stands for all of them. */
static struct problem *leave_out(struct problems *problems, const struct problem *problem,
                                 size_t count) {
    struct problem *spare = &problems->list[SPARE];
    const enum status worst = status_worse(problem->status, spare->status);
    problem_free(spare);
    *spare = *problem;
    spare->status = worst;
    problems->left_out += count;
    return spare;
}

/* Takes the problem, whose memory is now the list's. */
static struct problem *keep(struct problems *problems, struct problem *problem) {
    for (size_t i = 0; i < problems->count; i++) {
        struct problem *same = &problems->list[i];
        if (same_problem(same, problem)) {
            same->status = status_worse(same->status, problem->status);
            problem_free(problem);
            return same;
        }
    }
    if (problems->count == KEPT) {
        return leave_out(problems, problem, 1);
    }
    make_room(problems);
    problems->list[problems->count] = *problem;
    return &problems->list[problems->count++];
}

struct problem *problem_add(struct problems *problems, enum status status,
                            const struct place *place, const char *format, ...) {
    struct problem problem = {.status = status};
    va_list arguments;
    va_start(arguments, format);
    problem.message = memory_format_list(format, arguments);
    va_end(arguments);
    if (place != NULL) {
        problem.file = place->file != NULL ? memory_copy(place->file) : NULL;
        problem.source = copy_source(place);
        problem.line = place->line;
        problem.column = place->column;
        problem.length = place->length;
    }
    return keep(problems, &problem);
}

void problem_advise(struct problem *problem, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *advice = memory_format_list(
        format, arguments); /* before the old one goes: it may be among the arguments */
    va_end(arguments);
    memory_free(problem->advice);
    problem->advice = advice;
}

void problem_suggest(struct problem *problem, const char *wrong, const char *const *names,
                     size_t count) {
    const char *nearest = text_nearest(wrong, names, count);
    struct string list = {0};
    if (nearest != NULL) {
        string_add_text(&list, "did you mean ");
        string_add_quoted(&list, nearest, strlen(nearest), 0);
        string_add_char(&list, '?');
    } else if (count > 0 && count <= 12) {
        for (size_t i = 0; i < count; i++) {
            string_add_text(&list, i == 0 ? (count == 1 ? "there is only " : "there are ")
                                          : (i + 1 < count ? ", " : " and "));
            string_add_quoted(&list, names[i], strlen(names[i]), 0);
        }
    }
    if (list.size > 0) {
        problem_advise(problem, "%s", list.data);
    }
    string_free(&list);
}

void problems_show(struct problems *problems, const struct place *place) {
    for (size_t i = 0; i < problems->capacity; i++) { /* the spare one among them */
        struct problem *problem = &problems->list[i];
        if (problem->source != NULL && problem->line == place->line &&
            same_text(problem->file, place->file)) {
            struct place shown = *place;
            shown.column = problem->column;
            memory_free(problem->source);
            problem->source = copy_source(&shown);
        }
    }
}

void problems_move(struct problems *into, struct problems *from) {
    for (size_t i = 0; i < from->count; i++) {
        keep(into, &from->list[i]);
    }
    if (from->left_out > 0) { /* then KEPT different ones were moved, and into is full as well */
        leave_out(into, &from->list[SPARE], from->left_out);
    }
    memory_free(from->list);
    *from = (struct problems){0};
}

enum status problems_status(const struct problems *problems) {
    enum status worst = problems->left_out > 0 ? problems->list[SPARE].status : STATUS_DONE;
    for (size_t i = 0; i < problems->count; i++) {
        worst = status_worse(worst, problems->list[i].status);
    }
    return worst;
}

void problems_free(struct problems *problems) {
    const size_t held = problems->left_out > 0 ? SLOTS : problems->count;
    for (size_t i = 0; i < held; i++) {
        problem_free(&problems->list[i]);
    }
    memory_free(problems->list);
    *problems = (struct problems){0};
}
