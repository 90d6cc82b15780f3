/* Fuzzes what a definition is read by: the document, its parameters, the plan with every plugin's
 * options and open, and the messages. Nothing is run; no memory may be left.
 *
 * Inputs stand in a folder of their own, of files that definitions may name; the plugins are those
 * in FUZZ_PLUGINS. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "plan/plan.h"
#include "runner/run.h"
#include "runner/work.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerInitialize(int *count, char ***arguments);

static struct plugins *plugins;
static FILE *nowhere;

static void write_file(const char *name, const char *text, size_t size) {
    FILE *file = fopen(name, "wb");
    if (!file || fwrite(text, 1, size, file) != size || fclose(file) != 0)
        abort();
}

static void write_text(const char *name, const char *text) { write_file(name, text, strlen(text)); }

/* All are loaded now, so that what is left at the end of an input is that input's. */
static void load_plugins(void) {
    char *folder =
        realpath(getenv("FUZZ_PLUGINS") ? getenv("FUZZ_PLUGINS") : "build/plugins", NULL);
    const char *const folders[] = {folder};
    size_t names_count;
    if (!folder)
        abort();
    plugins = plugins_new(folders, 1, 0);
    const char **names = plugins_names(plugins, &names_count);
    for (size_t i = 0; i < names_count; i++)
        if (plugins_get(plugins, names[i])->refusal)
            abort();
    memory_free(names);
    free(folder);
}

int LLVMFuzzerInitialize(int *count, char ***arguments) {
    char folder[] = "/tmp/leat-fuzz-XXXXXX";
    (void)count;
    (void)arguments;
    memory_begin();
    document_begin();
    log_level = -1;
    load_plugins();
    nowhere = fopen("/dev/null", "w");
    if (!nowhere || !freopen("/dev/null", "r", stdin) || !mkdtemp(folder) || chdir(folder) != 0)
        abort();
    write_text("in.csv", "a,b,n,d\nx,y,1,2015-09-01\n,z,2,\n");
    write_text("in.json", "[{\"a\":\"x\",\"n\":1},{\"a\":null,\"n\":2.5}]");
    write_text("in.jsonl", "{\"a\":\"x\",\"n\":1}\n");
    write_text(
        "other.json",
        "{ \"leat\": 1, \"parameters\": { \"p\": { \"kind\": \"text\", \"default\": \"x\" } }, "
        "\"steps\": [ { \"id\": \"s\", \"source\": \"csv\", \"path\": \"in.csv\" } ] }");
    return 0;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
    /* What a name in it leads to is not the fuzzer's to choose. */
    if (memmem(data, size, "/dev/", 5) || memmem(data, size, "/proc", 5) ||
        memmem(data, size, "fd/", 3))
        return 0;
    const size_t before = memory_used();
    struct problems problems = {0};
    write_file("definition.json", (const char *)data, size);
    struct plan_request request = {.plugins = plugins, .host = &host_table, .attach = work_attach};
    request.definition = definition_load("definition.json", NULL, NULL, 0, false, &problems);
    struct plan *plan = plan_make(&request, &problems);
    problems_print(&problems, nowhere);
    plan_free(plan);
    problems_free(&problems);
    if (memory_used() != before) {
        fprintf(stderr, "%zu bytes are left\n", memory_used() - before);
        abort();
    }
    return 0;
}
