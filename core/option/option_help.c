/* option_help: option tables for people, as `leat plugins NAME` shows them. See schema_json.h.
 *
 *   path                a path; required
 *                       the file to write
 *   sheets              a list of objects; default [{}]
 *                       the sheets, in their order
 *     name              text; optional
 *                       the sheet's name
 */
#include "option/schema_json.h"

#include <inttypes.h>
#include <string.h>

#include "option/set.h"

enum {
    COLUMN = 22,
    LINE_WIDTH = 100
}; /* COLUMN: where what is said of an option begins, however nested */

struct help {
    FILE *out;
    size_t indent; /* of the options' names */
};

static void pad(FILE *out, size_t count) { fprintf(out, "%*s", (int)count, ""); }

/* Prints a text wrapped, from a column on, where its further lines begin too; a line break in it is
 * one. */
static void print_wrapped(FILE *out, const char *text, size_t column) {
    size_t used = 0;
    while (*text != '\0') {
        const size_t size = strcspn(text, " \n"), width = text_width(text, size);
        if (used > 0 && column + used + 1 + width > LINE_WIDTH) {
            fputc('\n', out);
            pad(out, column);
            used = 0;
        }
        fprintf(out, "%s%.*s", used > 0 ? " " : "", (int)size, text);
        used += (used > 0) + width;
        text += size;
        if (*text == '\n') {
            fputc('\n', out);
            pad(out, column);
            used = 0;
        }
        text += *text != '\0';
    }
    fputc('\n', out);
}

static void add_limits(const struct leat_option *row, struct string *line) {
    const bool many = row->shape != LEAT_SHAPE_ONE || row->kind == LEAT_OPTION_COLUMNS;
    const bool number = row->kind == LEAT_OPTION_INTEGER || row->kind == LEAT_OPTION_REAL;
    if (row->least == 0 && row->most == 0) {
        return;
    }
    const char *unit = many ? " of them" : number ? "" : " characters";
    if (row->most == INT64_MAX) {
        string_add_format(line, ", at least %" PRId64 "%s", row->least, unit);
    } else if (row->least == row->most) {
        string_add_format(line, ", %" PRId64 "%s", row->least,
                          many || number    ? unit
                          : row->least == 1 ? " character"
                                            : unit);
    } else if (row->least == INT64_MIN || (row->least == 0 && (many || !number))) {
        string_add_format(line, ", at most %" PRId64 "%s", row->most, unit);
    } else {
        string_add_format(line, ", %" PRId64 " to %" PRId64 "%s", row->least, row->most, unit);
    }
}

/* What it takes, and what it is where it is left out. */
static void add_facts(const struct leat_option *row, struct string *line) {
    option_wants(row, row->shape, line);
    if (row->kinds != 0) {
        string_add_text(line, row->kind == LEAT_OPTION_EXPRESSION ? " that gives " : " of kind ");
        option_kinds(row->kinds, line);
    }
    if (row->flags & LEAT_ONE_OR_MANY) {
        string_add_text(line, ", or one alone");
    }
    if (row->kind == LEAT_OPTION_COLUMNS) {
        string_add_text(line, ", or \"*\" for all");
    }
    if (row->kind == LEAT_OPTION_FIELD) {
        string_add_text(line, " with the settings of a column, but for its kind and format");
    }
    if (row->flags & LEAT_BARE) {
        string_add_text(line, ", which may stand for the whole object");
    }
    add_limits(row, line);
    if (row->fallback != NULL) {
        string_add_format(line, "; default %s", row->fallback);
    } else {
        string_add_text(line, row->flags & LEAT_OPTIONAL ? "; optional" : "; required");
    }
}

static void print_table(const struct help *help, const struct leat_options *table);

static void print_option(const struct help *help, const struct leat_option *row) {
    struct string line = {0};
    const size_t name = text_width(row->name, strlen(row->name));
    const size_t used = help->indent + name;
    pad(help->out, help->indent);
    fputs(row->name, help->out);
    if (used + 2 > COLUMN) {
        fputc('\n', help->out);
        pad(help->out, COLUMN);
    } else {
        pad(help->out, COLUMN - used);
    }
    add_facts(row, &line);
    print_wrapped(help->out, line.data, COLUMN);
    if (row->help != NULL) {
        pad(help->out, COLUMN);
        print_wrapped(help->out, row->help, COLUMN);
    }
    string_free(&line);
    const struct help inner = {help->out, help->indent + 2};
    if (row->kind == LEAT_OPTION_TABLE) {
        print_table(&inner, row->items);
    } else if (row->kind == LEAT_OPTION_FIELDS) {
        print_table(&inner, fields_table());
    }
}

static void print_table(const struct help *help, const struct leat_options *table) {
    for (size_t i = 0; i < table->count; i++) {
        const struct leat_option row = option_row(table, i);
        print_option(help, &row);
    }
}

void options_help(const struct leat_options *table, FILE *out) {
    const struct help help = {out, 2};
    if (table == NULL || table->count == 0) {
        fputs("  none\n", out);
        return;
    }
    print_table(&help, table);
}
