/* accessible: says of a workbook which rules of accessible spreadsheets it keeps.
 *
 *     accessible FILE.xlsx
 *
 * prints a line for each rule, `ok ID WHAT` or `not ok ID WHAT`, and below the latter what
 * breaks it, indented. The status is 1 when any rule is broken, and 2 when the file cannot be
 * read. rules.h lists the rules; each is a function in one of the files named rules_*.c. */
#include "accessible/rules.h"

#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const struct rule {
    const char *id, *what;
    void (*look)(struct report *report);
} rules[] = {
#define RULE_ENTRY(id, what) {#id, what, rule_##id},
    RULES(RULE_ENTRY)
#undef RULE_ENTRY
};

enum { SHOWN = sizeof((struct report *)NULL)->shown / sizeof(char *) };

void fault(struct report *report, struct place place, const char *format, ...) {
    if (report->faults++ >= SHOWN) {
        return;
    }
    char what[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    struct pool *pool = report->book->pool;
    report->shown[report->faults - 1] =
        !place.sheet     ? pool_format(pool, "the workbook: %s", what)
        : place.row == 0 ? pool_format(pool, "%s: %s", place.sheet->name, what)
                         : pool_format(pool, "%s!%s: %s", place.sheet->name,
                                       text_cell(pool, place.column, place.row), what);
}

static bool kept(const struct workbook *book, const struct rule *rule) {
    struct report report = {.book = book};
    rule->look(&report);
    printf("%s %s %s\n", report.faults == 0 ? "ok" : "not ok", rule->id, rule->what);
    for (size_t i = 0; i < report.faults && i < SHOWN; i++) {
        printf("    %s\n", report.shown[i]);
    }
    if (report.faults > SHOWN) {
        printf("    and %zu more\n", report.faults - SHOWN);
    }
    return report.faults == 0;
}

int main(int count, char **words) {
    setlocale(LC_CTYPE, "C.UTF-8");
    if (count != 2) {
        fputs("usage: accessible FILE.xlsx\n", stderr);
        return 2;
    }
    char wrong[512];
    struct workbook *book = workbook_read(words[1], wrong, sizeof wrong);
    if (!book) {
        fprintf(stderr, "accessible: %s is not a sound workbook: %s\n", words[1], wrong);
        return 2;
    }
    bool all = true;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        all = kept(book, &rules[i]) && all;
    }
    workbook_free(book);
    return all ? EXIT_SUCCESS : EXIT_FAILURE;
}
