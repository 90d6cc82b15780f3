/* Corrections are brought to the files that their records came from. See correction.h. */
#include "plan/correction.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "plan/handle.h"

/* -- records as rejects show them -------------------------------------------------------------- */

/* A record of a file as UTF-8, whose bad bytes stay bad, or (into_file) such a text as bytes of the
 * file: *size of them, and a NUL (memory_free). NULL: the file has no such character. */
static char *recode(struct step *step, const struct file *file, bool into_file, const char *from,
                    size_t from_size, size_t *size) {
    const struct leat_source *source = &step->role->source;
    const size_t room = 4 * from_size + 16; /* no encoding takes more for a character */
    if (!source->recode) {
        *size = from_size;
        return memory_copy_part(from, from_size);
    }
    char *into = memory_alloc(room + 1);
    const int result = source->recode(&step->handle->api, file->api.number, into_file, from,
                                      from_size, into, room, size);
    handle_forget(step->handle);
    if (result == LEAT_OK && *size <= room) {
        into[*size] = '\0';
        return into;
    }
    memory_free(into);
    return NULL;
}

/* U+FFFD for each bad byte. */
static char *without_bad(const char *record, size_t size) {
    static const char replacement[] = "\xEF\xBF\xBD";
    struct string shown = {0};
    for (size_t at = 0; at < size;) {
        const char *nul = memchr(record + at, '\0', size - at);
        const size_t run =
            text_valid_prefix(record + at, (nul ? (size_t)(nul - record) : size) - at);
        string_add(&shown, record + at, run);
        at += run;
        if (at < size) {
            string_add_text(&shown, replacement);
            at++;
        }
    }
    return string_take(&shown);
}

char *record_shown(struct step *step, const struct file *file, const char *record, size_t size) {
    size_t text_size = 0;
    char *text = recode(step, file, false, record, size, &text_size);
    char *shown = text ? without_bad(text, text_size) : NULL;
    memory_free(text);
    return shown;
}

bool record_wants_guard(const char *text) {
    text += strspn(text, "'");
    if (*text == '+' || *text == '-')
        return text[1 + strspn(text + 1, "0123456789., ")] != '\0';
    return (*text && strchr("=@\t\r\n", *text)) ||
           (strncmp(text, "\xEF\xBC", 2) == 0 && text[2] && strchr("\x8B\x8D\x9D\xA0", text[2]));
}

/* -- the corrections' order -------------------------------------------------------------------- */

#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

/* By place, and of one place as they were given. */
static int compare(const void *left, const void *right) {
    const struct correction *a = left, *b = right;
    int order = strcmp(a->file, b->file);
    order = order ? order : ORDER(a->byte, b->byte);
    return order ? order : ORDER(a->order, b->order);
}

static bool same_place(const struct correction *a, const struct correction *b) {
    return a->byte == b->byte && strcmp(a->file, b->file) == 0;
}

/* -- one file ---------------------------------------------------------------------------------- */

/* What stands in the file where the correction says, by its mark; NULL: something else.
 * memory_free. */
static char *find_record(struct file *file, const struct correction *correction, size_t *size) {
    const int64_t wanted = patch_mark_size(correction->mark);
    char *failure = NULL, *record = NULL;
    if (wanted < 0 || wanted > file->api.bytes)
        return NULL;
    record = memory_alloc((size_t)wanted + 1);
    *size = (size_t)wanted;
    bool is_there = file_read_at(file, correction->byte, record, *size, &failure) == wanted;
    char *mark = patch_mark(record, *size);
    is_there = is_there && strcmp(mark, correction->mark) == 0;
    memory_free(mark);
    memory_free(failure);
    if (!is_there) {
        memory_free(record);
        record = NULL;
    }
    return record;
}

/* The first character of a corrected record that the file's encoding does not have. */
static void tell_character(struct step *step, const struct file *file,
                           const struct correction *correction, struct problems *problems) {
    const struct place place = {.file = correction->from, .line = correction->from_line};
    const char *at = correction->record;
    int width = 1;
    for (size_t size; *at; at += width) {
        for (width = 1; (at[width] & 0xc0) == 0x80;)
            width++;
        char *bytes = recode(step, file, true, at, (size_t)width, &size);
        memory_free(bytes);
        if (!bytes)
            break;
    }
    problem_add(problems, STATUS_USAGE, &place,
                "the corrected record has '%.*s', which the encoding of %s does not have; write it "
                "otherwise",
                *at ? width : 0, at, file->api.name.data);
}

/* Has the file read with the corrected record in place of the one that stands there. */
static bool add_patch(struct step *step, const struct file *file,
                      const struct correction *correction, const char *shown, size_t record_size,
                      struct patches *patches, struct problems *problems) {
    size_t size = 0;
    char *text = recode(step, file, true, correction->record, strlen(correction->record), &size);
    if (!text) {
        tell_character(step, file, correction, problems);
        return false;
    }
    const int64_t ends = patch_line_ends(correction->record, strlen(correction->record));
    patches->list = memory_resize(patches->list, (patches->count + 1) * sizeof *patches->list);
    patches->list[patches->count++] =
        (struct patch){.byte = correction->byte,
                       .line = correction->line,
                       .size = (int64_t)record_size,
                       .text = text,
                       .text_size = size,
                       .mark = memory_copy(correction->mark),
                       .line_ends = ends,
                       .more_lines = ends - patch_line_ends(shown, strlen(shown))};
    return true;
}

/* Takes off the apostrophe that a cell of the rejects has before the record, which need not look like
 * a formula any more. had_guard: what it was corrected from has one. */
static void take_guard_off(struct correction *correction, bool had_guard) {
    char *record = correction->record;
    if (correction->may_be_guarded && *record == '\'' &&
        (had_guard || record_wants_guard(record + 1)))
        memmove(record, record + 1, strlen(record));
    correction->may_be_guarded = false;
}

/* Takes the corrections of one place, of which the last that says anything counts. false: two say
 * different things in one file of rejects, or the text cannot stand in the file. */
static bool patch_place(struct step *step, struct file *file, struct correction *list, size_t count,
                        struct patches *patches, struct problems *problems) {
    const struct correction *chosen = NULL;
    size_t size = 0;
    bool sound = true, had_guard = false;
    char *record = NULL, *shown = NULL;
    const char *mark = NULL;
    for (size_t i = 0; i < count; i++) {
        if (!record && (record = find_record(file, &list[i], &size)))
            mark = list[i].mark;
        if (!record || strcmp(mark, list[i].mark) != 0)
            continue;
        list[i].is_found = true;
        shown = shown ? shown : record_shown(step, file, record, size);
        if (!shown) {
            const struct place place = {.file = file->api.name.data, .line = list[i].line};
            problem_add(problems, STATUS_WORLD, &place,
                        "the record here cannot be brought to text for its correction");
            sound = false;
            break;
        }
        had_guard = had_guard || record_wants_guard(shown);
        take_guard_off(&list[i], had_guard);
        had_guard = had_guard || record_wants_guard(list[i].record); /* in rejects of a replay */
        if (strcmp(list[i].record, shown) == 0 || strcmp(list[i].record, "***") == 0)
            continue;
        if (chosen && chosen->number == list[i].number &&
            strcmp(chosen->record, list[i].record) != 0) {
            const struct place place = {.file = list[i].from, .line = list[i].from_line};
            problem_add(problems, STATUS_USAGE, &place,
                        "this record is corrected otherwise on line %lld; correct it once",
                        (long long)chosen->from_line);
            memory_free(record);
            memory_free(shown);
            return false;
        }
        chosen = &list[i];
    }
    if (sound && chosen)
        sound = add_patch(step, file, chosen, shown, size, patches, problems);
    memory_free(record);
    memory_free(shown);
    return sound;
}

static bool patch_file(struct corrections *corrections, struct step *step, size_t number,
                       struct problems *problems) {
    struct file *file = &step->files[number];
    struct patches patches = {0};
    bool sound = true;
    for (size_t i = 0, count; sound && i < corrections->count; i += count) {
        struct correction *first = &corrections->list[i];
        for (count = 1; i + count < corrections->count && same_place(first, first + count);)
            count++;
        if (strcmp(first->file, file->api.name.data) == 0 && file->api.bytes >= 0)
            sound = patch_place(step, file, first, count, &patches, problems);
    }
    if (sound && !file_patch(file, &patches)) {
        problem_add(problems, STATUS_USAGE, NULL,
                    "two corrected records of %s stand in the same bytes; the bytes of the rejects "
                    "were changed",
                    file->api.name.data);
        sound = false;
    }
    patches_free(&patches);
    step->shown_files[number].bytes = file->api.bytes;
    return sound;
}

/* -- all --------------------------------------------------------------------------------------- */

/* What a correction is for, where it found no place: a file that is none of the plan's, or one that
 * has changed. */
static void tell_lost(const struct plan *plan, const struct correction *correction,
                      struct problems *problems) {
    const struct file *file = NULL;
    struct place place = {.file = correction->from, .line = correction->from_line};
    for (int32_t i = 0; i < plan->count && !file; i++)
        for (size_t k = 0; k < plan->steps[i]->file_count && !file; k++)
            if (strcmp(plan->steps[i]->files[k].api.name.data, correction->file) == 0)
                file = &plan->steps[i]->files[k];
    if (!file) {
        problem_advise(problem_add(problems, STATUS_USAGE, &place,
                                   "the definition reads no file '%s'", correction->file),
                       "give the rejects of this definition, and the same --set as then");
    } else if (file->api.bytes < 0) {
        problem_advise(
            problem_add(problems, STATUS_USAGE, &place,
                        "%s can only be read once, in order, so its records cannot be "
                        "replaced",
                        strcmp(correction->file, "-") == 0 ? "standard input" : correction->file),
            "keep it in a file");
    } else {
        place = (struct place){.file = correction->file, .line = correction->line};
        problem_advise(
            problem_add(problems, STATUS_DATA, &place,
                        "the record that was rejected here (%s:%lld) no longer stands at "
                        "byte %lld: the file has changed since",
                        correction->from, (long long)correction->from_line,
                        (long long)correction->byte),
            "run the definition again and correct its new rejects");
    }
}

static void count_changed(struct corrections *corrections, const struct plan *plan) {
    size_t places = 0;
    for (size_t i = 0; i < corrections->count; i++)
        places += i == 0 || !same_place(&corrections->list[i - 1], &corrections->list[i]);
    for (int32_t i = 0; i < plan->count; i++)
        for (size_t k = 0; k < plan->steps[i]->file_count; k++)
            corrections->changed += (int64_t)plan->steps[i]->files[k].patches.count;
    corrections->unchanged = (int64_t)places - corrections->changed;
}

/* A run that wrote its rejects over the corrections would take them from the next one. */
static bool check_outputs(const struct corrections *corrections, const struct plan *plan,
                          struct problems *problems) {
    size_t count;
    struct written *outputs = plan_written(plan, &count);
    bool sound = true;
    for (size_t i = 0; i < count; i++) {
        struct stat written, read;
        for (size_t k = 0; stat(outputs[i].real, &written) == 0 && k < corrections->path_count;
             k++) {
            if (stat(corrections->paths[k], &read) != 0 || written.st_dev != read.st_dev ||
                written.st_ino != read.st_ino)
                continue;
            problem_advise(problem_add(problems, STATUS_USAGE, NULL,
                                       "--rejects: the run writes %s itself",
                                       corrections->paths[k]),
                           "save the corrected rejects under another name, such as "
                           "corrections.csv, or write elsewhere with --out");
            sound = false;
        }
        memory_free(outputs[i].real);
    }
    memory_free(outputs);
    return sound;
}

bool corrections_apply(struct corrections *corrections, struct plan *plan,
                       struct problems *problems) {
    bool sound = check_outputs(corrections, plan, problems);
    if (corrections->count)
        qsort(corrections->list, corrections->count, sizeof *corrections->list, compare);
    for (int32_t i = 0; sound && i < plan->count; i++)
        for (size_t k = 0; sound && k < plan->steps[i]->file_count; k++)
            sound = patch_file(corrections, plan->steps[i], k, problems);
    for (size_t i = 0; sound && i < corrections->count; i++)
        if (!corrections->list[i].is_found)
            tell_lost(plan, &corrections->list[i], problems);
    sound = sound && problems_status(problems) == STATUS_DONE;
    if (sound)
        count_changed(corrections, plan);
    return sound;
}

void corrections_free(struct corrections *corrections) {
    for (size_t i = 0; i < corrections->count; i++) {
        memory_free(corrections->list[i].file);
        memory_free(corrections->list[i].mark);
        memory_free(corrections->list[i].record);
    }
    memory_free(corrections->list);
    memory_free(corrections->paths);
    *corrections = (struct corrections){0};
}
