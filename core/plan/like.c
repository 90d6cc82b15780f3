/* `like`: a step that takes over what an earlier one says.
 *
 * Each step of a scope has a node that the rest of the plan reads: its own, or one made anew that
 * holds its own members and behind them those taken over. Members are never copied: whatever
 * is wrong with one is told where it is written. */
#include <string.h>

#include "plan/parts.h"

enum { WORDS = 4, NO_ROLE = WORDS };
static const char *const words[WORDS] = {"source", "transform", "sink", "pipeline"};

static size_t role_of(const struct node *node) {
    size_t role = 0;
    while (role < WORDS && !node_get(node, words[role]))
        role++;
    return role;
}

/* The step that the step number `index` says it is like, whatever its role; -1: there is none
 * above. */
static int64_t find_named(const struct scope *scope, size_t index, const char *id) {
    for (size_t i = 0; i < index; i++)
        if (scope->ids[i] && strcmp(scope->ids[i], id) == 0)
            return (int64_t)i;
    return -1;
}

/* Room for what may be taken over: every member of the step and of those it is like, by way of one
 * another. */
static size_t count_members(const struct scope *scope, int64_t index) {
    size_t count = 0;
    for (; index >= 0; index = scope->like[index])
        count += scope->definition->steps->items[index]->count;
    return count;
}

/* Whether a member of an earlier step is one to take over: what the plan reads of a step is the
 * step's own, but for the rows; options must be the plugin's, and write nothing: two steps do not
 * write one file. */
static bool is_taken(const struct leat_options *table, const char *key) {
    bool writes;
    if (strcmp(key, "from") == 0)
        return true;
    for (const char *const *word = step_keys; *word; word++)
        if (strcmp(*word, key) == 0)
            return false;
    return options_have(table, key, &writes) && !writes;
}

static const struct node *merge(struct plan *plan, const struct scope *scope, size_t index,
                                const struct leat_options *table) {
    const struct node *own = scope->definition->steps->items[index];
    struct node *merged = arena_alloc(plan->arena, sizeof *merged);
    const struct node **items = arena_alloc(
        plan->arena, (count_members(scope, (int64_t)index) + 1) * sizeof(const struct node *));
    *merged = *own;
    merged->items = items;
    merged->count = 0;
    for (size_t i = 0; i < own->count; i++)
        if (strcmp(own->items[i]->key, "like") != 0)
            items[merged->count++] = own->items[i];
    for (int64_t from = scope->like[index]; from >= 0; from = scope->like[from]) {
        const struct node *other = scope->definition->steps->items[from];
        for (size_t i = 0; i < other->count; i++)
            if (!node_get(merged, other->items[i]->key) && is_taken(table, other->items[i]->key))
                items[merged->count++] = other->items[i];
    }
    return merged;
}

/* The option table of the step's plugin; false: there is none such, which is told elsewhere. */
static bool find_table(struct plan *plan, const struct node *node, size_t role,
                       const struct leat_options **table) {
    const struct node *word = node_get(node, words[role]);
    const struct plugin *plugin =
        word->kind == NODE_TEXT ? plugins_get(plan->request.plugins, word->text) : NULL;
    if (!plugin || plugin->refusal || !plugin->roles[role])
        return false;
    *table = plugin->roles[role]->common.options;
    return true;
}

void like_resolve(struct plan *plan, struct scope *scope) {
    const struct node *steps = scope->definition->steps;
    for (size_t i = 0; i < steps->count; i++) {
        const struct node *node = steps->items[i], *like = node_get(node, "like");
        const size_t role = role_of(node);
        const struct leat_options *table;
        scope->nodes[i] = node;
        scope->like[i] = -1;
        if (!like || role > ROLE_SINK)
            continue;
        const int64_t other = like->kind == NODE_TEXT ? find_named(scope, i, like->text) : -1;
        scope->like_is_lost[i] =
            other < 0 || role_of(steps->items[other]) != role || scope->like_is_lost[other];
        if (scope->like_is_lost[i])
            continue;
        scope->like[i] = other;
        if (find_table(plan, node, role, &table))
            scope->nodes[i] = merge(plan, scope, i, table);
    }
}

/* No step above has that id: it may stand below, or be this one, or be misspelt. */
static void tell_not_above(const struct scope *scope, size_t index, const struct node *like,
                           size_t role, struct problems *problems) {
    const struct node *steps = scope->definition->steps;
    struct place place = node_place(like);
    const char **ids = memory_array(index + 1, sizeof *ids);
    size_t count = 0;
    bool is_below = false;
    for (size_t i = 0; i < steps->count; i++) {
        if (i < index && scope->ids[i] && role_of(steps->items[i]) == role)
            ids[count++] = scope->ids[i];
        is_below |= i > index && scope->ids[i] && strcmp(scope->ids[i], like->text) == 0;
    }
    if (scope->ids[index] && strcmp(scope->ids[index], like->text) == 0)
        problem_add(problems, STATUS_USAGE, &place, "a step cannot be like itself");
    else if (is_below)
        problem_add(problems, STATUS_USAGE, &place,
                    "'%s' does not stand above this step; a step can be like those above it alone",
                    like->text);
    else
        problem_suggest(
            problem_add(problems, STATUS_USAGE, &place, "there is no step '%s' above", like->text),
            like->text, ids, count);
    memory_free(ids);
}

bool like_check(const struct scope *scope, size_t index, struct problems *problems) {
    const struct node *steps = scope->definition->steps;
    const struct node *like = node_get(steps->items[index], "like");
    const size_t role = role_of(steps->items[index]);
    if (!scope->like_is_lost[index])
        return true;
    struct place place = node_place(like);
    if (like->kind != NODE_TEXT) {
        problem_add(problems, STATUS_USAGE, &place, "\"like\" must be the id of a step above");
        return false;
    }
    const int64_t other = find_named(scope, index, like->text);
    if (other < 0) {
        tell_not_above(scope, index, like, role, problems);
        return false;
    }
    const size_t others = role_of(steps->items[other]);
    if (others != role && others != NO_ROLE)
        problem_advise(problem_add(problems, STATUS_USAGE, &place,
                                   "'%s' is a %s, and this step a %s", like->text, words[others],
                                   words[role]),
                       "a step can be like one of its own role alone");
    return false; /* or the other one's own `like` is wrong, which is told there */
}

/* Whether the problem's place is in the node. */
static bool is_within(const struct problem *problem, const struct node *node) {
    const struct place begin = node_place(node), end = node_end_place(node);
    const bool begins = problem->line > begin.line ||
                        (problem->line == begin.line && problem->column >= begin.column);
    const bool ends =
        problem->line < end.line || (problem->line == end.line && problem->column <= end.column);
    return begins && ends;
}

void like_name(const struct step *step, const struct node *own, struct problems *problems,
               size_t before) {
    for (size_t i = before; own != step->node && i < problems->count; i++) {
        struct problem *problem = &problems->list[i];
        if (problem->line == 0 || is_within(problem, own) ||
            strncmp(problem->message, step->label, strlen(step->label)) == 0)
            continue;
        char *named = memory_format("%s: %s", step->label, problem->message);
        memory_free(problem->message);
        problem->message = named;
    }
}

size_t like_origin(const struct scope *scope, size_t index) {
    while (scope->like[index] >= 0)
        index = (size_t)scope->like[index];
    return index;
}
