#include "cli/cli.h"

#include "unit.h"

enum {
    MOST = 8
};

/* A command line, and what became of it. */
typedef struct command_line {
    char *argv[MOST + 1];
    cs_cli cli;
    cs_error error;
} command_line;

static const struct option longs[] = {
    {"output", required_argument, NULL, 'o'}, {"delimiter", required_argument, NULL, 300},
    {"delta", no_argument, NULL, 301},        {"raw", no_argument, NULL, 302},
    {"quiet", no_argument, NULL, 'q'},        {NULL, 0, NULL, 0},
};

/* Begins to read "PROGRAM words…"; the list ends in NULL. */
static void begin(command_line *line, const char *const *words)
{
    int argc = 0;

    *line = (command_line){.argv = {"program"}};
    while (words[argc] != NULL) {
        line->argv[argc + 1] = (char *)words[argc];
        argc++;
    }
    line->cli = (cs_cli){.argc = argc + 1, .argv = line->argv, .letters = "o:q", .longs = longs};
}

#define BEGIN(line, ...) begin(line, (const char *const[]){__VA_ARGS__, NULL})

static int next(command_line *line)
{
    return cs_cli_next(&line->cli, &line->error);
}

/* The first option of `words` is refused with `message`, as wrong usage. */
static void must_refuse(const char *const *words, const char *message)
{
    command_line line;

    begin(&line, words);
    ck_assert_int_eq(next(&line), '?');
    ck_assert_str_eq(line.error.what, message);
    ck_assert_int_eq(line.error.cause, CS_CAUSE_USAGE);
}

#define MUST_REFUSE(message, ...) must_refuse((const char *const[]){__VA_ARGS__, NULL}, message)

START_TEST(options_come_in_every_spelling)
{
    command_line line;

    BEGIN(&line, "-q", "-o", "a", "-ob", "--output", "c", "--output=d", "--raw");
    ck_assert_int_eq(next(&line), 'q');
    for (const char *value = "abcd"; *value != '\0'; value++) {
        ck_assert_int_eq(next(&line), 'o');
        ck_assert_int_eq(optarg[0], *value);
    }
    ck_assert_int_eq(next(&line), 302);
    ck_assert_int_eq(next(&line), -1);
    ck_assert(!line.error.set);
}
END_TEST

START_TEST(a_question_mark_after_a_slash_asks_for_help)
{
    command_line line;

    BEGIN(&line, "export.xml", "/?", "-q");
    ck_assert_int_eq(next(&line), 'q');
    ck_assert_int_eq(next(&line), 'h');
    BEGIN(&line, "-o", "/?");
    ck_assert_int_eq(next(&line), 'o');
    ck_assert_int_eq(next(&line), -1);
    BEGIN(&line, "--", "/?");
    ck_assert_int_eq(next(&line), -1);
}
END_TEST

START_TEST(options_of_two_lists_are_one_list)
{
    static const struct option more[] = {{"format", required_argument, NULL, 400},
                                         {NULL, 0, NULL, 0}};
    command_line line;

    BEGIN(&line, "--format=csv", "--raw", "--del");
    line.cli.more = more;
    ck_assert_int_eq(next(&line), 400);
    ck_assert_int_eq(next(&line), 302);
    ck_assert_int_eq(next(&line), '?');
    ck_assert_str_eq(line.error.what, "option \"--del\" is ambiguous");
}
END_TEST

START_TEST(paths_of_windows_are_refused)
{
    static const char *const refused[] = {"C:\\Temp\\a.xml", "z:\\a", "\\\\server\\share"};
    static const char *const accepted[] = {"./C:\\Temp\\a.xml", "C:", "C:a.xml", "1:\\a",
                                           "a\\b.xml",          "",   "-"};
    cs_error error = {0};

    for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++)
        ck_assert(cs_cli_path(accepted[i], &error));
    ck_assert(cs_cli_path(NULL, &error));
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        error = (cs_error){0};
        ck_assert(!cs_cli_path(refused[i], &error));
        ck_assert_int_eq(error.cause, CS_CAUSE_USAGE);
    }
}
END_TEST

START_TEST(operands_stand_anywhere)
{
    command_line line;

    BEGIN(&line, "export.xml", "-q", "--", "--raw");
    ck_assert_int_eq(next(&line), 'q');
    ck_assert_int_eq(next(&line), -1);
    ck_assert_str_eq(line.argv[optind], "export.xml");
    ck_assert_str_eq(line.argv[optind + 1], "--raw");
}
END_TEST

START_TEST(each_command_line_is_read_from_its_start)
{
    for (int i = 0; i < 3; i++) {
        command_line line;
        BEGIN(&line, "-qq", "--raw");
        ck_assert_int_eq(next(&line), 'q'); /* and the rest is left unread */
    }
}
END_TEST

START_TEST(unknown_options_are_named)
{
    MUST_REFUSE("unknown option \"--bogus\"", "--bogus");
    MUST_REFUSE("unknown option \"--bogus\"", "--bogus=secret");
    MUST_REFUSE("unknown option \"--bogus\"", "operand", "--bogus");
    MUST_REFUSE("unknown option \"-x\"", "-x");
    MUST_REFUSE("unknown option \"-x\"", "operand", "-xq", "--raw");
}
END_TEST

START_TEST(an_unknown_letter_among_others_is_named)
{
    command_line line;

    BEGIN(&line, "--raw", "-qx");
    ck_assert_int_eq(next(&line), 302);
    ck_assert_int_eq(next(&line), 'q');
    ck_assert_int_eq(next(&line), '?');
    ck_assert_str_eq(line.error.what, "unknown option \"-x\"");
}
END_TEST

START_TEST(values_must_be_there_or_not)
{
    MUST_REFUSE("option \"--output\" needs a value", "--output");
    MUST_REFUSE("option \"--output\" needs a value", "operand", "--output");
    MUST_REFUSE("option \"-o\" needs a value", "-o");
    MUST_REFUSE("option \"--raw\" takes no value", "--raw=1");
    MUST_REFUSE("option \"--quiet\" takes no value", "--quiet=1");
    MUST_REFUSE("option \"--quiet\" takes no value", "--qui=1");
}
END_TEST

START_TEST(a_start_that_fits_several_is_ambiguous)
{
    command_line line;

    MUST_REFUSE("option \"--del\" is ambiguous", "--del");
    MUST_REFUSE("option \"--del\" is ambiguous", "--del=;");
    BEGIN(&line, "--delt");
    ck_assert_int_eq(next(&line), 301);
}
END_TEST

START_TEST(a_value_is_kept_once)
{
    command_line line;
    const char *output = NULL;

    BEGIN(&line, "-o", "", "--output=b");
    ck_assert_int_eq(next(&line), 'o');
    ck_assert(cs_cli_set(&output, "--output", &line.error));
    ck_assert_str_eq(output, "");
    ck_assert_int_eq(next(&line), 'o');
    ck_assert(!cs_cli_set(&output, "--output", &line.error));
    ck_assert_str_eq(line.error.what, "option \"--output\" is given twice");
    ck_assert_int_eq(line.error.cause, CS_CAUSE_USAGE);
    ck_assert_str_eq(output, "");
}
END_TEST

START_TEST(what_is_said_is_whole)
{
    char half[] = "half of it";
    cs_buffer cut = {.s = half, .n = strlen(half), .failed = true};
    cs_error error = {0};

    ck_assert(cs_cli_say(&(cs_buffer){0}, &error));
    ck_assert(!cs_cli_say(&cut, &error));
    ck_assert_str_eq(error.what, "out of memory while printing totals; the report is complete");
}
END_TEST
