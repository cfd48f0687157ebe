#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "directory.h"
#include "sys/tempfile.h"
#include "unit.h"

FIXTURE(enter_directory, leave_directory);

static const char stale[] = ".export.csv.cstools-0123456789abcdef";

static cs_tempfile must_open(bool named)
{
    cs_tempfile file;

    ck_assert_int_eq(cs_tempfile_open(&file, "export.csv", named), 0);
    ck_assert_int_eq(write(file.fd, "new", 3), 3);
    return file;
}

/* ---- The name ---- */

START_TEST(it_has_no_name_where_the_file_system_can)
{
    int fd = open(".", O_TMPFILE | O_RDWR, 0600);
    cs_tempfile file = must_open(false);

    ck_assert_int_eq(files_here(), fd < 0 ? 1 : 0);
    if (fd >= 0)
        close(fd);
    cs_tempfile_drop(&file);
    ck_assert_int_eq(files_here(), 0);
}
END_TEST

START_TEST(it_gets_the_name)
{
    for (int named = 0; named <= 1; named++) {
        cs_tempfile file = must_open(named);
        ck_assert_int_eq(cs_tempfile_place(&file, named), 0);
        cs_tempfile_drop(&file);
        ck_assert_str_eq(content_of("export.csv"), "new");
        ck_assert_uint_eq(mode_of("export.csv"), 0600);
        ck_assert_int_eq(files_here(), 1);
        unlink("export.csv");
    }
}
END_TEST

START_TEST(it_replaces_what_is_there)
{
    for (int named = 0; named <= 1; named++) {
        make_file("export.csv", "old", 0600);
        cs_tempfile file = must_open(named);
        ck_assert_str_eq(content_of("export.csv"), "old");
        ck_assert_int_eq(cs_tempfile_place(&file, true), 0);
        cs_tempfile_drop(&file);
        ck_assert_str_eq(content_of("export.csv"), "new");
        ck_assert_int_eq(files_here(), 1);
    }
}
END_TEST

/* A program whose standard input is closed gets its number for the next file that it opens. */
START_TEST(descriptor_0_is_as_good_as_any)
{
    int standard = dup(STDIN_FILENO);

    for (int named = 0; named <= 1; named++) {
        make_file("export.csv", "old", 0600);
        close(STDIN_FILENO);
        cs_tempfile file = must_open(named);
        ck_assert_int_eq(file.fd, STDIN_FILENO);
        ck_assert_int_eq(cs_tempfile_place(&file, true), 0);
        cs_tempfile_drop(&file);
        ck_assert_int_eq(fcntl(STDIN_FILENO, F_GETFD), -1); /* and is closed */
        ck_assert_str_eq(content_of("export.csv"), "new");
        ck_assert_int_eq(files_here(), 1);
    }
    dup2(standard, STDIN_FILENO);
    close(standard);
}
END_TEST

START_TEST(it_replaces_nothing_unless_asked)
{
    make_file("export.csv", "old", 0600);
    for (int named = 0; named <= 1; named++) {
        cs_tempfile file = must_open(named);
        ck_assert_int_eq(cs_tempfile_place(&file, false), EEXIST);
        cs_tempfile_drop(&file);
        cs_tempfile_drop(&file);
        ck_assert_str_eq(content_of("export.csv"), "old");
        ck_assert_int_eq(files_here(), 1);
    }
}
END_TEST

START_TEST(a_name_of_its_own_is_nobody_elses_to_guess_or_read)
{
    cs_tempfile one = must_open(true), other = must_open(true);

    ck_assert_int_eq(strncmp(one.name, stale, strlen(stale) - 16), 0);
    ck_assert_uint_eq(strlen(one.name), strlen(stale));
    ck_assert_str_ne(one.name, other.name);
    ck_assert_uint_eq(mode_of(one.name), 0600);
    cs_tempfile_drop(&one);
    cs_tempfile_drop(&other);
    ck_assert_int_eq(files_here(), 0);
}
END_TEST

START_TEST(a_directory_that_is_not_there_is_an_error)
{
    cs_tempfile file;

    ck_assert_int_eq(cs_tempfile_open(&file, "no/export.csv", false), ENOENT);
    cs_tempfile_drop(&file);
}
END_TEST

/* ---- What killed programs leave ---- */

START_TEST(what_a_killed_program_left_goes)
{
    make_file(stale, "half", 0600);
    make_file(".export.csv.cstools-0123456789abcdef-wal", "log", 0600);
    cs_tempfile file = must_open(false);
    cs_tempfile_drop(&file);
    ck_assert_int_eq(files_here(), 0);
}
END_TEST

START_TEST(what_another_program_is_making_stays)
{
    int from_child[2], to_child[2];
    char byte = 0;

    ck_assert_int_eq(pipe(from_child), 0);
    ck_assert_int_eq(pipe(to_child), 0);
    pid_t child = fork();
    if (child == 0) {
        cs_tempfile file;
        int failed = cs_tempfile_open(&file, "export.csv", true);
        bool ok = failed == 0 && write(from_child[1], &byte, 1) == 1 &&
                  read(to_child[0], &byte, 1) == 1 && cs_tempfile_place(&file, true) == 0;
        _exit(ok ? 0 : 1);
    }
    ck_assert_int_eq(read(from_child[0], &byte, 1), 1);
    cs_tempfile file = must_open(true);
    ck_assert_int_eq(files_here(), 2);
    ck_assert_int_eq(write(to_child[1], &byte, 1), 1);
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    cs_tempfile_drop(&file);
    ck_assert_int_eq(files_here(), 1);
}
END_TEST

/* Nobody of us made those. */
LOOP_TEST(what_is_no_file_stays, 2)
{
    if (_i == 0)
        ck_assert_int_eq(mkfifo(stale, 0600), 0);
    else
        ck_assert_int_eq(mkdir(stale, 0700), 0);
    cs_tempfile file = must_open(false);
    cs_tempfile_drop(&file);
    ck_assert_int_eq(files_here(), 1);
}
END_TEST

/* Only root can make such a file here. */
START_TEST(what_somebody_else_left_stays)
{
    make_file(stale, "half", 0600);
    int stays = chown(stale, 12345, (gid_t)-1) == 0;
    cs_tempfile file = must_open(false);
    cs_tempfile_drop(&file);
    ck_assert_int_eq(files_here(), stays);
}
END_TEST

START_TEST(what_is_only_alike_stays)
{
    static const char *const names[] = {
        ".export.csv.cstools-0123456789abcde",   ".export.csv.cstools-0123456789abcdef0",
        ".export.csv.cstools-0123456789ABCDEF",  ".export.csv.backup",
        "export.csv.cstools-0123456789abcdef",   ".export.cs.cstools-0123456789abcdef",
        ".export.csvx.cstools-0123456789abcdef", ".export.csv.cstools-",
    };
    enum {
        NAMES = sizeof names / sizeof *names
    };

    for (size_t i = 0; i < NAMES; i++)
        make_file(names[i], "precious", 0600);
    make_file("precious", "precious", 0600);
    ck_assert_int_eq(symlink("precious", stale), 0);
    cs_tempfile file = must_open(false);
    ck_assert_int_eq(cs_tempfile_place(&file, true), 0);
    cs_tempfile_drop(&file);
    ck_assert_int_eq(files_here(), NAMES + 3);
}
END_TEST
