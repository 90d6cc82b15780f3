/* leat functions [NAME…]: the functions and operators of expressions, or all about some. */
#include "command/command.h"
#include "expression/expression.h"

#include <string.h>

enum { FORM_WIDTH = 34 };

static void print_function(const struct expression_help *function) {
    const size_t width = text_width(function->form, strlen(function->form));
    const bool is_long = width > FORM_WIDTH; /* then its text stands on the next line */
    printf("  %s%s%*s%s\n", function->form, is_long ? "\n" : "",
           (int)(is_long ? FORM_WIDTH + 4 : FORM_WIDTH + 2 - width), "", function->text);
}

/* Prints those of the name; false: there is none. */
static bool print_named(const char *name) {
    bool found = false;
    for (const struct expression_help *function = expression_functions; function->name;
         function++) {
        if (strcasecmp(function->name, name) == 0) {
            print_function(function);
            found = true;
        }
    }
    return found;
}

static void tell_unknown(const char *name, struct problems *problems) {
    size_t count = 0;
    while (expression_functions[count].name)
        count++;
    const char **names = memory_array(count, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = expression_functions[i].name;
    problem_suggest(problem_add(problems, STATUS_USAGE, NULL, "there is no function '%s'", name),
                    name, names, count);
    memory_free(names);
}

int command_functions(struct arguments *arguments) {
    struct problems problems = {0};
    for (const struct expression_help *function = expression_functions;
         arguments->word_count == 0 && function->name; function++)
        print_function(function);
    for (size_t i = 0; i < arguments->word_count; i++)
        if (!print_named(arguments->words[i]))
            tell_unknown(arguments->words[i], &problems);
    return (int)tell_problems(&problems);
}
