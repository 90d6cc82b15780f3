/* coverage_end: linked into leat where COVERAGE=1 counts what runs. Counts go to files when a process
 * ends by way of main; here they do so as well when it ends by _exit, as for want of memory. */
#include <dlfcn.h>
#include <unistd.h>

void __gcov_dump(void);                  // NOLINT
_Noreturn void __real__exit(int status); // NOLINT
_Noreturn void __wrap__exit(int status); // NOLINT

/* Writing them takes memory, which a run of tests/faults must not be refused from here on. */
static void end_faults(const char *function) {
    void (*end)(void) = NULL;
    *(void **)&end = dlsym(RTLD_DEFAULT, function);
    if (end)
        end();
}

__attribute__((destructor)) static void end_by_main(void) { end_faults("memory_shim_end"); }

void __wrap__exit(int status) { // NOLINT
    end_faults("memory_shim_off");
    __gcov_dump();
    __real__exit(status);
}
