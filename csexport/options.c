#include "options.h"

#include <string.h>

#include "cli/cli.h"
#include "xml/write/writer.h"

/* The options and their letters. Those of the original, f and o, are taken in either case. */
static const struct option_name {
    const char *name;
    char letter;
    bool has_value;
} option_names[] = {
    {"filter", 'f', true}, {"items", 'o', true}, {"database", 'd', true}, {"list", 'l', false},
    {"quiet", 'q', false}, {"help", 'h', false}, {"version", 'V', false},
};

enum {
    OPTIONS = sizeof option_names / sizeof *option_names
};

/* How far the command line has been read. */
typedef struct parser {
    int argc, at;
    char **argv;
    bool ended;    /* -- has been seen */
    bool filtered; /* a filter has been seen */
    export_options *options;
    cs_error *error;
} parser;

/* ---- Filters and items ---- */

#define FILTERS "d=DN r=RDN g=GUID s i e m x"
#define ITEMS "e b h d p"

/* Reads "x" or `d="DN"` into `filter`, whose text is absent without a value; false if there is no
 * such filter. */
static bool parse_filter(const char *s, cs_filter *filter)
{
    static const struct {
        char letter;
        cs_filter_kind kind;
        bool has_value;
    } filters[] = {
        {'d', CS_FILTER_DN, true},
        {'r', CS_FILTER_RDN, true},
        {'g', CS_FILTER_GUID, true},
        {'s', CS_FILTER_DISCONNECTORS, false},
        {'i', CS_FILTER_IMPORT_ERRORS, false},
        {'e', CS_FILTER_EXPORT_ERRORS, false},
        {'m', CS_FILTER_PENDING_IMPORTS, false},
        {'x', CS_FILTER_PENDING_EXPORTS, false},
    };

    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        if (s[0] == '\0' || cs_ascii_lower(s[0]) != filters[i].letter)
            continue;
        if (s[1] != (filters[i].has_value ? '=' : '\0'))
            return false;
        *filter = (cs_filter){filters[i].kind, {NULL, 0}};
        if (filters[i].has_value)
            filter->text = cs_text_from(s + 2);
        return true;
    }
    return false;
}

/* The value without the quotes that a shell may have left. */
static cs_text unquoted(cs_text t)
{
    if (t.n >= 2 && t.s[0] == '"' && t.s[t.n - 1] == '"')
        return (cs_text){t.s + 1, t.n - 2};
    return t;
}

static bool set_filter(parser *p, const char *value)
{
    cs_filter filter;

    if (value[0] == '\0')
        return cs_fail_usage(p->error, "the filter is empty; give one of: " FILTERS);
    if (!parse_filter(value, &filter))
        return cs_fail_usage(p->error, "unknown filter \"%s\"; give one of: " FILTERS, value);
    filter.text = unquoted(filter.text);
    if (filter.text.s && filter.text.n == 0)
        return cs_fail_usage(p->error, "the filter \"%s\" has an empty value", value);
    if (p->filtered)
        return cs_fail_usage(p->error, "a second filter \"%s\"; only one is possible", value);
    p->filtered = true;
    p->options->filter = filter;
    return true;
}

/* The bit of an item's letter, 0 for an unknown one. */
static unsigned item_from(char letter)
{
    switch (cs_ascii_lower(letter)) {
    case 'e':
        return CS_ITEM_ERRORS;
    case 'b':
        return CS_ITEM_HOLOGRAM;
    case 'h':
        return CS_ITEM_TOWER;
    case 'd':
        return CS_ITEM_DELTAS;
    case 'p':
        return CS_ITEM_PASSWORD;
    default:
        return 0;
    }
}

/* Reads letters into bits; false if one is unknown. */
static bool parse_items(const char *s, unsigned *items)
{
    *items = 0;
    for (; *s; s++) {
        if (item_from(*s) == 0)
            return false;
        *items |= item_from(*s);
    }
    return true;
}

static bool set_items(parser *p, const char *value)
{
    unsigned items;

    if (value[0] == '\0')
        return cs_fail_usage(p->error, "the items are empty; give any of: " ITEMS);
    if (!parse_items(value, &items))
        return cs_fail_usage(p->error, "unknown items \"%s\"; give any of: " ITEMS, value);
    if (p->options->items != CS_ITEM_ALL)
        return cs_fail_usage(p->error, "the items are given more than once");
    p->options->items = items;
    return true;
}

/* ---- Options ---- */

static bool set_database(parser *p, const char *value)
{
    if (value[0] == '\0')
        return cs_fail_usage(p->error, "the database's name is empty");
    if (p->options->database)
        return cs_fail_usage(p->error, "option \"--database\" is given twice");
    p->options->database = value;
    return true;
}

/* Takes an option with its value, "" for one without. */
static bool set_option(parser *p, char letter, const char *value)
{
    switch (letter) {
    case 'f':
        return set_filter(p, value);
    case 'o':
        return set_items(p, value);
    case 'd':
        return set_database(p, value);
    case 'l':
        p->options->action = EXPORT_LIST;
        return true;
    case 'h':
        p->options->action = EXPORT_HELP;
        return true;
    case 'V':
        p->options->action = EXPORT_VERSION;
        return true;
    case 'q':
        p->options->quiet = true;
        return true;
    default:
        return false;
    }
}

/* The next argument, as the value of `option`; NULL, with wrong usage, if there is none. */
static const char *next_value(parser *p, const char *option)
{
    if (p->at < p->argc)
        return p->argv[p->at++];
    cs_fail_usage(p->error, "option \"%s\" needs a value", option);
    return NULL;
}

/* The option whose long name begins with the `n` bytes at `name`; NULL, with wrong usage, if there
 * is none or more than one. */
static const struct option_name *find_long(parser *p, const char *name, size_t n)
{
    const struct option_name *found = NULL;

    for (size_t i = 0; i < OPTIONS; i++) {
        if (strncmp(option_names[i].name, name, n) != 0)
            continue;
        if (option_names[i].name[n] == '\0')
            return &option_names[i];
        if (found) {
            cs_fail_usage(p->error, "option \"--%.*s\" is ambiguous", (int)n, name);
            return NULL;
        }
        found = &option_names[i];
    }
    if (!found)
        cs_fail_usage(p->error, "unknown option \"--%.*s\"", (int)n, name);
    return found;
}

/* --name, --name=value or --name value. */
static bool parse_long(parser *p, const char *argument)
{
    const char *name = argument + strlen("--");
    size_t n = strcspn(name, "=");
    const struct option_name *option = find_long(p, name, n);
    const char *value = name[n] == '=' ? name + n + 1 : "";

    if (!option)
        return false;
    if (!option->has_value && name[n] == '=')
        return cs_fail_usage(p->error, "option \"--%s\" takes no value", option->name);
    if (option->has_value && name[n] != '=')
        value = next_value(p, argument);
    return value && set_option(p, option->letter, value);
}

/* The letter of the option that `c` stands for, 0 for an unknown one. */
static char short_option(char c)
{
    if (c == 'F' || c == 'O')
        return cs_ascii_lower(c);
    return c != '\0' && strchr("foqhVd", c) ? c : c == '?' ? 'h' : '\0';
}

/* -q, -f x, -fx, -f:x, and several letters after one dash. */
static bool parse_short(parser *p, const char *argument)
{
    for (const char *s = argument + 1; *s; s++) {
        char letter = short_option(*s);
        if (letter == '\0')
            return cs_fail_usage(p->error, "unknown option \"%s\"", argument);
        if (letter != 'f' && letter != 'o' && letter != 'd') {
            if (!set_option(p, letter, ""))
                return false;
            continue;
        }
        const char *value = s + 1;
        if (*value == '\0')
            value = next_value(p, argument);
        else if (*value == ':' && letter != 'd')
            value++;
        return value && set_option(p, letter, value);
    }
    return true;
}

/* True if an argument that begins with a slash is an option, not a file: /?, /f:… and /o:… always;
 * without the colon if every letter fits. */
static bool is_slash_option(const char *argument)
{
    char letter = cs_ascii_lower(argument[1]);
    cs_filter filter;
    unsigned items;

    if (letter == '?')
        return argument[2] == '\0';
    if (letter != 'f' && letter != 'o')
        return false;
    const char *value = argument + 2;
    if (*value == ':' || *value == '\0')
        return true;
    return letter == 'f' ? parse_filter(value, &filter) : parse_items(value, &items);
}

static bool take_operand(parser *p, const char *argument)
{
    if (!p->options->connector)
        p->options->connector = argument;
    else if (!p->options->file)
        p->options->file = argument;
    else
        return cs_fail_usage(p->error, "unexpected argument \"%s\"", argument);
    return true;
}

static bool parse_argument(parser *p, const char *argument)
{
    if (p->ended || strcmp(argument, "-") == 0)
        return take_operand(p, argument);
    if (strcmp(argument, "--") == 0) {
        p->ended = true;
        return true;
    }
    if (strncmp(argument, "--", 2) == 0)
        return parse_long(p, argument);
    if (argument[0] == '-' || (argument[0] == '/' && is_slash_option(argument)))
        return parse_short(p, argument);
    return take_operand(p, argument);
}

/* Checks what needs the whole command line. */
static bool check(const export_options *options, cs_error *error)
{
    if (!cs_cli_path(options->database, error) || !cs_cli_path(options->file, error))
        return false;
    if (options->action == EXPORT_LIST) {
        if (options->connector || options->filter.kind != CS_FILTER_NONE || options->items != 0)
            return cs_fail_usage(error, "--list shows every connector and takes no other argument");
        return true;
    }
    if (options->action != EXPORT_OBJECTS)
        return true;
    if (!options->connector)
        return cs_fail_usage(error, "no CONNECTOR given; --list shows them");
    if (options->connector[0] == '\0')
        return cs_fail_usage(error, "the connector's name is empty");
    if (options->file && options->file[0] == '\0')
        return cs_fail_usage(error, "the file's name is empty");
    return true;
}

bool export_options_read(int argc, char **argv, export_options *options, cs_error *error)
{
    parser p = {.argc = argc, .at = 1, .argv = argv, .options = options, .error = error};

    *options = (export_options){.action = EXPORT_OBJECTS};
    /* A request for help is met whatever follows it. */
    while (p.at < argc && options->action != EXPORT_HELP && options->action != EXPORT_VERSION)
        if (!parse_argument(&p, argv[p.at++]))
            return false;
    return check(options, error);
}
