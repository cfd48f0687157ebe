#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/interrupt.h"
#include "unit.h"

/* Runs `holds` in a process of its own: what it does to signals ends with it. */
static bool in_child(bool (*holds)(int number), int number)
{
    int status = 0;
    pid_t child = fork();

    ck_assert_int_ge(child, 0);
    if (child == 0)
        _exit(holds(number) ? 0 : 1);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool raises_the_flag(int number)
{
    cs_error error = {.set = false};

    cs_interrupt_install();
    if (cs_interrupted() || !cs_interrupt_check(&error))
        return false;
    kill(getpid(), number);
    return cs_interrupted() && !cs_interrupt_check(&error) && error.cause == CS_CAUSE_INTERRUPTED;
}

static bool stays_ignored(int number)
{
    signal(number, SIG_IGN);
    cs_interrupt_install();
    kill(getpid(), number);
    return !cs_interrupted();
}

static bool is_a_failed_write(int number)
{
    int ends[2];

    (void)number;
    cs_interrupt_install();
    return pipe(ends) == 0 && close(ends[0]) == 0 && write(ends[1], "x", 1) < 0 && errno == EPIPE;
}

/* Another process interrupts us, again and again, because no single signal is sure to come while
 * we wait. */
static bool cuts_a_wait_short(int number)
{
    int ends[2];
    char byte;

    cs_interrupt_install();
    if (pipe(ends) != 0)
        return false;
    pid_t waiting = getpid(), killer = fork();
    if (killer == 0) {
        while (getppid() == waiting && kill(waiting, number) == 0)
            usleep(10000);
        _exit(0);
    }
    ssize_t n = read(ends[0], &byte, 1);
    bool cut_short = n < 0 && errno == EINTR && cs_interrupted();
    kill(killer, SIGKILL);
    while (waitpid(killer, NULL, 0) < 0 && errno == EINTR)
        ;
    return cut_short;
}

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

LOOP_TEST(a_signal_raises_the_flag, sizeof signals / sizeof *signals)
{
    ck_assert(in_child(raises_the_flag, signals[_i]));
}
END_TEST

LOOP_TEST(a_signal_ignored_at_the_start_stays_ignored, sizeof signals / sizeof *signals)
{
    ck_assert(in_child(stays_ignored, signals[_i]));
}
END_TEST

START_TEST(a_closed_pipe_is_a_failed_write)
{
    ck_assert(in_child(is_a_failed_write, 0));
}
END_TEST

START_TEST(a_wait_is_cut_short)
{
    ck_assert(in_child(cuts_a_wait_short, SIGINT));
}
END_TEST
