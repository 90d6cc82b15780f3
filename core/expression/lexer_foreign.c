/* lexer: signs and characters of other languages, and what to write here instead. */
#include "expression/lexer.h"

#include <string.h>

#include "expression/tree.h"

/* Longer ones stand before those they begin with. */
static const struct {
    const char *text, *advice;
} signs[] = {
    {"===", "equality is written ="},
    {"!==", "inequality is written <>"},
    {"<=>", "for an equality that takes nulls as equal write: a is not distinct from b"},
    {"|||", "texts are joined by ||"},
    {"=~", "write: like, with % for any text and _ for any character"},
    {"==", "equality is written ="},
    {"=>", "write >="},
    {"=<", "write <="},
    {"=!", "inequality is written <>"},
    {"&&", "write: and"},
    {"**", "write power(a, b)"},
    {"--", "an expression has no comments; for a minus twice put a space between"},
    {"/*", "an expression has no comments"},
    {"!~", "write: not like, with % for any text and _ for any character"},
    {"&", "texts are joined by ||, conditions by and"},
    {"|", "write: or (|| joins texts)"},
    {"!", "write: not"},
    {"^", "write power(a, b)"},
    {"~", "write: like, with % for any text and _ for any character"},
    {":=", "equality is written ="},
    {":", "a cast is written x::type, a parameter ${name}"},
    {"?", "a parameter is written ${name}"},
    {"@", "a parameter is written ${name}"},
    {"$", "a parameter is written ${name}"},
    {"#",
     "write <> for inequality; a name with such a character stands between double quotes: \"name\""},
    {"`", "a name is put between double quotes: \"name\""},
    {"[", "a name is put between double quotes: \"name\"; a list between parentheses: (1, 2)"},
    {"]", "a name is put between double quotes: \"name\""},
    {"{", "a parameter is written ${name}"},
    {";", "between values write a comma; at the end of an expression nothing"},
    {"\\", "a quote inside a text is doubled: 'Queen''s'"},
    {"\xe2\x80\x98", "these are typographic quotes: text stands between plain ones: 'text'"},
    {"\xe2\x80\x99", "these are typographic quotes: text stands between plain ones: 'text'"},
    {"\xe2\x80\x9c", "these are typographic quotes: a name stands between plain ones: \"name\""},
    {"\xe2\x80\x9d", "these are typographic quotes: a name stands between plain ones: \"name\""},
    {"\xe2\x88\x92", "write the minus sign of the keyboard: -"},
    {"\xe2\x80\x93", "write the minus sign of the keyboard: -"},
    {"\xe2\x80\x94", "write the minus sign of the keyboard: -"},
    {"\xc2\xa3", "a number is written without a currency"},
    {"\xe2\x82\xac", "a number is written without a currency"},
    {"\xc3\x97", "write *"},
    {"\xc3\xb7", "write /"},
    {"\xe2\x89\xa4", "write <="},
    {"\xe2\x89\xa5", "write >="},
    {"\xe2\x89\xa0", "write <>"},
    {"\xc2\xa0", "this is a no-break space: write a plain one"},
    {"\xef\xbb\xbf", "this is a byte order mark: take it out"},
};

bool lexer_foreign(struct lexer *lexer) {
    const char *text = lexer->text + lexer->at;
    const size_t left = lexer->size - lexer->at;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        const size_t size = strlen(signs[i].text);
        if (left >= size && memcmp(text, signs[i].text, size) == 0) {
            if (memcmp(text, "\xc2\xa0", 2) == 0 || memcmp(text, "\xef\xbb", 2) == 0) {
                /* cannot be seen */
                expression_error_set(lexer->error, lexer->at, size, memory_copy(signs[i].advice),
                                     "a character that is not known here");
            } else {
                expression_error_set(lexer->error, lexer->at, size, memory_copy(signs[i].advice),
                                     "'%s' is not known here", signs[i].text);
            }
            return false;
        }
    }
    size_t end = lexer->at;
    const uint32_t code = text_decode(lexer->text, lexer->size, &end);
    if (code > ' ' && code != 0x7f) {
        expression_error_set(
            lexer->error, lexer->at, end - lexer->at,
            memory_copy("a name with such characters stands between double quotes: \"name\""),
            "'%.*s' is not known here", (int)(end - lexer->at), text);
    } else {
        expression_error_set(lexer->error, lexer->at, end - lexer->at, NULL,
                             "a control character (U+%04X)", code);
    }
    return false;
}
