/* dialect: expressions as another system's SQL, for a database that can choose rows before they are
 * sent.
 *
 * Only what surely means the same is written, for tables whose columns have the kinds that the
 * schema says: nothing that fails rows (a database would fail the whole query, or go on with
 * something else), nothing that depends on a locale. Text is compared by bytes, which the database
 * is told. SQLite has no decimals, dates and booleans of its own, so none are written for it. */
#include "expression/dialect.h"

#include "base/date.h"
#include "base/real.h"
#include "expression/eval.h"
#include "expression/kernel.h"
#include "expression/tree.h"

enum { SQL_MOST = 1 << 17 };

struct writing {
    enum sql_dialect dialect;
    struct string text;
};

static bool write_node(struct writing *writing, const struct node *node);

static bool is_kind_there(const struct writing *writing, enum leat_kind kind) {
    return writing->dialect == SQL_POSTGRESQL || kind == LEAT_TEXT || kind == LEAT_INTEGER ||
           kind == LEAT_REAL;
}

/* -- leaves ---------------------------------------------------------------------------------- */

/* Between quotes, those inside doubled. */
static void write_quoted(struct writing *writing, struct leat_text text, char quote) {
    string_add_char(&writing->text, quote);
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == quote) {
            string_add_char(&writing->text, quote);
        }
        string_add_char(&writing->text, text.data[i]);
    }
    string_add_char(&writing->text, quote);
}

/* What a backslash means depends on a setting, and a NUL cannot be written. */
static bool write_text(struct writing *writing, struct leat_text text) {
    if (memchr(text.data, '\0', text.size) != NULL ||
        (writing->dialect == SQL_POSTGRESQL && memchr(text.data, '\\', text.size) != NULL)) {
        return false;
    }
    write_quoted(writing, text, '\'');
    return true;
}

static bool write_constant(struct writing *writing, const struct node *node) {
    char text[DECIMAL_TEXT + REAL_TEXT];
    int64_t integer;
    int128 units;
    double real;
    int32_t days;
    size_t size;
    if (node->is_null) {
        string_add_text(&writing->text, "NULL");
        return true;
    }
    memcpy(&integer, node->value, sizeof integer);
    switch ((enum leat_kind)node->type.kind) {
    case LEAT_TEXT:
        return write_text(writing, node->text);
    case LEAT_INTEGER:
        string_add_format(&writing->text, integer < 0 ? "(%lld)" : "%lld", (long long)integer);
        return integer != INT64_MIN; /* whose digits alone are too large */
    case LEAT_BOOLEAN:
        string_add_text(&writing->text, writing->dialect == SQL_SQLITE
                                            ? (node->value[0] ? "1" : "0")
                                        : node->value[0] ? "TRUE"
                                                         : "FALSE");
        return true;
    case LEAT_DECIMAL:
        memcpy(&units, node->value, sizeof units);
        size = decimal_format(units, node->type.scale, false, text);
        string_add_format(&writing->text, "(%.*s)", (int)size, text);
        return true;
    case LEAT_REAL:
        memcpy(&real, node->value, sizeof real);
        size = real_format(real, text);
        string_add_format(&writing->text, "CAST('%.*s' AS double precision)", (int)size, text);
        return writing->dialect == SQL_POSTGRESQL; /* not all SQLites read the nearest real */
    case LEAT_DATE:
        memcpy(&days, node->value, sizeof days);
        size = date_format(days, text);
        string_add_format(&writing->text, "DATE '%.*s'", (int)size, text);
        return true;
    default:
        size = timestamp_format(integer, text);
        string_add_format(&writing->text, "TIMESTAMP '%.*s'", (int)size, text);
        return true;
    }
}

/* -- operators ------------------------------------------------------------------------------- */

static bool write_between(struct writing *writing, const struct node *node, uint32_t first,
                          const char *word) {
    for (uint32_t i = first; i < node->count; i++) {
        if (i > first) {
            string_add_text(&writing->text, word);
        }
        if (!write_node(writing, node->args[i])) {
            return false;
        }
    }
    return true;
}

/* An operand of a comparison: text by its bytes. */
static bool write_operand(struct writing *writing, const struct node *node) {
    if (!write_node(writing, node)) {
        return false;
    }
    if (node->type.kind == LEAT_TEXT) {
        string_add_text(&writing->text,
                        writing->dialect == SQL_SQLITE ? " COLLATE BINARY" : " COLLATE \"C\"");
    }
    return true;
}

static bool write_pair(struct writing *writing, const struct node *a, const char *word,
                       const struct node *b) {
    string_add_char(&writing->text, '(');
    if (!write_operand(writing, a)) {
        return false;
    }
    string_add_text(&writing->text, word);
    if (!write_operand(writing, b)) {
        return false;
    }
    string_add_char(&writing->text, ')');
    return true;
}

static bool write_in(struct writing *writing, const struct node *node) {
    string_add_char(&writing->text, '(');
    if (!write_operand(writing, node->args[0])) {
        return false;
    }
    string_add_text(&writing->text, node->numbers[1] ? " NOT IN (" : " IN (");
    for (uint32_t i = 0; i < node->listed_count; i++) {
        if (i > 0) {
            string_add_text(&writing->text, ", ");
        }
        if (!write_constant(writing, node->listed[i])) {
            return false;
        }
    }
    if (node->numbers[0]) {
        string_add_text(&writing->text, node->listed_count > 0 ? ", NULL" : "NULL");
    }
    string_add_text(&writing->text, "))");
    return true;
}

static bool write_strict(struct writing *writing, const struct node *node) {
    static node_kernel *const equals[] = {
        kernel_integer_equal, kernel_real_equal,    kernel_decimal_equal, kernel_date_equal,
        kernel_text_equal,    kernel_boolean_equal, kernel_scaled_equal};
    static node_kernel *const lesses[] = {
        kernel_integer_less, kernel_real_less,    kernel_decimal_less, kernel_date_less,
        kernel_text_less,    kernel_boolean_less, kernel_scaled_less};
    for (size_t i = 0; i < sizeof equals / sizeof *equals; i++) {
        if (node->kernel == equals[i]) {
            return write_pair(writing, node->args[0], node->numbers[1] ? " <> " : " = ",
                              node->args[1]);
        }
        if (node->kernel == lesses[i]) {
            return write_pair(writing, node->args[0], node->numbers[1] ? " >= " : " < ",
                              node->args[1]);
        }
    }
    if (node->kernel == kernel_not) {
        string_add_text(&writing->text, "(NOT ");
        return write_between(writing, node, 0, "") && (string_add_char(&writing->text, ')'), true);
    }
    if (node->kernel == kernel_in) {
        return write_in(writing, node);
    }
    if (node->kernel == kernel_length) {
        string_add_text(&writing->text, "length(");
        return write_between(writing, node, 0, "") && (string_add_char(&writing->text, ')'), true);
    }
    /* Conversions that a comparison makes by itself. */
    const bool rounds =
        node->kernel == kernel_decimal_rescale && node->args[0]->type.scale > node->type.scale;
    if (node->kernel == kernel_integer_to_decimal ||
        (node->kernel == kernel_decimal_rescale && !rounds) ||
        node->kernel == kernel_date_to_timestamp || node->kernel == kernel_integer_to_real) {
        const bool is_real = node->kernel == kernel_integer_to_real;
        string_add_text(&writing->text, is_real ? "CAST(" : "(");
        const char *type = writing->dialect == SQL_SQLITE ? " AS REAL)" : " AS double precision)";
        return write_node(writing, node->args[0]) &&
               (string_add_text(&writing->text, is_real ? type : ")"), true);
    }
    return false;
}

static bool write_is(struct writing *writing, const struct node *node) {
    static const char *const words[] = {[TREE_IS_NULL] = "NULL",
                                        [TREE_IS_TRUE] = "TRUE",
                                        [TREE_IS_FALSE] = "FALSE",
                                        [TREE_IS_UNKNOWN] = "NULL"};
    string_add_char(&writing->text, '(');
    if (!write_node(writing, node->args[0])) {
        return false;
    }
    string_add_format(&writing->text, node->numbers[1] ? " IS NOT %s)" : " IS %s)",
                      words[node->numbers[0]]);
    return true;
}

static bool write_distinct(struct writing *writing, const struct node *node) {
    const char *word = node->numbers[1] ? " IS NOT DISTINCT FROM " : " IS DISTINCT FROM ";
    if (writing->dialect == SQL_SQLITE) {
        word = node->numbers[1] ? " IS " : " IS NOT ";
    }
    return write_pair(writing, node->args[0], word, node->args[1]);
}

static bool write_case(struct writing *writing, const struct node *node) {
    string_add_text(&writing->text, "CASE");
    for (uint32_t i = 0; i < node->count; i++) {
        const bool is_when = i % 2 == 0 && i + 1 < node->count;
        string_add_text(&writing->text, is_when ? " WHEN " : i % 2 == 0 ? " ELSE " : " THEN ");
        if (!write_node(writing, node->args[i])) {
            return false;
        }
    }
    string_add_text(&writing->text, " END");
    return true;
}

static bool write_list(struct writing *writing, const struct node *node, const char *start,
                       const char *word) {
    string_add_text(&writing->text, start);
    return write_between(writing, node, 0, word) && (string_add_char(&writing->text, ')'), true);
}

static bool write_node(struct writing *writing, const struct node *node) {
    if (writing->text.size > SQL_MOST) { /* what is used several times is written several times */
        return false;
    }
    if (!is_kind_there(writing, node->type.kind) &&
        !(node->type.kind == LEAT_BOOLEAN && node->eval != node_eval_column)) {
        return false;
    }
    if (node->is_constant) {
        return write_constant(writing, node);
    }
    if (node->eval == node_eval_column) {
        write_quoted(writing, node->text, '"');
        return memchr(node->text.data, '\0', node->text.size) == NULL;
    }
    if (node->eval == node_eval_shared) {
        return write_node(writing, node->data);
    }
    if (node->eval == node_eval_let) {
        return write_node(writing, node->args[node->count - 1]);
    }
    if (node->eval == node_eval_strict) {
        return write_strict(writing, node);
    }
    if (node->eval == node_eval_and || node->eval == node_eval_or) {
        return write_list(writing, node, "(", node->eval == node_eval_and ? " AND " : " OR ");
    }
    if (node->eval == node_eval_coalesce) {
        return write_list(writing, node, "COALESCE(", ", ");
    }
    if (node->eval == node_eval_is) {
        return write_is(writing, node);
    }
    if (node->eval == node_eval_distinct) {
        return write_distinct(writing, node);
    }
    return node->eval == node_eval_case && write_case(writing, node);
}

const char *sql_write(const struct leat_expression *expression, enum sql_dialect dialect) {
    struct writing writing = {.dialect = dialect};
    const char *text = NULL;
    if (!expression->root->fails && write_node(&writing, expression->root)) {
        text = arena_copy(expression->arena, writing.text.data, writing.text.size);
    }
    string_free(&writing.text);
    return text;
}

const char *expression_sql(const struct leat_expression *expression, const char *dialect) {
    if (strcmp(dialect, "sqlite") == 0) {
        return expression->sql[SQL_SQLITE];
    }
    return strcmp(dialect, "postgresql") == 0 ? expression->sql[SQL_POSTGRESQL] : NULL;
}
