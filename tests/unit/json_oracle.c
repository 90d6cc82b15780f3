/* json_oracle: see json_oracle.h. */
#include "json_oracle.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "shared_host.h"
#include "sources/json/judge.h"

static char why[400];

static bool differs(const char *format, ...) {
    va_list list;
    va_start(list, format);
    vsnprintf(why, sizeof why, format, list);
    va_end(list);
    return true;
}

const char *json_oracle_why(void) { return why; }

/* -- one row ---------------------------------------------------------------------------------- */

struct setting {
    struct leat_step *step;
    struct columns columns;
    struct taken taken;
    struct shapes shapes;
    uint32_t *slots;
    struct leat_slice *slices;
    struct fix *fixes;
};

static bool is_json(struct leat_step *step, struct leat_text text) {
    struct verdict verdict;
    return judge(step, text.data, text.size, &verdict) == LEAT_OK && verdict.is_good;
}

static void declare(struct setting *setting, enum oracle_mode mode) {
    static const char *const nested[] = {"a", "a.b", "a.b.c", "k", "x.y", "\xc3\xa9"};
    if (mode == ORACLE_WHOLE)
        columns_add(setting->step, &setting->columns, leat_text_of("value"));
    for (size_t i = 0; mode == ORACLE_NESTED && i < sizeof nested / sizeof *nested; i++)
        columns_add(setting->step, &setting->columns, leat_text_of(nested[i]));
    setting->columns.learns = mode == ORACLE_KEYS;
    setting->columns.takes_nested = mode == ORACLE_NESTED;
    setting->columns.takes_rows = mode == ORACLE_WHOLE;
}

static int64_t feeds(struct leat_text text) {
    int64_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += text.data[i] == '\n';
    return count;
}

/* Lines are learnt from lines. */
static void teach(struct setting *setting, struct leat_text taught, bool is_lines) {
    enum misfit misfit = FITS;
    struct leat_text key;
    struct columns *columns = &setting->columns;
    const struct leat_text row = value_trim(taught.data, taught.size);
    const bool is_good = is_json(setting->step, taught) && !(is_lines && feeds(taught) > 0);
    if (is_good)
        columns_take(setting->step, columns, &setting->taken, row, &misfit, &key);
    columns->learns = false;
    setting->slots = calloc(columns->count + 1, sizeof *setting->slots);
    setting->slices = calloc(columns->count + 2, sizeof *setting->slices);
    setting->fixes = calloc(columns->count + 2, sizeof *setting->fixes);
    for (size_t i = 0; i < columns->count; i++)
        setting->slots[i] = i % 5 == 4 ? 0 : (uint32_t)i + 1;
    shapes_begin(setting->step, &setting->shapes, columns, setting->slots);
    if (is_good && !misfit)
        shapes_learn(setting->step, &setting->shapes, columns, setting->slots, row);
}

static void fill(struct shape *shape) {
    if (!shape)
        return;
    shape->is_full = true;
    fill(shape->element.shape);
    for (size_t i = 0; i < shape->count; i++)
        fill(shape->entries[i].value.shape);
}

static void end(struct setting *setting) {
    shapes_end(setting->step, &setting->shapes);
    columns_free(setting->step, &setting->columns);
    taken_free(setting->step, &setting->taken);
    free(setting->slots);
    free(setting->slices);
    free(setting->fixes);
}

static const struct fix *fix_of(const struct setting *setting, const struct walk *walk,
                                uint32_t slot) {
    for (size_t i = 0; i < walk->fix_count; i++)
        if (setting->fixes[i].slot == slot)
            return &setting->fixes[i];
    return NULL;
}

/* Whether the walk's slice is not the cell that stands there. */
static bool cell_differs(const struct setting *setting, const struct walk *walk, size_t column) {
    const struct cell *cell = &setting->taken.cells[column];
    const uint32_t slot = setting->slots[column];
    const struct leat_slice slice = setting->slices[slot];
    const struct fix *fix = fix_of(setting, walk, slot);
    const bool is_string = cell->kind == VALUE_STRING;
    const bool is_json_text = cell->kind == VALUE_ARRAY || cell->kind == VALUE_OBJECT;
    struct leat_text text = cell->value;
    if (slot == 0)
        return false;
    if (cell->kind == VALUE_ABSENT || cell->kind == VALUE_NULL)
        return slice.length != LEAT_SLICE_NULL && differs("column %zu should be null", column);
    if (is_string)
        text = (struct leat_text){text.data + 1, text.size - 2};
    const uint32_t quoted = is_string || is_json_text ? LEAT_SLICE_QUOTED : 0;
    if (walk->text + slice.offset != text.data || slice.length != (text.size | quoted))
        return differs("column %zu is not what stands there", column);
    const bool wants_fix =
        is_json_text || (is_string && memchr(text.data, '\\', text.size) != NULL);
    return (wants_fix != (fix != NULL) || (fix && fix->is_json != is_json_text)) &&
           differs("column %zu: its fix is wrong", column);
}

/* Whether jansson reads another string there. */
static bool string_differs(const json_t *row, struct leat_text name, struct leat_text text) {
    const json_t *value = json_object_getn(row, name.data, name.size);
    char *out = malloc(text.size + 1);
    int64_t replaced = 0;
    const size_t size = value_unescape(text, out, &replaced);
    const bool is_same = json_is_string(value) && json_string_length(value) == size &&
                         memcmp(json_string_value(value), out, size) == 0;
    free(out);
    return !is_same && replaced == 0 && differs("a string is not what jansson reads");
}

static bool row_differs(struct setting *setting, const struct walk *walk, struct leat_text row) {
    enum misfit misfit;
    struct leat_text key;
    struct columns *columns = &setting->columns;
    columns_take(setting->step, columns, &setting->taken, row, &misfit, &key);
    if (misfit)
        return differs("the row does not fit, and is accepted");
    json_t *value = json_loadb(row.data, row.size, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    bool is_other = false;
    for (size_t i = 0; i < columns->count && !is_other; i++) {
        const struct cell *cell = &setting->taken.cells[i];
        is_other = cell_differs(setting, walk, i);
        if (!is_other && cell->kind == VALUE_STRING && value && !columns->takes_nested &&
            !columns->takes_rows)
            is_other =
                string_differs(value, columns->list[i].name,
                               (struct leat_text){cell->value.data + 1, cell->value.size - 2});
    }
    json_decref(value);
    return is_other;
}

static enum oracle_answer json_oracle(const struct scans *scans, enum oracle_mode mode,
                                      struct leat_text taught, struct leat_text text,
                                      bool is_lines) {
    struct setting setting = {.step = shared_step(0)};
    const enum oracle_mode columns = mode % ORACLE_KEYS_FULL;
    static struct loose loose;
    declare(&setting, columns);
    teach(&setting, taught, is_lines);
    if (columns != mode)
        fill(setting.shapes.root.shape);
    setting.shapes.is_full = columns != mode;
    loose.columns = &setting.columns;
    loose.shapes = &setting.shapes;
    for (size_t i = 0; i < setting.columns.count + 2; i++)
        setting.slices[i].length = LEAT_SLICE_NULL;
    char *copy = calloc(text.size + WALK_SLACK, 1); /* so that a step too far is seen */
    if (text.size > 0)
        memcpy(copy, text.data, text.size);
    struct walk walk = {.text = copy,
                        .end = copy + text.size,
                        .is_lines = is_lines,
                        .row = setting.slices,
                        .stride = 1,
                        .fixes = setting.fixes,
                        .loose = &loose};
    const struct leat_text row = value_trim(copy, text.size);
    const bool is_for_walk = row.size > 0 && !setting.shapes.is_useless &&
                             (columns == ORACLE_WHOLE || row.data[0] == '{');
    const char *behind = is_for_walk ? scans->walk(&walk, &setting.shapes.root, row.data) : NULL;
    enum oracle_answer answer = ORACLE_DECLINED;
    if (behind == row.data + row.size) {
        answer = ORACLE_ACCEPTED;
        if (!is_json(setting.step, (struct leat_text){copy, text.size}))
            answer = differs("it is accepted, and is no JSON") ? ORACLE_DIFFERS : answer;
        else if (is_lines && feeds(row) > 0)
            answer = differs("it is accepted, and more than a line") ? ORACLE_DIFFERS : answer;
        else if (walk.lines != feeds(row))
            answer = differs("its lines are miscounted") ? ORACLE_DIFFERS : answer;
        else if (row_differs(&setting, &walk, row))
            answer = ORACLE_DIFFERS;
    }
    end(&setting);
    free(copy);
    return answer;
}

/* -- scans ------------------------------------------------------------------------------------ */

static struct scan_cut cut_slowly(struct leat_text text) {
    struct scan_cut found = {.end = 0};
    size_t depth = 0;
    bool is_inside = false;
    for (size_t at = 0; at < text.size; at++) {
        const char c = text.data[at];
        if (is_inside) {
            at += c == '\\';
            is_inside = c != '"';
        } else if (c == '"') {
            is_inside = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == ',' && depth == 0) {
            found.end = at + 1;
        } else if (c == '}' || c == ']') {
            if (depth-- == 0)
                return (struct scan_cut){at + 1, true};
        }
    }
    return found;
}

static struct scan_count count_slowly(struct leat_text text) {
    struct scan_count count = {.lines = 0};
    bool is_blank = true;
    for (size_t at = 0; at < text.size; at++) {
        const char c = text.data[at];
        if (c == '\n') {
            count.lines++;
            count.blanks += is_blank;
            count.chars = 0;
            is_blank = true;
        } else {
            count.chars += ((unsigned char)c & 0xc0) != 0x80;
            is_blank &= c == ' ' || c == '\t' || c == '\r';
        }
    }
    return count;
}

static enum oracle_answer json_oracle_scans(const struct scans *scans, struct leat_text text) {
    char *copy = malloc(text.size + 1); /* as long as the text, for the sanitizer */
    memcpy(copy, text.data ? text.data : "", text.size);
    char *exact = realloc(copy, text.size > 0 ? text.size : 1);
    const struct scan_cut cut = scans->cut(exact, text.size), want = cut_slowly(text);
    const struct scan_count lines = scans->count_lines(exact, text.size);
    const struct scan_count chars = scans->count_chars(exact, text.size);
    const struct scan_count count = count_slowly(text);
    bool is_other = false;
    if (cut.end != want.end || cut.is_closed != want.is_closed)
        is_other = differs("it is cut at %zu, not at %zu", cut.end, want.end);
    else if (lines.lines != count.lines || lines.blanks != count.blanks)
        is_other = differs("it has %lld blank lines, not %lld", (long long)lines.blanks,
                           (long long)count.blanks);
    else if (chars.lines != count.lines || chars.chars != count.chars)
        is_other = differs("%lld characters are behind its last line, not %lld",
                           (long long)chars.chars, (long long)count.chars);
    free(exact);
    return is_other ? ORACLE_DIFFERS : ORACLE_ACCEPTED;
}

/* -- all levels ------------------------------------------------------------------------------- */

static void name_level(enum vector_level level) {
    char said[sizeof why];
    snprintf(said, sizeof said, "%s", why);
    snprintf(why, sizeof why, "%s: %.300s", vector_level_name(level), said);
}

enum oracle_answer json_oracle_all(enum oracle_mode mode, struct leat_text taught,
                                   struct leat_text text, bool is_lines) {
    const enum vector_level most = vector_level();
    enum oracle_answer first = ORACLE_DECLINED;
    for (enum vector_level level = VECTOR_PLAIN; level <= most; level++) {
        enum oracle_answer answer = json_oracle(scans_at(level), mode, taught, text, is_lines);
        first = level == VECTOR_PLAIN ? answer : first;
        if (answer != ORACLE_DIFFERS && answer != first && differs("it answers otherwise"))
            answer = ORACLE_DIFFERS;
        if (answer == ORACLE_DIFFERS) {
            name_level(level);
            return answer;
        }
    }
    return first;
}

enum oracle_answer json_oracle_scans_all(struct leat_text text) {
    const enum vector_level most = vector_level();
    for (enum vector_level level = VECTOR_PLAIN; level <= most; level++)
        if (json_oracle_scans(scans_at(level), text) == ORACLE_DIFFERS) {
            name_level(level);
            return ORACLE_DIFFERS;
        }
    return ORACLE_ACCEPTED;
}
