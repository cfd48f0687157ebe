/* Progress of long work: a line on standard error that rewrites itself, on a terminal only, after
 * the first second and at most six times a second. */
#ifndef CS_SYS_PROGRESS_H
#define CS_SYS_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

typedef struct cs_progress {
    bool on;               /* standard error is a terminal, and -q was not given */
    bool shown;            /* there is a line to wipe */
    struct timespec begun; /* monotonic */
    double last;           /* time of the last line, in seconds after `begun` */
} cs_progress;

/* Starts the clock. */
void cs_progress_begin(cs_progress *progress, bool quiet);

/* `[done/total]`: objects written, of all. */
void cs_progress_count(cs_progress *progress, uint64_t done, uint64_t total);

/* The share of a file that has been read, the objects so far, the time left; without share and time
 * if `size` is 0. */
void cs_progress_file(cs_progress *progress, uint64_t position, uint64_t size, uint64_t objects);

/* Wipes the line. Call before anything else is printed. */
void cs_progress_end(cs_progress *progress);

#endif
