/* Judges a plugin's tables and copies them at full size: an older plugin's are shorter, and what it
 * does not have is NULL. */
#include <string.h>

#include "option/option.h"
#include "plugin/plugin.h"

enum { TABLE_SIZE_MOST = 65536 };

/* What a table of the first version must at least hold: up to its last required member. */
#define SIZE_THROUGH(type, member)                                                                 \
    (offsetof(struct type, member) + sizeof(((struct type *)0)->member))

static const uint64_t KNOWN_FLAGS = LEAT_PARALLEL | LEAT_READS_NAMED | LEAT_FRAIL;
static const uint64_t MUST_UNDERSTAND = UINT64_C(0xffffffff00000000);

/* Copies `given` (whose first member is its size) into `full`, or says why its size cannot be
 * right. */
static char *copy_table(const void *given, void *full, size_t full_size, size_t least,
                        const char *what) {
    size_t size;
    memcpy(&size, given, sizeof size);
    if (size < least || size > TABLE_SIZE_MOST)
        return memory_format(
            "its %s table says it has %zu bytes; set .size = sizeof of it (at least %zu)", what,
            size, least);
    memset(full, 0, full_size);
    memcpy(full, given, size < full_size ? size : full_size);
    return NULL;
}

static bool name_is_sound(const char *name) {
    size_t size = strlen(name);
    return size > 0 && size <= 64 && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_") == size;
}

static bool is_utf8(const char *text) {
    return text_valid_prefix(text, strlen(text)) == strlen(text);
}

static bool is_line(const char *text) {
    return text && *text && is_utf8(text) && !strchr(text, '\n');
}

static char *vet_callbacks(struct role *role) {
    const struct leat_role *common = &role->common;
    const char *word = role_words[role->kind];
    int tables = !!common->source + !!common->rowwise + !!common->fold + !!common->sink;
    if (tables != 1)
        return memory_format("its %s role has %d callback tables; it must have exactly one", word,
                             tables);
    bool fits = role->kind == ROLE_SOURCE      ? common->source != NULL
                : role->kind == ROLE_TRANSFORM ? common->rowwise || common->fold
                                               : common->sink != NULL;
    if (!fits)
        return memory_format("its %s role holds the callbacks of another role", word);
    char *wrong = NULL;
    if (common->source) {
        wrong = copy_table(common->source, &role->source, sizeof role->source,
                           SIZE_THROUGH(leat_source, piece_size), "leat_source");
        if (!wrong && !role->source.next && !(role->source.cut && role->source.decode))
            wrong = memory_copy("its source has neither next nor cut with decode");
        if (!wrong && !common->open)
            wrong = memory_copy("its source has no open, so its columns are not known");
    } else if (common->rowwise) {
        wrong = copy_table(common->rowwise, &role->rowwise, sizeof role->rowwise,
                           SIZE_THROUGH(leat_rowwise, rest), "leat_rowwise");
        if (!wrong && !role->rowwise.process)
            wrong = memory_copy("its row-wise transform has no process");
    } else if (common->fold) {
        wrong = copy_table(common->fold, &role->fold, sizeof role->fold,
                           SIZE_THROUGH(leat_fold, give), "leat_fold");
        if (!wrong && (!role->fold.add || !role->fold.arrange || !role->fold.give))
            wrong = memory_copy("its fold lacks add, arrange or give");
        if (!wrong && !common->open)
            wrong = memory_copy("its fold has no open, so its columns are not known");
    } else {
        wrong = copy_table(common->sink, &role->sink, sizeof role->sink,
                           SIZE_THROUGH(leat_sink, finish), "leat_sink");
        if (!wrong && (!role->sink.write || !role->sink.finish))
            wrong = memory_copy("its sink lacks write or finish");
    }
    return wrong;
}

static char *vet_role(const struct leat_role *given, enum role_kind kind, const char *file_name,
                      struct role **out) {
    struct role *role = memory_alloc(sizeof *role);
    role->kind = kind;
    char *wrong = copy_table(given, &role->common, sizeof role->common,
                             SIZE_THROUGH(leat_role, sink), "leat_role");
    struct leat_role *common = &role->common;
    if (!wrong && (!common->name || !name_is_sound(common->name)))
        wrong =
            memory_format("its %s role has no sound name (lower-case letters, digits, '-' and '_')",
                          role_words[kind]);
    if (!wrong && strcmp(common->name, file_name) != 0)
        wrong = memory_format("its %s role is called '%s', so the file must be called %s.so",
                              role_words[kind], common->name, common->name);
    if (!wrong && !is_line(common->summary))
        wrong = memory_format("its %s role has no summary (one line of UTF-8 for lists)",
                              role_words[kind]);
    if (!wrong && common->help && !is_utf8(common->help))
        wrong = memory_format("its %s role has a help that is not UTF-8", role_words[kind]);
    if (!wrong && common->flags & MUST_UNDERSTAND & ~KNOWN_FLAGS)
        wrong = memory_format(
            "its %s role has flags (%#llx) that this leat does not know; a newer leat is needed",
            role_words[kind], (unsigned long long)common->flags);
    if (!wrong && (common->state_size > INT32_MAX || common->part_size > INT32_MAX))
        wrong = memory_copy("its state or part is larger than 2 GiB");
    if (!wrong)
        wrong = vet_callbacks(role);
    if (!wrong && common->options) {
        wrong = options_vet(common->options);
        if (!wrong && common->options->item_size > common->state_size)
            wrong = memory_format("its options fill a struct of %zu bytes and its state has %zu",
                                  common->options->item_size, common->state_size);
    }
    if (wrong)
        memory_free(role);
    else
        *out = role;
    return wrong;
}

char *plugin_vet_tables(const struct leat_plugin *entry, struct plugin *plugin) {
    struct leat_plugin table;
    if (!entry)
        return memory_copy("leat_plugin_entry answers NULL");
    /* The number stands in the first 12 bytes, whatever the table's later shape. */
    if (entry->abi != LEAT_ABI)
        return memory_format(
            "it was built for plugin interface %u and this leat has %d; compile it anew",
            (unsigned)entry->abi, LEAT_ABI);
    char *wrong = copy_table(entry, &table, sizeof table, sizeof table, "leat_plugin");
    if (wrong)
        return wrong;
    if (!table.source && !table.transform && !table.sink)
        return memory_copy("it holds no source, transform or sink");
    const struct leat_role *given[] = {table.source, table.transform, table.sink};
    for (size_t i = 0; i < 3; i++) {
        wrong = given[i] ? vet_role(given[i], (enum role_kind)i, plugin->name, &plugin->roles[i])
                         : NULL;
        if (wrong)
            return wrong;
    }
    if (table.version && !is_utf8(table.version))
        return memory_copy("its version is not UTF-8");
    plugin->version = table.version ? memory_copy(table.version) : NULL;
    return NULL;
}
