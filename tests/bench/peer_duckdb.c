/* peer_duckdb: DuckDB without a shell or another language round it.
 *
 *     peer_duckdb LIBRARY THREADS [STATEMENT]…
 *
 * Opens a database in memory, carries out the statements and closes it; with none it only opens
 * and closes. The statements write what they find themselves, by `copy … to`. What of DuckDB's C
 * interface is used is declared here, so nothing but its shared library is needed. */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct duckdb_result {
    uint64_t columns, rows, changed;
    void *column_list;
    char *message;
    void *internal;
};

static struct {
    int (*open)(const char *path, void **database);
    int (*connect)(void *database, void **connection);
    int (*query)(void *connection, const char *statement, struct duckdb_result *result);
    const char *(*result_error)(struct duckdb_result *result);
    void (*destroy_result)(struct duckdb_result *result);
    void (*disconnect)(void **connection);
    void (*close)(void **database);
    const char *(*version)(void);
} duckdb;

static void find(void *library, const char *name, void *function) {
    void *const address = dlsym(library, name);
    if (!address) {
        fprintf(stderr, "peer_duckdb: %s\n", dlerror());
        exit(1);
    }
    memcpy(function, &address, sizeof address);
}

static void load(const char *path) {
    void *const library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        fprintf(stderr, "peer_duckdb: %s\n", dlerror());
        exit(1);
    }
    find(library, "duckdb_open", &duckdb.open);
    find(library, "duckdb_connect", &duckdb.connect);
    find(library, "duckdb_query", &duckdb.query);
    find(library, "duckdb_result_error", &duckdb.result_error);
    find(library, "duckdb_destroy_result", &duckdb.destroy_result);
    find(library, "duckdb_disconnect", &duckdb.disconnect);
    find(library, "duckdb_close", &duckdb.close);
    find(library, "duckdb_library_version", &duckdb.version);
}

static int carry_out(void *connection, const char *statement) {
    struct duckdb_result result;
    const int failed = duckdb.query(connection, statement, &result);
    if (failed)
        fprintf(stderr, "peer_duckdb: %s\n", duckdb.result_error(&result));
    duckdb.destroy_result(&result);
    return failed;
}

int main(int count, char **arguments) {
    if (count < 3) {
        fprintf(stderr, "usage: peer_duckdb LIBRARY THREADS|version [STATEMENT]...\n");
        return 2;
    }
    load(arguments[1]);
    if (!strcmp(arguments[2], "version")) {
        puts(duckdb.version());
        return 0;
    }
    void *database, *connection;
    if (duckdb.open(NULL, &database) || duckdb.connect(database, &connection)) {
        fprintf(stderr, "peer_duckdb: no database in memory\n");
        return 1;
    }
    char threads[64];
    snprintf(threads, sizeof threads, "set threads = %d", atoi(arguments[2]));
    int failed = count > 3 && carry_out(connection, threads);
    for (int i = 3; !failed && i < count; i++)
        failed = carry_out(connection, arguments[i]);
    duckdb.disconnect(&connection);
    duckdb.close(&database);
    return failed != 0;
}
