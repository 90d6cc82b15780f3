/* Counted allocation: what is promised of each block, of the count, and of what happens when there
 * is no more. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "random.h"

static bool all_zero(const void *block, size_t size) {
    const char *bytes = block;
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

Test(base_memory, a_block_is_zeroed_aligned_and_counted) {
    for (size_t size = 0; size < 300; size++) {
        void *block = memory_alloc(size);
        cr_assert_not_null(block);
        cr_assert_eq((uintptr_t)block % _Alignof(max_align_t), 0);
        cr_assert(all_zero(block, size));
        cr_assert_eq(memory_used(), size);
        memset(block, 0xff, size);
        memory_free(block);
        cr_assert_eq(memory_used(), 0);
    }
    cr_assert_eq(memory_peak(), 299);
}

Test(base_memory, blocks_of_size_0_are_blocks_of_their_own) {
    void *a = memory_alloc(0), *b = memory_alloc(0), *c = memory_try(0), *d = memory_try(0);
    cr_assert(a != NULL && b != NULL && c != NULL && d != NULL);
    cr_assert(a != b && c != d);
    memory_free(a);
    memory_free(b);
    memory_free(c);
    memory_free(d);
    memory_free(NULL);
    cr_assert_eq(memory_used(), 0);
}

Test(base_memory, data_blocks_are_aligned_to_a_cache_line) {
    void *blocks[200];
    size_t sum = 0;
    for (size_t i = 0; i < 200; i++) {
        blocks[i] = memory_try(i * 37);
        cr_assert_eq((uintptr_t)blocks[i] % 64, 0);
        memset(blocks[i], (int)i, i * 37);
        sum += i * 37;
    }
    cr_assert_eq(memory_used(), sum);
    for (size_t i = 0; i < 200; i++) {
        memory_free(blocks[i]);
    }
    cr_assert_eq(memory_used(), 0);
}

Test(base_memory, resizing_keeps_bytes_alignment_and_count) {
    uint64_t random = 1;
    unsigned char *plain = NULL, *data = NULL, expected[5000];
    size_t size = 0;
    for (int round = 0; round < 2000; round++) {
        const size_t next = random_below(&random, sizeof expected);
        plain = memory_resize(plain, next);
        data = memory_try_resize(data, next);
        cr_assert_not_null(data);
        cr_assert_eq((uintptr_t)data % 64, 0);
        cr_assert_eq(memory_used(), 2 * next);
        const size_t kept = next < size ? next : size;
        cr_assert_eq(memcmp(plain, expected, kept), 0);
        cr_assert_eq(memcmp(data, expected, kept), 0);
        for (size_t i = 0; i < next; i++) {
            expected[i] = plain[i] = data[i] = (unsigned char)random_next(&random);
        }
        size = next;
        if (round % 7 == 0) { /* blocks between, so that growing has to move */
            memory_free(memory_try(random_below(&random, 3000)));
        }
    }
    memory_free(plain);
    memory_free(data);
    cr_assert_eq(memory_used(), 0);
}

Test(base_memory, a_large_data_block_grows_with_its_bytes) {
    const size_t million = 1000000;
    uint32_t *data = NULL;
    for (size_t count = 1; count <= 16 * million; count *= 4) {
        data = memory_try_resize(data, count * sizeof *data);
        cr_assert_not_null(data);
        cr_assert_eq((uintptr_t)data % 64, 0);
        for (size_t i = 0; i < count / 4; i++) {
            cr_assert(data[i] == (uint32_t)i * 7, "at %zu of %zu", i, count);
        }
        for (size_t i = 0; i < count; i++) {
            data[i] = (uint32_t)i * 7;
        }
    }
    memory_free(data);
}

Test(base_memory, the_peak_is_the_most_at_once) {
    void *a = memory_alloc(1000), *b = memory_try(500);
    memory_free(a);
    void *c = memory_alloc(600);
    cr_assert_eq(memory_peak(), 1500);
    c = memory_resize(c, 2000);
    cr_assert_eq(memory_peak(), 2500);
    memory_free(b);
    memory_free(c);
    cr_assert_eq(memory_peak(), 2500);
    cr_assert_eq(memory_used(), 0);
}

Test(base_memory, the_limit_is_kept_to_the_byte_by_data_alone) {
    cr_assert_eq(memory_left(), SIZE_MAX);
    memory_limit(1000);
    cr_assert_eq(memory_left(), 1000);
    char *data = memory_try(600);
    cr_assert_not_null(data);
    cr_assert_eq(memory_left(), 400);
    cr_assert_null(memory_try(401));
    cr_assert_eq(memory_used(), 600);
    memset(data, 'x', 600);
    cr_assert_null(memory_try_resize(data, 1001));
    cr_assert_eq(data[599], 'x');
    data = memory_try_resize(data, 1000);
    cr_assert_not_null(data);
    cr_assert_eq(memory_left(), 0);
    void *small = memory_alloc(50); /* definitions are not held to it */
    cr_assert_eq(memory_used(), 1050);
    cr_assert_eq(memory_left(), 0);
    cr_assert_null(memory_try(1));
    char *shrunk = memory_try_resize(data, 10);
    cr_assert_not_null(shrunk);
    cr_assert_eq(memory_left(), 940);
    memory_free(shrunk);
    memory_free(small);
    memory_limit(0);
    cr_assert_eq(memory_left(), SIZE_MAX);
}

Test(base_memory, sizes_that_no_machine_has_are_refused) {
    volatile size_t most = SIZE_MAX; /* volatile: the compiler would warn of what is tested */
    cr_assert_null(memory_try(most));
    cr_assert_null(memory_try(most - 70));
    cr_assert_null(memory_try(most / 2 - 100));
    void *data = memory_try(10);
    cr_assert_null(memory_try_resize(data, most));
    cr_assert_null(memory_try_resize(data, most - 60));
    cr_assert_eq(memory_used(), 10);
    memory_free(data);
}

Test(base_memory, the_chosen_allocation_fails_alone) {
    const uint64_t before = memory_allocations();
    memory_fail_at(3, false);
    void *a = memory_try(1), *b = memory_try(2), *c = memory_try(3), *d = memory_try(4);
    cr_assert(a != NULL && b != NULL && c == NULL && d != NULL);
    cr_assert_eq(memory_allocations() - before, 4);
    cr_assert_eq(memory_used(), 7);
    memory_fail_at(1, false);
    cr_assert_null(memory_try_resize(a, 100));
    cr_assert_eq(memory_used(), 7);
    memory_free(a);
    memory_free(b);
    memory_free(d);
}

Test(base_memory, or_each_one_from_there_on) {
    memory_fail_at(2, true);
    void *a = memory_try(1);
    cr_assert_not_null(a);
    for (int i = 0; i < 10; i++) {
        cr_assert_null(memory_try(1));
    }
    memory_fail_at(0, false);
    void *b = memory_try(1);
    cr_assert_not_null(b);
    memory_free(a);
    memory_free(b);
}

Test(base_memory, no_memory_ends_the_run_with_3, .exit_code = 3) {
    memory_fail_at(1, false);
    memory_free(memory_alloc(1));
}

Test(base_memory, a_failed_resize_ends_the_run_with_3, .exit_code = 3) {
    void *block = memory_alloc(1);
    memory_fail_at(1, false);
    memory_free(memory_resize(block, 2));
}

Test(base_memory, a_product_that_overflows_ends_the_run_with_3, .exit_code = 3) {
    volatile size_t count = SIZE_MAX / 8 + 2;
    memory_free(memory_array(count, 8));
}

static void leave_with_7(void) { _exit(7); }

Test(base_memory, a_copy_of_a_size_that_no_machine_has_ends_the_run_with_3, .exit_code = 3) {
    volatile size_t size = SIZE_MAX;
    memory_free(memory_copy_part("x", size));
}

Test(base_memory, the_handler_is_called_first, .exit_code = 7) {
    memory_on_exhausted(leave_with_7);
    memory_fail_at(1, true);
    memory_free(memory_alloc(1));
}

static void handler_that_wants_memory(void) {
    memory_free(memory_alloc(100));
    _exit(1); /* never reached: there is none */
}

Test(base_memory, a_handler_that_wants_memory_in_its_turn_ends_the_run, .exit_code = 3) {
    memory_on_exhausted(handler_that_wants_memory);
    memory_fail_at(1, true);
    memory_free(memory_alloc(1));
}

static void slow_handler(void) {
    usleep(200000);
    _exit(9);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

/* More than there is, kept from the compiler. */
static volatile size_t too_much = PTRDIFF_MAX - 4096;

static void leave_with_the_letter_of_who(void) { _exit(memory_wanted_by()[0]); }

Test(base_memory, a_library_that_must_have_memory_ends_the_run, .exit_code = 'e') {
    memory_on_exhausted(leave_with_the_letter_of_who);
    memory_must("excel");
    void *volatile block = malloc(too_much);
    free(block);
}

Test(base_memory, one_that_grows_a_block_ends_it_too, .exit_code = 'e') {
    memory_on_exhausted(leave_with_the_letter_of_who);
    void *block = malloc(1);
    memory_must("excel");
    void *volatile grown = realloc(block, too_much);
    free(grown);
}

Test(base_memory, who_must_have_memory_is_of_one_thread_and_time) {
    memory_must("excel");
    cr_assert_null(memory_try(too_much), "data may be refused");
    memory_must(NULL);
    void *volatile block = malloc(too_much);
    cr_assert_null(block);
    free(block);
}

#endif

static void *fail_in_thread(void *unused) {
    memory_free(memory_alloc(1));
    return unused;
}

Test(base_memory, other_threads_wait_for_the_handler, .exit_code = 9) {
    memory_on_exhausted(slow_handler);
    memory_fail_at(1, true);
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) {
        pthread_create(&threads[i], NULL, fail_in_thread, NULL);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
    }
}

Test(base_memory, giving_a_block_back_twice_is_noticed, .signal = SIGABRT) {
    static _Alignas(64) char not_a_block[128];
    memory_free(not_a_block + 64);
}

Test(base_memory, text_is_copied_and_made) {
    char *copy = memory_copy("leat"), *part = memory_copy_part("a\0bcd", 4),
         *none = memory_copy_part(NULL, 0);
    char *text = memory_format("%s-%d-%05.1f", "x", 42, 2.5), *empty = memory_format("%s", "");
    cr_assert_str_eq(copy, "leat");
    cr_assert_eq(memcmp(part, "a\0bc", 5), 0);
    cr_assert_str_eq(none, "");
    cr_assert_str_eq(text, "x-42-002.5");
    cr_assert_str_eq(empty, "");
    memory_free(copy);
    memory_free(part);
    memory_free(none);
    memory_free(text);
    memory_free(empty);
    cr_assert_eq(memory_used(), 0);
}

struct worker {
    uint64_t random;
    bool broken;
};

static void *work(void *argument) {
    struct worker *worker = argument;
    unsigned char *blocks[32] = {NULL};
    size_t sizes[32] = {0};
    for (int round = 0; round < 20000; round++) {
        const size_t i = random_below(&worker->random, 32),
                     size = random_below(&worker->random, 400);
        if (blocks[i] != NULL && sizes[i] > 0) {
            worker->broken |=
                blocks[i][0] != (unsigned char)i || blocks[i][sizes[i] - 1] != (unsigned char)i;
        }
        if (random_below(&worker->random, 2) == 0) {
            memory_free(blocks[i]);
            blocks[i] = i % 2 == 0 ? memory_alloc(size) : memory_try(size);
        } else {
            blocks[i] =
                i % 2 == 0 ? memory_resize(blocks[i], size) : memory_try_resize(blocks[i], size);
        }
        memset(blocks[i], (int)i, size);
        sizes[i] = size;
    }
    for (size_t i = 0; i < 32; i++) {
        memory_free(blocks[i]);
    }
    return NULL;
}

Test(base_memory, threads_count_together) {
    pthread_t threads[8];
    struct worker workers[8];
    for (size_t i = 0; i < 8; i++) {
        workers[i] = (struct worker){.random = i};
        pthread_create(&threads[i], NULL, work, &workers[i]);
    }
    for (size_t i = 0; i < 8; i++) {
        pthread_join(threads[i], NULL);
        cr_assert_not(workers[i].broken);
    }
    cr_assert_eq(memory_used(), 0);
    cr_assert_eq(memory_allocations(), 8 * 20000);
}

static void *take_all_that_is_left(void *argument) {
    size_t *taken = argument;
    char *first = NULL, *block;
    while ((block = memory_try(10)) != NULL) {
        memcpy(block, &first, sizeof first);
        first = block;
        *taken += 10;
    }
    return first;
}

Test(base_memory, threads_never_pass_the_limit_together) {
    pthread_t threads[4];
    size_t taken[4] = {0};
    void *blocks[4];
    memory_limit(99995);
    for (int i = 0; i < 4; i++) {
        pthread_create(&threads[i], NULL, take_all_that_is_left, &taken[i]);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], &blocks[i]);
    }
    cr_assert_eq(taken[0] + taken[1] + taken[2] + taken[3], 99990);
    cr_assert_eq(memory_peak(), 99990);
    for (int i = 0; i < 4; i++) {
        while (blocks[i] != NULL) {
            void *next;
            memcpy(&next, blocks[i], sizeof next);
            memory_free(blocks[i]);
            blocks[i] = next;
        }
    }
    cr_assert_eq(memory_used(), 0);
}

Test(base_memory, an_arena_gives_zeroed_aligned_blocks_that_do_not_overlap) {
    struct arena *arena = arena_new();
    uint64_t random = 3;
    unsigned char *blocks[500];
    size_t sizes[500];
    for (size_t i = 0; i < 500; i++) {
        sizes[i] = i % 50 == 49 ? random_below(&random, 400000) : random_below(&random, 200);
        blocks[i] = arena_alloc(arena, sizes[i]);
        cr_assert_eq((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
        cr_assert(all_zero(blocks[i], sizes[i]));
        memset(blocks[i], (int)(i % 255) + 1, sizes[i]);
    }
    for (size_t i = 0; i < 500; i++) {
        for (size_t j = 0; j < sizes[i]; j++) {
            cr_assert(blocks[i][j] == i % 255 + 1);
        }
    }
    arena_free(arena);
    cr_assert_eq(memory_used(), 0);
}

Test(base_memory, an_arena_s_empty_blocks_differ) {
    struct arena *arena = arena_new();
    const void *a = arena_alloc(arena, 0), *b = arena_alloc(arena, 0);
    cr_assert_neq(a, b);
    arena_free(arena);
    arena_free(NULL);
    cr_assert_eq(memory_used(), 0);
}

Test(base_memory, an_arena_copies_and_makes_text) {
    struct arena *arena = arena_new();
    const char *copy = arena_copy(arena, "ab\0cd", 4), *none = arena_copy(arena, NULL, 0);
    const char *text = arena_format(arena, "%s %d", "step", 7),
               *empty = arena_format(arena, "%s", "");
    char wide[10000];
    memset(wide, 'w', sizeof wide - 1);
    wide[sizeof wide - 1] = '\0';
    const char *long_text = arena_format(arena, "<%s>", wide);
    cr_assert_eq(memcmp(copy, "ab\0c", 5), 0);
    cr_assert_str_eq(none, "");
    cr_assert_str_eq(text, "step 7");
    cr_assert_str_eq(empty, "");
    cr_assert_eq(strlen(long_text), 10001);
    cr_assert_eq(long_text[10000], '>');
    arena_free(arena);
    cr_assert_eq(memory_used(), 0);
}

Test(base_memory, an_arena_without_memory_ends_the_run_with_3, .exit_code = 3) {
    volatile size_t most = SIZE_MAX;
    struct arena *arena = arena_new();
    char *block = arena_alloc(arena, most - 3);
    block[0] = 'x'; /* never reached */
}
