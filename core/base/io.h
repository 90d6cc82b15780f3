/* io: calls of the system that are taken up again: when a signal interrupts them, and when they do
 * a part of what was asked. They set errno as the calls themselves do. */
#ifndef LEAT_BASE_IO_H
#define LEAT_BASE_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* -1: it failed, or the program was asked to stop while it waited (EINTR). */
int io_open(const char *path, int flags, mode_t mode);

/* false: not all was written. */
bool io_write(int fd, const void *bytes, size_t size);

/* As many bytes as there are from `at` on, at most `size`; -1: it failed. */
ssize_t io_read_at(int fd, void *into, size_t size, off_t at);

bool io_sync(int fd);

/* 0 or -1; `how` as for flock. */
int io_lock(int fd, int how);

#endif
