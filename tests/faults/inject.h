/* inject: what the driver (faults.c) and the library inside the run (inject.c) say to one another,
 * in a file that both have mapped. The library counts the calls that the run makes of the C library
 * and lets one fail, or all from one on. */
#ifndef LEAT_FAULTS_INJECT_H
#define LEAT_FAULTS_INJECT_H

#include <stdatomic.h>
#include <stdint.h>

#define INJECT_FILE "LEAT_FAULTS" /* the environment variable with the file's name */

/* The calls. pread and pwrite count as read and write, a FILE's as those it is made of. */
#define INJECT_CALLS(X)                                                                            \
    X(OPEN, "open")                                                                                \
    X(READ, "read")                                                                                \
    X(WRITE, "write")                                                                              \
    X(SEEK, "lseek")                                                                               \
    X(CLOSE, "close")                                                                              \
    X(SYNC, "fsync")                                                                               \
    X(RENAME, "rename")                                                                            \
    X(UNLINK, "unlink")                                                                            \
    X(TRUNCATE, "ftruncate")                                                                       \
    X(STAT, "stat")                                                                                \
    X(FSTAT, "fstat")                                                                              \
    X(MKDIR, "mkdir")                                                                              \
    X(OPENDIR, "opendir")                                                                          \
    X(READDIR, "readdir")                                                                          \
    X(FLOCK, "flock")

#define INJECT_ENUM(name, text) CALL_##name,
enum { INJECT_CALLS(INJECT_ENUM) CALL_COUNT };

/* Beside errno's numbers: */
enum {
    FAULT_SHORT = -1, /* a read or write that does half of what was asked */
    FAULT_KILL = -2,  /* the process is killed right before the call */
};

struct inject {
    int32_t call, fault;
    uint64_t at;      /* which of the calls, from 1 on; 0: none fails */
    uint32_t is_last; /* all further ones fail as well */
    atomic_uint_fast64_t made[CALL_COUNT];
    atomic_uint_fast64_t injected;
};

#endif
