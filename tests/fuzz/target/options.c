/* Lines as the arguments of csanalyzer and csexport: a command line is understood, or the reason is
 * given. */
#include "../../../csanalyzer/options.h"
#include "../../../csexport/options.h"
#include "../fuzz.h"

enum {
    MOST = 64
};

static void check_analyzer(int argc, char **argv)
{
    analyzer_options options;
    cs_error error = {.set = false};
    analyzer_action action = analyzer_read_options(argc, argv, &options, &error);

    if (error.set != (action == ANALYZER_WRONG))
        fuzz_fail("csanalyzer: action %d, and \"%s\"", (int)action, error.what);
    if (action == ANALYZER_RUN && (!options.input || !options.output || !options.columns.list))
        fuzz_fail("csanalyzer: nothing to do, and no error");
    analyzer_free_options(&options);
}

static void check_export(int argc, char **argv)
{
    export_options options;
    cs_error error = {.set = false};
    bool ok = export_options_read(argc, argv, &options, &error);

    if (ok == error.set)
        fuzz_fail("csexport: %d, and \"%s\"", (int)ok, error.what);
    if (ok && options.action == EXPORT_OBJECTS && !options.connector)
        fuzz_fail("csexport: nothing to do, and no error");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    cs_text lines = {(const char *)bytes, size};
    cs_buffer memory = {0};
    char *argv[MOST + 1];
    /* getopt_long() sorts the arguments, so each gets its own. */
    int argc = fuzz_arguments(lines, "csexport", &memory, argv, MOST);

    check_export(argc, argv);
    argc = fuzz_arguments(lines, "csanalyzer", &memory, argv, MOST);
    check_analyzer(argc, argv);
    cs_buffer_free(&memory);
    return 0;
}
