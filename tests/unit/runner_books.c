/* The books of a step balance, and do not where any one of their counts is off by a row. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "runner/books.h"

/* A step that took 10 rows, made 5 of its own, and tells what it added. */
static struct books sound(void) {
    struct books books = {.taken = 10, .used = 6, .filtered = 3, .rejected = 1, .told = 6};
    books.made = 5;
    books.kept = 3;
    books.spoiled = 2;
    books.due = books.given = 9;
    books.tells = true;
    return books;
}

static bool is_wrong(const struct books *books, const char *says, bool is_plugins) {
    bool by_plugin;
    char *wrong = books_wrong(books, &by_plugin);
    const bool is = wrong && strstr(wrong, says) && by_plugin == is_plugins;
    memory_free(wrong);
    return is;
}

Test(books, balance) {
    struct books books = sound();
    bool by_plugin;
    cr_assert_null(books_wrong(&books, &by_plugin));
    books = (struct books){0};
    cr_assert_null(books_wrong(&books, &by_plugin), "a step without rows");
    books = (struct books){.taken = 4, .used = 4, .due = 4, .given = 4};
    cr_assert_null(books_wrong(&books, &by_plugin), "a step that tells nothing");
}

#define OFF(count, by, says, is_plugins)                                                           \
    do {                                                                                           \
        struct books books = sound();                                                              \
        atomic_fetch_add(&books.count, by);                                                        \
        cr_expect(is_wrong(&books, says, is_plugins), "%s by %d", #count, by);                     \
    } while (0)

Test(books, a_row_too_many_or_too_few_is_seen) {
    static const char were[] = "of which", gave[] = "should have given";
    for (int by = -1; by <= 1; by += 2) {
        OFF(taken, by, were, false);
        OFF(used, by, were, false);
        OFF(filtered, by, were, false);
        OFF(rejected, by, were, false);
        OFF(made, by, were, false);
        OFF(kept, by, were, false);
        OFF(spoiled, by, were, false);
        OFF(due, by, gave, false);
        OFF(given, by, gave, false);
        OFF(told, by, "counts", true);
    }
}

/* What a callback did, as the books have it. */
Test(books, found_and_made) {
    struct books books = {0};
    bool by_plugin;
    books_found(&books, &(struct settled){.rows = 8, .dropped = 2, .rejected = 5, .outside = 3});
    atomic_fetch_add(&books.given, 6);
    cr_assert_eq(books.taken, 11);
    cr_assert_null(books_wrong(&books, &by_plugin));
    books_made(&books, &(struct settled){.rows = 4, .dropped = 1, .rejected = 1});
    atomic_fetch_add(&books.given, 3);
    cr_assert_null(books_wrong(&books, &by_plugin));
    cr_assert_eq(books_rejected(&books), 6);
    /* A row that was told of and never taken out of its batch. */
    books_made(&books, &(struct settled){.rows = 4, .rejected = 1});
    cr_assert(is_wrong(&books, "made 8 rows, of which 7 went on and 2 were rejected", false));
}
