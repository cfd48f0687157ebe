/* Signals that ask a program to stop. */
#ifndef CS_SYS_INTERRUPT_H
#define CS_SYS_INTERRUPT_H

#include <stdbool.h>

#include "base/error.h"

/* From now on SIGINT, SIGTERM, SIGHUP and SIGQUIT (where they are not ignored) only raise a flag,
 * and system calls that wait are cut short by them; SIGPIPE is ignored, so that a closed pipe is a
 * failed write. */
void cs_interrupt_install(void);

/* True once such a signal has come. */
bool cs_interrupted(void);

/* Waits until `fd` is ready for `events` (of poll()), or such a signal has come: then false. A
 * signal cuts short only what the thread does that it reaches, so a thread that may wait for long
 * must not sleep in read() or write(). */
bool cs_interrupt_wait(int fd, short events);

/* Fails with "interrupted" where one has come: `if (!cs_interrupt_check(error)) return false;` */
bool cs_interrupt_check(cs_error *error);

#endif
