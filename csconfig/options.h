/* The command line of csconfig. */
#ifndef CS_CSCONFIG_OPTIONS_H
#define CS_CSCONFIG_OPTIONS_H

#include <stdbool.h>

#include "base/error.h"

typedef enum config_command {
    COMMAND_SHOW,
    COMMAND_CHECK,
    COMMAND_DIFF,
    COMMAND_PATH,
    COMMANDS
} config_command;

typedef enum config_format {
    FORMAT_TEXT,
    FORMAT_MARKDOWN,
    FORMAT_HTML,
    FORMAT_JSONL,
    FORMATS
} config_format;

typedef struct config_options {
    config_command command;
    config_format format;
    const char *folders[2];
    const char *attribute; /* of path */
    const char *connector; /* of path; NULL for all */
    const char *mapping;   /* of diff; NULL for none */
    const char *output;    /* "-" is standard output */
    bool all;              /* diff shows every class */
    bool quiet;
} config_options;

/* What to do after the command line has been read. */
typedef enum config_action {
    CONFIG_RUN,
    CONFIG_HELP,
    CONFIG_VERSION,
    CONFIG_WRONG /* with the reason in `error` */
} config_action;

config_action config_read_options(int argc, char **argv, config_options *options, cs_error *error);

#endif
