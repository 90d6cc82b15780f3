/* No input may take longer than a second of the processor, with the sanitizers, however busy the
 * machine is. The linker puts this between libFuzzer and the target (--wrap). */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int __real_LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int __wrap_LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static double now(void) {
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

int __wrap_LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
    static const double most = 1;
    const double start = now();
    const int result = __real_LLVMFuzzerTestOneInput(data, size);
    const double taken = now() - start;
    if (taken > most) {
        fprintf(stderr, "an input of %zu bytes took %.2f s of the processor\n", size, taken);
        abort();
    }
    return result;
}
