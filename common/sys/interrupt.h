/* Signals that ask a program to stop. */
#ifndef CS_SYS_INTERRUPT_H
#define CS_SYS_INTERRUPT_H

#include <stdbool.h>

#include "base/error.h"

/* From now on SIGINT, SIGTERM, SIGHUP and SIGQUIT (unless they are ignored) only raise a flag and
 * cut short a system call that waits; SIGPIPE is ignored, so that writing to a closed pipe fails.
 */
void cs_interrupt_install(void);

/* True after such a signal. */
bool cs_interrupted(void);

/* Waits until `fd` is ready for `events` (of poll()); false after such a signal. A signal cuts
 * short only the thread that it reaches, so a thread that may wait long must not sleep in read() or
 * write(). */
bool cs_interrupt_wait(int fd, short events);

/* Fails with "interrupted" after such a signal: `if (!cs_interrupt_check(error)) return false;` */
bool cs_interrupt_check(cs_error *error);

#endif
