/* leat preview DEFINITION [--step ID] [--rows N]: the first rows that a step gives, as a table. */
#include <string.h>

#include "base/log.h"
#include "command/command.h"
#include "runner/run.h"

enum { CELL_MOST = 40 };

/* The step of that id; without one, the last that gives rows. -1: told. */
static int32_t find_step(const struct plan *plan, const char *id, struct problems *problems) {
    const char **ids = memory_array((size_t)plan->count + 1, sizeof *ids);
    size_t count = 0;
    int32_t found = -1;
    for (int32_t i = 0; i < plan->count; i++) {
        const struct step *step = plan->steps[i];
        if (!step_gives(step))
            continue;
        if (step->id)
            ids[count++] = step->id;
        if (!id || (step->id && strcmp(step->id, id) == 0))
            found = i;
    }
    if (found < 0)
        problem_suggest(problem_add(problems, STATUS_USAGE, NULL,
                                    "--step: no step that gives rows has the id '%s'",
                                    id ? id : ""),
                        id ? id : "", ids, count);
    memory_free(ids);
    return found;
}

/* A cell as it is shown: one line, not too long. */
static char *shown(const struct schema_column *column, const struct column *values, int64_t row) {
    char *text = column->is_private ? memory_copy("***") : cell_text(values, row);
    struct string out = {0};
    size_t at = 0, taken = 0, size = text ? strlen(text) : 0;
    while (at < size && taken++ < CELL_MOST) {
        size_t before = at;
        uint32_t code = text_decode(text, size, &at);
        if (code < ' ' || (code >= 0x7f && code < 0xa0)) /* a terminal would obey them */
            string_add_char(&out, ' ');
        else
            string_add(&out, text + before, at - before);
    }
    if (at < size)
        string_add_text(&out, "…");
    memory_free(text);
    return string_take(&out);
}

static bool is_number(struct leat_type type) {
    return type.kind == LEAT_INTEGER || type.kind == LEAT_REAL || type.kind == LEAT_DECIMAL;
}

static void print_cell(const char *text, size_t width, bool right, bool last) {
    size_t has = text_width(text, strlen(text));
    int pad = (int)(width > has ? width - has : 0);
    if (right)
        printf("%*s%s", pad, "", text);
    else
        printf("%s%*s", text, last ? 0 : pad, "");
    fputs(last ? "\n" : "  ", stdout);
}

/* Prints the rows; cells: rows * columns of text, the first row the names, the second the kinds. */
static void print_table(const struct schema *schema, char **cells, size_t rows) {
    size_t columns = (size_t)schema->count;
    size_t *widths = memory_array(columns + 1, sizeof *widths);
    for (size_t i = 0; i < rows * columns; i++) {
        size_t width = text_width(cells[i], strlen(cells[i]));
        if (width > widths[i % columns])
            widths[i % columns] = width;
    }
    for (size_t i = 0; i < rows * columns; i++)
        print_cell(cells[i], widths[i % columns], is_number(schema->columns[i % columns].type),
                   i % columns + 1 == columns);
    memory_free(widths);
}

static void print_rows(const struct schema *schema, const struct kept *kept, int64_t most) {
    size_t columns = (size_t)schema->count, rows = 2;
    char **cells = memory_array((size_t)(most + 2) * columns + 1, sizeof *cells);
    for (size_t c = 0; c < columns; c++) {
        char room[TYPE_NAME];
        cells[c] = memory_copy(schema->columns[c].name);
        cells[columns + c] = memory_copy(type_name(schema->columns[c].type, room));
    }
    for (size_t b = 0; b < kept->count; b++)
        for (int64_t row = 0; row < kept->batches[b]->api.rows && (int64_t)rows < most + 2;
             row++, rows++)
            for (size_t c = 0; c < columns; c++)
                cells[rows * columns + c] =
                    shown(&schema->columns[c], kept->batches[b]->columns[c], row);
    print_table(schema, cells, rows);
    for (size_t i = 0; i < rows * columns; i++)
        memory_free(cells[i]);
    memory_free(cells);
}

/* Rows that the preview lacks because they were rejected: they do not end it, but are no secret. */
static void tell_rejects(const struct run *run) {
    struct problems told = {0};
    rejects_tell(run, &told);
    if (told.count == 0)
        return;
    tell_problems(&told);
    struct string text = {0};
    string_add_count(&text, run->rejects.count, "row was", "rows were");
    string_add_text(&text, " rejected on the way to these");
    log_line(LEAT_WARNING, NULL, text.data, text.size);
    string_free(&text);
}

int command_preview(struct arguments *arguments) {
    struct problems problems = {0};
    if (!settings_known(arguments))
        return STATUS_USAGE;
    if (arguments->word_count != 1) {
        fprintf(stderr, "leat: `leat preview` wants one definition file\n");
        return STATUS_USAGE;
    }
    struct plan *plan = make_plan(arguments, arguments->words[0], &problems);
    int32_t step = problems_status(&problems) == STATUS_DONE
                       ? find_step(plan, arguments->step, &problems)
                       : -1;
    if (step >= 0) {
        plan_need_rows(plan, step);
        struct run_request request = {.threads = arguments->threads,
                                      .check_batches = arguments->check_batches,
                                      .preview_step = step,
                                      .preview_rows = arguments->rows};
        struct run *run = run_new(plan, &request, &problems);
        run_plan(run);
        if (problems_status(&problems) == STATUS_DONE && !run_signal) {
            print_rows(&plan->steps[step]->out, &run->steps[step].kept, arguments->rows);
            fflush(stdout);
            tell_rejects(run);
        }
        run_free(run);
    }
    plan_free(plan);
    return (int)tell_problems(&problems);
}
