#include "sys/interrupt.h"

#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>

/* The only variable of the whole process: a signal handler can reach nothing else. */
static atomic_int interrupted;

enum tuning {
    LOOK_EVERY = 100 /* milliseconds, between looks for a signal that reached another thread */
};

static void on_signal(int number)
{
    (void)number;
    interrupted = 1;
}

/* A signal that is ignored at the start, as under nohup, stays ignored. */
static void catch_unless_ignored(int number)
{
    struct sigaction old;
    struct sigaction action = {.sa_handler = on_signal}; /* without SA_RESTART */

    sigemptyset(&action.sa_mask);
    if (sigaction(number, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
        sigaction(number, &action, NULL);
}

void cs_interrupt_install(void)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};

    catch_unless_ignored(SIGINT);
    catch_unless_ignored(SIGTERM);
    catch_unless_ignored(SIGHUP);
    catch_unless_ignored(SIGQUIT);
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGXFSZ, &ignore, NULL);
}

bool cs_interrupted(void)
{
    return interrupted != 0;
}

bool cs_interrupt_wait(int fd, short events)
{
    struct pollfd wanted = {.fd = fd, .events = events};

    /* If poll() fails, read() or write() will report why. */
    while (!interrupted && poll(&wanted, 1, LOOK_EVERY) == 0)
        continue;
    return !interrupted;
}

bool cs_interrupt_check(cs_error *error)
{
    return interrupted == 0 || cs_fail_cause(error, CS_CAUSE_INTERRUPTED, "interrupted");
}
