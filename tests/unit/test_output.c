#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "directory.h"
#include "sys/interrupt.h"
#include "sys/output.h"
#include "unit.h"

FIXTURE(enter_directory, leave_directory);

static cs_output *open_output(const char *path)
{
    cs_error error = {.set = false};
    cs_output *out = cs_output_open(path, NULL, 0, &error);

    ck_assert_msg(out != NULL, "%s", error.what);
    return out;
}

static void must_write(cs_output *out, cs_text bytes)
{
    cs_error error = {.set = false};

    ck_assert_msg(cs_output_write(out, bytes, &error), "%s", error.what);
}

static void must_commit(cs_output *out)
{
    cs_error error = {.set = false};

    ck_assert_msg(cs_output_commit(out, &error), "%s", error.what);
}

static void write_whole(const char *path, const char *text)
{
    cs_output *out = open_output(path);

    must_write(out, cs_text_from(text));
    must_commit(out);
}

/* Opening `path` fails with `reason` and leaves the directory with `left` files. */
static void must_refuse(const char *path, const char *reason, int left)
{
    cs_error error = {.set = false};

    ck_assert_ptr_null(cs_output_open(path, NULL, 0, &error));
    ck_assert_str_eq(error.what, reason);
    ck_assert_int_eq(files_here(), left);
}

/* ---- A regular file ---- */

START_TEST(the_file_appears_with_the_commit)
{
    cs_output *out = open_output("export.csv");

    must_write(out, CS_LITERAL("DN,"));
    must_write(out, CS_LITERAL(""));
    must_write(out, CS_LITERAL("ObjectType\n"));
    ck_assert_int_ne(access("export.csv", F_OK), 0);
    must_commit(out);
    ck_assert_str_eq(content_of("export.csv"), "DN,ObjectType\n");
    ck_assert_int_eq(files_here(), 1);
}
END_TEST

START_TEST(a_new_file_is_its_owners_alone)
{
    mode_t old = umask(0);

    write_whole("export.csv", "x");
    umask(old);
    ck_assert_uint_eq(mode_of("export.csv"), 0600);
}
END_TEST

START_TEST(a_replaced_file_keeps_its_mode)
{
    make_file("export.csv", "old", 0640);
    write_whole("export.csv", "new");
    ck_assert_str_eq(content_of("export.csv"), "new");
    ck_assert_uint_eq(mode_of("export.csv"), 0640);
    ck_assert_int_eq(files_here(), 1);
}
END_TEST

START_TEST(abandoned_output_leaves_the_old_file_or_none)
{
    make_file("old.csv", "old", 0644);
    cs_output *over = open_output("old.csv"), *fresh = open_output("new.csv");

    must_write(over, CS_LITERAL("half"));
    must_write(fresh, CS_LITERAL("half"));
    cs_output_abandon(over);
    cs_output_abandon(fresh);
    cs_output_abandon(NULL);
    ck_assert_str_eq(content_of("old.csv"), "old");
    ck_assert_int_eq(files_here(), 1);
}
END_TEST

START_TEST(links_are_followed)
{
    ck_assert_int_eq(mkdir("data", 0700), 0);
    make_file("data/export.csv", "old", 0644);
    ck_assert_int_eq(symlink("export.csv", "data/link"), 0);
    ck_assert_int_eq(symlink("data/link", "link"), 0);
    write_whole("link", "new");

    struct stat st;
    ck_assert_int_eq(lstat("link", &st), 0);
    ck_assert(S_ISLNK(st.st_mode));
    ck_assert_int_eq(lstat("data/export.csv", &st), 0);
    ck_assert(S_ISREG(st.st_mode));
    ck_assert_str_eq(content_of("data/export.csv"), "new");
    unlink("data/export.csv");
    unlink("data/link");
}
END_TEST

START_TEST(a_dangling_link_creates_what_it_points_to)
{
    ck_assert_int_eq(symlink("target.csv", "link"), 0);
    write_whole("link", "new");
    ck_assert_str_eq(content_of("target.csv"), "new");
    ck_assert_int_eq(files_here(), 2);
}
END_TEST

START_TEST(links_in_a_circle_are_refused)
{
    ck_assert_int_eq(symlink("b", "a"), 0);
    ck_assert_int_eq(symlink("a", "b"), 0);
    must_refuse("a", "cannot write \"a\": Too many levels of symbolic links", 2);
}
END_TEST

START_TEST(the_longest_name_works)
{
    char name[NAME_MAX + 1], longer[NAME_MAX + 2];
    cs_error error = {.set = false};

    memset(name, 'n', NAME_MAX);
    name[NAME_MAX] = '\0';
    write_whole(name, "x");
    ck_assert_str_eq(content_of(name), "x");

    memset(longer, 'n', NAME_MAX + 1);
    longer[NAME_MAX + 1] = '\0';
    ck_assert_ptr_null(cs_output_open(longer, NULL, 0, &error)); /* at once, not after the work */
    ck_assert_ptr_nonnull(strstr(error.what, "File name too long"));
}
END_TEST

START_TEST(what_cannot_be_a_file_is_refused)
{
    must_refuse(".", "cannot write \".\": Is a directory", 0);
    must_refuse("/", "cannot write \"/\": Is a directory", 0);
    must_refuse("new/", "cannot write \"new/\": Is a directory", 0);
    must_refuse("", "cannot write \"\": No such file or directory", 0);
    must_refuse("no/export.csv", "cannot write \"no/export.csv\": No such file or directory", 0);
    make_file("file", "", 0644);
    must_refuse("file/export.csv", "cannot write \"file/export.csv\": Not a directory", 1);
}
END_TEST

/* Sizes around the buffer's, so that every way through it is taken. */
START_TEST(bytes_come_out_in_order_whatever_the_pieces)
{
    enum {
        LARGEST = 600000
    };
    static const size_t sizes[] = {1, 100000, 200000, 262143, 1, 262144, 5, 262145, LARGEST, 3};
    static char bytes[LARGEST];
    cs_output *out = open_output("large");

    for (size_t i = 0; i < LARGEST; i++)
        bytes[i] = (char)(i * 7 % 251);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        must_write(out, (cs_text){bytes, sizes[i]});
    must_commit(out);

    static char back[LARGEST];
    FILE *file = fopen("large", "r");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        ck_assert_uint_eq(fread(back, 1, sizes[i], file), sizes[i]);
        ck_assert_mem_eq(back, bytes, sizes[i]);
    }
    ck_assert_int_eq(fgetc(file), EOF);
    fclose(file);
}
END_TEST

/* ---- An output that is an input ---- */

static void must_refuse_input(const char *path)
{
    struct stat input;
    cs_error error = {.set = false};
    char expected[128];

    ck_assert_int_eq(stat("export.xml", &input), 0);
    const struct stat *inputs[] = {NULL, &input};
    snprintf(expected, sizeof expected, "the output \"%s\" is also the input", path);
    ck_assert_ptr_null(cs_output_open(path, inputs, 2, &error));
    ck_assert_str_eq(error.what, expected);
    ck_assert_str_eq(content_of("export.xml"), "precious");
}

START_TEST(an_output_that_is_the_input_is_refused)
{
    make_file("export.xml", "precious", 0600);
    ck_assert_int_eq(symlink("export.xml", "soft"), 0);
    ck_assert_int_eq(link("export.xml", "hard"), 0);
    must_refuse_input("export.xml");
    must_refuse_input("./export.xml");
    must_refuse_input("soft");
    must_refuse_input("hard");
    ck_assert_int_eq(files_here(), 3);
}
END_TEST

START_TEST(a_descriptor_that_is_the_input_is_refused)
{
    char path[32];

    make_file("export.xml", "precious", 0600);
    int fd = open("export.xml", O_WRONLY | O_APPEND);
    snprintf(path, sizeof path, "/dev/fd/%d", fd);
    must_refuse_input(path);
    close(fd);
}
END_TEST

START_TEST(a_device_may_be_both)
{
    struct stat null;
    cs_error error = {.set = false};

    ck_assert_int_eq(stat("/dev/null", &null), 0);
    cs_output *out = cs_output_open("/dev/null", (const struct stat *[]){&null}, 1, &error);
    ck_assert_ptr_nonnull(out);
    must_commit(out);
}
END_TEST

/* ---- What is not a regular file ---- */

START_TEST(a_descriptor_is_written_to_directly)
{
    static const char *const forms[] = {"/dev/fd/%d", "/proc/self/fd/%d"};

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        char path[32];
        int fd = open("file", O_WRONLY | O_CREAT | O_TRUNC, 0600);
        ck_assert_int_eq(write(fd, "before ", 7), 7);
        snprintf(path, sizeof path, forms[i], fd);
        write_whole(path, "ours");
        ck_assert_int_eq(write(fd, " after", 6), 6); /* it is still open, and where we left off */
        close(fd);
        ck_assert_str_eq(content_of("file"), "before ours after");
    }
}
END_TEST

START_TEST(a_link_to_a_descriptor_is_one_too)
{
    char path[32];
    int fd = open("file", O_WRONLY | O_CREAT | O_TRUNC, 0600);

    snprintf(path, sizeof path, "/dev/fd/%d", fd);
    ck_assert_int_eq(symlink(path, "link"), 0);
    ck_assert_int_eq(write(fd, "before ", 7), 7);
    write_whole("link", "ours");
    close(fd);
    ck_assert_str_eq(content_of("file"), "before ours");
}
END_TEST

START_TEST(a_descriptor_that_cannot_be_written_to_is_refused_at_once)
{
    char path[32], reason[96];

    must_refuse("/dev/fd/987", "cannot write \"/dev/fd/987\": Bad file descriptor", 0);
    make_file("file", "", 0644);
    int fd = open("file", O_RDONLY);
    snprintf(path, sizeof path, "/dev/fd/%d", fd);
    snprintf(reason, sizeof reason, "cannot write \"%s\": Bad file descriptor", path);
    must_refuse(path, reason, 1);
    close(fd);
}
END_TEST

START_TEST(what_only_looks_like_a_descriptor_is_a_file)
{
    make_file("1", "", 0644);
    must_refuse("/dev/fd/", "cannot write \"/dev/fd/\": Is a directory", 1);
    must_refuse("/dev/fd/1x", "cannot write \"/dev/fd/1x\": No such file or directory", 1);
    must_refuse("/dev/fd/0000000001",
                "cannot write \"/dev/fd/0000000001\": No such file or directory", 1);
    write_whole("1", "ours");
    ck_assert_str_eq(content_of("1"), "ours");
}
END_TEST

START_TEST(a_full_device_is_an_error_at_every_turn)
{
    static char large[300000];
    cs_output *out = open_output("/dev/full");
    cs_error first = {.set = false}, second = first, third = first;

    must_write(out, CS_LITERAL("fits the buffer"));
    ck_assert(!cs_output_write(out, (cs_text){large, sizeof large}, &first));
    ck_assert(!cs_output_write(out, CS_LITERAL("more"), &second));
    ck_assert(!cs_output_commit(out, &third));
    ck_assert_str_eq(first.what, "cannot write \"/dev/full\": No space left on device");
    ck_assert_str_eq(second.what, first.what);
    ck_assert_str_eq(third.what, first.what);
}
END_TEST

START_TEST(a_full_device_is_an_error_at_the_commit)
{
    cs_output *out = open_output("/dev/full");
    cs_error error = {.set = false};

    must_write(out, CS_LITERAL("fits the buffer"));
    ck_assert(!cs_output_commit(out, &error));
    ck_assert_str_eq(error.what, "cannot write \"/dev/full\": No space left on device");
}
END_TEST

/* The least descriptor that is free. */
static int free_descriptor(void)
{
    int fd = dup(STDERR_FILENO);

    close(fd);
    return fd;
}

START_TEST(no_descriptor_stays_open)
{
    static const char *const names[] = {"a", "/dev/null", "/dev/full"};
    cs_error error = {.set = false};
    int first = free_descriptor();

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        cs_output_abandon(open_output(names[i]));
        ck_assert_int_eq(free_descriptor(), first);
        cs_output *out = open_output(names[i]);
        must_write(out, CS_LITERAL("x"));
        cs_output_commit(out, &error);
        ck_assert_int_eq(free_descriptor(), first);
    }
}
END_TEST

START_TEST(a_closed_pipe_is_silent)
{
    int ends[2];
    char path[32];
    cs_error error = {.set = false};

    signal(SIGPIPE, SIG_IGN);
    ck_assert_int_eq(pipe(ends), 0);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[1]);
    cs_output *out = open_output(path);
    close(ends[0]);
    must_write(out, CS_LITERAL("nobody reads this"));
    ck_assert(!cs_output_commit(out, &error));
    ck_assert_int_eq(error.cause, CS_CAUSE_PIPE);
    close(ends[1]);
}
END_TEST

/* A pipe holds 64 KiB: writing waits for the reader, who takes its time, and takes little. */
static void write_to_slow_reader(int flags)
{
    enum {
        TOTAL = 1 << 20
    };
    static char bytes[TOTAL];
    int ends[2], status = 0;
    char path[32];

    ck_assert_int_eq(pipe(ends), 0);
    pid_t reader = fork();
    if (reader == 0) {
        static char piece[10000];
        size_t total = 0;
        close(ends[1]);
        for (ssize_t n; (n = read(ends[0], piece, sizeof piece)) > 0; total += (size_t)n)
            usleep(100);
        _exit(total == TOTAL ? 0 : 1);
    }
    ck_assert_int_eq(fcntl(ends[1], F_SETFL, flags), 0);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[1]);
    cs_output *out = open_output(path);
    must_write(out, (cs_text){bytes, TOTAL});
    must_commit(out);
    close(ends[0]);
    close(ends[1]);
    ck_assert_int_eq(waitpid(reader, &status, 0), reader);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

START_TEST(a_slow_reader_gets_everything)
{
    write_to_slow_reader(0);
}
END_TEST

START_TEST(so_does_the_reader_of_a_descriptor_that_does_not_wait)
{
    write_to_slow_reader(O_NONBLOCK);
}
END_TEST

START_TEST(only_a_terminal_is_a_terminal)
{
    int master, slave;
    char path[64];

    cs_output *file = open_output("file");
    ck_assert(!cs_output_is_terminal(file));
    cs_output_abandon(file);

    ck_assert_int_eq(openpty(&master, &slave, path, NULL, NULL), 0);
    cs_output *tty = open_output(path);
    ck_assert(cs_output_is_terminal(tty));
    cs_output_abandon(tty);
    close(master);
    close(slave);
}
END_TEST

/* ---- What goes wrong on the way ---- */

/* Runs `holds` in a process of its own, which may change its signals and limits. */
static bool in_child(bool (*holds)(void))
{
    int status = 0;
    pid_t child = fork();

    ck_assert_int_ge(child, 0);
    if (child == 0)
        _exit(holds() ? 0 : 1);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool write_past_the_size_limit(void)
{
    cs_error error = {.set = false};

    cs_interrupt_install(); /* else the limit is deadly */
    cs_output *out = cs_output_open("export.csv", NULL, 0, &error);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){3, 3});
    return out != NULL && cs_output_write(out, CS_LITERAL("longer"), &error) &&
           !cs_output_commit(out, &error) &&
           strcmp(error.what, "cannot write \"export.csv\": File too large") == 0;
}

START_TEST(a_failed_write_leaves_the_old_file)
{
    make_file("export.csv", "old", 0644);
    ck_assert(in_child(write_past_the_size_limit));
    ck_assert_str_eq(content_of("export.csv"), "old");
    ck_assert_int_eq(files_here(), 1);
}
END_TEST

static bool commit_after_interrupt(void)
{
    cs_error error = {.set = false};

    cs_interrupt_install();
    cs_output *out = cs_output_open("export.csv", NULL, 0, &error);
    kill(getpid(), SIGTERM);
    return out != NULL && cs_output_write(out, CS_LITERAL("new"), &error) &&
           !cs_output_commit(out, &error) && error.cause == CS_CAUSE_INTERRUPTED;
}

START_TEST(an_interrupted_run_leaves_the_old_file)
{
    make_file("export.csv", "old", 0644);
    ck_assert(in_child(commit_after_interrupt));
    ck_assert_str_eq(content_of("export.csv"), "old");
    ck_assert_int_eq(files_here(), 1);
}
END_TEST

static bool open_pipe_nobody_reads(void)
{
    cs_error error = {.set = false};

    cs_interrupt_install();
    pid_t waiting = getpid(), killer = fork();
    if (killer == 0) {
        /* Again and again: no single signal is sure to come while the other waits. */
        while (getppid() == waiting && kill(waiting, SIGINT) == 0)
            usleep(10000);
        _exit(0);
    }
    bool opened = cs_output_open("pipe", NULL, 0, &error) != NULL;
    kill(killer, SIGKILL);
    while (waitpid(killer, NULL, 0) < 0 && errno == EINTR)
        ;
    return !opened && error.cause == CS_CAUSE_INTERRUPTED;
}

START_TEST(waiting_for_the_reader_of_a_pipe_can_be_interrupted)
{
    ck_assert_int_eq(mkfifo("pipe", 0600), 0);
    ck_assert(in_child(open_pipe_nobody_reads));
}
END_TEST

static bool write_to_full_pipe(void)
{
    static char large[300000];
    cs_error error = {.set = false};
    int ends[2];
    char path[32];

    cs_interrupt_install();
    if (pipe(ends) != 0)
        return false;
    pid_t waiting = getpid(), killer = fork();
    if (killer == 0) {
        while (getppid() == waiting && kill(waiting, SIGINT) == 0)
            usleep(10000);
        _exit(0);
    }
    snprintf(path, sizeof path, "/dev/fd/%d", ends[1]);
    cs_output *out = cs_output_open(path, NULL, 0, &error);
    bool written = out == NULL || cs_output_write(out, (cs_text){large, sizeof large}, &error);
    cs_output_abandon(out);
    kill(killer, SIGKILL);
    while (waitpid(killer, NULL, 0) < 0 && errno == EINTR)
        ;
    return !written && error.cause == CS_CAUSE_INTERRUPTED;
}

START_TEST(waiting_for_room_in_a_pipe_can_be_interrupted)
{
    ck_assert(in_child(write_to_full_pipe));
}
END_TEST

START_TEST(a_directory_that_went_away_is_an_error)
{
    cs_error error = {.set = false};

    ck_assert_int_eq(mkdir("gone", 0700), 0);
    cs_output *out = open_output("gone/export.csv");
    must_write(out, CS_LITERAL("x"));
    ck_assert_int_eq(rename("gone", "moved"), 0);
    ck_assert(!cs_output_commit(out, &error));
    ck_assert_str_eq(error.what, "cannot write \"gone/export.csv\": No such file or directory");

    DIR *moved = opendir("moved");
    for (const struct dirent *entry; (entry = readdir(moved)) != NULL;)
        unlinkat(dirfd(moved), entry->d_name, 0);
    closedir(moved);
}
END_TEST
