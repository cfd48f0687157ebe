/* Runs a command of csconfig. */
#ifndef CS_CSCONFIG_RUN_H
#define CS_CSCONFIG_RUN_H

#include "options.h"

/* The exit status; trouble is in `error`. */
int config_run(const config_options *options, cs_error *error);

#endif
