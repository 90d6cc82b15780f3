/* Folds, once all their rows are added: the parts of all threads are merged, many partitions at
 * once, and what will be given is put in order. */
#include "runner/run.h"

struct merging {
    struct run *run;
    struct run_step *running;
    size_t partitions;
    atomic_size_t next;
    struct problems *problems; /* by partition: the first that failed is told */
};

struct merger {
    struct merging *merging;
    int32_t thread;
    pthread_t id;
};

static void *merger_main(void *context) {
    struct merger *merger = context;
    struct merging *merging = merger->merging;
    struct run_step *running = merging->running;
    struct handle *handle = running->handles[merger->thread];
    for (size_t i; (i = atomic_fetch_add(&merging->next, 1)) < merging->partitions;) {
        struct parcel parcel = {0};
        work_begin(handle, "merge", &parcel, NULL);
        int answer = running->step->role->fold.merge(&handle->api, running->parts,
                                                     (size_t)running->handle_count, i);
        work_end(handle, answer, false, NULL);
        merging->problems[i] = parcel.problems;
    }
    return NULL;
}

static bool merge_partitions(struct run *run, struct run_step *running, size_t partitions) {
    struct merging merging = {.run = run, .running = running, .partitions = partitions};
    struct merger *mergers = memory_array((size_t)run->threads, sizeof *mergers);
    merging.problems = memory_array(partitions + 1, sizeof *merging.problems);
    int32_t made = 0;
    for (int32_t i = 0; i < run->threads; i++)
        mergers[i] = (struct merger){.merging = &merging, .thread = i};
    for (int32_t i = 1; i < run->threads && (size_t)i < partitions; i++, made++)
        if (pthread_create(&mergers[i].id, NULL, merger_main, &mergers[i]) != 0)
            break;
    merger_main(&mergers[0]);
    for (int32_t i = 1; i <= made; i++)
        pthread_join(mergers[i].id, NULL);
    bool sound = true;
    for (size_t i = 0; i < partitions; i++) {
        sound &= merging.problems[i].count == 0;
        if (run->problems->count == 0)
            problems_move(run->problems, &merging.problems[i]);
        problems_free(&merging.problems[i]);
    }
    memory_free(merging.problems);
    memory_free(mergers);
    return sound;
}

/* A number that a fold told is none that can be. */
static bool fold_failed(struct run *run, struct handle *handle, const char *what, size_t told,
                        int most) {
    handle_fail(handle, STATUS_PLUGIN, "the plugin wants %zu %s; 1 to %d may be", told, what, most);
    handle_report(handle, LEAT_FAILED, "", run->problems);
    return false;
}

bool fold_finish(struct run *run, int32_t number) {
    struct run_step *running = &run->steps[number];
    const struct leat_fold *fold = &running->step->role->fold;
    struct handle *handle = running->handles[0];
    size_t count = (size_t)running->handle_count, partitions = 1;
    if (fold->seal) {
        work_begin(handle, "seal", NULL, NULL);
        if (!work_end(handle, fold->seal(&handle->api, running->parts, count, &partitions), false,
                      NULL))
            return false;
    }
    if (partitions < 1 || partitions > LEAT_PARTITIONS_MOST)
        return fold_failed(run, handle, "partitions", partitions, LEAT_PARTITIONS_MOST);
    if (fold->merge && !merge_partitions(run, running, partitions))
        return false;
    running->streams = 1;
    work_begin(handle, "arrange", NULL, NULL);
    int answer = fold->arrange(&handle->api, running->parts, count, &running->streams);
    if (!work_end(handle, answer, false, NULL))
        return false;
    return (running->streams >= 1 && running->streams <= INT32_MAX) ||
           fold_failed(run, handle, "streams", running->streams, INT32_MAX);
}
