/* leat: carries data from the files it comes in to the files it is wanted in, as definition files
 * say.
 *
 * To understand the program: a command (run.c, check.c …) makes a plan (plan/plan.h) of a
 * definition (definition/definition.h), whose steps are plugins (plugin/plugin.h,
 * ../include/leat/plugin.h); the runner (runner/run.h) carries rows through the plan. These headers
 * say which file of their folder does what, as do document/node.h, batch/batch.h,
 * expression/expression.h and option/option.h.
 *
 * The way of one value, from a byte of a file to a cell of a workbook:
 *
 *   plugins/sources/csv/rows.c            a record's field goes to its column's builder
 *   batch/builder_cell.c, field.c         its text is read as the column is declared, or rejected
 *   runner/stage.c                        the batch is taken from the source, and handed on
 *   runner/carry.c                        to each step that reads it, in turn
 *   expression/eval.c                     conditions and new columns are worked out over it
 *   plugins/transforms/aggregate/add.c    its rows are put into groups,
 *   expression/measure_add.c              and added to the groups' measures,
 *   plugins/transforms/aggregate/give.c   which come out as rows of a new batch
 *   plugins/transforms/percentage.c       with a column made of two of theirs;
 *   runner/sink.c                         batches are written in their order
 *   plugins/sinks/excel/put.c, json.c     cell by cell
 *
 * Columns are found to be needed in plan/needed.c; rejects are counted in runner/work.c, for each
 * step, and in runner/reject.c, for the run; "did you mean" is problem_suggest in base/problem.h.
 * Plugins that end the process are met in plugin/trial.c, signals.c and isolate.c.
 * The exit status is the gravest of what was told (enum status in base/problem.h), or 128 and the
 * number of the signal that ended the run. */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/path.h"
#include "command/command.h"
#include "document/node.h"
#include "plugin/watch.h"

struct command {
    const char *name, *form, *help;
    int (*call)(struct arguments *);
    size_t least_words;
};

static const struct command commands[] = {
    {"run", "DEFINITION…", "run definitions, one after the other, each committed by itself",
     command_run, 1},
    {"replay", "DEFINITION", "run it again with its rejects corrected (--rejects FILE)",
     command_replay, 1},
    {"check", "DEFINITION…", "find every mistake that `run` would find before the first row",
     command_check, 1},
    {"preview", "DEFINITION", "show the first rows that a step gives (--step ID, --rows N)",
     command_preview, 1},
    {"plugins", "[NAME]", "list the plugins, or tell all about one", command_plugins, 0},
    {"functions", "[NAME]", "list what expressions know in SQL, or tell about one",
     command_functions, 0},
    {"schema", "", "print the JSON Schema of definitions, for editors", command_schema, 0},
};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

static const char options_help[] =
    "  --set NAME=VALUE   set a parameter (may be repeated)\n"
    "  --allow-outside    let texts that are set, and the environment, lead paths out of their folders\n"
    "  --out DIR          write each output into DIR, under its own file name\n"
    "  --threads N        how many threads; the result is the same for any number\n"
    "  --memory LIMIT     take no more memory for rows than that: 512M, 2G\n"
    "  --plugins DIR      look for plugins there first (may be repeated)\n"
    "  --check-batches    prove every batch of every plugin, leat's own as well\n"
    "  --isolate          do all in a process of its own, so that a plugin that ends it is named\n"
    "  --time-limit N     seconds that a plugin which is not leat's own may take to load and, with\n"
    "                     --isolate, for one call; 60 unless said\n"
    "  --log json         tell what is told on standard error as JSON lines\n"
    "  -q, --quiet        tell errors and warnings alone\n"
    "  -v, --verbose      tell more\n"
    "  -h, --help         this text\n"
    "  --version          the version\n";

static void print_help(void) {
    printf(
        "leat carries data through definition files: from CSV and JSON, by way of transforms, into workbooks.\n\n"
        "usage: leat COMMAND [options]\n\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        printf("  leat %-9s %-12s  %s\n", commands[i].name, commands[i].form, commands[i].help);
    printf(
        "\n%s\nexit status: 0 done; 1 the data failed; 2 the command or the definition is wrong;\n"
        "             3 a file, the disk or memory failed; 4 a plugin broke its contract\n",
        options_help);
}

static int usage(const char *format, const char *value) {
    fprintf(stderr, "leat: ");
    fprintf(stderr, format, value);
    fprintf(stderr, "\n`leat --help` tells how it is used\n");
    return STATUS_USAGE;
}

/* -- The command line ------------------------------------------------------------------------- */

enum {
    OPTION_SET = 256,
    OPTION_OUTSIDE,
    OPTION_OUT,
    OPTION_THREADS,
    OPTION_MEMORY,
    OPTION_PLUGINS,
    OPTION_CHECK,
    OPTION_ISOLATE,
    OPTION_TIME_LIMIT,
    OPTION_LOG,
    OPTION_STEP,
    OPTION_ROWS,
    OPTION_REJECTS,
    OPTION_VERSION
};

static const struct option long_options[] = {
    {"set", required_argument, NULL, OPTION_SET},
    {"allow-outside", no_argument, NULL, OPTION_OUTSIDE},
    {"out", required_argument, NULL, OPTION_OUT},
    {"threads", required_argument, NULL, OPTION_THREADS},
    {"memory", required_argument, NULL, OPTION_MEMORY},
    {"plugins", required_argument, NULL, OPTION_PLUGINS},
    {"check-batches", no_argument, NULL, OPTION_CHECK},
    {"isolate", no_argument, NULL, OPTION_ISOLATE},
    {"time-limit", required_argument, NULL, OPTION_TIME_LIMIT},
    {"log", required_argument, NULL, OPTION_LOG},
    {"step", required_argument, NULL, OPTION_STEP},
    {"rows", required_argument, NULL, OPTION_ROWS},
    {"rejects", required_argument, NULL, OPTION_REJECTS},
    {"quiet", no_argument, NULL, 'q'},
    {"verbose", no_argument, NULL, 'v'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, OPTION_VERSION},
    {NULL, 0, NULL, 0},
};

static char *current_folder(void) {
    char *here = getcwd(NULL, 0);
    char *copy = memory_copy(here ? here : "/");
    free(here);
    return copy;
}

static bool read_number(const char *text, long long most, long long *out) {
    char *end;
    errno = 0;
    *out = strtoll(text, &end, 10);
    return *text && !*end && !errno && *out >= 1 && *out <= most;
}

/* Bytes, as a number and a unit of 1,024, or of 1,024 times the one before it. */
static bool read_size(const char *text, long long *out) {
    static const char units[] = "KMGT";
    const long long least = 16LL * 1024 * 1024;
    char *end;
    errno = 0;
    *out = strtoll(text, &end, 10);
    const char *unit = *end ? strchr(units, toupper((unsigned char)*end)) : NULL;
    bool sound = text[0] >= '0' && text[0] <= '9' && !errno && unit && end[1] == '\0';
    for (const char *at = units; sound && at <= unit; at++)
        sound = !__builtin_mul_overflow(*out, 1024, out);
    return sound && *out >= least && *out <= PTRDIFF_MAX;
}

static int add_setting(struct arguments *arguments, char *text, const char *folder) {
    char *equals = strchr(text, '=');
    if (equals == text)
        return usage("--set wants NAME=VALUE, and no name stands before the '='%s", "");
    if (!equals)
        return usage("--set wants NAME=VALUE, and was given '%s'", text);
    char *name = memory_copy_part(text, (size_t)(equals - text)), *value = memory_copy(equals + 1);
    memset(equals + 1, '*', strlen(equals + 1)); /* what the process list shows of it */
    arguments->settings = memory_resize(arguments->settings, (arguments->setting_count + 1) *
                                                                 sizeof *arguments->settings);
    arguments->settings[arguments->setting_count++] =
        (struct parameter_setting){.name = name, .value = value, .folder = folder};
    return 0;
}

/* What is read once, and what is gathered while reading. */
struct reading {
    struct arguments *arguments;
    const char *folder;
    const char **plugin_folders;
    size_t plugin_folder_count;
};

/* One option; a status when that ends the program, else -1. */
static int read_option(struct reading *reading, int option, char *value) {
    struct arguments *arguments = reading->arguments;
    long long number = 0;
    switch (option) {
    case OPTION_SET: {
        int status = add_setting(arguments, value, reading->folder);
        return status ? status : -1;
    }
    case OPTION_OUTSIDE:
        arguments->allow_outside = true;
        return -1;
    case OPTION_OUT:
        memory_free(arguments->out_folder);
        arguments->out_folder = path_absolute(reading->folder, value);
        return -1;
    case OPTION_THREADS:
        if (!read_number(value, 1024, &number))
            return usage("--threads wants a number from 1 to 1024, and was given '%s'", value);
        arguments->threads = (int32_t)number;
        return -1;
    case OPTION_MEMORY:
        if (!read_size(value, &number))
            return usage(
                "--memory wants a number and its unit, K, M, G or T, such as 512M or 2G, of "
                "at least 16M, and was given '%s'",
                value);
        memory_limit((size_t)number);
        return -1;
    case OPTION_ROWS:
        if (!read_number(value, 1000000, &number))
            return usage("--rows wants a number from 1 to 1000000, and was given '%s'", value);
        arguments->rows = number;
        return -1;
    case OPTION_PLUGINS:
        reading->plugin_folders =
            memory_resize(reading->plugin_folders,
                          (reading->plugin_folder_count + 1) * sizeof *reading->plugin_folders);
        reading->plugin_folders[reading->plugin_folder_count++] = value;
        return -1;
    case OPTION_LOG:
        log_json = strcmp(value, "json") == 0;
        return log_json ? -1 : usage("--log knows 'json' alone, and was given '%s'", value);
    case OPTION_CHECK:
        arguments->check_batches = true;
        return -1;
    case OPTION_ISOLATE:
        arguments->isolate = true;
        return -1;
    case OPTION_TIME_LIMIT:
        if (!read_number(value, 1000000, &number))
            return usage("--time-limit wants seconds, from 1 to 1000000, and was given '%s'",
                         value);
        arguments->time_limit = (int)number;
        return -1;
    case OPTION_REJECTS:
        arguments->rejects = memory_resize(arguments->rejects, (arguments->reject_count + 1) *
                                                                   sizeof *arguments->rejects);
        arguments->rejects[arguments->reject_count++] = value;
        return -1;
    case OPTION_STEP:
        arguments->step = value;
        return -1;
    case OPTION_VERSION:
        printf("leat %s (plugin interface %d, definitions %d)\n", LEAT_VERSION, LEAT_ABI,
               DEFINITION_VERSION);
        return STATUS_DONE;
    case 'h':
        print_help();
        return STATUS_DONE;
    case 'q':
        log_level = -1;
        return -1;
    case 'v':
        log_level = 1;
        return -1;
    default:
        return STATUS_USAGE;
    }
}

/* getopt's own words name the program by its path and suggest nothing. */
static int wrong_option(const char *word) {
    const char *names[sizeof long_options / sizeof *long_options];
    size_t count = 0;
    for (const struct option *option = long_options; option->name; option++)
        names[count++] = option->name;
    bool is_long = strncmp(word, "--", 2) == 0;
    char *name = memory_copy_part(word, strcspn(word, "="));
    const char *near = is_long ? text_nearest(name + 2, names, count) : NULL;
    if (near && strcmp(near, name + 2) == 0)
        fprintf(stderr, "leat: the option '%s' wants a value, or takes none\n", name);
    else
        fprintf(stderr, "leat: there is no option '%s'%s%s%s\n", name,
                near ? "; did you mean '--" : "", near ? near : "", near ? "'?" : "");
    fprintf(stderr, "`leat --help` tells how it is used\n");
    memory_free(name);
    return STATUS_USAGE;
}

static const struct command *find_command(const char *word) {
    const char *names[COMMAND_COUNT];
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        names[i] = commands[i].name;
        if (strcmp(word, commands[i].name) == 0)
            return &commands[i];
    }
    const char *near = text_nearest(word, names, COMMAND_COUNT);
    fprintf(stderr, "leat: there is no command '%s'%s%s%s\n`leat --help` lists them\n", word,
            near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    return NULL;
}

static int call_command(struct reading *reading, int count, char **words) {
    struct arguments *arguments = reading->arguments;
    if (count == 0)
        return usage("%s",
                     "say what to do, for example `leat run pipelines/kpi14-ofsted-grades.json`");
    const struct command *command = find_command(words[0]);
    if (!command)
        return STATUS_USAGE;
    arguments->words = (const char **)words + 1;
    arguments->word_count = (size_t)count - 1;
    if (command->call != command_preview && (arguments->step || arguments->rows))
        return usage("--step and --rows are for `leat preview`%s", "");
    if (command->call != command_replay && arguments->reject_count)
        return usage("--rejects is for `leat replay`%s", "");
    if (arguments->word_count < command->least_words)
        return usage("`leat %s` wants a definition file", command->name);
    int status = arguments->isolate ? isolate(arguments->time_limit) : -1;
    if (status >= 0)
        return status;
    arguments->plugins =
        plugins_new(reading->plugin_folders, reading->plugin_folder_count, arguments->time_limit);
    status = command->call(arguments);
    definitions_free(arguments);
    plugins_free(arguments->plugins);
    /* What was printed must have arrived. */
    if (fflush(stdout) != 0 && status == STATUS_DONE) {
        fprintf(stderr, "leat: cannot write to standard output: %s\n", strerror(errno));
        status = STATUS_WORLD;
    }
    return interrupt_signal ? 128 + interrupt_signal : status;
}

int main(int count, char **words) {
    if (count == 4 && strcmp(words[1], PLUGIN_TRIAL_WORD) == 0)
        return plugin_trial(words[2], words[3]);
    struct arguments arguments = {.time_limit = TIME_LIMIT};
    char *folder = current_folder();
    struct reading reading = {.arguments = &arguments, .folder = folder};
    int status = -1;
    memory_begin();
    watch_begin();
    signals_begin();
    document_begin();
    opterr = 0;
    for (int option;
         status < 0 && (option = getopt_long(count, words, "qvh", long_options, NULL)) != -1;)
        status =
            option == '?' ? wrong_option(words[optind - 1]) : read_option(&reading, option, optarg);
    if (status < 0)
        status = call_command(&reading, count - optind, words + optind);
    for (size_t i = 0; i < arguments.setting_count; i++) {
        memory_free((char *)arguments.settings[i].name);
        memory_free((char *)arguments.settings[i].value);
    }
    memory_free(arguments.settings);
    memory_free(arguments.rejects);
    memory_free(arguments.out_folder);
    memory_free(reading.plugin_folders);
    memory_free(folder);
    signals_end();
    return status;
}
