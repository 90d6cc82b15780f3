/* plugin: finds, vets and loads shared objects.
 *
 * A file is judged before its code runs: a regular file of a trustworthy owner that nobody else may
 * write, and a whole ELF file (a cut one would end the process with a signal). One that is not from
 * leat's own folder is then loaded by a process of its own, since its constructors run before
 * anything of it can be judged. Its tables are judged, and copied at full size, so that the rest of
 * leat never meets a short one. Plugins are loaded when a definition first uses them and never
 * unloaded.
 *
 *   plugin.c      the search, and the loading
 *   vet_file.c    a file judged before its code runs
 *   trial.c       loaded by a process of its own
 *   vet_tables.c  its tables judged, and copied at full size
 *   watch.c       whose code is running, for when it ends the process */
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
 * program, the installed place. The last two are leat's own. time_limit: how many seconds the
 * loading of one that is not may take; 0: all are taken for leat's own. */
struct plugins;
struct plugins *plugins_new(const char *const *folders, size_t count, int time_limit);
void plugins_free(struct plugins *plugins);

/* What that process does: main calls it for `leat PLUGIN_TRIAL_WORD NAME PATH`. Answers the exit
 * status, if it comes back. */
#define PLUGIN_TRIAL_WORD "--try-plugin"
int plugin_trial(const char *name, char *path);

/* The plugin of that name, loaded now if it was not; NULL: there is no such file. One that was
 * refused has `refusal`.
 */
const struct plugin *plugins_get(struct plugins *plugins, const char *name);

/* All names there are, sorted, *count of them (memory_free gives back array and names), nothing
 * loaded. */
const char **plugins_names(struct plugins *plugins, size_t *count);

/* The folders, for messages: *count of them, lent. */
const char *const *plugins_folders(const struct plugins *plugins, size_t *count);

/* -- Between the files of this folder --------------------------------------------------------- */

/* One that is not loaded yet; its path is resolved. */
struct plugin *plugin_new(const char *name, char *path);
void plugin_free(struct plugin *plugin);

/* Judges the file, as it was found, before it is loaded; NULL, or why it is refused
 * (memory_free). */
char *plugin_vet_file(const char *path, bool is_own);

/* What of a plugin runs when it is loaded and, at the program's end, unloaded. */
enum plugin_stage {
    PLUGIN_CONSTRUCTS = 'c',
    PLUGIN_ENTERS = 'e',
    PLUGIN_IS_VETTED = 'v',
    PLUGIN_DESTRUCTS = 'd',
};

/* Loads the file and judges its tables, reach being called before each stage; NULL, or why it is
 * refused (memory_free). */
char *plugin_load(struct plugin *plugin, void (*reach)(enum plugin_stage stage));

/* Has a process of its own load the file, within so many seconds; NULL, or why it is refused
 * (memory_free). */
char *plugin_try(const struct plugin *plugin, int seconds);

/* Judges an entry table and copies its roles into plugin; NULL, or why it is refused
 * (memory_free). */
char *plugin_vet_tables(const struct leat_plugin *entry, struct plugin *plugin);

#endif
