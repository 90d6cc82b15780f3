/* field_table: the columns that a source declares, and how their texts are read. See option.h,
 * set.h and batch/field.h.
 *
 * A declaration is read by a table as any other options are. "columns" has one for each column; an
 * option of kind FIELD has what holds for all of them, and a column's own settings go before it. */
#include "option/schema_json.h"
#include "option/set.h"

#include <string.h>

/* What a declaration says. */
struct declared {
    struct leat_type kind;
    struct leat_list nulls, symbols, truths, falsehoods;
    struct leat_text currency, date;
    int64_t two_digit_years;
    int32_t format, thousands, decimal_mark;
    bool trim, percent, is_private;
};

static const char *const thousands_words[] = {"none", ",", ".", " ", "'", NULL};
static const char thousands_marks[] = {0, ',', '.', ' ', '\''};
static const char *const decimal_words[] = {".", ",", NULL};

/* "none" stands before those of format_table. */
static const char *const format_words[] = {"none",
#define NAME(name, kinds, reader, help) name,
                                           FORMAT_LIST(NAME)
#undef NAME
                                               NULL};
static const char format_help[] = "what its values are, and what they are brought into:"
#define HELP(name, kinds, reader, help) "\n" name ": " help
    FORMAT_LIST(HELP);
#undef HELP

#define LISTED(field, key)                                                                         \
    LEAT_OPTION_LIST(struct declared, field, TEXT, key),                                           \
        .flags = LEAT_OPTIONAL | LEAT_ONE_OR_MANY | LEAT_DISTINCT

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct declared, kind, TYPE, "kind"), .fallback = "\"text\"", .flags = LEAT_BARE,
     .help = "text, integer, real, decimal(p,s), boolean, date or timestamp"},
    {LEAT_OPTION(struct declared, format, CHOICE, "format"), .fallback = "\"none\"",
     .choices = format_words, .help = format_help},
    {LISTED(nulls, "null"),
     .help = "texts that mean that there is no value, instead of an empty field"},
    {LISTED(symbols, "symbols"),
     .help = "texts that stand for an absent value and are kept, the weightiest first"},
    {LEAT_OPTION(struct declared, trim, BOOLEAN, "trim"), .fallback = "false",
     .help = "take white space off both ends first"},
    {LEAT_OPTION(struct declared, thousands, CHOICE, "thousands"), .fallback = "\"none\"",
     .choices = thousands_words, .help = "numbers: what may stand between groups of three digits"},
    {LEAT_OPTION(struct declared, decimal_mark, CHOICE, "decimal_mark"), .fallback = "\".\"",
     .choices = decimal_words, .help = "numbers: what stands before the fraction"},
    {LEAT_OPTION(struct declared, percent, BOOLEAN, "percent"), .fallback = "false",
     .help = "numbers: a percent sign may follow; 76% is 76"},
    {LEAT_OPTION(struct declared, currency, TEXT, "currency"), .flags = LEAT_OPTIONAL, .least = 1,
     .most = 16, .help = "numbers: what may stand before or after, such as \"£\""},
    {LEAT_OPTION(struct declared, date, TEXT, "date"), .flags = LEAT_OPTIONAL, .least = 1,
     .most = 64,
     .help =
         "dates and timestamps: a pattern such as dd/mm/yyyy, d mmm yy or yyyy-mm-dd hh:mm; else ISO 8601"},
    {LEAT_OPTION(struct declared, two_digit_years, INTEGER, "two_digit_years"), .fallback = "0",
     .least = 0, .most = 2099,
     .help =
         "the first of the hundred years that years of two digits are in, such as 1950; 0: there are none"},
    {LISTED(truths, "true"), .help = "booleans: the words for true, whatever their case"},
    {LISTED(falsehoods, "false"), .help = "booleans: the words for false"},
    {LEAT_OPTION(struct declared, is_private, BOOLEAN, "private"), .fallback = "false",
     .help = "its values are not shown in messages"},
};
enum {
    ROWS = sizeof rows / sizeof rows[0],
    OWN_ROWS = 2, /* the first: kind and format are each column's own */
};

static const struct leat_options whole_table = LEAT_OPTIONS(struct declared, rows);
static const struct leat_options common_table = {.size = sizeof common_table,
                                                 .row_size = sizeof rows[0],
                                                 .rows = rows + OWN_ROWS,
                                                 .count = ROWS - OWN_ROWS,
                                                 .item_size = sizeof(struct declared)};

const struct leat_options *fields_table(void) { return &whole_table; }
const struct leat_options *field_table_common(void) { return &common_table; }

/* Which kinds a setting is for, where it is not for all. */
enum {
    DATES = LEAT_KINDS(LEAT_DATE) | LEAT_KINDS(LEAT_TIMESTAMP),
    BOOLEANS = LEAT_KINDS(LEAT_BOOLEAN),
    ALL_BUT_TEXT = LEAT_NUMBERS | DATES | BOOLEANS,
};
static const struct meaning {
    const char *key;
    uint32_t kinds;
} meanings[] = {
    {"symbols", ALL_BUT_TEXT},  {"thousands", LEAT_NUMBERS}, {"decimal_mark", LEAT_NUMBERS},
    {"percent", LEAT_NUMBERS},  {"currency", LEAT_NUMBERS},  {"date", DATES},
    {"two_digit_years", DATES}, {"true", BOOLEANS},          {"false", BOOLEANS},
};

/* -- reading --------------------------------------------------------------------------------- */

struct field_declaration {
    struct option_subject subject; /* the option's */
    struct leat_fields **field;
    struct declared *items;
    struct leat_fields *fields;
};

/* One column's settings, or those for all, while they are compiled. */
struct compiling {
    struct option_set *set;
    const struct option_scope *scope;
    const struct node *node;        /* the column's declaration */
    const struct node *common_node; /* that for all; NULL: none */
    const struct declared *own, *common;
};

void option_read_fields(struct option_set *set, const struct option_subject *subject, void *field) {
    const bool is_one = subject->row->kind == LEAT_OPTION_FIELD;
    const struct node *node = subject->node;
    if (is_one && node->kind != NODE_OBJECT) {
        option_wrong_shape(set, subject, LEAT_SHAPE_ONE);
        return;
    }
    const size_t count = is_one ? 1 : node->count;
    struct field_declaration *declaration = arena_alloc(set->arena, sizeof *declaration);
    struct leat_fields *fields = memory_alloc(sizeof *fields);
    fields->list = memory_array(count, sizeof *fields->list);
    fields->nodes = memory_array(count, sizeof(struct node *));
    *declaration = (struct field_declaration){
        .subject = *subject,
        .field = field,
        .items = arena_alloc(set->arena, count * sizeof *declaration->items),
        .fields = fields,
    };
    for (size_t i = 0; i < count; i++) {
        const struct node *item = is_one ? node : node->items[i];
        const struct option_subject item_subject = {subject->scope, subject->row, item, !is_one};
        const bool is_own = item->document == set->node->document;
        fields->list[i].name = memory_copy(is_one ? "" : item->key);
        fields->list[i].point = '.';
        fields->nodes[i] = item;
        fields->count = (int32_t)i + 1;
        if (!is_one) {
            const struct place place =
                is_own ? node_key_place(item) : option_place(set, subject->scope, item);
            option_column_name(set, &item_subject, &place, item->key, strlen(item->key));
        }
        if (item->kind != NODE_OBJECT && item->kind != NODE_TEXT) {
            option_wrong_shape(set, &item_subject, LEAT_SHAPE_ONE);
            continue;
        }
        option_parse_table(set, is_one ? &common_table : &whole_table, item,
                           is_own ? item : subject->scope->real, &item_subject, NULL,
                           &declaration->items[i]);
    }
    *OPTION_ADD(set->fields) = fields;
    *OPTION_ADD(set->declarations) = declaration;
}

/* -- compiling ------------------------------------------------------------------------------- */

/* Who says what a setting is: the column, else what holds for all, else the column's defaults. */
static const struct declared *who_says(const struct compiling *compiling, const char *key) {
    if (compiling->common != NULL && node_get(compiling->node, key) == NULL &&
        node_get(compiling->common_node, key) != NULL) {
        return compiling->common;
    }
    return compiling->own;
}

static bool is_given(const struct compiling *compiling, const char *key) {
    return node_get(compiling->node, key) != NULL || node_get(compiling->common_node, key) != NULL;
}

/* The place of the setting, wherever it is said. */
static struct place setting_place(const struct compiling *compiling, const char *key, bool of_key) {
    const struct node *node = node_get(compiling->node, key);
    if (node == NULL) {
        node = node_get(compiling->common_node, key);
    }
    if (node == NULL || node->document != compiling->set->node->document) {
        return option_place(compiling->set, compiling->scope,
                            node != NULL ? node : compiling->node);
    }
    return of_key ? node_key_place(node) : node_place(node);
}

/* The place of an item of a setting that is a list, or one for all. */
static struct place setting_item_place(const struct compiling *compiling, const char *key,
                                       size_t item) {
    const struct node *node = node_get(compiling->node, key);
    if (node == NULL) {
        node = node_get(compiling->common_node, key);
    }
    const bool is_item = node != NULL && node->kind == NODE_LIST && item < node->count &&
                         node->document == compiling->set->node->document;
    return is_item ? node_place(node->items[item]) : setting_place(compiling, key, false);
}

static char **copy_list(const struct leat_list *list) {
    char **copy = memory_array(list->count + 1, sizeof *copy);
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct leat_text *text = &LEAT_ITEM(*list, struct leat_text, i);
        if (text->data != NULL) { /* else it was wrong, and told */
            copy[count++] = memory_copy(text->data);
        }
    }
    return copy;
}

/* "'thing' is for text or integer, and 'name' is date". what: what the thing is, and a space. */
static void wrong_for_kind(const struct compiling *compiling, const struct place *place,
                           const char *what, const char *thing, uint32_t for_kinds,
                           const struct field *field) {
    char name[TYPE_NAME];
    struct string kinds = {0}, shown = {0};
    option_kinds(for_kinds, &kinds);
    string_add_quoted(&shown, field->name, strlen(field->name), 0);
    option_wrong(compiling->set, place, "%s'%s' is for %s, and %s is %s", what, thing, kinds.data,
                 shown.data, type_name(field->type, name));
    string_free(&kinds);
    string_free(&shown);
}

/* Settings that mean nothing for the column's kind. */
static void check_meaning(const struct compiling *compiling, const struct field *field) {
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++) {
        const struct meaning *meaning = &meanings[i];
        if (node_get(compiling->node, meaning->key) == NULL ||
            meaning->kinds & LEAT_KINDS(field->type.kind)) {
            continue;
        }
        const struct place place = setting_place(compiling, meaning->key, true);
        wrong_for_kind(compiling, &place, "", meaning->key, meaning->kinds, field);
    }
}

static void compile_number(const struct compiling *compiling, struct field *field) {
    field->thousands = thousands_marks[who_says(compiling, "thousands")->thousands];
    field->point = *decimal_words[who_says(compiling, "decimal_mark")->decimal_mark];
    field->percent = who_says(compiling, "percent")->percent;
    const struct leat_text *currency = &who_says(compiling, "currency")->currency;
    field->currency = currency->data != NULL ? memory_copy(currency->data) : NULL;
    if (field->thousands == field->point) {
        const bool is_given_here = is_given(compiling, "decimal_mark");
        const struct place place =
            setting_place(compiling, is_given_here ? "decimal_mark" : "thousands", false);
        struct problem *problem = option_wrong(
            compiling->set, &place, "'%c' cannot be the decimal mark and stand between thousands",
            field->point);
        problem_advise(problem, "set \"%s\"", is_given_here ? "thousands" : "decimal_mark");
    }
}

/* A format reads the text itself, so that what is said of numbers has no meaning beside it. */
static void compile_format(const struct compiling *compiling, struct field *field) {
    static const char *const idle[] = {"thousands", "decimal_mark", "percent", "currency"};
    if (compiling->own->format == 0) {
        return;
    }
    const struct format *format = &format_table[compiling->own->format - 1];
    const struct place place = setting_place(compiling, "format", false);
    if (!(format->kinds & LEAT_KINDS(field->type.kind))) {
        wrong_for_kind(compiling, &place, "the format ", format->name, format->kinds, field);
        return;
    }
    for (size_t i = 0; i < sizeof idle / sizeof *idle; i++) {
        if (field->type.kind != LEAT_TEXT && node_get(compiling->node, idle[i]) != NULL) {
            const struct place idle_place = setting_place(compiling, idle[i], true);
            option_wrong(compiling->set, &idle_place, "'%s' means nothing beside 'format'",
                         idle[i]);
        }
    }
    field->format = format;
}

static void compile_pattern(const struct compiling *compiling, struct field *field) {
    const struct leat_text *pattern = &who_says(compiling, "date")->date;
    const char *reason;
    if (pattern->data == NULL) {
        return;
    }
    field->has_pattern =
        date_pattern_compile(pattern->data, pattern->size, &field->pattern, &reason);
    if (!field->has_pattern) {
        const struct place place = setting_place(compiling, "date", false);
        option_wrong(compiling->set, &place, "this is no date pattern: %s", reason);
    }
}

static void compile_years(const struct compiling *compiling, struct field *field) {
    field->pivot = (int)who_says(compiling, "two_digit_years")->two_digit_years;
    const bool has_years = field->has_pattern && field->pattern.two_digit_year;
    if (field->pivot > 0 && field->pivot < 1900) {
        const struct place place = setting_place(compiling, "two_digit_years", false);
        option_wrong(compiling->set, &place, "'two_digit_years' must be 1900 to 2099, or 0");
    } else if (has_years && field->pivot == 0) {
        const struct place place = setting_place(compiling, "date", false);
        struct problem *problem =
            option_wrong(compiling->set, &place,
                         "this pattern has years of two digits, and nothing says of which hundred");
        problem_advise(
            problem,
            "\"two_digit_years\": 1950 makes 50 to 99 of the 1900s and 00 to 49 of the 2000s");
    } else if (!has_years && node_get(compiling->node, "two_digit_years") != NULL &&
               field->pivot > 0) {
        const struct place place = setting_place(compiling, "two_digit_years", true);
        option_wrong(compiling->set, &place, "'two_digit_years' needs a \"date\" pattern with yy");
    }
}

static void compile_boolean(const struct compiling *compiling, struct field *field) {
    const bool has_true = is_given(compiling, "true"), has_false = is_given(compiling, "false");
    if (has_true != has_false) {
        const struct place place = setting_place(compiling, has_true ? "true" : "false", true);
        option_wrong(compiling->set, &place, "'%s' needs '%s' beside it",
                     has_true ? "true" : "false", has_true ? "false" : "true");
    } else if (has_true) {
        field->truths = copy_list(&who_says(compiling, "true")->truths);
        field->falsehoods = copy_list(&who_says(compiling, "false")->falsehoods);
    }
}

/* A text cannot be two things. */
static void check_apart(const struct compiling *compiling, const char *key, char *const *list,
                        const char *other_key, char *const *other) {
    for (size_t i = 0; list != NULL && other != NULL && list[i] != NULL; i++) {
        for (size_t j = 0; other[j] != NULL; j++) {
            if (strcasecmp(list[i], other[j]) == 0) {
                const struct place place = setting_place(compiling, other_key, false);
                struct string shown = {0};
                string_add_quoted(&shown, other[j], strlen(other[j]), 0);
                option_wrong(compiling->set, &place, "%s stands in '%s' and in '%s'", shown.data,
                             key, other_key);
                string_free(&shown);
            }
        }
    }
}

/* Why a text cannot be a symbol of the field; NULL: it can. A cell that is a value would else be
 * taken for a symbol, or a symbol would never be met. */
static const char *symbol_fault(const struct field *field, struct leat_text text) {
    struct field probe = *field;
    struct leat_value value;
    char reason[FIELD_REASON];
    if (text.size == 0) {
        return "is no symbol, as it shows nothing; list it in \"null\"";
    }
    const struct field trimming = {.type = type_of(LEAT_TEXT), .trim = field->trim};
    field_read(&trimming, text, true, &value, reason);
    if (value.as.text.size < text.size) {
        return "begins or ends with white space, which \"trim\" takes off the cells first";
    }
    probe.nulls = probe.symbols = NULL;
    if (LEAT_KINDS(field->type.kind) & LEAT_NUMBERS) {
        probe.type = type_of(LEAT_REAL);
    }
    if (!(LEAT_KINDS(field->type.kind) & ALL_BUT_TEXT) ||
        field_read(&probe, text, true, &value, reason) != FIELD_VALUE) {
        return NULL;
    }
    return probe.type.kind == LEAT_REAL      ? "can be read as a number, so it is no symbol"
           : probe.type.kind == LEAT_BOOLEAN ? "can be read as true or false, so it is no symbol"
                                             : "can be read as a date, so it is no symbol";
}

static void check_symbols(const struct compiling *compiling, const struct field *field) {
    const struct leat_list *symbols = &who_says(compiling, "symbols")->symbols;
    for (size_t i = 0; i < symbols->count; i++) {
        const struct leat_text text = LEAT_ITEM(*symbols, struct leat_text, i);
        const char *fault = text.data == NULL ? NULL : symbol_fault(field, text);
        if (fault != NULL) {
            const struct place place = setting_item_place(compiling, "symbols", i);
            struct string shown = {0};
            string_add_quoted(&shown, text.data, text.size, 0);
            option_wrong(compiling->set, &place, "%s %s", shown.data, fault);
            string_free(&shown);
        }
    }
}

static void compile_one(const struct compiling *compiling, struct field *field) {
    field->trim = who_says(compiling, "trim")->trim;
    field->is_private = who_says(compiling, "private")->is_private;
    field->has_nulls = is_given(compiling, "null");
    field->nulls = field->has_nulls ? copy_list(&who_says(compiling, "null")->nulls) : NULL;
    const uint32_t kind = LEAT_KINDS(field->type.kind);
    if (kind & ALL_BUT_TEXT && is_given(compiling, "symbols")) {
        field->symbols = copy_list(&who_says(compiling, "symbols")->symbols);
        check_apart(compiling, "null", field->nulls, "symbols", field->symbols);
    }
    if (kind & LEAT_NUMBERS) {
        compile_number(compiling, field);
    } else if (kind & DATES) {
        compile_pattern(compiling, field);
        compile_years(compiling, field);
    } else if (kind & BOOLEANS) {
        compile_boolean(compiling, field);
        check_apart(compiling, "true", field->truths, "false", field->falsehoods);
    }
    if (is_given(compiling, "symbols")) {
        check_symbols(compiling, field);
    }
}

/* The declaration for all columns that one of FIELDS is over, or NULL. */
static const struct field_declaration *find_common(const struct option_set *set,
                                                   const struct option_subject *subject) {
    const char *over = subject->row->over;
    for (const struct option_scope *scope = subject->scope; over != NULL && scope != NULL;
         scope = scope->outer) {
        for (size_t i = 0; i < set->declarations.count; i++) {
            const struct field_declaration *declaration = set->declarations.list[i];
            const struct option_subject *other = &declaration->subject;
            if (other->scope == scope && other->row->kind == LEAT_OPTION_FIELD &&
                strcmp(other->row->name, over) == 0) {
                return declaration;
            }
        }
    }
    return NULL;
}

void option_compile_fields(struct option_set *set) {
    for (size_t d = 0; d < set->declarations.count; d++) {
        const struct field_declaration *declaration = set->declarations.list[d];
        const struct field_declaration *common = find_common(set, &declaration->subject);
        const bool is_one = declaration->subject.row->kind == LEAT_OPTION_FIELD;
        for (int32_t i = 0; i < declaration->fields->count; i++) {
            const struct compiling compiling = {
                .set = set,
                .scope = declaration->subject.scope,
                .node = declaration->fields->nodes[i],
                .own = &declaration->items[i],
                .common_node = common != NULL ? common->fields->nodes[0] : NULL,
                .common = common != NULL ? common->items : NULL,
            };
            struct field *field = &declaration->fields->list[i];
            field->type = is_one || compiling.own->kind.kind == LEAT_NONE ? type_of(LEAT_TEXT)
                                                                          : compiling.own->kind;
            compile_one(&compiling, field);
            if (is_one) { /* judged by themselves too: no column may be there for them */
                struct field unused = {.point = '.'};
                compile_pattern(&compiling, &unused);
                compile_number(&compiling, &unused);
                memory_free(unused.currency);
            } else if (compiling.own->kind.kind != LEAT_NONE) {
                check_meaning(&compiling, field);
                compile_format(&compiling, field);
            }
        }
        *declaration->field = declaration->fields;
    }
}

/* -- fields ---------------------------------------------------------------------------------- */

void option_free_fields(struct leat_fields *fields) {
    for (int32_t i = 0; i < fields->count; i++) {
        field_free(&fields->list[i]);
    }
    memory_free(fields->list);
    memory_free(fields->nodes);
    memory_free(fields);
}

int32_t fields_find(const struct leat_fields *fields, const char *name, size_t size) {
    for (int32_t i = 0; fields != NULL && i < fields->count; i++) {
        const char *other = fields->list[i].name;
        if (strncmp(other, name, size) == 0 && other[size] == '\0') {
            return i;
        }
    }
    return -1;
}
