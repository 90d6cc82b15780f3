/* What several commands do alike. */
#include <string.h>

#include "base/log.h"
#include "command/command.h"
#include "runner/run.h"

enum status status_before = STATUS_DONE;

static void print_json(const struct problem *problem) {
    struct string line = {0};
    string_add_format(&line, "{\"level\":\"error\",\"status\":%d", (int)problem->status);
    if (problem->file) {
        string_add_text(&line, ",\"file\":");
        string_add_json(&line, problem->file, strlen(problem->file));
    }
    if (problem->line > 0)
        string_add_format(&line, ",\"line\":%lld", (long long)problem->line);
    if (problem->column > 0)
        string_add_format(&line, ",\"column\":%lld", (long long)problem->column);
    struct string message = {0};
    string_add_message(&message, problem->message, false);
    string_add_text(&line, ",\"message\":");
    string_add_json(&line, message.data ? message.data : "", message.size);
    string_free(&message);
    if (problem->advice) {
        string_add_text(&line, ",\"advice\":");
        string_add_json(&line, problem->advice, strlen(problem->advice));
    }
    string_add_text(&line, "}\n");
    fputs(line.data, stderr);
    string_free(&line);
}

enum status tell_problems(struct problems *problems) {
    enum status status = problems_status(problems);
    if (log_json)
        for (size_t i = 0; i < problems->count; i++)
            print_json(&problems->list[i]);
    else
        problems_print(problems, stderr);
    problems_free(problems);
    return status;
}

static void add_written(struct arguments *arguments, const struct plan *plan, const char *path) {
    size_t count;
    struct written *outputs = plan_written(plan, &count);
    arguments->written = memory_resize(arguments->written, (arguments->written_count + count + 1) *
                                                               sizeof *arguments->written);
    for (size_t i = 0; i < count; i++) {
        outputs[i].definition = path;
        arguments->written[arguments->written_count++] = outputs[i];
    }
    memory_free(outputs);
}

struct plan *make_plan(struct arguments *arguments, size_t number, bool is_preview,
                       struct problems *problems) {
    struct loaded *loaded = &arguments->loaded[number];
    struct plan_request request = {.definition = loaded->definition,
                                   .out_folder = arguments->out_folder,
                                   .plugins = arguments->plugins,
                                   .host = &host_table,
                                   .written = arguments->written,
                                   .written_count = arguments->written_count,
                                   .is_preview = is_preview,
                                   .attach = work_attach};
    problems_move(problems, &loaded->problems);
    loaded->definition = NULL;
    struct plan *plan = plan_make(&request, problems);
    add_written(arguments, plan, arguments->words[number]);
    return plan;
}

/* Tells the settings that no definition declares; one that could not be read might have. */
static bool settings_known(const struct arguments *arguments) {
    const char **names = NULL;
    size_t count = 0;
    struct problems problems = {0};
    bool all_read = true;
    for (size_t i = 0; i < arguments->word_count; i++) {
        const struct definition *definition = arguments->loaded[i].definition;
        all_read &= definition != NULL;
        for (size_t k = 0; definition && k < definition->parameters.count; k++) {
            names = memory_resize(names, (count + 1) * sizeof *names);
            names[count++] = definition->parameters.list[k].name;
        }
    }
    for (size_t i = 0; all_read && i < arguments->setting_count; i++)
        if (!arguments->settings[i].is_used)
            problem_suggest(problem_add(&problems, STATUS_USAGE, NULL,
                                        "--set: no definition declares a parameter '%s'",
                                        arguments->settings[i].name),
                            arguments->settings[i].name, names, count);
    memory_free(names);
    return tell_problems(&problems) == STATUS_DONE;
}

bool definitions_load(struct arguments *arguments) {
    arguments->loaded = memory_array(arguments->word_count + 1, sizeof *arguments->loaded);
    for (size_t i = 0; i < arguments->word_count; i++)
        arguments->loaded[i].definition = definition_load(
            arguments->words[i], NULL, arguments->settings, arguments->setting_count,
            arguments->allow_outside, &arguments->loaded[i].problems);
    return settings_known(arguments);
}

void definitions_free(struct arguments *arguments) {
    for (size_t i = 0; arguments->loaded && i < arguments->word_count; i++) {
        definition_free(arguments->loaded[i].definition);
        problems_free(&arguments->loaded[i].problems);
    }
    for (size_t i = 0; i < arguments->written_count; i++)
        memory_free(arguments->written[i].real);
    memory_free(arguments->loaded);
    memory_free(arguments->written);
}
