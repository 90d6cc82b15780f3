/* See journal.h. As a text: the first line, then for each file its path, its inode number and its
 * size, then "end"; each is followed by a NUL, which no path holds. */
#include "output/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <leat/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/log.h"
#include "base/path.h"
#include "base/text.h"
#include "output/lock.h"
#include "output/place.h"

static const char first_line[] = "leat journal 1\n", last_word[] = "end";
enum { JOURNAL_MOST = 1 << 24 };

/* -- Writing ---------------------------------------------------------------------------------- */

static void add_word(struct string *text, const char *word) {
    string_add(text, word, strlen(word) + 1);
}

bool journal_write(struct journal_own *own, const char *folder, struct output *const *outputs,
                   size_t count) {
    struct string text = {0};
    add_word(&text, first_line);
    for (size_t i = 0; i < count; i++) {
        char number[64];
        add_word(&text, outputs[i]->target);
        snprintf(number, sizeof number, "%ju %jd", (uintmax_t)outputs[i]->inode,
                 (intmax_t)outputs[i]->bytes);
        add_word(&text, number);
    }
    add_word(&text, last_word);
    char *path = hidden_journal(folder, hidden_self());
    int fd = lock_new(path, 0600);
    *own = (struct journal_own){.path = path, .fd = fd};
    bool done = fd >= 0 && io_write(fd, text.data, text.size) && io_sync(fd);
    int why = errno;
    if (!done && fd >= 0)
        journal_remove(own);
    else if (!done)
        journal_close(own);
    string_free(&text);
    errno = why;
    return done;
}

void journal_close(struct journal_own *own) {
    if (own->path && own->fd >= 0)
        close(own->fd);
    memory_free(own->path);
    own->path = NULL;
}

void journal_remove(struct journal_own *own) {
    if (own->path)
        unlink(own->path);
    journal_close(own);
}

/* -- Reading ---------------------------------------------------------------------------------- */

struct entry {
    const char *target;
    uintmax_t inode;
    intmax_t bytes;
};

struct journal {
    char *text;
    struct entry *entries;
    size_t count;
    bool is_broken; /* read, and not whole */
};

static void journal_free(struct journal *journal) {
    memory_free(journal->text);
    memory_free(journal->entries);
}

static bool add_entry(struct journal *journal, const char *target, const char *numbers) {
    struct entry entry = {.target = target};
    if (*target != '/' || sscanf(numbers, "%ju %jd", &entry.inode, &entry.bytes) != 2)
        return false;
    journal->entries =
        memory_resize(journal->entries, (journal->count + 1) * sizeof *journal->entries);
    journal->entries[journal->count++] = entry;
    return true;
}

/* false: it is not whole. The text is `size` bytes with a NUL behind them. */
static bool parse(struct journal *journal, size_t size) {
    const char *at = journal->text, *end = journal->text + size;
    if (strcmp(at, first_line) != 0)
        return false;
    for (at += sizeof first_line; at < end;) {
        const char *word = at, *next = word + strlen(word) + 1;
        if (strcmp(word, last_word) == 0)
            return next == end;
        if (next >= end || !add_entry(journal, word, next))
            return false;
        at = next + strlen(next) + 1;
    }
    return false;
}

static bool is_believed(const struct stat *status) {
    return S_ISREG(status->st_mode) && status->st_uid == geteuid() &&
           !(status->st_mode & (S_IWGRP | S_IWOTH)) && status->st_size < JOURNAL_MOST;
}

/* false: it is broken, cannot be read, or is not to be believed. */
static bool journal_read(const char *path, struct journal *journal) {
    struct stat status;
    *journal = (struct journal){0};
    int fd = io_open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0);
    bool is_whole = false;
    if (fd >= 0 && fstat(fd, &status) == 0 && is_believed(&status)) {
        size_t size = (size_t)status.st_size;
        journal->text = memory_alloc(size + 1);
        ssize_t got = io_read_at(fd, journal->text, size, 0);
        is_whole = got >= 0 && (size_t)got == size && parse(journal, size);
        journal->is_broken = got >= 0 && !is_whole;
    }
    if (fd >= 0)
        close(fd);
    return is_whole;
}

enum journal_about journal_look(const char *path, const char *target) {
    struct journal journal;
    enum journal_about about = JOURNAL_OTHERS;
    if (journal_read(path, &journal)) {
        for (size_t i = 0; i < journal.count; i++)
            if (strcmp(journal.entries[i].target, target) == 0)
                about = JOURNAL_IT;
    } else if (journal.is_broken) {
        about = JOURNAL_BROKEN;
    }
    journal_free(&journal);
    return about;
}

/* -- Finishing what another began -------------------------------------------------------------- */

static bool is_entry(const struct entry *entry, const char *path) {
    struct stat status;
    return lstat(path, &status) == 0 && S_ISREG(status.st_mode) &&
           (uintmax_t)status.st_ino == entry->inode && (intmax_t)status.st_size == entry->bytes;
}

static char *unfinished_of(const struct entry *entry, struct hidden_owner owner) {
    char *folder = path_folder(entry->target);
    char *path = hidden_output(folder, hidden_name(entry->target), owner);
    memory_free(folder);
    return path;
}

/* What became of the files, for the message. */
struct finishing {
    struct string placed,
        stand; /* lists of paths: put in place now; standing as others left them */
};

static void add_path(struct string *list, const char *path) {
    string_add_format(list, "%s%s", list->size ? ", " : "", path_from_here(path));
}

/* What came to stand there after the killed run had written its own is not to be lost. */
static bool is_newer(const char *path, const char *than) {
    struct stat a, b;
    return lstat(path, &a) == 0 && lstat(than, &b) == 0 &&
           (a.st_mtim.tv_sec > b.st_mtim.tv_sec ||
            (a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec > b.st_mtim.tv_nsec));
}

static bool finish_entry(struct finishing *finishing, const struct entry *entry,
                         struct hidden_owner owner, struct problems *problems) {
    char *unfinished = unfinished_of(entry, owner);
    bool sound = true;
    if (is_entry(entry, unfinished) && !is_newer(entry->target, unfinished)) {
        sound = place_move(unfinished, entry->target) == 0;
        if (sound)
            add_path(&finishing->placed, entry->target);
        else
            problem_add(problems, STATUS_WORLD, NULL, "cannot put %s in its place: %s",
                        path_from_here(entry->target), strerror(errno));
    } else if (!is_entry(entry, entry->target)) {
        add_path(&finishing->stand, entry->target);
    }
    memory_free(unfinished);
    return sound;
}

static void tell(const struct finishing *finishing, struct hidden_owner owner) {
    struct string text = {0};
    char *who = hidden_tell(owner);
    string_add_format(&text,
                      "an earlier run (%s) was killed while it put its outputs in their places; "
                      "this is finished now: %s",
                      who, finishing->placed.data);
    if (finishing->stand.size)
        string_add_format(&text, "; what stands as something else left it: %s",
                          finishing->stand.data);
    log_line(LEAT_WARNING, NULL, text.data, text.size);
    memory_free(who);
    string_free(&text);
}

/* Of files that were exchanged the old ones are left over, and the journals in other folders. */
static void clear(const struct journal *journal, struct hidden_owner owner) {
    for (size_t i = 0; i < journal->count; i++) {
        char *folder = path_folder(journal->entries[i].target);
        char *path = hidden_journal(folder, owner);
        unlink(path);
        place_sync_folder(folder);
        memory_free(path);
        memory_free(folder);
    }
    for (size_t i = 0; i < journal->count; i++) {
        char *path = unfinished_of(&journal->entries[i], owner);
        unlink(path);
        memory_free(path);
    }
}

bool journal_finish(const char *folder, struct hidden_owner owner, struct problems *problems) {
    char *path = hidden_journal(folder, owner);
    int fd = lock_dead(path);
    struct journal journal = {0};
    struct finishing finishing = {0};
    bool sound = fd >= 0 && journal_read(path, &journal);
    if (!sound && access(path, F_OK) == 0)
        problem_add(problems, STATUS_WORLD, NULL,
                    "cannot finish what a killed run began: %s cannot be read or is in use",
                    path_from_here(path));
    else if (!sound)
        sound = true; /* another was faster */
    for (size_t i = 0; sound && i < journal.count; i++)
        sound = finish_entry(&finishing, &journal.entries[i], owner, problems);
    if (sound && journal.count) {
        for (size_t i = 0; i < journal.count; i++) {
            char *of_target = path_folder(journal.entries[i].target);
            place_sync_folder(of_target);
            memory_free(of_target);
        }
        clear(&journal, owner);
    }
    if (finishing.placed.size)
        tell(&finishing, owner);
    string_free(&finishing.placed);
    string_free(&finishing.stand);
    journal_free(&journal);
    if (fd >= 0)
        close(fd);
    memory_free(path);
    return sound;
}
