/* What several commands do alike. */
#include <string.h>

#include "base/log.h"
#include "command/command.h"
#include "runner/run.h"

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
    string_add_text(&line, ",\"message\":");
    string_add_json(&line, problem->message, strlen(problem->message));
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

struct plan *make_plan(struct arguments *arguments, const char *path, struct problems *problems) {
    struct plan_request request = {.path = path,
                                   .settings = arguments->settings,
                                   .setting_count = arguments->setting_count,
                                   .out_folder = arguments->out_folder,
                                   .plugins = arguments->plugins,
                                   .host = &host_table,
                                   .attach = work_attach};
    return plan_make(&request, problems);
}

bool settings_known(struct arguments *arguments) {
    const char **names = NULL;
    size_t count = 0;
    bool all_read = true;
    if (arguments->setting_count == 0) /* a definition that comes through a pipe can be read once */
        return true;
    struct definition **definitions = memory_array(arguments->word_count + 1, sizeof *definitions);
    for (size_t i = 0; i < arguments->word_count; i++) {
        struct problems ignored = {0};
        definitions[i] = definition_load(arguments->words[i], arguments->settings,
                                         arguments->setting_count, &ignored);
        all_read &= definitions[i] != NULL;
        problems_free(&ignored);
        for (size_t k = 0; definitions[i] && k < definitions[i]->parameters.count; k++) {
            names = memory_resize(names, (count + 1) * sizeof *names);
            names[count++] = definitions[i]->parameters.list[k].name;
        }
    }
    struct problems problems = {0};
    for (size_t i = 0; all_read && i < arguments->setting_count; i++)
        if (!arguments->settings[i].is_used)
            problem_suggest(problem_add(&problems, STATUS_USAGE, NULL,
                                        "--set: no definition declares a parameter '%s'",
                                        arguments->settings[i].name),
                            arguments->settings[i].name, names, count);
    for (size_t i = 0; i < arguments->word_count; i++)
        definition_free(definitions[i]);
    memory_free(definitions);
    memory_free(names);
    return tell_problems(&problems) == STATUS_DONE;
}
