/* Charts as SVG: whole, within their bounds, the same in every locale. */
#include <criterion/criterion.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "shared/svg/chart.h"
#include "shared_host.h"

#define TEXT(literal)                                                                              \
    { literal, sizeof(literal) - 1 }

static struct leat_value number(double real) {
    return (struct leat_value){.type = {.kind = LEAT_REAL}, .as.real = real};
}
static const struct leat_value none = {.type = {.kind = LEAT_REAL}, .is_null = 1};

static const struct leat_text months[] = {TEXT("Sep-14"), TEXT("Dec-14"), TEXT("Mar-15"),
                                          TEXT("Jun-15")};

/* -- what any chart must be ------------------------------------------------------------------- */

/* Elements are closed in order, and no text has marks that are not escaped. */
static void prove_well_formed(const char *at) {
    const char *open[16];
    size_t sizes[16], depth = 0;
    while ((at = strchr(at, '<'))) {
        const char *end = strchr(at, '>');
        cr_assert_not_null(end);
        if (at[1] == '/') {
            const size_t size = (size_t)(end - at) - 2;
            cr_assert(depth > 0, "%.40s", at);
            depth--;
            cr_assert(sizes[depth] == size && memcmp(open[depth], at + 2, size) == 0, "%.40s", at);
        } else if (end[-1] != '/') {
            cr_assert_lt(depth, 16);
            open[depth] = at + 1;
            sizes[depth++] = strcspn(at + 1, " >");
        }
        at = end;
    }
    cr_assert_eq(depth, 0);
}

/* No text begins beyond the sides. */
static void prove_within(const char *svg, int width) {
    for (const char *at = svg; (at = strstr(at, " x=\"")); at++) {
        const double x = strtod(at + 4, NULL);
        cr_assert(x >= -1 && x <= width + 1, "%g: %.100s", x, at);
    }
}

/* Drawn, and proved to be what any chart must be. free */
static char *drawn(const struct svg_chart *chart) {
    struct bytes out = {0};
    struct leat_step *step = shared_step(0);
    cr_assert_null(svg_chart_wrong(chart), "%s", svg_chart_wrong(chart));
    cr_assert(svg_chart(step, chart, &out));
    char *text = malloc(out.size + 1);
    memcpy(text, out.data, out.size);
    text[out.size] = '\0';
    bytes_free(step, &out);
    cr_assert_eq(shared_blocks(), 0);
    cr_assert_null(strstr(text, "nan"));
    cr_assert_null(strstr(text, "inf"));
    prove_well_formed(text);
    prove_within(text, chart->width);
    return text;
}

static size_t count_of(const char *text, const char *what) {
    size_t count = 0;
    for (; (text = strstr(text, what)); text++) {
        count++;
    }
    return count;
}

#define HAS(text, what) cr_assert_not_null(strstr(text, what), "no %s in %s", what, text)
#define HAS_NOT(text, what) cr_assert_null(strstr(text, what), "%s in %s", what, text)

static struct svg_chart chart_of(enum svg_kind kind, const struct svg_series *series,
                                 size_t series_count) {
    return (struct svg_chart){.kind = kind,
                              .width = SVG_WIDE,
                              .id = TEXT("chart-1"),
                              .title = TEXT("Schools"),
                              .format = TEXT("0.0"),
                              .category_count = 4,
                              .categories = months,
                              .series_count = series_count,
                              .series = series};
}

/* -- what is in it --------------------------------------------------------------------------- */

Test(svg_chart, it_has_a_name_and_a_description_for_those_who_hear_it) {
    const struct leat_value values[] = {number(1), number(2), number(3), number(4)};
    const struct svg_series series = {TEXT("One"), values};
    struct svg_chart chart = chart_of(SVG_COLUMN, &series, 1);
    char *text = drawn(&chart);
    HAS(text,
        "role=\"img\" aria-labelledby=\"chart-1-title\"><title id=\"chart-1-title\">Schools<");
    HAS_NOT(text, "<desc");
    free(text);
    chart.alt = (struct leat_text)TEXT("Rises from 1 to 4");
    text = drawn(&chart);
    HAS(text, "aria-labelledby=\"chart-1-title chart-1-desc\"");
    HAS(text, "<desc id=\"chart-1-desc\">Rises from 1 to 4</desc>");
    HAS_NOT(text, " style=");
    free(text);
}

Test(svg_chart, texts_are_escaped) {
    const struct leat_text names[] = {TEXT("a<b>"), TEXT("\"c\" & d"), TEXT("e\x01"), TEXT("é")};
    const struct leat_value values[] = {number(1), number(2), number(3), number(4)};
    const struct svg_series series[] = {{TEXT("<script>"), values}, {TEXT("S & T"), values}};
    for (int kind = SVG_LINE; kind <= SVG_BAR; kind++) {
        struct svg_chart chart = chart_of((enum svg_kind)kind, series, 2);
        chart.categories = names;
        chart.title = (struct leat_text)TEXT("</title>");
        chart.format = (struct leat_text)TEXT("\"<\"0\">\"");
        char *text = drawn(&chart);
        HAS(text, ">a&lt;b&gt;</text>");
        HAS(text, "&quot;c&quot; &amp; d");
        HAS(text, "&lt;script&gt;");
        HAS(text, "&lt;4&gt;");
        HAS(text, ">&lt;/title&gt;<");
        HAS(text, "\xc3\xa9");
        HAS_NOT(text, "\x01");
        free(text);
    }
}

Test(svg_chart, bars_are_as_long_as_their_values) {
    const struct leat_value values[] = {number(50), number(-50), none, number(100)};
    const struct svg_series series = {TEXT("One"), values};
    struct svg_chart chart = chart_of(SVG_COLUMN, &series, 1);
    char *text = drawn(&chart);
    cr_assert_eq(count_of(text, "class=\"bar s1\""), 3);
    double zero, first, second, last;
    const char *at = strstr(text, "class=\"bar s1\" d=\"M");
    cr_assert_eq(sscanf(at, "class=\"bar s1\" d=\"M%*f %lfV%lfh", &zero, &first), 2);
    at = strstr(at + 1, "class=\"bar s1\" d=\"M");
    cr_assert_eq(sscanf(at, "class=\"bar s1\" d=\"M%*f %*fV%lfh", &second), 1);
    at = strstr(at + 1, "class=\"bar s1\" d=\"M");
    cr_assert_eq(sscanf(at, "class=\"bar s1\" d=\"M%*f %*fV%lfh", &last), 1);
    cr_assert_float_eq(second - zero, zero - first, 0.02);
    cr_assert_float_eq(zero - last, 2 * (zero - first), 0.03);
    HAS(text, "<title>Jun-15: 100.0</title>");
    HAS(text, ">-50.0</text>");
    free(text);
}

Test(svg_chart, a_null_parts_a_line_and_a_lone_point_has_a_mark) {
    const struct leat_value values[] = {number(3), none, number(4), number(5)};
    const struct svg_series series = {TEXT("One"), values};
    const struct svg_chart chart = chart_of(SVG_LINE, &series, 1);
    char *text = drawn(&chart);
    const char *path = strstr(text, "class=\"line s1\" d=\"");
    cr_assert_not_null(path);
    const char *const end = strchr(path + 20, '"');
    size_t moves = 0, lines = 0;
    for (const char *at = path + 19; at < end; at++) {
        moves += *at == 'M';
        lines += *at == 'L';
    }
    cr_assert(moves == 2 && lines == 1);
    cr_assert_eq(count_of(text, "class=\"mark s1\""), 3);
    free(text);
}

Test(svg_chart, ticks_are_round_and_shown_as_the_values_are) {
    struct leat_value values[] = {number(76), number(77.5), number(78), number(81)};
    const struct svg_series series = {TEXT("Good (%)"), values};
    struct svg_chart chart = chart_of(SVG_LINE, &series, 1);
    char *text = drawn(&chart);
    HAS(text, ">Good (%), axis from 76</text>"); /* nearer to one another than to 0 */
    HAS(text, ">78</text>");
    HAS(text, ">81</text>");
    free(text);
    chart.kind = SVG_COLUMN;
    text = drawn(&chart);
    HAS(text, ">Good (%)</text>");
    HAS(text, ">0</text>");
    HAS(text, ">100</text>");
    free(text);
    for (int i = 0; i < 4; i++) {
        values[i] = number(0.1 * i);
    }
    chart.format = (struct leat_text)TEXT("0");
    text = drawn(&chart);
    HAS(text, ">0</text>");
    HAS(text, ">1</text>");
    cr_assert_eq(count_of(text, "text-anchor=\"end\""), 2); /* not 0 0 0 1 1 */
    free(text);
    chart.format = (struct leat_text)TEXT("0%");
    text = drawn(&chart);
    HAS(text, ">10%</text>");
    free(text);
}

Test(svg_chart, labels_at_the_ends_of_lines_do_not_cover_one_another) {
    const struct leat_value values[] = {number(70), number(71), number(72), number(73)};
    const struct svg_series series[] = {
        {TEXT("A"), values}, {TEXT("B"), values}, {TEXT("C"), values}};
    const struct svg_chart chart = chart_of(SVG_LINE, series, 3);
    char *text = drawn(&chart), word[] = ">A 73.0</text>";
    double place[3];
    for (int i = 0; i < 3; i++) {
        word[1] = (char)('A' + i);
        const char *at = strstr(text, word);
        cr_assert_not_null(at, "%s", text);
        while (strncmp(at, " y=\"", 4) != 0) {
            at--;
        }
        place[i] = strtod(at + 4, NULL);
    }
    cr_assert_geq(place[1] - place[0], 16.99);
    cr_assert_geq(place[2] - place[1], 16.99);
    free(text);
}

Test(svg_chart, twelve_series_are_told_apart_without_colours) {
    struct leat_value values[12][4];
    struct svg_series series[13];
    char names[13][8];
    for (int i = 0; i < 13; i++) {
        snprintf(names[i], sizeof names[i], "Part %c", 'A' + i);
        series[i] = (struct svg_series){{names[i], 6}, values[i % 12]};
        for (int k = 0; k < 4 && i < 12; k++) {
            values[i][k] = number(i * 10 + k);
        }
    }
    for (int kind = SVG_LINE; kind <= SVG_BAR; kind++) {
        const struct svg_chart chart = chart_of((enum svg_kind)kind, series, 12);
        char *text = drawn(&chart);
        cr_assert_eq(count_of(text, ">Part L</text>"), 1); /* in the legend */
        cr_assert_eq(count_of(text, "<pattern "), kind == SVG_LINE ? 0 : 11);
        cr_assert_eq(count_of(text, "mark hollow"), kind == SVG_LINE ? 6 * (4 + 1) : 0);
        free(text);
    }
    struct svg_chart chart = chart_of(SVG_LINE, series, 13);
    cr_assert_str_eq(svg_chart_wrong(&chart), "has more than 12 series");
}

/* -- bounds ---------------------------------------------------------------------------------- */

Test(svg_chart, what_cannot_be_drawn_is_told) {
    static struct leat_text names[201];
    static struct leat_value values[201];
    const struct svg_series series = {TEXT("One"), values};
    struct svg_chart chart = chart_of(SVG_COLUMN, &series, 1);
    chart.categories = names;
    for (int i = 0; i < 201; i++) {
        names[i] = (struct leat_text)TEXT("name");
        values[i] = number(i);
    }
    chart.category_count = 200;
    free(drawn(&chart));
    chart.category_count = 201;
    cr_assert_str_eq(svg_chart_wrong(&chart), "has more than 200 categories");
    chart.category_count = 0;
    cr_assert_str_eq(svg_chart_wrong(&chart), "has no rows");
    chart.category_count = 1;
    values[0] = number(1e301);
    cr_assert_str_eq(svg_chart_wrong(&chart),
                     "has values beyond 1e300, or nearer to 0 than 1e-300");
    values[0] = (struct leat_value){.type = {.kind = LEAT_TEXT}, .as.text = TEXT("x")};
    cr_assert_str_eq(svg_chart_wrong(&chart), "has values that are no numbers");
}

Test(svg_chart, any_values_are_drawn) {
    static const double odd[][4] = {
        {0, 0, 0, 0},          {75, 75, 75, 75},       {-5, -5, -5, -5},
        {1e300, -1e300, 0, 1}, {1e-300, 0, 2e-300, 0}, {1e17, 1e17 + 16, 0, 0},
        {-80, -79, -81, -80},  {1e12, 3e12, 2e12, 1},  {0.001, 0.002, 0, 0}};
    struct leat_value values[4];
    const struct svg_series series = {TEXT("One"), values};
    for (size_t i = 0; i < sizeof odd / sizeof *odd * 6; i++) {
        struct svg_chart chart = chart_of((enum svg_kind)(i % 3), &series, 1);
        chart.width = i % 2 ? SVG_WIDE : SVG_NARROW;
        for (int k = 0; k < 4; k++) {
            values[k] = number(odd[i / 6][k]);
        }
        free(drawn(&chart));
        chart.category_count = 1;
        free(drawn(&chart));
    }
    for (int kind = SVG_LINE; kind <= SVG_BAR; kind++) {
        for (int k = 0; k < 4; k++) {
            values[k] = none;
        }
        const struct svg_chart chart = chart_of((enum svg_kind)kind, &series, 1);
        char *text = drawn(&chart);
        HAS(text, ">No figures</text>");
        free(text);
    }
}

Test(svg_chart, random_charts_are_whole) {
    static const char *const words[] = {"Primary",
                                        "Special Schools / ACE",
                                        "é",
                                        "",
                                        "Children in need assessments completed within 45 days",
                                        "Pneumonoultramicroscopicsilicovolcanoconiosis",
                                        "Sep-14"};
    static const char *const formats[] = {"0.0", "0%", "+0.0;-0.0;0.0", "£#,##0", "", "\"x\""};
    static struct leat_text names[SVG_CATEGORIES_MOST];
    static struct leat_value values[SVG_SERIES_MOST][SVG_CATEGORIES_MOST];
    struct svg_series series[SVG_SERIES_MOST];
    uint64_t state = 14;
    for (int round = 0; round < 300; round++) {
        struct svg_chart chart = chart_of((enum svg_kind)(random_next(&state) % 3), series,
                                          1 + random_next(&state) % SVG_SERIES_MOST);
        chart.width = random_next(&state) % 2 ? SVG_WIDE : SVG_NARROW;
        chart.category_count = 1 + random_next(&state) % (round % 10 ? 12 : SVG_CATEGORIES_MOST);
        chart.categories = names;
        const char *format = formats[random_next(&state) % 6];
        chart.format = (struct leat_text){format, strlen(format)};
        for (size_t c = 0; c < chart.category_count; c++) {
            const char *word = words[random_next(&state) % 7];
            names[c] = (struct leat_text){word, strlen(word)};
        }
        for (size_t s = 0; s < chart.series_count; s++) {
            series[s].name = names[s % chart.category_count];
            series[s].values = values[s];
            for (size_t c = 0; c < chart.category_count; c++) {
                values[s][c] = random_next(&state) % 8
                                   ? number((double)(random_next(&state) % 4000) / 10 - 100)
                                   : none;
            }
        }
        free(drawn(&chart));
    }
}

Test(svg_chart, decimals_and_integers_are_drawn_as_reals_are) {
    struct leat_value values[3][4];
    char *text[3];
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 4; k++) {
            values[i][k] = number(-3 * k);
            if (i > 0) {
                const int64_t units = -3 * k * (i == 1 ? 100 : 1);
                values[i][k].type.kind = i == 1 ? LEAT_DECIMAL : LEAT_INTEGER;
                values[i][k].type.scale = i == 1 ? 2 : 0;
                values[i][k].as.integer = units;
                if (i == 1) {
                    values[i][k].as.decimal =
                        (struct leat_decimal){(uint64_t)units, units < 0 ? -1 : 0};
                }
            }
        }
        const struct svg_series series = {TEXT("One"), values[i]};
        const struct svg_chart chart = chart_of(SVG_BAR, &series, 1);
        text[i] = drawn(&chart);
        cr_assert_str_eq(text[i], text[0]);
    }
    for (int i = 0; i < 3; i++) {
        free(text[i]);
    }
}

Test(svg_chart, the_locale_does_not_matter) {
    const struct leat_value values[] = {number(1.25), number(2.5), number(3), number(4)};
    const struct svg_series series = {TEXT("One"), values};
    const struct svg_chart chart = chart_of(SVG_LINE, &series, 1);
    char *before = drawn(&chart);
    /* Where no locale with a decimal comma is installed this proves nothing, and nothing is
     * lost. */
    static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "C.UTF-8"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (setlocale(LC_ALL, names[i])) {
            char *after = drawn(&chart);
            cr_assert_str_eq(after, before, "%s", names[i]);
            free(after);
        }
    }
    free(before);
}

Test(svg_chart, without_memory_it_fails_and_keeps_nothing) {
    const struct leat_value values[] = {number(1), number(2), number(3), number(4)};
    const struct svg_series series = {TEXT("One"), values};
    const struct svg_chart chart = chart_of(SVG_COLUMN, &series, 1);
    bool drew = false;
    size_t fail_at = 0;
    while (!drew) {
        struct bytes out = {0};
        struct leat_step *step = shared_step(++fail_at);
        drew = svg_chart(step, &chart, &out);
        bytes_free(step, &out);
        cr_assert_eq(shared_blocks(), 0);
        cr_assert_lt(fail_at, 100);
    }
    cr_assert_gt(fail_at, 5);
}
