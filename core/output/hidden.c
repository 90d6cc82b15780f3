/* See hidden.h. */
#include "output/hidden.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* A file's name has 255 bytes on most file systems; ours is longer than the output's. */
enum { NAME_MOST = 180, NAME_KEPT = 160 };

struct hidden_owner hidden_self(void) {
    static struct hidden_owner self;
    if (self.process == 0) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        self.since = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
        self.process = getpid();
    }
    return self;
}

int hidden_compare(struct hidden_owner a, struct hidden_owner b) {
    int by_time = (a.since > b.since) - (a.since < b.since);
    return by_time ? by_time : (a.process > b.process) - (a.process < b.process);
}

char *hidden_tell(struct hidden_owner owner) {
    char text[40] = "";
    struct tm parts;
    time_t seconds = (time_t)(owner.since / 1000000);
    if (gmtime_r(&seconds, &parts))
        strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts);
    return memory_format("process %" PRId64 ", since %s UTC", owner.process, text);
}

const char *hidden_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* ".NAME.leat-", or with a shorter name (memory_free). */
static char *prefix_of(const char *name) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    if (strlen(name) <= NAME_MOST)
        return memory_format(".%s.leat-", name);
    for (const char *at = name; *at; at++)
        hash = (hash ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
    return memory_format(".%.*s~%016" PRIx64 ".leat-", NAME_KEPT, name, hash);
}

static char *path_of(const char *folder, const char *prefix, struct hidden_owner owner) {
    return memory_format("%s/%s%" PRId64 "-%" PRId64, strcmp(folder, "/") == 0 ? "" : folder,
                         prefix, owner.process, owner.since);
}

char *hidden_output(const char *folder, const char *name, struct hidden_owner owner) {
    char *prefix = prefix_of(name);
    char *path = path_of(folder, prefix, owner);
    memory_free(prefix);
    return path;
}

static const char journal_prefix[] = ".leat-";

char *hidden_journal(const char *folder, struct hidden_owner owner) {
    return path_of(folder, journal_prefix, owner);
}

/* A whole positive number; *text is moved behind it. */
static bool read_number(const char **text, int64_t *number) {
    char *end;
    if (**text < '1' || **text > '9')
        return false;
    *number = strtoll(*text, &end, 10);
    *text = end;
    return true;
}

static bool read_owner(const char *file, const char *prefix, struct hidden_owner *owner) {
    size_t size = strlen(prefix);
    if (strncmp(file, prefix, size) != 0)
        return false;
    file += size;
    return read_number(&file, &owner->process) && *file++ == '-' &&
           read_number(&file, &owner->since) && *file == '\0';
}

bool hidden_is_output(const char *file, const char *name, struct hidden_owner *owner) {
    char *prefix = prefix_of(name);
    bool is_one = read_owner(file, prefix, owner);
    memory_free(prefix);
    return is_one;
}

bool hidden_is_journal(const char *file, struct hidden_owner *owner) {
    return read_owner(file, journal_prefix, owner);
}
