/* batch_model: see batch_model.h. */
#include "batch_model.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/date.h"
#include "base/decimal.h"
#include "batch/bits.h"

/* -- the host -------------------------------------------------------------------------------- */

static struct builder *of(struct leat_builder *builder) { return (struct builder *)builder; }
static void host_null(struct leat_builder *builder) { builder_add_null(of(builder)); }
static void host_symbol(struct leat_builder *builder, struct leat_text text) {
    builder_add_symbol(of(builder), text);
}
static void host_text(struct leat_builder *builder, struct leat_text text) {
    builder_add_text(of(builder), text);
}
static void host_texts(struct leat_builder *builder, const struct leat_text *texts, size_t count) {
    builder_add_texts(of(builder), texts, count);
}
static char *host_space(struct leat_builder *builder, size_t size) {
    return builder_add_space(of(builder), size);
}
static void host_fixed(struct leat_builder *builder, int kind, const void *value) {
    builder_add_fixed(of(builder), kind, value);
}
static void host_from(struct leat_builder *builder, const struct leat_view *view, int64_t row) {
    builder_add_from(of(builder), view, row);
}
static void host_bulk(struct leat_builder *builder, const void *values, const uint8_t *valid,
                      size_t count) {
    builder_bulk(of(builder), values, valid, count);
}

const struct leat_host model_host = {
    .size = sizeof model_host,
    .abi = LEAT_ABI,
    .add_null = host_null,
    .add_symbol = host_symbol,
    .add_text = host_text,
    .add_space = host_space,
    .add_fixed = host_fixed,
    .add_from = host_from,
    .bulk = host_bulk,
    .add_texts = host_texts,
};

struct column *built(struct builder *builder) {
    char *failure = NULL;
    struct column *column = builder_finish(builder, &failure);
    cr_assert_not_null(column, "the builder failed: %s", failure);
    return column;
}

/* -- models ---------------------------------------------------------------------------------- */

struct leat_type model_type(int number) {
    const enum leat_kind kind = (enum leat_kind)(LEAT_TEXT + number);
    return kind == LEAT_DECIMAL ? type_decimal(10, 2) : type_of(kind);
}

static struct model model_new(struct leat_type type, size_t count) {
    return (struct model){
        .type = type, .count = count, .cells = calloc(count + 1, sizeof(struct cell))};
}

void model_free(struct model *model) { free(model->cells); }

static uint8_t random_text(uint64_t *seed, char *bytes, size_t most) {
    static const char *const letters[] = {
        "a", "b", " ", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x8f\xab", ""};
    const size_t wanted =
        random_below(seed, 3) == 0 ? random_below(seed, most + 1) : random_below(seed, 15);
    size_t size = 0;
    for (size_t i = 0; i < wanted; i++) {
        const char *letter = letters[random_below(seed, sizeof letters / sizeof *letters)];
        if (size + strlen(letter) <= most) {
            memcpy(bytes + size, letter, strlen(letter));
            size += strlen(letter);
        }
    }
    return (uint8_t)size;
}

static void random_value(uint64_t *seed, struct leat_type type, struct cell *cell) {
    const int64_t number = (int64_t)random_next(seed);
    const int32_t days = (int32_t)(number % 700000);
    const int64_t micros = number % INT64_C(60000000000000000);
    const double real = (double)number / 1024;
    const int128 units = number % INT64_C(10000000000);
    switch (type.kind) {
    case LEAT_TEXT:
        cell->size = random_text(seed, cell->bytes, sizeof cell->bytes);
        return;
    case LEAT_BOOLEAN:
        cell->bytes[0] = (char)(number & 1);
        break;
    case LEAT_DATE:
        memcpy(cell->bytes, &days, sizeof days);
        break;
    case LEAT_REAL:
        memcpy(cell->bytes, &real, sizeof real);
        break;
    case LEAT_DECIMAL:
        memcpy(cell->bytes, &units, sizeof units);
        break;
    default:
        memcpy(cell->bytes, type.kind == LEAT_INTEGER ? &number : &micros, 8);
        break;
    }
    cell->size = (uint8_t)column_size(type, 1);
}

struct model model_random(uint64_t *seed, struct leat_type type, size_t count, unsigned marks) {
    struct model model = model_new(type, count);
    for (size_t i = 0; i < count; i++) {
        struct cell *cell = &model.cells[i];
        cell->total = (marks & WITH_TOTALS) != 0 && random_below(seed, 5) == 0;
        cell->null = (marks & WITH_NULLS) != 0 && random_below(seed, 3) == 0;
        if (!cell->null) {
            random_value(seed, type, cell);
        } else if ((marks & WITH_SYMBOLS) != 0 && random_below(seed, 2) == 0) {
            cell->symbol_size = random_text(seed, cell->symbol, sizeof cell->symbol);
        }
    }
    return model;
}

struct model model_nulls(struct leat_type type, size_t count) {
    struct model model = model_new(type, count);
    for (size_t i = 0; i < count; i++) {
        model.cells[i].null = true;
    }
    return model;
}

struct model model_take(const struct model *from, const uint32_t *rows, size_t count) {
    struct model model = model_new(from->type, count);
    for (size_t i = 0; i < count; i++) {
        model.cells[i] = from->cells[rows[i]];
    }
    return model;
}

struct model model_gather(const struct model *from, const struct leat_pick *picks, size_t count) {
    struct model model = model_nulls(from[0].type, count);
    for (size_t i = 0; i < count; i++) {
        if (picks[i].batch != LEAT_NOWHERE) {
            model.cells[i] = from[picks[i].batch].cells[picks[i].row];
        }
    }
    return model;
}

struct model model_concat(const struct model *from, size_t count) {
    size_t rows = 0;
    for (size_t i = 0; i < count; i++) {
        rows += from[i].count;
    }
    struct model model = model_new(from[0].type, rows);
    rows = 0;
    for (size_t i = 0; i < count; i++) {
        memcpy(&model.cells[rows], from[i].cells, from[i].count * sizeof(struct cell));
        rows += from[i].count;
    }
    return model;
}

/* -- columns of models ----------------------------------------------------------------------- */

static void add_value(struct leat_builder *builder, const struct cell *cell, size_t row) {
    int64_t wide;
    int32_t days;
    double real;
    struct leat_decimal decimal;
    memcpy(&wide, cell->bytes, sizeof wide);
    memcpy(&days, cell->bytes, sizeof days);
    memcpy(&real, cell->bytes, sizeof real);
    memcpy(&decimal, cell->bytes, sizeof decimal);
    switch (builder->type.kind) {
    case LEAT_TEXT:
        if (row % 3 == 0) {
            memcpy(leat_add_space(builder, cell->size), cell->bytes, cell->size);
        } else {
            leat_add_text(builder, (struct leat_text){cell->bytes, cell->size});
        }
        break;
    case LEAT_INTEGER:
        leat_add_integer(builder, wide);
        break;
    case LEAT_REAL:
        leat_add_real(builder, real);
        break;
    case LEAT_DECIMAL:
        leat_add_decimal(builder, decimal);
        break;
    case LEAT_BOOLEAN:
        leat_add_boolean(builder, cell->bytes[0]);
        break;
    case LEAT_DATE:
        leat_add_date(builder, days);
        break;
    default:
        leat_add_timestamp(builder, wide);
        break;
    }
}

static struct column *with_totals(struct column *column, const struct model *model) {
    uint8_t *totals = calloc(1, model->count / 8 + 1);
    for (size_t i = 0; i < model->count; i++) {
        if (model->cells[i].total) {
            bit_set(totals, (int64_t)i);
        }
    }
    struct column *marked = column_with_totals(column, totals);
    cr_assert_not_null(marked);
    column_release(column);
    free(totals);
    return marked;
}

struct column *model_build(const struct model *model) {
    struct builder *builder =
        builder_new(&model_host, model->type, model->count % 2 == 0 ? (int64_t)model->count : 0);
    builder->checks_utf8 = true;
    bool totals = false;
    for (size_t i = 0; i < model->count; i++) {
        const struct cell *cell = &model->cells[i];
        totals |= cell->total;
        if (!cell->null) {
            add_value(&builder->api, cell, i);
        } else if (cell->symbol_size > 0) {
            leat_add_symbol(&builder->api, (struct leat_text){cell->symbol, cell->symbol_size});
        } else {
            leat_add_null(&builder->api);
        }
    }
    struct column *column = built(builder);
    return totals ? with_totals(column, model) : column;
}

/* -- the same -------------------------------------------------------------------------------- */

static struct cell cell_at(const struct column *column, int64_t row) {
    const struct leat_view view = column_view(column);
    struct cell cell = {.null = leat_is_null(&view, row)};
    cell.total = column->totals != NULL && bit_get(column->totals, row);
    if (cell.null && column->symbols != NULL) {
        const struct leat_view symbols = column_view(column->symbols);
        const struct leat_text symbol = leat_text_at(&symbols, row);
        cr_assert_leq(symbol.size, sizeof cell.symbol);
        cell.symbol_size = (uint8_t)symbol.size;
        memcpy(cell.symbol, symbol.data, symbol.size);
    }
    if (cell.null) {
        return cell;
    }
    if (view.type.kind == LEAT_TEXT) {
        const struct leat_text text = leat_text_at(&view, row);
        cr_assert_leq(text.size, sizeof cell.bytes);
        cell.size = (uint8_t)text.size;
        memcpy(cell.bytes, text.data, text.size);
    } else if (view.type.kind == LEAT_BOOLEAN) {
        cell.size = 1;
        cell.bytes[0] = leat_boolean(&view, row);
    } else {
        cell.size = (uint8_t)column_size(view.type, 1);
        memcpy(cell.bytes, (const char *)view.values + row * cell.size, cell.size);
    }
    return cell;
}

void model_same(const struct column *column, const struct model *model, const char *what) {
    cr_assert_not_null(column, "%s: there is no column", what);
    char *fault = column_check(column, model->type, (int64_t)model->count);
    cr_assert_null(fault, "%s: %s", what, fault);
    for (size_t i = 0; i < model->count; i++) {
        const struct cell is = cell_at(column, (int64_t)i), *must = &model->cells[i];
        cr_assert_eq(is.null, must->null, "%s: null at row %zu", what, i);
        cr_assert_eq(is.total, must->total, "%s: total at row %zu", what, i);
        cr_assert(is.symbol_size == must->symbol_size &&
                      memcmp(is.symbol, must->symbol, is.symbol_size) == 0,
                  "%s: symbol at row %zu", what, i);
        cr_assert(is.null || (is.size == must->size && memcmp(is.bytes, must->bytes, is.size) == 0),
                  "%s: value at row %zu", what, i);
    }
}

/* -- memory that fails ----------------------------------------------------------------------- */

enum { ALL_WELL = 0, EXHAUSTED = 3, NOTHING_FAILED = 10, LEAKED = 11, SILENT = 12 };

static void leave(void) { _exit(EXHAUSTED); }

static int fail_once(bool (*work)(void), uint64_t at, bool for_good, bool may_spare) {
    const size_t before = memory_used();
    const uint64_t first = memory_allocations();
    memory_on_exhausted(leave);
    memory_fail_at(at, for_good);
    const bool done = work();
    memory_fail_at(0, false);
    if (memory_used() != before) {
        return LEAKED;
    }
    if (memory_allocations() - first < at) {
        return NOTHING_FAILED;
    }
    return done && !may_spare ? SILENT : ALL_WELL;
}

int model_fail_each(bool (*work)(void), bool may_spare) {
    for (int at = 1; at < 10000; at++) {
        int unfailed = 0;
        for (int for_good = 0; for_good < 2; for_good++) {
            const pid_t child = fork();
            if (child == 0) {
                _exit(fail_once(work, (uint64_t)at, for_good, may_spare));
            }
            int status = 0;
            cr_assert_eq(waitpid(child, &status, 0), child);
            cr_assert(WIFEXITED(status), "allocation %d failed, and the process was killed", at);
            const int code = WEXITSTATUS(status);
            unfailed += code == NOTHING_FAILED;
            cr_assert(code == ALL_WELL || code == EXHAUSTED || code == NOTHING_FAILED,
                      "allocation %d failed (for good: %d), and the process ended with status %d",
                      at, for_good, code);
        }
        if (unfailed == 2) {
            return at - 1;
        }
    }
    cr_assert_fail("the work goes on for ever");
    return 0;
}
