/* The closing lines of a run: the books of each step, and what was written. And the line that shows
 * how far it is. */
#include "runner/receipt.h"

#include <string.h>
#include <unistd.h>

#include "base/log.h"

static void add_cell(struct string *out, int64_t number, bool is_shown) {
    struct string text = {0};
    if (is_shown)
        string_add_grouped(&text, number);
    string_add_format(out, "  %12s", text.data ? text.data : "");
    string_free(&text);
}

static void add_padded(struct string *out, const char *text, size_t width) {
    size_t has = text_width(text, strlen(text));
    string_add_text(out, text);
    for (; has < width; has++)
        string_add_char(out, ' ');
}

static void print_step(const struct run_step *running, size_t width, FILE *out) {
    const struct step *step = running->step;
    const struct books *books = &running->books;
    int64_t rejected = books_rejected(books);
    struct string line = {0};
    add_padded(&line, step->label, width);
    add_cell(&line, books->taken, true);
    add_cell(&line, books->given, step_gives(step));
    add_cell(&line, books->filtered, books->filtered > 0);
    add_cell(&line, rejected, rejected > 0);
    while (line.size && line.data[line.size - 1] == ' ')
        line.data[--line.size] = '\0';
    fprintf(out, "%s\n", line.data);
    string_free(&line);
}

static double seconds_since(int64_t then) { return (double)(clock_now() - then) / 1000; }

static void print_written(const struct output *output, FILE *out) {
    struct string text = {0};
    if (!output)
        return;
    string_add_grouped(&text, output->bytes);
    fprintf(out, "wrote %s (%s bytes)\n",
            strcmp(output->target, "-") == 0 ? "standard output" : path_from_here(output->target),
            text.data);
    string_free(&text);
}

static void add_written(struct string *line, const struct output *output) {
    if (!output)
        return;
    string_add_format(line, "%s{\"path\":", line->data[line->size - 1] == '[' ? "" : ",");
    string_add_json(line, output->target, strlen(output->target));
    string_add_format(line, ",\"bytes\":%lld}", (long long)output->bytes);
}

static void print_json(const struct run *run, FILE *out) {
    const char *path = run->plan->definitions[0]->path;
    struct string line = {0};
    string_add_text(&line, "{\"level\":\"info\",\"message\":\"done\",\"definition\":");
    string_add_json(&line, path, strlen(path));
    string_add_format(&line, ",\"seconds\":%.3f,\"rejected\":%lld,\"steps\":[",
                      seconds_since(run->began), (long long)run->rejects.count);
    for (int32_t i = 0; i < run->plan->count; i++) {
        const struct run_step *running = &run->steps[i];
        string_add_format(&line, "%s{\"step\":", i ? "," : "");
        string_add_json(&line, running->step->label, strlen(running->step->label));
        string_add_format(&line, ",\"in\":%lld,\"out\":%lld,\"filtered\":%lld,\"rejected\":%lld}",
                          (long long)running->books.taken, (long long)running->books.given,
                          (long long)running->books.filtered,
                          (long long)books_rejected(&running->books));
    }
    string_add_text(&line, "],\"written\":[");
    for (int32_t i = 0; i < run->plan->count; i++)
        for (size_t k = 0; k < run->plan->steps[i]->output_count; k++)
            add_written(&line, run->plan->steps[i]->outputs[k].open);
    add_written(&line, run->rejects.output);
    string_add_text(&line, "]}\n");
    fputs(line.data, out);
    string_free(&line);
}

void run_receipt(const struct run *run, FILE *out) {
    size_t width = strlen("step");
    if (log_json) {
        print_json(run, out);
        return;
    }
    for (int32_t i = 0; i < run->plan->count; i++) {
        const char *label = run->plan->steps[i]->label;
        size_t size = text_width(label, strlen(label));
        width = size > width ? size : width;
    }
    fprintf(out, "%-*s  %12s  %12s  %12s  %12s\n", (int)width, "step", "rows in", "rows out",
            "filtered", "rejected");
    for (int32_t i = 0; i < run->plan->count; i++)
        print_step(&run->steps[i], width, out);
    for (int32_t i = 0; i < run->plan->count; i++)
        for (size_t k = 0; k < run->plan->steps[i]->output_count; k++)
            print_written(run->plan->steps[i]->outputs[k].open, out);
    print_written(run->rejects.output, out);
    fprintf(out, "done in %.2f s\n", seconds_since(run->began));
}

/* -- Progress --------------------------------------------------------------------------------- */

static int64_t bytes_to_read(const struct run *run) {
    int64_t bytes = 0;
    for (int32_t i = 0; i < run->plan->count; i++)
        for (size_t f = 0; f < run->plan->steps[i]->file_count; f++)
            bytes += run->plan->steps[i]->files[f].api.bytes > 0
                         ? run->plan->steps[i]->files[f].api.bytes
                         : 0;
    return bytes;
}

static void *progress_main(void *context) {
    struct progress *progress = context;
    int64_t whole = bytes_to_read(progress->run);
    bool shown = false;
    struct timespec due;
    clock_gettime(CLOCK_REALTIME, &due);
    due.tv_sec++;
    pthread_mutex_lock(&progress->lock);
    while (!progress->is_over) {
        if (pthread_cond_timedwait(&progress->changed, &progress->lock, &due) == 0)
            continue;
        int64_t read = files_bytes_read() - progress->before;
        fprintf(stderr, "\r\033[K%.1f MB", (double)read / 1e6);
        if (whole > 0)
            fprintf(stderr, " of %.1f MB, %d%%", (double)whole / 1e6,
                    (int)(read >= whole ? 100 : read * 100 / whole));
        fflush(stderr);
        shown = true;
        due.tv_nsec += 200000000;
        if (due.tv_nsec >= 1000000000) {
            due.tv_nsec -= 1000000000;
            due.tv_sec++;
        }
    }
    pthread_mutex_unlock(&progress->lock);
    if (shown)
        fputs("\r\033[K", stderr);
    return NULL;
}

void progress_begin(struct progress *progress, const struct run *run) {
    *progress = (struct progress){.run = run, .before = files_bytes_read()};
    pthread_mutex_init(&progress->lock, NULL);
    pthread_cond_init(&progress->changed, NULL);
    progress->is_shown = isatty(STDERR_FILENO) && log_level >= 0 && !log_json &&
                         pthread_create(&progress->thread, NULL, progress_main, progress) == 0;
}

void progress_end(struct progress *progress) {
    pthread_mutex_lock(&progress->lock);
    progress->is_over = true;
    pthread_cond_signal(&progress->changed);
    pthread_mutex_unlock(&progress->lock);
    if (progress->is_shown)
        pthread_join(progress->thread, NULL);
    pthread_cond_destroy(&progress->changed);
    pthread_mutex_destroy(&progress->lock);
}
