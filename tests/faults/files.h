/* files: what a command writes, and what has become of it. */
#ifndef LEAT_TESTS_FAULTS_FILES_H
#define LEAT_TESTS_FAULTS_FILES_H

#include <stdbool.h>
#include <stddef.h>

enum { ROOM = 4096 };

/* Ends the program with what is wrong and errno. */
void die(const char *what) __attribute__((noreturn));

/* A whole file, *size bytes of it (free); NULL: there is none. */
char *files_read(const char *path, size_t *size);

/* Where the command writes, where its temporary files lie, and where its standard output goes. */
void files_begin(const char *out, const char *temporary, const char *standard);

/* Before a run without a fault: all is taken away. After it: what is there is the new state. */
void files_remove(void);
void files_learn(void);
int files_count(void);

/* Every file holds its old text again. */
void files_reset(void);

enum state { STATE_OLD, STATE_NEW, STATE_WRONG };

struct states {
    int counts[3];
    bool all_old, all_new, is_whole;
    bool is_standard_sound; /* none of it, all, or a beginning; else none of those three holds */
};

struct states files_look(void);

/* Files beside those, and temporary ones. */
struct left {
    int hidden, other;
    bool takes_away;
};

struct left files_left(bool takes_away);

/* Hidden ones that a killed run may leave: one for each output, and a journal beside each of several. */
int files_hidden_most(void);

#endif
