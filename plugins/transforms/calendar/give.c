/* give: the new columns of each row. See calendar.h. */
#include "calendar.h"

#include "shared/format.h"

/* A symbol that stands for a date stands for what is made of it too. */
static struct leat_text find_symbol(struct leat_step *step, struct leat_batch *batch,
                                    const struct entry *entry, int64_t row) {
    const struct leat_text symbol = leat_symbol(step, batch, entry->of, row);
    return symbol.size == 0 && entry->to >= 0 ? leat_symbol(step, batch, entry->to, row) : symbol;
}

/* -- texts ------------------------------------------------------------------------------------ */

/* So many rows at a time. */
enum { CHUNK = 256 };

/* Texts that point into the thread's names, and are not added yet. */
struct waiting {
    struct leat_builder *to;
    struct leat_text texts[CHUNK];
    size_t count;
};

static void add_waiting(struct waiting *waiting) {
    leat_add_texts(waiting->to, waiting->texts, waiting->count);
    waiting->count = 0;
}

/* Dates lie in few periods, so each one's text is written once, and again only when another period
 * has taken its place. */
static inline struct leat_text name_of(struct part *part, const struct entry *entry, int32_t column,
                                       int32_t period, struct waiting *waiting) {
    struct name *name = &part->names[((uint32_t)period + 7 * (uint32_t)column) % NAMES];
    if (name->size == 0 || name->period != period || name->column != column) {
        add_waiting(waiting); /* what waits may be this name */
        name->column = column;
        name->period = period;
        name->size = calendar_period_text(entry, period, name->text);
    }
    return (struct leat_text){name->text, name->size};
}

static void give_absent_text(struct leat_step *step, struct leat_batch *batch,
                             const struct entry *entry, int64_t row, struct waiting *waiting) {
    const struct leat_text symbol = find_symbol(step, batch, entry, row);
    if (symbol.size > 0) {
        add_waiting(waiting);
        leat_add_symbol(waiting->to, symbol);
    } else {
        waiting->texts[waiting->count++] = (struct leat_text){NULL, 0};
    }
}

static void give_texts(struct leat_step *step, struct leat_batch *batch, const struct entry *entry,
                       int32_t column, struct leat_builder *to) {
    const struct leat_view of = leat_read(step, batch, entry->of);
    struct waiting waiting = {.to = to};
    for (int64_t first = 0; first < of.rows; first += CHUNK) {
        const int64_t left = of.rows - first, count = left < CHUNK ? left : CHUNK;
        int32_t periods[CHUNK];
        calendar_periods((enum word)entry->is, (const int32_t *)of.values + first, (size_t)count,
                         periods);
        for (int64_t i = 0; i < count; i++) {
            if (leat_is_null(&of, first + i)) {
                give_absent_text(step, batch, entry, first + i, &waiting);
                continue;
            }
            const struct leat_text name = name_of(step->part, entry, column, periods[i], &waiting);
            waiting.texts[waiting.count++] = name;
        }
        add_waiting(&waiting);
    }
}

/* -- numbers and dates ------------------------------------------------------------------------ */

static void add_value(const struct calendar *self, const struct entry *entry, int32_t of,
                      int32_t to_date, struct leat_builder *to) {
    switch ((enum word)entry->is) {
    case CALENDAR_YEAR:
        leat_add_integer(to, format_day_of(of).year);
        break;
    case MONTH:
        leat_add_date(to, of - (format_day_of(of).day - 1));
        break;
    case WEEK:
        leat_add_date(to, calendar_monday(of));
        break;
    case DAYS:
        leat_add_integer(to, (int64_t)to_date - of);
        break;
    default:
        leat_add_integer(to, calendar_working_days(self, of, to_date));
        break;
    }
}

static bool is_outside(const struct calendar *self, int32_t day) {
    return day < self->first || day > self->last;
}

static void give_values(struct leat_step *step, struct leat_batch *batch, const struct entry *entry,
                        struct leat_builder *to) {
    const struct calendar *self = step->state;
    struct part *part = step->part;
    const bool has_to = entry->to >= 0;
    const bool is_watched = entry->is == WORKING_DAYS && self->holidays >= 0;
    const struct leat_view of = leat_read(step, batch, entry->of),
                           until = has_to ? leat_read(step, batch, entry->to) : of;
    for (int64_t row = 0; row < batch->rows; row++) {
        if (leat_is_null(&of, row) || leat_is_null(&until, row)) {
            leat_add_symbol(to, find_symbol(step, batch, entry, row));
            continue;
        }
        const int32_t first = leat_date(&of, row), last = leat_date(&until, row);
        add_value(self, entry, first, last, to);
        part->outside += is_watched && (is_outside(self, first) || is_outside(self, last));
    }
}

/* --------------------------------------------------------------------------------------------- */

int calendar_process(struct leat_step *step, struct leat_batch *batch) {
    const struct calendar *self = step->state;
    int result = LEAT_OK;
    for (size_t i = 0; result == LEAT_OK && i < self->columns.count; i++) {
        const int32_t column = self->numbers[i];
        const struct entry *entry = &LEAT_ITEM(self->columns, struct entry, i);
        if (!leat_needed(step, column)) {
            continue;
        }
        struct leat_builder *to = leat_build(step, batch, column);
        if (to->type.kind == LEAT_TEXT) {
            give_texts(step, batch, entry, column, to);
        } else {
            give_values(step, batch, entry, to);
        }
        result = leat_put(step, batch, to);
    }
    return result;
}
