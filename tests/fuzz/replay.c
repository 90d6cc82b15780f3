/* Gives a target of fuzzing the inputs that are named, each a file: the seeds, and what once failed,
 * without libFuzzer. */
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerInitialize(int *count, char ***arguments) __attribute__((weak));

static unsigned char *read_file(const char *name, size_t *size) {
    enum { MOST = 1 << 20 };
    unsigned char *data = malloc(MOST);
    FILE *file = fopen(name, "rb");
    if (!data || !file) {
        perror(name);
        exit(1);
    }
    *size = fread(data, 1, MOST, file);
    fclose(file);
    /* No longer than it is, so that a sanitizer finds whoever reads on. */
    unsigned char *exact = realloc(data, *size > 0 ? *size : 1);
    return exact ? exact : data;
}

int main(int count, char **words) {
    unsigned char **inputs = calloc((size_t)count + 1, sizeof *inputs);
    size_t *sizes = calloc((size_t)count + 1, sizeof *sizes);
    if (!inputs || !sizes)
        return 1;
    for (int i = 1; i < count; i++) /* before a target changes its folder */
        inputs[i] = read_file(words[i], &sizes[i]);
    if (LLVMFuzzerInitialize)
        LLVMFuzzerInitialize(&count, &words);
    for (int i = 1; i < count; i++) {
        LLVMFuzzerTestOneInput(inputs[i], sizes[i]);
        free(inputs[i]);
    }
    free(inputs);
    free(sizes);
    printf("%d inputs\n", count - 1);
    return 0;
}
