/* One way to show long work: a line on standard error that rewrites itself, on a terminal only,
 * once the work has lasted a second, at most six times a second. */
#ifndef CS_SYS_PROGRESS_H
#define CS_SYS_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

typedef struct cs_progress {
    bool on;               /* standard error is a terminal and nobody asked for quiet */
    bool shown;            /* there is a line to wipe */
    struct timespec begun; /* monotonic */
    double last;           /* seconds after `begun` of the last line */
} cs_progress;

/* Starts the clock. */
void cs_progress_begin(cs_progress *progress, bool quiet);

/* `[done/total]`, objects written of those there are. */
void cs_progress_count(cs_progress *progress, uint64_t done, uint64_t total);

/* Share of a file read and time left, objects so far; without a share where `size` is 0. */
void cs_progress_file(cs_progress *progress, uint64_t position, uint64_t size, uint64_t objects);

/* Wipes the line. Call before anything else is printed. */
void cs_progress_end(cs_progress *progress);

#endif
