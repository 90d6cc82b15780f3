/* Remarks on standard error. See log.h. */
#include "log.h"

#include <string.h>

#include "leat/plugin.h"
#include "text.h"

int log_level;
bool log_json;

static const char *const level_words[] = {"debug", "info", "warning"};

void log_line(int level, const char *step, const char *message, size_t size) {
    bool shown = level >= LEAT_WARNING || (level == LEAT_INFO && log_level >= 0) || log_level > 0;
    if (!shown)
        return;
    struct string line = {0}, text = {0};
    char *copy = memory_copy_part(message, size);
    string_add_message(&text, copy, !log_json);
    memory_free(copy);
    const char *word = level_words[level < 0 ? 0 : level > 2 ? 2 : level];
    if (log_json) {
        string_add_format(&line, "{\"level\":\"%s\",", word);
        if (step) {
            string_add_text(&line, "\"step\":");
            string_add_json(&line, step, strlen(step));
            string_add_char(&line, ',');
        }
        string_add_text(&line, "\"message\":");
        string_add_json(&line, text.data ? text.data : "", text.size);
        string_add_text(&line, "}\n");
    } else {
        string_add_format(&line, "leat: %s%s%s%s\n", level >= LEAT_WARNING ? "warning: " : "",
                          step ? step : "", step ? ": " : "", text.data ? text.data : "");
    }
    fwrite(line.data, 1, line.size, stderr);
    string_free(&line);
    string_free(&text);
}
