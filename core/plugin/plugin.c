/* See plugin.h: the search for plugins, and their loading. */
#include "plugin/plugin.h"

#include <dirent.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "plugin/watch.h"

/* Where `make install` puts plugins; the Makefile says so. */
#ifndef LEAT_PLUGIN_DIR
#define LEAT_PLUGIN_DIR "/usr/local/lib/leat/plugins"
#endif

const char *const role_words[] = {"source", "transform", "sink"};

struct plugins {
    char **folders;
    size_t folder_count, first_own; /* folders from first_own on are leat's own */
    int time_limit;                 /* seconds, for loading one of the others */
    struct plugin **loaded;
    size_t loaded_count;
};

static void add_folder(struct plugins *plugins, const char *folder, size_t size) {
    if (size == 0)
        return;
    plugins->folders =
        memory_resize(plugins->folders, (plugins->folder_count + 1) * sizeof *plugins->folders);
    plugins->folders[plugins->folder_count++] = memory_copy_part(folder, size);
}

/* The folder that the running program stands in, or NULL. */
static char *program_folder(void) {
    char path[4096];
    ssize_t size = readlink("/proc/self/exe", path, sizeof path - 1);
    if (size <= 0)
        return NULL;
    path[size] = '\0';
    return path_folder(path);
}

struct plugins *plugins_new(const char *const *folders, size_t count, int time_limit) {
    struct plugins *plugins = memory_alloc(sizeof *plugins);
    plugins->time_limit = time_limit;
    for (size_t i = 0; i < count; i++)
        add_folder(plugins, folders[i], strlen(folders[i]));
    const char *listed = getenv("LEAT_PLUGIN_PATH");
    for (const char *at = listed; at && *at;) {
        size_t size = strcspn(at, ":");
        add_folder(plugins, at, size);
        at += size + (at[size] == ':');
    }
    plugins->first_own = time_limit ? plugins->folder_count : 0;
    char *beside = program_folder();
    if (beside) {
        char *folder = memory_format("%s/plugins", beside);
        add_folder(plugins, folder, strlen(folder));
        memory_free(folder);
    }
    add_folder(plugins, LEAT_PLUGIN_DIR, strlen(LEAT_PLUGIN_DIR));
    memory_free(beside);
    return plugins;
}

void plugin_free(struct plugin *plugin) {
    for (size_t i = 0; i < 3; i++)
        memory_free(plugin->roles[i]);
    memory_free(plugin->name);
    memory_free(plugin->path);
    memory_free(plugin->version);
    memory_free(plugin->refusal);
    memory_free(plugin);
}

void plugins_free(struct plugins *plugins) {
    if (!plugins)
        return;
    for (size_t i = 0; i < plugins->loaded_count; i++)
        plugin_free(plugins->loaded[i]);
    for (size_t i = 0; i < plugins->folder_count; i++)
        memory_free(plugins->folders[i]);
    memory_free(plugins->loaded);
    memory_free(plugins->folders);
    memory_free(plugins);
}

struct plugin *plugin_new(const char *name, char *path) {
    struct plugin *plugin = memory_alloc(sizeof *plugin);
    char *resolved = path_resolve(path);
    plugin->name = memory_copy(name);
    plugin->path = resolved ? resolved : memory_copy(path);
    return plugin;
}

/* What the loader says, which begins with the file, and what to do about it. */
static char *tell_unloaded(const struct plugin *plugin, const char *why) {
    size_t size = strlen(plugin->path);
    if (strncmp(why, plugin->path, size) == 0 && strncmp(why + size, ": ", 2) == 0)
        why += size + 2;
    bool is_open = strncmp(why, "undefined symbol", strlen("undefined symbol")) == 0;
    return memory_format("it cannot be loaded: %s%s", why,
                         is_open ? "; link it with the library that has it (-Wl,-z,defs finds such "
                                   "a mistake when it is built)"
                                 : "");
}

char *plugin_load(struct plugin *plugin, void (*reach)(enum plugin_stage stage)) {
    reach(PLUGIN_CONSTRUCTS);
    memory_must(plugin->path); /* want of memory is no fault of the plugin's */
    void *object = dlopen(plugin->path, RTLD_NOW | RTLD_LOCAL);
    memory_must(NULL);
    if (!object) {
        const char *why = dlerror();
        return tell_unloaded(plugin, why ? why : "for no stated reason");
    }
    /* ISO C knows no conversion from object to function pointers; POSIX promises that it works. */
    const struct leat_plugin *(*entry)(void);
    void *symbol = dlsym(object, "leat_plugin_entry");
    if (!symbol)
        return memory_copy("it exports no leat_plugin_entry");
    memcpy(&entry, &symbol, sizeof entry);
    reach(PLUGIN_ENTERS);
    const struct leat_plugin *table = entry();
    reach(PLUGIN_IS_VETTED);
    return plugin_vet_tables(table, plugin);
}

static void reach_nothing(enum plugin_stage stage) { (void)stage; }

/* Judges the file, tries it and loads it; NULL, or why it is refused. path: as it was found. */
static char *admit(struct plugin *plugin, const char *path, int time_limit) {
    char *refusal = plugin_vet_file(path, plugin->is_own);
    if (!refusal && !plugin->is_own)
        refusal = plugin_try(plugin, time_limit);
    if (refusal)
        return refusal;
    char *label = memory_format("the plugin '%s'", plugin->name);
    struct guest guest = watch_guest(label, plugin->path, (struct place){0}, plugin->is_own);
    watch_enter(&guest, "loading");
    refusal = plugin_load(plugin, reach_nothing);
    watch_leave();
    memory_free(label);
    return refusal;
}

static struct plugin *plugin_open(const char *name, char *path, bool is_own, int time_limit) {
    struct plugin *plugin = plugin_new(name, path);
    plugin->is_own = is_own;
    plugin->refusal = admit(plugin, path, time_limit);
    for (size_t i = 0; plugin->refusal && i < 3; i++) {
        memory_free(plugin->roles[i]);
        plugin->roles[i] = NULL;
    }
    return plugin;
}

const struct plugin *plugins_get(struct plugins *plugins, const char *name) {
    for (size_t i = 0; i < plugins->loaded_count; i++)
        if (strcmp(plugins->loaded[i]->name, name) == 0)
            return plugins->loaded[i];
    if (*name == '\0' || strchr(name, '/'))
        return NULL;
    for (size_t i = 0; i < plugins->folder_count; i++) {
        char *path = memory_format("%s/%s.so", plugins->folders[i], name);
        if (access(path, F_OK) == 0) {
            struct plugin *plugin =
                plugin_open(name, path, i >= plugins->first_own, plugins->time_limit);
            memory_free(path);
            plugins->loaded = memory_resize(plugins->loaded,
                                            (plugins->loaded_count + 1) * sizeof *plugins->loaded);
            plugins->loaded[plugins->loaded_count++] = plugin;
            return plugin;
        }
        memory_free(path);
    }
    return NULL;
}

static int compare_names(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Adds the names of the folder's plugins that are not there yet. The names are the arena's. */
static void add_names(const char *folder, const char ***names, size_t *count, struct arena *arena) {
    DIR *directory = opendir(folder);
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        size_t size = strlen(entry->d_name);
        if (size <= 3 || strcmp(entry->d_name + size - 3, ".so") != 0 || entry->d_name[0] == '.')
            continue;
        char *name = arena_copy(arena, entry->d_name, size - 3);
        bool known = false;
        for (size_t i = 0; i < *count && !known; i++)
            known = strcmp((*names)[i], name) == 0;
        if (known)
            continue;
        *names = memory_resize(*names, (*count + 1) * sizeof **names);
        (*names)[(*count)++] = name;
    }
    if (directory)
        closedir(directory);
}

const char **plugins_names(struct plugins *plugins, size_t *count) {
    const char **found = NULL;
    struct arena *arena = arena_new();
    *count = 0;
    for (size_t i = 0; i < plugins->folder_count; i++)
        add_names(plugins->folders[i], &found, count, arena);
    if (found)
        qsort(found, *count, sizeof *found, compare_names);
    /* One block: the pointers, then the names. */
    size_t bytes = 0;
    for (size_t i = 0; i < *count; i++)
        bytes += strlen(found[i]) + 1;
    const char **names = memory_alloc((*count + 1) * sizeof *names + bytes);
    char *at = (char *)(names + *count + 1);
    for (size_t i = 0; i < *count; i++) {
        names[i] = at;
        at = stpcpy(at, found[i]) + 1;
    }
    memory_free(found);
    arena_free(arena);
    return names;
}

const char *const *plugins_folders(const struct plugins *plugins, size_t *count) {
    *count = plugins->folder_count;
    return (const char *const *)plugins->folders;
}
