/* Adds one step to a plan: finds its plugin, fills its options, binds it to its inputs and opens
 * it. */
#include "plan/step.h"

#include <string.h>

#include "plan/held.h"
#include "plan/parts.h"

struct place step_place(const struct step *step) {
    const struct node *word = node_get(step->node, role_words[step->kind]);
    return node_place(word ? word : step->node);
}

struct step *plan_new_step(struct plan *plan, struct definition *definition,
                           const struct node *node, size_t index, const char *id, const char *word,
                           enum role_kind kind) {
    struct step *step = memory_alloc(sizeof *step);
    plan->steps = memory_resize(plan->steps, ((size_t)plan->count + 1) * sizeof *plan->steps);
    plan->steps[plan->count] = step;
    step->number = plan->count++;
    step->id = id;
    step->word = word;
    step->node = node;
    step->kind = kind;
    step->definition = definition;
    step->label = id ? memory_format("step '%s' (%s)", id, word)
                     : memory_format("step %zu (%s)", index + 1, word);
    step->origin = plan_add_origin(plan, &(struct origin){.name = step->label});
    return step;
}

bool step_has_file(const struct step *step, int32_t number) {
    return number == step->origin || step_file(step, number);
}

bool step_has_private(const struct step *step) {
    for (int32_t i = 0; i < step->own.count; i++)
        if (step->own.columns[i].is_private)
            return true;
    return false;
}

static void advise_roles(struct problem *problem, const struct plugin *plugin) {
    struct string text = {0};
    for (size_t i = 0; i < 3; i++)
        if (plugin->roles[i])
            string_add_format(&text, "%s a %s", text.size ? " and" : "it is", role_words[i]);
    if (text.size)
        problem_advise(problem, "%s", text.data);
    string_free(&text);
}

/* The names of the plugins with that role, *count of them (memory_free). */
static const char **names_of_kind(struct plugins *plugins, enum role_kind kind, size_t *count) {
    size_t all;
    const char **names = plugins_names(plugins, &all);
    *count = 0;
    for (size_t i = 0; i < all; i++) {
        const struct plugin *plugin = plugins_get(plugins, names[i]);
        if (plugin && plugin->roles[kind])
            names[(*count)++] = names[i];
    }
    return names;
}

/* The plugin and its role; a problem where there is none such. */
static bool find_plugin(struct plan *plan, struct step *step) {
    struct place place = step_place(step);
    const char *role_word = role_words[step->kind];
    const struct plugin *plugin = plugins_get(plan->request.plugins, step->word);
    step->plugin = plugin;
    if (!plugin || plugin->refusal || !plugin->roles[step->kind])
        options_hide_all(step->node, step_keys);
    if (plugin && plugin->refusal) {
        problem_add(plan->problems, STATUS_PLUGIN, &place, "the plugin '%s' is refused: %s (%s)",
                    step->word, plugin->refusal, plugin->path);
        return false;
    }
    if (plugin && plugin->roles[step->kind]) {
        step->role = plugin->roles[step->kind];
        step->held = plugin->is_own ? NULL : held_new();
        step->guest = watch_guest(step->label, plugin->path, place, plugin->is_own);
        return true;
    }
    struct problem *problem;
    if (plugin) {
        problem = problem_add(plan->problems, STATUS_USAGE, &place, "'%s' is no %s", step->word,
                              role_word);
        advise_roles(problem, plugin);
        return false;
    }
    size_t count;
    const char **names = names_of_kind(plan->request.plugins, step->kind, &count);
    problem = problem_add(plan->problems, STATUS_USAGE, &place, "there is no %s '%s'", role_word,
                          step->word);
    problem_suggest(problem, step->word, names, count);
    if (!problem->advice)
        problem_advise(problem, "`leat plugins` lists those there are");
    memory_free(names);
    return false;
}

static bool parse_options(struct plan *plan, struct step *step) {
    step->state = memory_alloc(step->role->common.state_size);
    step->options = options_parse(step->role->common.options, step->node, step_keys, step->state,
                                  &step->definition->parameters, plan->problems);
    return !options_failed(step->options);
}

struct readers {
    struct step *step;
};

/* An option names a column: it is read; or it is to be replaced. */
static void visit_column(void *context, int32_t input, int32_t column, bool replaced) {
    struct step *step = ((struct readers *)context)->step;
    step->inputs[input].reads[column] = true;
    if (replaced && input == 0 && step->role->common.rowwise && !step->role->common.open)
        step->own_columns[column].is_replaced = true;
}

/* Calls open, and takes down what comes out. false: told. */
static bool open_step(struct plan *plan, struct step *step) {
    const struct leat_role *role = &step->role->common;
    struct bind bind;
    struct readers readers = {step};
    step->handle = handle_new(plan->request.host, step);
    plan->request.attach(step->handle);
    step->handle->in_open = true;
    bind_begin(&bind, plan->request.host, step->handle);
    for (size_t i = 0; i < step->input_count; i++)
        for (int32_t c = 0; c < step->inputs[i].schema.count; c++)
            step->inputs[i].reads[c] |= !(role->flags & LEAT_READS_NAMED);
    if (step->options)
        options_columns(step->options, visit_column, &readers);
    int answer = LEAT_OK;
    step->was_opened = true;
    if (role->open) {
        watch_enter(&step->guest, "open");
        answer = role->open(&step->handle->api, &bind.api);
        watch_leave();
    }
    bool bound = bind_finish(&bind);
    if (answer == LEAT_OK && bound)
        return true;
    handle_report(step->handle, answer == LEAT_OK ? LEAT_FAILED : answer, "open", plan->problems);
    return false;
}

/* What is not known of an input may be missing from what comes out as well. */
static void mark_incomplete(struct step *step) {
    size_t paths_count;
    struct option_path *paths = options_paths(step->options, &paths_count);
    for (size_t i = 0; i < step->input_count; i++)
        step->out.incomplete |= step->inputs[i].schema.incomplete;
    for (size_t i = 0; i < paths_count && step->kind == ROLE_SOURCE; i++) {
        bool found = paths[i].is_output;
        for (size_t f = 0; f < step->file_count && !found; f++)
            found = step->files[f].field == paths[i].field;
        step->out.incomplete |= !found;
    }
}

struct step *plan_add_step(struct plan *plan, struct scope *scope, size_t index,
                           enum role_kind kind) {
    const struct node *own = scope->definition->steps->items[index], *node = scope->nodes[index];
    const char *word = node_get(node, role_words[kind])->text;
    size_t problems_before = plan->problems->count;
    struct step *step =
        plan_new_step(plan, scope->definition, node, index, scope->ids[index], word, kind);
    bool sound = find_plugin(plan, step);
    sound &= like_check(scope, index, plan->problems);
    bool parsed = sound && parse_options(plan, step);
    bool bound = sound && plan_bind_inputs(plan, scope, step);
    if (sound)
        plan_find_files(plan, step);
    if (!sound || !bound || !parsed)
        scope_count_mentions(scope, node);
    bool unjudged = false;
    if (sound && bound) {
        const struct schema **inputs = memory_array(step->input_count + 1, sizeof *inputs);
        for (size_t i = 0; i < step->input_count; i++)
            inputs[i] = &step->inputs[i].schema;
        parsed &= options_bind(step->options, inputs, step->input_count, plan->problems, &unjudged);
        memory_free(inputs);
    }
    step->is_failed = !sound || !parsed || !bound || unjudged;
    if (!step->is_failed)
        step->is_failed = !open_step(plan, step);
    if (!step->is_failed)
        mark_incomplete(step);
    like_name(step, own, plan->problems, problems_before);
    return step;
}

static void free_inputs(struct step *step) {
    for (size_t i = 0; i < step->input_count; i++) {
        struct input *input = &step->inputs[i];
        for (size_t f = 0; input->maps && f < input->from_count; f++)
            memory_free(input->maps[f]);
        memory_free(input->maps);
        memory_free(input->from);
        memory_free(input->reads);
        memory_free(input->needed);
        schema_free(&input->schema);
    }
    memory_free(step->inputs);
}

static void call_close(struct step *step) {
    if (!step->was_opened || step->was_closed)
        return;
    step->was_closed = true;
    if (!step->role->common.close)
        return;
    watch_enter(&step->guest, "close");
    step->role->common.close(&step->handle->api);
    watch_leave();
}

bool step_close(struct step *step, struct problems *problems) {
    call_close(step);
    if (!step->handle)
        return true;
    bool has_failed = step->handle->failure_is_own;
    if (has_failed)
        handle_report(step->handle, LEAT_FAILED, "close", problems);
    return held_is_empty(step, problems) && !has_failed;
}

static void step_free(struct step *step) {
    call_close(step);
    handle_free(step->handle);
    held_free(step->held);
    options_free(step->options);
    free_inputs(step);
    for (int32_t i = 0; i < step->own.count; i++)
        memory_free(step->own_columns[i].from);
    memory_free(step->own_columns);
    schema_free(&step->own);
    schema_free(&step->out);
    memory_free(step->out_map);
    files_close(step->files, step->file_count);
    memory_free(step->shown_files);
    for (size_t i = 0; i < step->output_count; i++) {
        memory_free(step->outputs[i].path);
        output_free(step->outputs[i].open);
    }
    memory_free(step->outputs);
    memory_free(step->state);
    memory_free(step->label);
    memory_free(step);
}

void plan_drop_step(struct plan *plan, struct step *step) {
    /* No rows will come from its origins, whose names go with it. */
    plan->origins[step->origin].name = "";
    for (size_t i = 0; i < step->file_count; i++)
        plan->origins[step->files[i].api.number] = (struct origin){.name = ""};
    step_free(step);
}

void plan_free(struct plan *plan) {
    for (int32_t i = plan->count; i-- > 0;)
        step_free(plan->steps[i]);
    for (size_t i = 0; i < plan->definition_count; i++)
        definition_free(plan->definitions[i]);
    memory_free(plan->steps);
    memory_free(plan->definitions);
    memory_free(plan->origins);
    memory_free(plan->rejects_path);
    arena_free(plan->arena);
    memory_free(plan);
}
