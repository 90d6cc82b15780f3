/* workers: see workers.h. */
#include "workers.h"

#include <pthread.h>
#include <stdlib.h>

struct worker {
    struct workers *all;
    int32_t number;
    pthread_t thread;
};

struct workers {
    pthread_mutex_t lock;
    pthread_cond_t given, done;
    struct work_piece *first, **end; /* that nobody has begun */
    bool is_over;
    int32_t count; /* threads */
    struct worker threads[];
};

/* Takes the oldest piece, or NULL. The lock is held. */
static struct work_piece *take(struct workers *workers) {
    struct work_piece *piece = workers->first;
    if (piece) {
        workers->first = piece->next;
        if (!workers->first) {
            workers->end = &workers->first;
        }
    }
    return piece;
}

/* The lock is held before and after, not meanwhile. */
static void run(struct workers *workers, struct work_piece *piece, int32_t worker) {
    pthread_mutex_unlock(&workers->lock);
    piece->run(piece, worker);
    pthread_mutex_lock(&workers->lock);
    piece->is_done = true;
    pthread_cond_broadcast(&workers->done);
}

static void *work(void *context) {
    const struct worker *const worker = context;
    struct workers *const workers = worker->all;
    pthread_mutex_lock(&workers->lock);
    while (!workers->is_over) {
        struct work_piece *piece = take(workers);
        if (piece) {
            run(workers, piece, worker->number);
        } else {
            pthread_cond_wait(&workers->given, &workers->lock);
        }
    }
    pthread_mutex_unlock(&workers->lock);
    return NULL;
}

struct workers *workers_new(int32_t count) {
    const size_t threads = count > 1 ? (size_t)count - 1 : 0;
    struct workers *workers = calloc(1, sizeof *workers + threads * sizeof *workers->threads);
    if (!workers) {
        return NULL;
    }
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->given, NULL);
    pthread_cond_init(&workers->done, NULL);
    workers->end = &workers->first;
    for (size_t i = 0; i < threads; i++) {
        struct worker *worker = &workers->threads[i];
        *worker = (struct worker){.all = workers, .number = (int32_t)i + 1};
        if (pthread_create(&worker->thread, NULL, work, worker) != 0) {
            break;
        }
        workers->count++;
    }
    return workers;
}

void workers_give(struct workers *workers, struct work_piece *piece) {
    piece->is_done = false;
    piece->next = NULL;
    pthread_mutex_lock(&workers->lock);
    *workers->end = piece;
    workers->end = &piece->next;
    pthread_cond_signal(&workers->given);
    pthread_mutex_unlock(&workers->lock);
}

void workers_wait(struct workers *workers, struct work_piece *piece) {
    pthread_mutex_lock(&workers->lock);
    while (!piece->is_done) {
        struct work_piece *other = take(workers);
        if (other) {
            run(workers, other, 0);
        } else {
            pthread_cond_wait(&workers->done, &workers->lock);
        }
    }
    pthread_mutex_unlock(&workers->lock);
}

void workers_free(struct workers *workers) {
    if (!workers) {
        return;
    }
    pthread_mutex_lock(&workers->lock);
    workers->is_over = true;
    pthread_cond_broadcast(&workers->given);
    pthread_mutex_unlock(&workers->lock);
    for (int32_t i = 0; i < workers->count; i++) {
        pthread_join(workers->threads[i].thread, NULL);
    }
    pthread_cond_destroy(&workers->given);
    pthread_cond_destroy(&workers->done);
    pthread_mutex_destroy(&workers->lock);
    free(workers);
}
