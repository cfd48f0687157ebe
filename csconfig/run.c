#include "run.h"

#include "check.h"
#include "path.h"
#include "report.h"
#include "show.h"
#include "sys/output.h"

/* Reads a configuration of which nothing is there twice. */
static cs_config *read_whole(const char *path, cs_error *error)
{
    cs_config *config = cs_config_read(path, error);

    if (!config || config->twice_count == 0)
        return config;
    const cs_config_twice *twice = &config->twice[0];
    cs_fail(error, "%s %.*s is in two files: %.*s and %.*s", twice->what, CS_PRINTED(twice->id, 60),
            CS_PRINTED(twice->first, 100), CS_PRINTED(twice->second, 100));
    cs_error_file(error, path);
    cs_config_free(config);
    return NULL;
}

/* Writes all of the text, or nothing. */
static bool write_out(const config_options *options, const cs_buffer *text, cs_error *error)
{
    if (text->failed)
        return cs_fail_memory(error);
    cs_output *output = cs_output_open(options->output, NULL, 0, error);
    if (!output)
        return false;
    if (cs_output_write(output, cs_buffer_text(text), error))
        return cs_output_commit(output, error);
    cs_output_abandon(output);
    return false;
}

/* ---- diff ---- */

static bool write_diff(const config_options *options, const comparison *c, cs_error *error)
{
    cs_buffer text = {0}, suggestion = {0};
    bool ok = options->format == FORMAT_JSONL || report_suggestion(c, &suggestion, error);
    cs_text names = cs_buffer_text(&suggestion);

    switch (options->format) {
    case FORMAT_JSONL:
        report_diff_jsonl(c, &text);
        break;
    case FORMAT_MARKDOWN:
        report_diff_markdown(c, options, names, &text);
        break;
    case FORMAT_HTML:
        report_diff_html(c, options, names, &text);
        break;
    default:
        report_diff_text(c, options, names, &text);
    }
    ok = ok && write_out(options, &text, error);
    cs_buffer_free(&text);
    cs_buffer_free(&suggestion);
    return ok;
}

static int run_diff(const config_options *options, cs_error *error)
{
    cs_mapping *mapping = options->mapping ? cs_mapping_read(options->mapping, error) : NULL;
    cs_config *sides[SIDES] = {NULL};
    comparison c = {.mapping = mapping};
    bool ok = !error->set;

    for (int side = 0; side < SIDES && ok; side++) {
        sides[side] = read_whole(options->folders[side], error);
        c.sides[side] = sides[side];
        ok = sides[side] != NULL;
    }
    ok = ok && compare_run(&c, error) && write_diff(options, &c, error);
    bool different = c.counts[CLASS_CRITICAL] + c.counts[CLASS_CHANGED] > 0;
    compare_free(&c);
    for (int side = 0; side < SIDES; side++)
        cs_config_free(sides[side]);
    cs_mapping_free(mapping);
    return !ok ? CS_EXIT_TROUBLE : different ? CS_EXIT_DIFFERENT : CS_EXIT_OK;
}

/* ---- show ---- */

/* The numbers of what there is, which in one configuration says all. */
static size_t *numbers(cs_arena *memory, size_t count)
{
    size_t *list = cs_arena_alloc(memory, (count + 1) * sizeof *list);

    for (size_t i = 0; list && i < count; i++)
        list[i] = i;
    return list;
}

static bool write_show(const config_options *options, const facts *f, cs_error *error)
{
    cs_buffer text = {0};
    document d = {.to = &text, .html = options->format == FORMAT_HTML};

    if (options->format == FORMAT_JSONL)
        report_show_jsonl(f, &text);
    else
        show_document(&d, f);
    bool ok = write_out(options, &text, error);
    cs_buffer_free(&text);
    return ok;
}

static int run_show(const config_options *options, cs_error *error)
{
    cs_config *config = read_whole(options->folders[0], error);
    cs_arena memory = {0};

    if (!config)
        return CS_EXIT_TROUBLE;
    facts f = {
        .config = config,
        .connectors = numbers(&memory, config->connector_count),
        .rules = numbers(&memory, config->rule_count),
    };
    bool ok = f.connectors && f.rules ? facts_gather(&f, error) : cs_fail_memory(error);
    ok = ok && write_show(options, &f, error);
    facts_free(&f);
    cs_arena_free(&memory);
    cs_config_free(config);
    return ok ? CS_EXIT_OK : CS_EXIT_TROUBLE;
}

/* ---- check ---- */

static int run_check(const config_options *options, cs_error *error)
{
    cs_config *config = cs_config_read(options->folders[0], error);
    checking c = {.config = config};
    cs_buffer text = {0};
    bool ok = config && check_run(&c, error);

    if (ok && options->format == FORMAT_JSONL)
        report_check_jsonl(&c, &text);
    else if (ok)
        report_check_text(&c, &text);
    ok = ok && write_out(options, &text, error);
    bool wrong = c.errors > 0;
    check_free(&c);
    cs_buffer_free(&text);
    cs_config_free(config);
    return !ok ? CS_EXIT_TROUBLE : wrong ? CS_EXIT_DIFFERENT : CS_EXIT_OK;
}

/* ---- path ---- */

static int run_path(const config_options *options, cs_error *error)
{
    cs_config *config = read_whole(options->folders[0], error);
    cs_buffer text = {0};
    bool ok = config && path_report(config, options->attribute, options->connector, &text, error) &&
              write_out(options, &text, error);

    cs_buffer_free(&text);
    cs_config_free(config);
    return ok ? CS_EXIT_OK : CS_EXIT_TROUBLE;
}

int config_run(const config_options *options, cs_error *error)
{
    switch (options->command) {
    case COMMAND_SHOW:
        return run_show(options, error);
    case COMMAND_CHECK:
        return run_check(options, error);
    case COMMAND_DIFF:
        return run_diff(options, error);
    default:
        return run_path(options, error);
    }
}
