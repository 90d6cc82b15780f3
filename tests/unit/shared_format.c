/* Reals as text: the fewest digits that read back as the same. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "shared/format.h"

static const char *text_of(double value) {
    static char out[FORMAT_ROOM + 1];
    out[format_real(value, out)] = '\0';
    return out;
}

/* How many digits a text has, without zeros at its ends. */
static int digits_of(const char *text) {
    int count = 0, zeros = 0;
    for (; *text && *text != 'e'; text++) {
        if (*text == '0') {
            zeros++;
        } else if (*text >= '1' && *text <= '9') {
            count += (count > 0 ? zeros : 0) + 1;
            zeros = 0;
        }
    }
    return count;
}

static void expect_shortest(double value) {
    const char *text = text_of(value);
    cr_assert_eq(strtod(text, NULL), value, "%a: %s", value, text);
    const size_t size = strlen(text);
    cr_assert(!strchr(text, '.') || strchr(text, 'e') || text[size - 1] != '0', "%s", text);
    for (int digits = 1; digits < digits_of(text); digits++) {
        char fewer[48];
        snprintf(fewer, sizeof fewer, "%.*e", digits - 1, value);
        cr_assert_neq(strtod(fewer, NULL), value, "%s, but %s does", text, fewer);
    }
}

Test(shared_format, reals_by_hand) {
    cr_assert_str_eq(text_of(0), "0");
    cr_assert_str_eq(text_of(-0.0), "0");
    cr_assert_str_eq(text_of(0.1), "0.1");
    cr_assert_str_eq(text_of(0.1 + 0.2), "0.30000000000000004");
    cr_assert_str_eq(text_of(-12.5), "-12.5");
    cr_assert_str_eq(text_of(0.07), "0.07");
    cr_assert_str_eq(text_of(99999.99), "99999.99");
    cr_assert_str_eq(text_of(1234567890123.25), "1234567890123.25");
    cr_assert_str_eq(text_of(0.0001), "0.0001");
    cr_assert_str_eq(text_of(0.00001), "1e-5");
    cr_assert_str_eq(text_of(1e300), "1e300");
    cr_assert_str_eq(text_of(5e-324), "5e-324");
}

Test(shared_format, reals_of_every_size_have_the_fewest_digits) {
    uint64_t state = 20;
    for (int i = 0; i < 20000; i++) {
        const uint64_t bits = random_next(&state);
        double any;
        memcpy(&any, &bits, sizeof any);
        if (isfinite(any)) {
            expect_shortest(any);
        }
        const double places = pow(10, (double)random_below(&state, 16));
        expect_shortest((double)random_below(&state, UINT64_C(10000000000000)) / places);
        const double near = (double)random_below(&state, 1000000) / 1000;
        expect_shortest(nextafter(near, i & 1 ? 0 : 1e9));
        expect_shortest(ldexp(1, (int)random_below(&state, 200) - 100));
    }
}
