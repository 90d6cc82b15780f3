/* shorthand: what symbols stand for. See report.h. */
#include "shared/report/report.h"

/* As official statistics in the United Kingdom use them.
 * Source: Government Analysis Function, "Symbols in tables: definitions and help". */
static const struct {
    const char *symbol, *meaning;
} usual[] = {
    {"b", "break in time series"},
    {"c", "confidential"},
    {"e", "estimated"},
    {"f", "forecast"},
    {"k", "rounds to 0"},
    {"low", "rounds to 0"},
    {"p", "provisional"},
    {"r", "revised"},
    {"u", "low reliability"},
    {"w", "none recorded in the survey"},
    {"x", "not available"},
    {"z", "not applicable"},
};

/* "[c]" means what "c" does. */
static struct leat_text bare(struct leat_text symbol) {
    const bool is_bracketed =
        symbol.size > 2 && symbol.data[0] == '[' && symbol.data[symbol.size - 1] == ']';
    return is_bracketed ? (struct leat_text){symbol.data + 1, symbol.size - 2} : symbol;
}

static struct leat_text meaning_of(const struct report *report, struct leat_text wanted) {
    for (size_t i = 0; i < report->shorthand.count; i++) {
        if (text_same(bare(report->shorthand.keys[i]), wanted)) {
            return LEAT_ITEM(report->shorthand, struct leat_text, i);
        }
    }
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        if (text_same(leat_text_of(usual[i].symbol), wanted)) {
            return leat_text_of(usual[i].meaning);
        }
    }
    return (struct leat_text){NULL, 0};
}

bool report_shorthand(struct leat_step *step, const struct report *report,
                      const struct section *section, struct leat_text symbol,
                      struct leat_text *meaning) {
    const struct leat_text wanted = bare(symbol);
    *meaning = meaning_of(report, wanted);
    if (meaning->size == 0) {
        leat_fail(step,
                  "sheet \"%.*s\" has the symbol \"%.*s\", and nobody says what it stands for; say "
                  "so in \"shorthand\": { \"%.*s\": \"...\" }",
                  (int)section->name.size, section->name.data, (int)symbol.size, symbol.data,
                  (int)wanted.size, wanted.data);
    }
    return meaning->size > 0;
}
