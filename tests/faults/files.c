/* See files.h. */
#include "files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TARGETS_MOST = 64 };

struct target {
    char path[ROOM];
    char *new_text;
    size_t size;
};

static struct target targets[TARGETS_MOST];
static int target_count;
static struct target standard; /* standard output, whose old text is none */
static const char *out_folder, *temporary_folder;

void die(const char *what) {
    fprintf(stderr, "faults: %s: %s\n", what, strerror(errno));
    exit(2);
}

char *files_read(const char *path, size_t *size) {
    FILE *file = fopen(path, "r");
    struct stat status;
    if (!file || fstat(fileno(file), &status) != 0 || !S_ISREG(status.st_mode)) {
        if (file)
            fclose(file);
        return NULL;
    }
    char *text = malloc((size_t)status.st_size + 1);
    *size = text ? fread(text, 1, (size_t)status.st_size, file) : 0;
    fclose(file);
    return text;
}

static void old_text(const struct target *target, char *text) {
    snprintf(text, ROOM, "old %.200s\n", strrchr(target->path, '/') + 1);
}

static void make_old(const struct target *target) {
    char text[ROOM];
    old_text(target, text);
    unlink(target->path);
    FILE *file = fopen(target->path, "w");
    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        die(target->path);
}

static enum state state_of(const struct target *target) {
    char old[ROOM];
    size_t size = 0;
    char *text = files_read(target->path, &size);
    old_text(target, old);
    bool is_new = text && size == target->size && memcmp(text, target->new_text, size) == 0;
    bool is_old = text && size == strlen(old) && memcmp(text, old, size) == 0;
    free(text);
    return is_new ? STATE_NEW : is_old ? STATE_OLD : STATE_WRONG;
}

/* What lies in a folder and below it: calls `each` for every file. */
static void walk(const char *folder, void (*each)(const char *path, const char *file, void *),
                 void *context) {
    DIR *stream = opendir(folder);
    if (!stream)
        return;
    for (struct dirent *entry; (entry = readdir(stream));) {
        char path[ROOM];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        snprintf(path, sizeof path, "%.2000s/%s", folder, entry->d_name);
        if (entry->d_type == DT_DIR)
            walk(path, each, context);
        else
            each(path, entry->d_name, context);
    }
    closedir(stream);
}

static void add_target(const char *path, const char *file, void *context) {
    (void)file;
    (void)context;
    if (target_count == TARGETS_MOST)
        die("too many files");
    struct target *target = &targets[target_count++];
    snprintf(target->path, ROOM, "%s", path);
    target->new_text = files_read(path, &target->size);
}

static void remove_file(const char *path, const char *file, void *context) {
    (void)file;
    (void)context;
    unlink(path);
}

static void count_left(const char *path, const char *file, void *context) {
    struct left *left = context;
    bool is_target = false;
    for (int i = 0; i < target_count; i++)
        is_target |= strcmp(targets[i].path, path) == 0;
    if (is_target)
        return;
    if (*file == '.')
        left->hidden++;
    else
        left->other++;
    if (left->takes_away)
        unlink(path);
}

struct left files_left(bool takes_away) {
    struct left left = {.takes_away = takes_away};
    walk(out_folder, count_left, &left);
    walk(temporary_folder, count_left, &left);
    return left;
}

int files_count(void) { return target_count; }

int files_hidden_most(void) {
    return target_count + (standard.size > 0) + (target_count > 1 ? target_count : 0);
}

void files_begin(const char *out, const char *temporary, const char *standard_path) {
    out_folder = strdup(out);
    temporary_folder = strdup(temporary);
    snprintf(standard.path, ROOM, "%s", standard_path);
}

void files_remove(void) { walk(out_folder, remove_file, NULL); }

void files_learn(void) {
    walk(out_folder, add_target, NULL);
    standard.new_text = files_read(standard.path, &standard.size);
}

/* *is_all: it is all there. */
static bool standard_is_beginning(bool *is_all) {
    size_t size = 0;
    char *text = files_read(standard.path, &size);
    bool is_beginning = text && size <= standard.size && memcmp(text, standard.new_text, size) == 0;
    *is_all = is_beginning && size == standard.size;
    free(text);
    return is_beginning;
}

struct states files_look(void) {
    struct states states = {0};
    for (int i = 0; i < target_count; i++)
        states.counts[state_of(&targets[i])]++;
    bool is_all, is_sound = standard_is_beginning(&is_all);
    states.is_standard_sound = is_sound;
    states.all_old = is_sound && states.counts[STATE_OLD] == target_count;
    states.all_new = is_all && states.counts[STATE_NEW] == target_count;
    states.is_whole = is_sound && states.counts[STATE_WRONG] == 0;
    return states;
}

void files_reset(void) {
    for (int i = 0; i < target_count; i++)
        if (state_of(&targets[i]) != STATE_OLD)
            make_old(&targets[i]);
}
