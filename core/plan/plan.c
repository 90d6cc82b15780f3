/* See plan.h. This file walks a definition's steps; pipeline.c those of the definitions it takes
 * in. */
#include <stdlib.h>
#include <string.h>

#include "plan/parts.h"

int32_t plan_add_origin(struct plan *plan, const struct origin *origin) {
    plan->origins =
        memory_resize(plan->origins, ((size_t)plan->origin_count + 1) * sizeof *plan->origins);
    plan->origins[plan->origin_count] = *origin;
    return plan->origin_count++;
}

static const char *text_of(const struct node *node) {
    return node && node->kind == NODE_TEXT ? node->text : NULL;
}

void scope_begin(struct plan *plan, struct scope *scope, struct definition *definition,
                 const struct scope *outer) {
    struct problems *problems = plan->problems;
    size_t count = definition->steps->count;
    *scope = (struct scope){.definition = definition, .outer = outer};
    scope->ids = memory_array(count + 1, sizeof *scope->ids);
    scope->steps = memory_array(count + 1, sizeof *scope->steps);
    scope->is_wanted = memory_array(count + 1, sizeof *scope->is_wanted);
    scope->above = memory_array(count + 1, sizeof *scope->above);
    scope->nodes = memory_array(count + 1, sizeof *scope->nodes);
    scope->like = memory_array(count + 1, sizeof *scope->like);
    scope->like_is_lost = memory_array(count + 1, sizeof *scope->like_is_lost);
    for (size_t i = 0; i < count; i++) {
        const struct node *id = node_get(definition->steps->items[i], "id");
        struct place place = id ? node_place(id) : (struct place){0};
        scope->is_wanted[i] = true;
        if (id && (id->kind != NODE_TEXT || id->size == 0)) {
            problem_add(problems, STATUS_USAGE, &place, "an id must be a text that is not empty");
            continue;
        }
        scope->ids[i] = text_of(id);
        for (size_t before = 0; id && before < i; before++)
            if (scope->ids[before] && strcmp(scope->ids[before], id->text) == 0)
                problem_add(problems, STATUS_USAGE, &place, "the id '%s' is used twice", id->text);
    }
    like_resolve(plan, scope);
}

void scope_end(struct scope *scope) {
    memory_free(scope->ids);
    memory_free(scope->steps);
    memory_free(scope->is_wanted);
    memory_free(scope->above);
    memory_free(scope->nodes);
    memory_free(scope->like);
    memory_free(scope->like_is_lost);
}

bool scope_mentions(const struct node *node, const char *id) {
    if (node->kind == NODE_TEXT)
        return strcmp(node->text, id) == 0;
    for (size_t i = 0; i < node->count; i++)
        if (scope_mentions(node->items[i], id))
            return true;
    return false;
}

void scope_count_mentions(struct scope *scope, const struct node *node) {
    if (scope->last)
        scope->last->readers++;
    for (size_t i = 0; i < scope->definition->steps->count; i++)
        if (scope->steps[i] && scope->ids[i] && scope_mentions(node, scope->ids[i]))
            scope->steps[i]->readers++;
}

/* None of the four words is there: perhaps one is misspelt. */
static void tell_no_role(const struct node *node, const char *const *words,
                         struct problems *problems) {
    struct place place = node_place(node);
    for (size_t i = 0; i < node->count; i++) {
        const char *near = text_nearest(node->items[i]->key, words, 4);
        if (!near)
            continue;
        place = node_key_place(node->items[i]);
        problem_advise(
            problem_add(problems, STATUS_USAGE, &place, "unknown key '%s'", node->items[i]->key),
            "did you mean '%s'?", near);
        return;
    }
    problem_advise(
        problem_add(problems, STATUS_USAGE, &place, "this step does not say what it is"),
        "give it \"source\", \"transform\" or \"sink\" with the name of a plugin, or \"pipeline\"");
}

/* Which of the four a step is; false: told. */
static bool read_role(const struct node *node, bool *is_pipeline, enum role_kind *kind,
                      struct problems *problems) {
    static const char *const words[] = {"source", "transform", "sink", "pipeline"};
    const struct node *found = NULL;
    struct place place = node_place(node);
    if (node->kind != NODE_OBJECT) {
        problem_add(problems, STATUS_USAGE, &place,
                    "a step must be an object, { … }, and here is %s", node_kind_name(node->kind));
        return false;
    }
    for (size_t i = 0; i < 4; i++) {
        const struct node *member = node_get(node, words[i]);
        if (!member)
            continue;
        place = node_key_place(member);
        if (found) {
            problem_add(problems, STATUS_USAGE, &place,
                        "a step has one role, and this one says \"%s\" and \"%s\"", found->key,
                        member->key);
            return false;
        }
        if (member->kind != NODE_TEXT) {
            place = node_place(member);
            problem_add(problems, STATUS_USAGE, &place,
                        "\"%s\" must be the name of a plugin, a text", words[i]);
            return false;
        }
        found = member;
        *is_pipeline = i == 3;
        *kind = (enum role_kind)(i % 3);
    }
    if (!found)
        tell_no_role(node, words, problems);
    return found != NULL;
}

void plan_add_steps(struct plan *plan, struct scope *scope) {
    const struct node *steps = scope->definition->steps;
    for (size_t i = 0; i < steps->count; i++) {
        bool is_pipeline;
        enum role_kind kind;
        scope->above[i] = (struct above){scope->last, scope->last_is_lost};
        if (!scope->is_wanted[i])
            continue;
        if (!read_role(steps->items[i], &is_pipeline, &kind, plan->problems)) {
            scope_count_mentions(scope, steps->items[i]);
            scope->last = NULL;
            scope->last_is_lost = true;
            continue;
        }
        struct step *step =
            is_pipeline ? plan_add_pipeline(plan, scope, i) : plan_add_step(plan, scope, i, kind);
        if (step && !step_gives(step))
            continue;
        scope->steps[i] = step;
        scope->last = step;
        scope->last_is_lost = !step;
    }
}

/* Whether every step could be made, and nothing is wrong with any. */
static bool is_sound(const struct plan *plan) {
    bool sound = plan->count > 0;
    for (int32_t i = 0; i < plan->count; i++)
        sound &= !plan->steps[i]->is_failed;
    return sound && problems_status(plan->problems) == STATUS_DONE;
}

struct plan *plan_make(const struct plan_request *request, struct problems *problems) {
    struct plan *plan = memory_alloc(sizeof *plan);
    plan->request = *request;
    plan->arena = arena_new();
    plan->problems = problems;
    struct definition *definition = request->definition;
    if (!definition)
        return plan;
    plan->definitions = memory_alloc(sizeof *plan->definitions);
    plan->definitions[plan->definition_count++] = definition;
    struct scope scope;
    scope_begin(plan, &scope, definition, NULL);
    plan_add_steps(plan, &scope);
    scope_end(&scope);
    if (definition->rejects_path)
        plan->rejects_path = plan_output_path(plan, definition->rejects_path);
    plan_crosscheck(plan);
    /* Which values are secrets was not known before the plugins were. */
    for (size_t i = 0; i < plan->definition_count; i++)
        document_hide(plan->definitions[i]->document, problems);
    if (is_sound(plan))
        plan_find_needed(plan);
    return plan;
}
