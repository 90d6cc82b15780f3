/* plugin: finds, vets and loads shared objects.
 *
 * A file is judged before its code runs: a regular file of a trustworthy owner that nobody else may
 * write, and a whole ELF file (a cut one would end the process with a signal). Then its tables are
 * judged, and copied at full size, so that the rest of leat never meets a short one. Plugins are
 * loaded when a definition first uses them and never unloaded.
 *
 *   plugin.c      the search, and the loading
 *   vet_file.c    a file judged before its code runs
 *   vet_tables.c  its tables judged, and copied at full size */
#ifndef LEAT_PLUGIN_PLUGIN_H
#define LEAT_PLUGIN_PLUGIN_H

#include "base/problem.h"
#include "leat/plugin.h"

enum role_kind { ROLE_SOURCE, ROLE_TRANSFORM, ROLE_SINK };
extern const char *const role_words[]; /* "source", "transform", "sink" */

/* A role's tables at full size. */
struct role {
    enum role_kind kind;
    struct leat_role common;
    struct leat_source source; /* the one that common points to */
    struct leat_rowwise rowwise;
    struct leat_fold fold;
    struct leat_sink sink;
};

struct plugin {
    char *name, *path, *version; /* version: the plugin's own, or NULL */
    bool is_own;                 /* from leat's own folder: its batches need no proof */
    char *refusal;               /* why it cannot be used; the roles are then NULL */
    struct role *roles[3];       /* by enum role_kind; NULL: it has none */
};

/* The folders that are searched, first to last: those given, LEAT_PLUGIN_PATH, "plugins" beside the
 * program, the installed place. */
struct plugins;
struct plugins *plugins_new(const char *const *folders, size_t count);
void plugins_free(struct plugins *plugins);

/* The plugin of that name, loaded now if it was not; NULL: there is no such file. One that was
 * refused has `refusal`.
 */
const struct plugin *plugins_get(struct plugins *plugins, const char *name);

/* All names there are, sorted, *count of them (memory_free gives back array and names), nothing
 * loaded. */
const char **plugins_names(struct plugins *plugins, size_t *count);

/* The folders, for messages: *count of them, lent. */
const char *const *plugins_folders(const struct plugins *plugins, size_t *count);

/* Judges the file before it is loaded; NULL, or why it is refused (memory_free). */
char *plugin_vet_file(const char *path);

/* Judges an entry table and copies its roles into plugin; NULL, or why it is refused
 * (memory_free). */
char *plugin_vet_tables(const struct leat_plugin *entry, struct plugin *plugin);

#endif
