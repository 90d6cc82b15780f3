/* leat replay DEFINITION --rejects FILE…: the definition is run again, with the records that were
 * rejected read as they have been corrected. The files that they came from stay as they are. */
#include "base/log.h"
#include "command/command.h"
#include "leat/plugin.h"

static void tell_count(int level, int64_t count, const char *one, const char *many,
                       const char *what) {
    struct string text = {0};
    string_add_count(&text, count, one, many);
    string_add_text(&text, what);
    log_line(level, NULL, text.data, text.size);
    string_free(&text);
}

static void tell_corrections(const struct corrections *corrections) {
    if (corrections->changed > 0 && log_level >= 0)
        tell_count(LEAT_INFO, corrections->changed, "record", "records", " read as corrected");
    if (corrections->unchanged > 0)
        tell_count(LEAT_WARNING, corrections->unchanged, "record of the rejects was",
                   "records of the rejects were", " not corrected");
    if (corrections->without_record > 0)
        tell_count(LEAT_WARNING, corrections->without_record, "row of the rejects has",
                   "rows of the rejects have",
                   " no record that could be corrected; mend the file it came from");
}

int command_replay(struct arguments *arguments) {
    struct corrections corrections = {0};
    struct problems problems = {0};
    if (arguments->word_count != 1 || arguments->reject_count == 0) {
        fprintf(stderr,
                "leat: `leat replay` wants one definition file, and --rejects with the file "
                "of its rejects, their records corrected\n");
        return STATUS_USAGE;
    }
    if (!definitions_load(arguments))
        return STATUS_USAGE;
    bool sound = true;
    for (size_t i = 0; sound && i < arguments->reject_count; i++)
        sound = corrections_read(&corrections, arguments->rejects[i], &problems);
    enum status status = tell_problems(&problems);
    if (sound) {
        status = run_definition(arguments, 0, &corrections, STATUS_DONE);
        tell_corrections(&corrections);
    }
    corrections_free(&corrections);
    return (int)status;
}
