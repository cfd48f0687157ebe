#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "sys/progress.h"
#include "unit.h"

#define WIPE "\r\033[K"

/* Standard error is a terminal during a test; what it shows can be read from the other end. */
static int terminal = -1, screen = -1, saved_stderr = -1;

static void set_up(void)
{
    setenv("TERM", "xterm", 1);
    ck_assert_int_eq(openpty(&screen, &terminal, NULL, NULL, NULL), 0);
    saved_stderr = dup(STDERR_FILENO);
    dup2(terminal, STDERR_FILENO);
}

static void tear_down(void)
{
    dup2(saved_stderr, STDERR_FILENO);
    close(saved_stderr);
    close(terminal);
    close(screen);
}

FIXTURE(set_up, tear_down);

/* What came on the screen since the last call. */
static const char *shown(void)
{
    static char text[1024];
    size_t n = 0;
    struct pollfd waiting = {.fd = screen, .events = POLLIN};

    fflush(stderr);
    while (n + 1 < sizeof text && poll(&waiting, 1, 20) == 1) {
        ssize_t got = read(screen, text + n, sizeof text - 1 - n);
        ck_assert_int_gt(got, 0);
        n += (size_t)got;
    }
    text[n] = '\0';
    return text;
}

/* Work that began `seconds` ago. */
static cs_progress begun_before(int seconds)
{
    cs_progress progress;

    cs_progress_begin(&progress, false);
    progress.begun.tv_sec -= seconds;
    return progress;
}

START_TEST(the_first_second_shows_nothing)
{
    cs_progress progress = begun_before(0);

    cs_progress_count(&progress, 1, 10);
    cs_progress_file(&progress, 1, 10, 1);
    cs_progress_end(&progress);
    ck_assert_str_eq(shown(), "");
}
END_TEST

START_TEST(counts_objects_and_wipes_the_line)
{
    cs_progress progress = begun_before(2);

    cs_progress_count(&progress, 20, 4867);
    ck_assert_str_eq(shown(), WIPE "[20/4867]");
    cs_progress_end(&progress);
    ck_assert_str_eq(shown(), WIPE);
    cs_progress_end(&progress);
    ck_assert_str_eq(shown(), "");
}
END_TEST

START_TEST(at_most_six_lines_a_second)
{
    cs_progress progress = begun_before(2);

    for (unsigned i = 0; i < 1000; i++)
        cs_progress_count(&progress, i, 1000);
    ck_assert_str_eq(shown(), WIPE "[0/1000]");
    progress.last -= 0.2; /* as if a fifth of a second had gone by */
    cs_progress_count(&progress, 1000, 1000);
    ck_assert_str_eq(shown(), WIPE "[1000/1000]");
}
END_TEST

START_TEST(a_file_shows_its_share_and_the_time_left)
{
    cs_progress progress = begun_before(20);

    cs_progress_file(&progress, 1000, 4000, 1234);
    ck_assert_str_eq(shown(), WIPE "25 %, 1234 objects, 1 min left");
}
END_TEST

START_TEST(time_left_is_in_units_that_a_person_uses)
{
    static const struct {
        int elapsed;
        uint64_t position;
        const char *line;
    } cases[] = {
        {2, 500, WIPE "50 %, 7 objects, 2 s left"},
        {120, 500, WIPE "50 %, 7 objects, 2 min left"},
        {7200, 500, WIPE "50 %, 7 objects, 2 h 0 min left"},
        {5000, 250, WIPE "25 %, 7 objects, 4 h 10 min left"},
        {100, 1000, WIPE "100 %, 7 objects, 0 s left"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cs_progress progress = begun_before(cases[i].elapsed);
        cs_progress_file(&progress, cases[i].position, 1000, 7);
        ck_assert_str_eq(shown(), cases[i].line);
    }
}
END_TEST

START_TEST(without_a_size_it_shows_what_was_read)
{
    cs_progress piped = begun_before(2), grown = begun_before(2);

    cs_progress_file(&piped, 45600000, 0, 12);
    ck_assert_str_eq(shown(), WIPE "12 objects, 45 MB read");
    cs_progress_file(&grown, 2000000, 1000, 12); /* more than there was: the file grew */
    ck_assert_str_eq(shown(), WIPE "12 objects, 2 MB read");
}
END_TEST

START_TEST(quiet_shows_nothing)
{
    cs_progress progress;

    cs_progress_begin(&progress, true);
    progress.begun.tv_sec -= 10;
    cs_progress_count(&progress, 1, 2);
    cs_progress_end(&progress);
    ck_assert_str_eq(shown(), "");
}
END_TEST

START_TEST(a_terminal_that_cannot_erase_shows_nothing)
{
    setenv("TERM", "dumb", 1);
    cs_progress progress = begun_before(10);
    cs_progress_count(&progress, 1, 2);
    cs_progress_end(&progress);
    ck_assert_str_eq(shown(), "");
}
END_TEST

START_TEST(what_is_no_terminal_shows_nothing)
{
    int ends[2];
    char byte;

    ck_assert_int_eq(pipe2(ends, O_NONBLOCK), 0);
    dup2(ends[1], STDERR_FILENO);
    cs_progress progress = begun_before(10);
    cs_progress_count(&progress, 1, 2);
    cs_progress_end(&progress);
    fflush(stderr);
    ck_assert_int_eq(read(ends[0], &byte, 1), -1);
    close(ends[0]);
    close(ends[1]);
}
END_TEST
