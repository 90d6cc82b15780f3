/* leat plugins [NAME]: what there is, or all about one. */
#include "command/command.h"
#include "option/schema_json.h"

static void print_roles(const struct plugin *plugin) {
    if (plugin->refusal) {
        printf("  %-12s  refused: %s (%s)\n", plugin->name, plugin->refusal, plugin->path);
        return;
    }
    for (size_t i = 0; i < 3; i++)
        if (plugin->roles[i])
            printf("  %-12s  %-10s %s\n", plugin->name, role_words[i],
                   plugin->roles[i]->common.summary ? plugin->roles[i]->common.summary : "");
}

static int print_all(struct arguments *arguments) {
    size_t count;
    bool refused = false;
    const char **names = plugins_names(arguments->plugins, &count);
    for (size_t i = 0; i < count; i++) {
        const struct plugin *plugin = plugins_get(arguments->plugins, names[i]);
        if (!plugin)
            continue;
        print_roles(plugin);
        refused |= plugin->refusal != NULL;
    }
    size_t folder_count;
    const char *const *folders = plugins_folders(arguments->plugins, &folder_count);
    printf("\nlooked for in:\n");
    for (size_t i = 0; i < folder_count; i++)
        printf("  %s\n", folders[i]);
    printf("\n`leat plugins NAME` tells the options of one\n");
    memory_free(names);
    return refused ? STATUS_PLUGIN : STATUS_DONE;
}

static void print_one(const struct plugin *plugin) {
    for (size_t i = 0; i < 3; i++) {
        if (!plugin->roles[i])
            continue;
        const struct leat_role *role = &plugin->roles[i]->common;
        printf("%s %s: %s\n", role_words[i], plugin->name, role->summary ? role->summary : "");
        if (role->help)
            printf("\n%s\n", role->help);
        printf("\noptions\n");
        options_help(role->options, stdout);
        printf("\n");
    }
    printf("%s%s%s\n", plugin->path, plugin->version ? ", version " : "",
           plugin->version ? plugin->version : "");
}

int command_plugins(struct arguments *arguments) {
    if (arguments->word_count == 0)
        return print_all(arguments);
    enum status gravest = STATUS_DONE;
    for (size_t i = 0; i < arguments->word_count; i++) {
        const struct plugin *plugin = plugins_get(arguments->plugins, arguments->words[i]);
        struct problems problems = {0};
        if (plugin && !plugin->refusal) {
            print_one(plugin);
            continue;
        }
        if (plugin) {
            problem_add(&problems, STATUS_PLUGIN, NULL, "the plugin '%s' is refused: %s (%s)",
                        plugin->name, plugin->refusal, plugin->path);
        } else {
            size_t count;
            const char **names = plugins_names(arguments->plugins, &count);
            problem_suggest(problem_add(&problems, STATUS_USAGE, NULL, "there is no plugin '%s'",
                                        arguments->words[i]),
                            arguments->words[i], names, count);
            memory_free(names);
        }
        gravest = status_worse(gravest, tell_problems(&problems));
    }
    return (int)gravest;
}
