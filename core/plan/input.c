/* What a step reads: the steps above it or those it names, their columns brought together; and its
 * files. */
#include <string.h>

#include "plan/parts.h"

/* A name that is no step's means one of those above: the nearest, or it is not known which. They
 * count as read, as no one should hear of rows that nobody reads for a name that is misspelt. */
static void count_meant(const struct scope *scope, size_t here, const char *nearest) {
    for (size_t i = 0; i < here; i++)
        if (scope->steps[i] && scope->ids[i] && (!nearest || strcmp(scope->ids[i], nearest) == 0))
            scope->steps[i]->readers++;
}

/* The number of the step that the node stands in, whoever takes it over. */
static size_t index_of(const struct scope *scope, const struct node *node) {
    while (node->parent && node->parent != scope->definition->steps)
        node = node->parent;
    return node->index;
}

struct step *scope_find(const struct scope *scope, const struct node *name, bool *is_lost,
                        struct problems *problems) {
    const struct node *steps = scope->definition->steps;
    size_t here = index_of(scope, name), count = 0;
    *is_lost = false;
    const char **ids = memory_array(steps->count + 1, sizeof *ids);
    struct step *found = NULL;
    bool is_below = false, is_sink = false;
    for (size_t i = 0; i < steps->count; i++) {
        if (!scope->ids[i])
            continue;
        bool same = strcmp(scope->ids[i], name->text) == 0;
        bool sink = node_get(steps->items[i], "sink") != NULL;
        if (i < here && !sink)
            ids[count++] = scope->ids[i];
        if (!same)
            continue;
        is_below |= i >= here;
        is_sink |= i < here && sink;
        if (i < here && !sink) {
            found = scope->steps[i];
            *is_lost = !found;
        }
    }
    if (!found && !*is_lost) {
        struct place place = node_place(name);
        struct problem *problem =
            is_sink ? problem_add(problems, STATUS_USAGE, &place,
                                  "'%s' is a sink: it gives no rows", name->text)
            : is_below
                ? problem_add(
                      problems, STATUS_USAGE, &place,
                      "'%s' does not stand above this step; a step reads only those above it",
                      name->text)
                : problem_add(problems, STATUS_USAGE, &place, "there is no step '%s' above",
                              name->text);
        if (!is_sink && !is_below)
            problem_suggest(problem, name->text, ids, count);
        count_meant(scope, here, text_nearest(name->text, ids, count));
    }
    memory_free(ids);
    return found;
}

static void input_add_from(struct input *input, struct step *from) {
    input->from = memory_resize(input->from, (input->from_count + 1) * sizeof *input->from);
    input->from[input->from_count++] = from->number;
    from->readers++;
}

/* Adds the rows above: the nearest step that gives any. A sink that is like another shows the same
 * rows: those above the other. node: what says nothing of the rows, of this step or taken over. */
static bool add_above(struct scope *scope, struct step *step, struct input *input,
                      const struct node *node, struct problems *problems) {
    struct place place = step_place(step);
    size_t here =
        step->kind == ROLE_SINK ? like_origin(scope, index_of(scope, node)) : step->node->index;
    if (scope->above[here].step) {
        input->place = place;
        input_add_from(input, scope->above[here].step);
        return true;
    }
    if (!scope->above[here].is_lost)
        problem_advise(
            problem_add(problems, STATUS_USAGE, &place, "there are no rows above %s", step->label),
            "begin with a source");
    return false;
}

static bool add_named(struct scope *scope, struct input *input, const struct node *name,
                      struct problems *problems) {
    bool is_lost;
    struct place place = node_place(name);
    if (name->kind != NODE_TEXT) {
        problem_add(problems, STATUS_USAGE, &place,
                    "\"from\" must be the id of a step, or a list of ids");
        return false;
    }
    struct step *from = scope_find(scope, name, &is_lost, problems);
    if (!from)
        return false;
    if (input->from_count == 0)
        input->place = place;
    input_add_from(input, from);
    return true;
}

/* Input 0 of a step that follows others. */
static bool add_rows(struct scope *scope, struct step *step, struct input *input,
                     const struct node *node, struct problems *problems) {
    const struct node *from = node_get(step->node, "from");
    if (!from)
        return add_above(scope, step, input, node, problems);
    if (from->kind != NODE_LIST)
        return add_named(scope, input, from, problems);
    struct place place = node_place(from);
    if (from->count == 0) {
        problem_add(problems, STATUS_USAGE, &place, "\"from\" names no step");
        return false;
    }
    bool all = true;
    for (size_t i = 0; i < from->count; i++)
        all &= add_named(scope, input, from->items[i], problems);
    return all;
}

/* How one more step's columns stand to those of the first: by name, of equal types. */
static int32_t *map_columns(struct input *input, const struct step *first, const struct step *other,
                            struct problems *problems) {
    const struct schema *wanted = &first->out;
    int32_t *map = memory_array((size_t)wanted->count + 1, sizeof *map);
    bool sound = true;
    for (int32_t i = 0; i < wanted->count; i++) {
        const struct schema_column *column = &wanted->columns[i];
        char one[TYPE_NAME], two[TYPE_NAME];
        map[i] = schema_find(&other->out, column->name, strlen(column->name));
        if (map[i] < 0)
            problem_add(problems, STATUS_USAGE, &input->place,
                        "the rows of %s have no column '%s', those of %s have", other->label,
                        column->name, first->label);
        else if (!type_equal(column->type, other->out.columns[map[i]].type))
            problem_advise(problem_add(problems, STATUS_USAGE, &input->place,
                                       "the column '%s' is %s in %s and %s in %s", column->name,
                                       type_name(column->type, one), first->label,
                                       type_name(other->out.columns[map[i]].type, two),
                                       other->label),
                           "declare or cast one of them");
        else
            continue;
        sound = false;
    }
    for (int32_t i = 0; i < other->out.count; i++) {
        const char *name = other->out.columns[i].name;
        if (schema_find(wanted, name, strlen(name)) >= 0)
            continue;
        problem_add(problems, STATUS_USAGE, &input->place,
                    "the rows of %s have a column '%s', those of %s have none", other->label, name,
                    first->label);
        sound = false;
    }
    if (sound)
        return map;
    memory_free(map);
    return NULL;
}

/* What the columns of one more step bring with them: symbols behind those that are there. */
static void merge_columns(struct input *input, const struct step *other, const int32_t *map) {
    for (int32_t i = 0; i < input->schema.count; i++) {
        symbols_add(&input->schema.columns[i].symbols, other->out.columns[map[i]].symbols);
        input->schema.columns[i].is_private |= other->out.columns[map[i]].is_private;
        input->schema.columns[i].has_totals |= other->out.columns[map[i]].has_totals;
    }
}

/* The schema of the input, from the steps it reads. false: told, or one of them failed. */
static bool fill_schema(struct plan *plan, struct input *input) {
    for (size_t i = 0; i < input->from_count; i++)
        if (plan->steps[input->from[i]]->is_failed)
            return false;
    const struct step *first = plan->steps[input->from[0]];
    schema_copy(&input->schema, &first->out);
    input->maps = memory_array(input->from_count, sizeof *input->maps);
    input->reads = memory_array((size_t)input->schema.count + 1, sizeof *input->reads);
    input->needed = memory_array((size_t)input->schema.count + 1, sizeof *input->needed);
    bool sound = true;
    for (size_t i = 1; i < input->from_count; i++) {
        const struct step *other = plan->steps[input->from[i]];
        input->schema.incomplete |= other->out.incomplete;
        if (!first->out.incomplete && !other->out.incomplete)
            sound &= (input->maps[i] = map_columns(input, first, other, plan->problems)) != NULL;
        if (input->maps[i])
            merge_columns(input, other, input->maps[i]);
    }
    return sound;
}

static struct input *add_input(struct step *step, enum input_use use) {
    step->inputs = memory_resize(step->inputs, (step->input_count + 1) * sizeof *step->inputs);
    struct input *input = &step->inputs[step->input_count++];
    *input = (struct input){.use = use};
    return input;
}

/* A further input that an option names, or leaves to the rows above. */
static bool add_option_input(struct plan *plan, struct scope *scope, struct step *step,
                             const struct option_step *option) {
    struct input *input = add_input(step, option->flags & LEAT_WHOLE ? INPUT_WHOLE : INPUT_ROWS);
    *option->field = (int32_t)step->input_count - 1;
    if (option->name)
        return add_named(scope, input, option->node, plan->problems);
    return add_rows(scope, step, input, option->node, plan->problems);
}

bool plan_bind_inputs(struct plan *plan, struct scope *scope, struct step *step) {
    size_t option_count;
    struct option_step *options = options_steps(step->options, &option_count);
    bool names_all = false, sound = true;
    for (size_t i = 0; i < option_count; i++)
        names_all |= step->kind == ROLE_SINK && options[i].flags & LEAT_STREAM;
    step->follows = step->kind != ROLE_SOURCE && !names_all;
    const struct node *from = node_get(step->node, "from");
    if (from && step->kind == ROLE_SOURCE) {
        struct place place = node_key_place(from);
        problem_add(plan->problems, STATUS_USAGE, &place,
                    "a source reads no other step's rows; take \"from\" out");
        sound = false;
    }
    if (step->follows)
        sound &= add_rows(scope, step, add_input(step, INPUT_ROWS), step->node, plan->problems);
    for (size_t i = 0; i < option_count; i++) {
        if (!options[i].name && !(options[i].flags & LEAT_STREAM)) {
            *options[i].field = -1;
            continue;
        }
        sound &= add_option_input(plan, scope, step, &options[i]);
    }
    for (size_t i = 0; i < step->input_count && sound; i++)
        sound = fill_schema(plan, &step->inputs[i]);
    return sound;
}

char *plan_output_path(const struct plan *plan, const char *path) {
    if (!plan->request.out_folder || strcmp(path, "-") == 0)
        return memory_copy(path);
    return memory_format("%s/%s", plan->request.out_folder, strrchr(path, '/') + 1);
}

/* The step that reads the file already, where it can be read only once; NULL: there is none. */
static const struct step *reader_of(const struct plan *plan, const struct step *step,
                                    const struct file *file) {
    for (int32_t i = 0; file->api.bytes < 0 && i < plan->count; i++)
        for (size_t k = 0; plan->steps[i] != step && k < plan->steps[i]->file_count; k++) {
            const struct file *other = &plan->steps[i]->files[k];
            if (other->device == file->device && other->inode == file->inode &&
                other->api.bytes < 0)
                return plan->steps[i];
        }
    return NULL;
}

/* Takes out those of the step's files, from one on, that cannot be read once more: to read them in
 * open would find them empty. false: told. */
static bool leave_out_read(struct plan *plan, struct step *step, size_t from) {
    const size_t found = step->file_count;
    step->file_count = from;
    for (size_t i = from; i < found; i++) {
        struct file *file = &step->files[i];
        const struct step *reader = reader_of(plan, step, file);
        if (!reader) {
            step->files[step->file_count++] = *file;
            continue;
        }
        struct place place = step_place(step);
        bool is_standard = strcmp(file->path, "-") == 0;
        problem_advise(problem_add(plan->problems, STATUS_USAGE, &place,
                                   "%s reads %s already, which can be read once", reader->label,
                                   is_standard ? "standard input" : file->api.name.data),
                       "give that step an id, and name it in \"from\"");
        file_close(file);
    }
    return step->file_count == found;
}

bool plan_find_files(struct plan *plan, struct step *step) {
    size_t count;
    struct option_path *paths = options_paths(step->options, &count);
    bool found = true;
    for (size_t i = 0; i < count; i++) {
        struct place place = node_place(paths[i].node);
        if (!paths[i].is_output) {
            const size_t before = step->file_count;
            const char *shown = paths[i].field->data ? paths[i].field->data : paths[i].resolved;
            found &= files_find(paths[i].resolved, shown, paths[i].field, &place, &step->files,
                                &step->file_count, plan->problems);
            found &= leave_out_read(plan, step, before);
            continue;
        }
        step->outputs =
            memory_resize(step->outputs, (step->output_count + 1) * sizeof *step->outputs);
        step->outputs[step->output_count++] =
            (struct step_output){.field = paths[i].field,
                                 .path = plan_output_path(plan, paths[i].resolved),
                                 .place = place};
    }
    step->shown_files = memory_array(step->file_count + 1, sizeof *step->shown_files);
    for (size_t i = 0; i < step->file_count; i++) {
        struct file *file = &step->files[i];
        file->api.number = plan_add_origin(
            plan, &(struct origin){.name = file->api.name.data, .file = file, .step = step});
        step->shown_files[i] = step->files[i].api;
    }
    return found;
}
