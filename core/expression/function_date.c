/* function: parts of dates and timestamps. */
#include "expression/function.h"

#include <strings.h>

#include "batch/schema.h"

static const char *const fields[] = {
    [FIELD_YEAR] = "year",       [FIELD_MONTH] = "month",   [FIELD_DAY] = "day",
    [FIELD_QUARTER] = "quarter", [FIELD_WEEK] = "week",     [FIELD_ISOYEAR] = "isoyear",
    [FIELD_DOW] = "dow",         [FIELD_ISODOW] = "isodow", [FIELD_DOY] = "doy",
    [FIELD_HOUR] = "hour",       [FIELD_MINUTE] = "minute", [FIELD_SECOND] = "second",
    [FIELD_EPOCH] = "epoch"};
enum { FIELDS = sizeof fields / sizeof *fields };

/* The field that a constant text names, in any letter case; false: none, and the error is set. */
static bool find_field(struct typing *typing, const struct node *name, enum date_field *out) {
    for (int i = 0; i < FIELDS; i++) {
        if (strcasecmp(fields[i], name->text.data) == 0) {
            *out = (enum date_field)i;
            return true;
        }
    }
    const char *near = text_nearest(name->text.data, fields, FIELDS);
    char *advice =
        near != NULL
            ? memory_format("did you mean '%s'?", near)
            : memory_copy(
                  "the parts are year, quarter, month, week, day, isoyear, dow, isodow, doy, "
                  "hour, minute, second, epoch");
    TYPING_FAIL(typing, name, advice, "no part '%s' of a date", name->text.data);
    return false;
}

static bool is_time(enum date_field field) {
    return field == FIELD_HOUR || field == FIELD_MINUTE || field == FIELD_SECOND;
}

static void *fail_time(struct typing *typing, const struct node *name) {
    return TYPING_FAIL(typing, name, memory_copy("timestamps have times of day"),
                       "a date has no %s", name->text.data);
}

struct node *make_extract(struct typing *typing, const struct tree *tree, struct node **args) {
    enum date_field field;
    if (!find_field(typing, args[0], &field)) {
        return NULL;
    }
    const bool is_date = args[1]->type.kind == LEAT_DATE;
    struct leat_type type = type_of(LEAT_INTEGER);
    node_kernel *kernel = is_date ? kernel_extract_date : kernel_extract_timestamp;
    if (is_date && is_time(field)) {
        return fail_time(typing, args[0]);
    }
    if (!is_date && field == FIELD_SECOND) {
        type = type_decimal(8, 6);
        kernel = kernel_extract_second;
    } else if (!is_date && field == FIELD_EPOCH) {
        type = type_decimal(18, 6);
        kernel = kernel_extract_epoch;
    }
    struct node *node = typing_strict(typing, tree, type, kernel, args + 1, 1);
    node->numbers[0] = field;
    return typing_done(typing, node);
}

struct node *make_date_trunc(struct typing *typing, const struct tree *tree, struct node **args) {
    enum date_field field;
    if (!find_field(typing, args[0], &field)) {
        return NULL;
    }
    if (field == FIELD_ISOYEAR || field == FIELD_DOW || field == FIELD_ISODOW ||
        field == FIELD_DOY || field == FIELD_EPOCH) {
        return TYPING_FAIL(
            typing, args[0],
            memory_copy("write year, quarter, month, week, day, hour, minute or second"),
            "date_trunc does not take '%s'", args[0]->text.data);
    }
    const bool is_date = args[1]->type.kind == LEAT_DATE;
    if (is_date && is_time(field)) {
        return fail_time(typing, args[0]);
    }
    struct node *node =
        typing_strict(typing, tree, args[1]->type,
                      is_date ? kernel_trunc_date : kernel_trunc_timestamp, args + 1, 1);
    node->numbers[0] = field;
    return typing_done(typing, node);
}
