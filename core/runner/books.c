/* See books.h. */
#include "runner/books.h"

#include "base/memory.h"

int64_t books_rejected(const struct books *books) {
    return atomic_load(&books->rejected) + atomic_load(&books->spoiled);
}

void books_found(struct books *books, const struct settled *settled) {
    const int64_t kept = settled->rows - settled->dropped;
    atomic_fetch_add(&books->taken, settled->rows + settled->outside);
    atomic_fetch_add(&books->rejected, settled->rejected);
    atomic_fetch_add(&books->used, kept);
    atomic_fetch_add(&books->due, kept);
}

void books_made(struct books *books, const struct settled *settled) {
    const int64_t kept = settled->rows - settled->dropped;
    atomic_fetch_add(&books->made, settled->rows);
    atomic_fetch_add(&books->spoiled, settled->rejected);
    atomic_fetch_add(&books->kept, kept);
    atomic_fetch_add(&books->due, kept);
}

char *books_wrong(const struct books *books, bool *by_plugin) {
    const long long taken = atomic_load(&books->taken), used = atomic_load(&books->used),
                    filtered = atomic_load(&books->filtered),
                    rejected = atomic_load(&books->rejected), made = atomic_load(&books->made),
                    kept = atomic_load(&books->kept), spoiled = atomic_load(&books->spoiled),
                    due = atomic_load(&books->due), given = atomic_load(&books->given),
                    told = atomic_load(&books->told);
    *by_plugin = false;
    if (taken != used + filtered + rejected)
        return memory_format(
            "took %lld rows, of which %lld were used, %lld filtered and %lld rejected", taken, used,
            filtered, rejected);
    if (made != kept + spoiled)
        return memory_format("made %lld rows, of which %lld went on and %lld were rejected", made,
                             kept, spoiled);
    if (due != given)
        return memory_format("should have given %lld rows and gave %lld", due, given);
    *by_plugin = true;
    if (atomic_load(&books->tells) && told != used)
        return memory_format("was handed %lld rows that it did not reject, and counts %lld", used,
                             told);
    return NULL;
}
