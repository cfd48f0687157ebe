/* The run of csdiff: the files of two sides in, what differs out. */
#ifndef CS_CSDIFF_DIFF_H
#define CS_CSDIFF_DIFF_H

#include "outcome.h"

/* Writes what differs to the options' output. False, with the reason, if anything fails. */
bool diff_run(diff_options *options, diff_outcome *outcome, cs_error *error);

#endif
