/* See state.h. libcsv in strict mode: what the scanner lets through, libcsv takes too. */
#include "state.h"

struct splitting {
    void (*take)(void *text, size_t size, void *context);
    void *context;
    int rows;
};

static void on_field(void *text, size_t size, void *context) {
    struct splitting *splitting = context;
    splitting->take(text, size, splitting->context);
}

static void on_row(int end, void *context) {
    (void)end;
    struct splitting *splitting = context;
    splitting->rows++;
}

int fields_split(struct leat_step *step, struct reader *reader, const struct record *record,
                 void (*take)(void *text, size_t size, void *context), void *context) {
    struct splitting splitting = {.take = take, .context = context};
    const size_t parsed =
        csv_parse(&reader->parser, record->text, record->size, on_field, on_row, &splitting);
    if (parsed == record->size &&
        csv_parse(&reader->parser, "\n", 1, on_field, on_row, &splitting) == 1 &&
        splitting.rows == 1)
        return LEAT_OK;
    const int error = csv_error(&reader->parser);
    if (error == CSV_ENOMEM || error == CSV_ETOOBIG)
        return leat_fail(step, "%s, line %lld: no memory for a field",
                         reader->scanner.stream.file->name.data, (long long)record->line);
    return leat_fail(
        step, "%s, line %lld: libcsv does not read this line as leat does (%s): please report it",
        reader->scanner.stream.file->name.data, (long long)record->line, csv_strerror(error));
}
