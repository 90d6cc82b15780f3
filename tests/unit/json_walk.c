/* The walk of the json source, at each level of the machine: what it accepts is what jansson accepts,
 * with the same cells; and what it knows, it does accept. */
#include <criterion/criterion.h>
#include <string.h>

#include "json_oracle.h"

static struct leat_text text_of(const char *text) { return (struct leat_text){text, strlen(text)}; }

/* What all levels answer. */
static enum oracle_answer ask(enum oracle_mode mode, struct leat_text taught, struct leat_text text,
                              bool is_lines) {
    const enum oracle_answer answer = json_oracle_all(mode, taught, text, is_lines);
    cr_assert_neq(answer, ORACLE_DIFFERS, "%s: %.*s", json_oracle_why(), (int)text.size, text.data);
    return answer;
}

/* -- what is JSON ----------------------------------------------------------------------------- */

static const char *const good[] = {
    "{}",
    "{ \t\r}",
    "{\"a\":1}",
    " {\"a\" : 1 } ",
    "{\"a\":0,\"b\":-0,\"c\":-0.0,\"d\":10}",
    "{\"a\":123456789012345678901234567890123456789012345678901234567890123456789012345678901}",
    "{\"a\":0.10,\"b\":1e5,\"c\":1E+5,\"d\":1.5e-300,\"e\":1e400,\"f\":-1e-400,\"g\":0e0,\"h\":0E+1}",
    "{\"a\":true,\"b\":false,\"c\":null}",
    "{\"a\":\"\",\"b\":\"x\",\"c\":\" \",\"d\":\"\x7f\"}",
    "{\"a\":\"a string that is longer than the longest of all lanes, which is sixty-four bytes\"}",
    "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}",
    "{\"a\":\"\\u0041\\u00e9\\u20AC\\ud83d\\ude00\\uD800\\uDC00\\udbff\\udfff\"}",
    "{\"a\":\"\\u0000\",\"b\":\"x\\u0000y\"}",
    "{\"a\":\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf\xee\x80\x80\xed\x9f\xbf\"}",
    "{\"a\":\"0123456789012345678901234567890123456789012345678901234567890\xc3\xa9 and on\"}",
    "{\"a\":\"0123456789012345678901234567890123456789012345678901234567890\\n and on\"}",
    "{\"a\":\"\\\\\",\"b\":\"\\\\\\\\\",\"c\":\"\\\\\\\"\"}",
    "{\"a\":[],\"b\":{},\"c\":[ ],\"d\":{ }}",
    "{\"a\":[1,\"two\",true,null,[3,[4]],{\"x\":[]}]}",
    "{\"a\":[{\"x\":1},{\"x\":2},{\"x\":3}]}",
    "{\"a\":{\"x\":{\"x\":{\"x\":1}}}}",
    "{\"a\":{\"a\":1},\"b\":{\"a\":1}}",
    "{\"a\":\"{\\\"\",\"b\":\"}],[\",\"c\":\":\"}",
    "{\"\xc3\xa9\":1,\"x y\":2,\"a.b\":3,\"\\u0061\":4,\"\\\"\":5}",
    "{\"a\":1,\"A\":2,\"aa\":3,\"a \":4}",
    "{\"0123456789012345678901234567890123456789012345678901234567890123456789\":1}",
    "{\"a\"  \t :  \t  1  \t  ,  \t  \"b\" : 2}",
    "{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}",
};

Test(json_walk, accepts_what_it_knows) {
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        cr_expect_eq(ask(ORACLE_KEYS, text_of(good[i]), text_of(good[i]), false), ORACLE_ACCEPTED,
                     "%s", good[i]);
        cr_expect_eq(ask(ORACLE_KEYS, text_of(good[i]), text_of(good[i]), true), ORACLE_ACCEPTED,
                     "%s", good[i]);
        cr_expect_eq(ask(ORACLE_WHOLE, text_of(good[i]), text_of(good[i]), false), ORACLE_ACCEPTED,
                     "%s", good[i]);
        ask(ORACLE_NESTED, text_of(good[i]), text_of(good[i]), false);
    }
}

Test(json_walk, passes_line_feeds_in_documents_alone) {
    const struct leat_text text =
        text_of("{\n  \"a\": 1,\n  \"b\": [\n    1,\n    2\n  ],\n  \"c\": {\n  }\n}");
    cr_expect_eq(ask(ORACLE_KEYS, text, text, false), ORACLE_ACCEPTED);
    cr_expect_eq(ask(ORACLE_KEYS, text_of("{\"a\":1,\"b\":[1],\"c\":{}}"), text, false),
                 ORACLE_ACCEPTED);
    cr_expect_eq(ask(ORACLE_KEYS, text_of("{\"a\":1,\"b\":[1],\"c\":{}}"), text, true),
                 ORACLE_DECLINED);
}

/* Keys that are left out, come in another order, or are written otherwise. */
Test(json_walk, accepts_what_is_like_what_it_knows) {
    const struct leat_text taught =
        text_of("{\"a\":1,\"b\":\"x\",\"c\":{\"x\":1,\"y\":[2]},\"d\":null}");
    static const char *const others[] = {
        "{}",
        "{\"d\":1}",
        "{\"d\":1,\"c\":null,\"b\":2,\"a\":\"x\"}",
        "{\"b\":1,\"a\":2,\"c\":{\"y\":[],\"x\":{}}}",
        "{ \"a\" : \"\\n\" , \"c\" : {\"x\":[1,2]} }",
        "{\"a\":true,\"b\":[],\"c\":{},\"d\":[[1]]}",
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        cr_expect_eq(ask(ORACLE_KEYS, taught, text_of(others[i]), false), ORACLE_ACCEPTED, "%s",
                     others[i]);
    static const char *const new[] = {
        "{\"e\":1}",
        "{\"a\":1,\"c\":{\"z\":1}}",
        "{\"\\u0061\":1}",
    };
    for (size_t i = 0; i < sizeof new / sizeof *new; i++)
        cr_expect_eq(ask(ORACLE_KEYS, taught, text_of(new[i]), false), ORACLE_DECLINED, "%s",
                     new[i]);
}

Test(json_walk, finds_nested_columns) {
    const struct leat_text text =
        text_of("{\"a\":{\"b\":{\"c\":\"x\"}, \"z\":1},\"k\":[1],\"x\":{\"y\":2}}");
    cr_expect_eq(ask(ORACLE_NESTED, text, text, false), ORACLE_ACCEPTED);
    cr_expect_eq(
        ask(ORACLE_NESTED, text, text_of("{\"a\":{\"b\":7},\"x\":null,\"k\":\"\\t\"}"), false),
        ORACLE_ACCEPTED);
    const struct leat_text both = text_of("{\"a.b\":1,\"a\":{\"b\":2}}");
    cr_expect_eq(ask(ORACLE_NESTED, both, both, false), ORACLE_DECLINED,
                 "which of two counts is not for the walk");
}

/* Where keys are data, no row has those of another. */
Test(json_walk, takes_keys_that_are_not_learnt) {
    static const char *const good_ones[] = {
        "{\"a\":{\"s1\":1,\"s2\":2}}",
        "{\"a\":{\"s1\":{\"t\":[{\"u\":1},{\"u\":2}]},\"x\":{\"t\":1}}, \"k\": 1}",
        "{\"a\":{\"1\":1,\"2\":2,\"3\":3,\"4\":4,\"5\":5,\"6\":6,\"7\":7,\"8\":8,\"9\":9,\"10\":1,"
        "\"11\":1,\"12\":1,\"13\":{\"1\":1,\"2\":2},\"14\":1}}",
        "{\"a\":{\"\":1}}",
        "{\"a\":[{\"s\":1},{\"s\":[]}]}",
    };
    static const char *const bad_ones[] = {
        "{\"a\":{\"s1\":1,\"s1\":2}}",
        "{\"a\":{\"x\":1,\"s1\":1,\"x\":2}}",
        "{\"a\":{\"s1\":{\"t\":1,\"t\":1}}}",
        "{\"a\":{\"s1\":[{\"t\":1,\"v\":1,\"t\":1}]}}",
        "{\"a\":{\"1\":1,\"2\":2,\"3\":3,\"4\":4,\"5\":5,\"6\":6,\"7\":7,\"8\":8,\"9\":9,\"10\":1,"
        "\"11\":1,\"12\":1,\"13\":{\"1\":1,\"2\":2},\"9\":1}}",
        "{\"a\":{\"s1\":1,\"\\u0073\":1}}",
        "{\"a\":{\"s1\":1,}}",
        "{\"a\":{s1:1}}",
    };
    const struct leat_text taught = text_of("{\"a\":{\"x\":1},\"k\":2}");
    for (size_t i = 0; i < sizeof good_ones / sizeof *good_ones; i++)
        cr_expect_eq(ask(ORACLE_KEYS_FULL, taught, text_of(good_ones[i]), false), ORACLE_ACCEPTED,
                     "%s", good_ones[i]);
    for (size_t i = 0; i < sizeof bad_ones / sizeof *bad_ones; i++)
        cr_expect_eq(ask(ORACLE_KEYS_FULL, taught, text_of(bad_ones[i]), false), ORACLE_DECLINED,
                     "%s", bad_ones[i]);
    /* What may be a column, or is written otherwise, is for jansson. */
    const struct leat_text other = text_of("{\"z\":1}"), escaped = text_of("{\"\\u007a\":1}");
    cr_expect_eq(ask(ORACLE_KEYS_FULL, other, text_of("{\"y\":1}"), false), ORACLE_DECLINED);
    cr_expect_eq(ask(ORACLE_NESTED_FULL, other, text_of("{\"y\":1,\"x y\":2}"), false),
                 ORACLE_ACCEPTED);
    cr_expect_eq(ask(ORACLE_NESTED_FULL, other, text_of("{\"k\":1}"), false), ORACLE_DECLINED);
    cr_expect_eq(ask(ORACLE_NESTED_FULL, other, text_of("{\"x\":{}}"), false), ORACLE_DECLINED);
    cr_expect_eq(ask(ORACLE_NESTED_FULL, other, text_of("{\"\":1}"), false), ORACLE_DECLINED);
    cr_expect_eq(ask(ORACLE_NESTED_FULL, escaped, text_of("{\"z\":1}"), false), ORACLE_DECLINED);
    const struct leat_text nested = text_of("{\"a\":{\"z\":1}}");
    cr_expect_eq(ask(ORACLE_NESTED_FULL, nested, text_of("{\"a\":{\"b\":1}}"), false),
                 ORACLE_DECLINED);
    cr_expect_eq(
        ask(ORACLE_NESTED_FULL, nested, text_of("{\"a\":{\"c\":1,\"d\":{\"b\":1}}}"), false),
        ORACLE_ACCEPTED);
}

/* -- what is none ----------------------------------------------------------------------------- */

static const char *const bad[] = {
    "{",
    "}",
    "{]",
    "{\"a\"",
    "{\"a\":",
    "{\"a\":1",
    "{\"a\":1,",
    "{\"a\":1,}",
    "{,\"a\":1}",
    "{\"a\":1,,\"b\":2}",
    "{\"a\":1]",
    "{\"a\":1}}",
    "{\"a\":1}x",
    "{\"a\":1}{",
    "{\"a\":1} 2",
    "{\"a\" 1}",
    "{\"a\"::1}",
    "{\"a\",\"b\":1}",
    "{\"a\":1 \"b\":2}",
    "{\"a\":1;\"b\":2}",
    "{a:1}",
    "{'a':1}",
    "{1:1}",
    "{\"a\":'x'}",
    "{\"a\":x}",
    "{\"a\":}",
    "{\"a\":,\"b\":1}",
    "{\"a\":truE}",
    "{\"a\":tru}",
    "{\"a\":truex}",
    "{\"a\":TRUE}",
    "{\"a\":nul}",
    "{\"a\":nulll}",
    "{\"a\":NaN}",
    "{\"a\":Infinity}",
    "{\"a\":-Infinity}",
    "{\"a\":01}",
    "{\"a\":-01}",
    "{\"a\":00}",
    "{\"a\":-}",
    "{\"a\":--1}",
    "{\"a\":+1}",
    "{\"a\":.5}",
    "{\"a\":-.5}",
    "{\"a\":5.}",
    "{\"a\":5.e1}",
    "{\"a\":1e}",
    "{\"a\":1e+}",
    "{\"a\":1E-}",
    "{\"a\":1e1.5}",
    "{\"a\":1.2.3}",
    "{\"a\":0x10}",
    "{\"a\":1_000}",
    "{\"a\":1,5}",
    "{\"a\":\"x}",
    "{\"a\":\"x\\\"}",
    "{\"a\":\"\\x\"}",
    "{\"a\":\"\\a\"}",
    "{\"a\":\"\\'\"}",
    "{\"a\":\"\\0\"}",
    "{\"a\":\"\\U0041\"}",
    "{\"a\":\"\\u\"}",
    "{\"a\":\"\\u004\"}",
    "{\"a\":\"\\u00g1\"}",
    "{\"a\":\"\\u 041\"}",
    "{\"a\":\"\\ud800\"}",
    "{\"a\":\"\\ud800x\"}",
    "{\"a\":\"\\ud800\\n\"}",
    "{\"a\":\"\\ud800\\ud800\"}",
    "{\"a\":\"\\ud800\\u0041\"}",
    "{\"a\":\"\\udc00\"}",
    "{\"a\":\"\\udc00\\ud800\"}",
    "{\"a\":\"\\ud83d\\ude0\"}",
    "{\"a\":\"tab\there\"}",
    "{\"a\":\"line\nhere\"}",
    "{\"a\":\"\x01\"}",
    "{\"a\":\"\x1f\"}",
    "{\"a\":\"\x80\"}",
    "{\"a\":\"\xc3\"}",
    "{\"a\":\"\xc3(\"}",
    "{\"a\":\"\xc0\xaf\"}",
    "{\"a\":\"\xc1\xbf\"}",
    "{\"a\":\"\xe0\x80\xaf\"}",
    "{\"a\":\"\xe2\x82\"}",
    "{\"a\":\"\xed\xa0\x80\"}",
    "{\"a\":\"\xf0\x80\x80\xaf\"}",
    "{\"a\":\"\xf4\x90\x80\x80\"}",
    "{\"a\":\"\xf5\x80\x80\x80\"}",
    "{\"a\":\"\xff\"}",
    "{\"a\":\"\xfe\xff\"}",
    "{\"a\xc3\":1}",
    "{\"a\x01\":1}",
    "{\"a\\x\":1}",
    "{\"a\\u0000\":1}",
    "\xef\xbb\xbf{\"a\":1}",
    "{\"a\":1\xc2\xa0}",
    "{\"a\":1\x0b}",
    "{\"a\":1\x0c}",
    "{\"a\":\xe2\x80\xa8 1}",
    "{/**/\"a\":1}",
    "{\"a\":1//\n}",
    "{\"a\":1}#",
    "{\"a\":[}",
    "{\"a\":[1}",
    "{\"a\":[1,]}",
    "{\"a\":[,1]}",
    "{\"a\":[1,,2]}",
    "{\"a\":[1 2]}",
    "{\"a\":[1:2]}",
    "{\"a\":[\"x\",truth]}",
    "{\"a\":[1]]}",
    "{\"a\":{\"x\"}}",
    "{\"a\":{\"x\":1,}}",
    "{\"a\":{\"x\":{}}",
    "{\"a\":1,\"a\":1}",
    "{\"a\":1,\"b\":2,\"a\":3}",
    "{\"b\":2,\"a\":1,\"b\":3}",
    "{\"a\":{\"x\":1,\"x\":2}}",
    "{\"a\":[{\"x\":1},{\"x\":2,\"x\":3}]}",
    "{\"a\":1,\"\\u0061\":2}",
    "{\"a\":{\"x\":1,\"\\u0078\":2}}",
    "\\\"",
    "{\\\"a\":1}",
    "[{\"a\":1}",
    "{\"a\":*}",
    "{\"a\":&x}",
    "{\"a\":<null>}",
    "{\"a\":$}",
};

Test(json_walk, declines_what_is_no_json) {
    const struct leat_text taught =
        text_of("{\"a\":{\"x\":1},\"b\":[{\"x\":1}],\"c\":\"x\",\"\\u0061\\u0062\":1}");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cr_expect_eq(ask(ORACLE_KEYS, taught, text_of(bad[i]), false), ORACLE_DECLINED, "%s",
                     bad[i]);
        cr_expect_eq(ask(ORACLE_KEYS, taught, text_of(bad[i]), true), ORACLE_DECLINED, "%s",
                     bad[i]);
        cr_expect_eq(ask(ORACLE_WHOLE, taught, text_of(bad[i]), false), ORACLE_DECLINED, "%s",
                     bad[i]);
    }
}

Test(json_walk, declines_what_has_a_nul_byte_or_ends_within) {
    static const char row[] = "{\"a\":\"x\\u00e9\xc3\xa9\",\"b\":[1.5e1,true],\"c\":{\"x\":null}}";
    const size_t size = sizeof row - 1;
    const struct leat_text taught = {row, size};
    char other[sizeof row];
    for (size_t i = 0; i < size; i++) {
        memcpy(other, row, sizeof row);
        cr_expect_eq(ask(ORACLE_KEYS, taught, (struct leat_text){other, i}, false), ORACLE_DECLINED,
                     "the first %zu bytes", i);
        other[i] = '\0';
        cr_expect_eq(ask(ORACLE_KEYS, taught, (struct leat_text){other, size}, false),
                     ORACLE_DECLINED, "a NUL byte at %zu", i);
    }
}

Test(json_walk, leaves_depth_to_jansson) {
    char text[6000];
    for (size_t depth = 1; depth < 2600; depth += depth < 70 ? 1 : 317) {
        size_t size = (size_t)sprintf(text, "{\"a\":");
        memset(text + size, '[', depth);
        memset(text + size + depth, ']', depth);
        size += 2 * depth;
        text[size++] = '}';
        const struct leat_text row = {text, size};
        const enum oracle_answer answer = ask(ORACLE_KEYS, row, row, false);
        cr_expect_eq(answer, depth < 64 ? ORACLE_ACCEPTED : ORACLE_DECLINED, "%zu deep", depth);
    }
}
