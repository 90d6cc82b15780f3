/* See refused.h. */
#include "refused.h"

#include <stdio.h>
#include <stdlib.h>

/* What is wrong with how a read ended; NULL: nothing. It has to fail where it was refused; where it
 * was stopped it may have come to its end before that mattered. */
static const char *judge(const struct source_text *text, const struct source_said *said) {
    static const char refusal[] = "failed: refused\n";
    const char *failure = text->data ? memmem(text->data, text->size, "failed: ", 8) : NULL;
    if (said->blocks > 0)
        return "memory was not given back";
    if (said->was_refused && said->ended_well)
        return "it went on without what it was refused";
    if (said->was_refused && (!failure || strncmp(failure, refusal, strlen(refusal)) != 0))
        return "it told something else than that it was refused";
    if (said->was_stopped && failure)
        return "it was stopped, and told of a failure";
    return NULL;
}

/* Reads with trouble at the n-th place, until there are no more; their number, or -1. */
static int64_t try_all(const char *label, const struct leat_role *role,
                       const struct refused_case *of, void (*options)(void *),
                       void (*settle)(void *), bool is_stop) {
    const size_t size = of->size ? of->size : strlen(of->file);
    for (uint64_t at = 1;; at++) {
        source_trouble(is_stop ? (struct source_trouble){.stop_at = at}
                               : (struct source_trouble){.refuse_at = at});
        struct source_text text = source_read(role, of->file, size, options, settle);
        const struct source_said said = source_said();
        const char *wrong = judge(&text, &said);
        if (wrong)
            printf("not ok %s\n    %s %llu: %s\n    %.*s\n", label, is_stop ? "stop" : "refusal",
                   (unsigned long long)at, wrong, (int)text.size, text.data);
        source_text_free(&text);
        if (wrong)
            return -1;
        if (!(is_stop ? said.was_stopped : said.was_refused))
            return (int64_t)at - 1;
    }
}

/* With no trouble it is read as the case says. */
static bool check_whole(const char *label, const struct leat_role *role,
                        const struct refused_case *of, void (*options)(void *),
                        void (*settle)(void *)) {
    const size_t size = of->size ? of->size : strlen(of->file);
    source_trouble((struct source_trouble){0});
    struct source_text text = source_read(role, of->file, size, options, settle);
    const char *reject = text.data ? memmem(text.data, text.size, "reject ", 7) : NULL;
    const char *failure = text.data ? memmem(text.data, text.size, "failed: ", 8) : NULL;
    const char *told = reject ? reject : failure;
    const bool is_right =
        source_said().blocks == 0 &&
        (of->tells ? told && strncmp(told, of->tells, strlen(of->tells)) == 0 : !told);
    if (!is_right)
        printf("not ok %s\n    wanted: %s\n    %.*s\n", label, of->tells ? of->tells : "rows alone",
               (int)text.size, text.data);
    source_text_free(&text);
    return is_right;
}

bool refused_check(const char *source, const struct leat_role *role, const struct refused_case *of,
                   void (*options)(void *state), void (*settle)(void *state)) {
    char label[200];
    snprintf(label, sizeof label, "refused/%s %s", source, of->name);
    source_declare(of->declared);
    if (!check_whole(label, role, of, options, settle))
        return false;
    const int64_t refused = try_all(label, role, of, options, settle, false);
    const int64_t stopped = refused < 0 ? -1 : try_all(label, role, of, options, settle, true);
    if (stopped < 0)
        return false;
    if (refused == 0) {
        printf("not ok %s\n    nothing was asked for\n", label);
        return false;
    }
    printf("ok %s\n", label);
    return true;
}
