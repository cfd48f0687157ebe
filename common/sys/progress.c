#include "sys/progress.h"
#include "sys/system.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIPE "\r\033[K" /* back to the line's start, and erase it */

static const double patience = 1.0;       /* seconds before the first line */
static const double interval = 1.0 / 6.0; /* between two lines */

/* A terminal that can erase a line; an editor's shell window, say, cannot. */
static bool is_capable_terminal(void)
{
    const char *term = getenv("TERM");

    return cs_is_terminal(CS_STDERR) && (term == NULL || strcmp(term, "dumb") != 0);
}

void cs_progress_begin(cs_progress *progress, bool quiet)
{
    *progress = (cs_progress){.on = !quiet && is_capable_terminal()};
    clock_gettime(CLOCK_MONOTONIC, &progress->begun);
}

static double elapsed(const cs_progress *progress)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - progress->begun.tv_sec) +
           (double)(now.tv_nsec - progress->begun.tv_nsec) / 1e9;
}

/* True if a line is due; `now` is the time since the start, in seconds. */
static bool is_due(cs_progress *progress, double *now)
{
    if (!progress->on)
        return false;
    *now = elapsed(progress);
    if (*now < (progress->shown ? progress->last + interval : patience))
        return false;
    progress->last = *now;
    progress->shown = true;
    return true;
}

void cs_progress_count(cs_progress *progress, uint64_t done, uint64_t total)
{
    double now;

    if (is_due(progress, &now))
        fprintf(stderr, WIPE "[%" PRIu64 "/%" PRIu64 "]", done, total);
}

/* Spells a duration: 12 s, 3 min, 2 h 10 min. */
static void spell_time(char *to, size_t size, double seconds)
{
    double minutes = seconds / 60;

    if (seconds < 59.5)
        snprintf(to, size, "%.0f s", seconds);
    else if (minutes < 59.5)
        snprintf(to, size, "%.0f min", minutes);
    else
        snprintf(to, size, "%.0f h %.0f min", (double)(uint64_t)(minutes / 60),
                 (double)((uint64_t)minutes % 60));
}

void cs_progress_file(cs_progress *progress, uint64_t position, uint64_t size, uint64_t objects)
{
    double now;

    if (!is_due(progress, &now))
        return;
    if (size == 0 || position == 0 || position > size) {
        fprintf(stderr, WIPE "%" PRIu64 " objects, %" PRIu64 " MB read", objects,
                position / 1000000);
        return;
    }
    double share = (double)position / (double)size;
    char left[64];
    spell_time(left, sizeof left, now * (1 - share) / share);
    fprintf(stderr, WIPE "%.0f %%, %" PRIu64 " objects, %s left", 100 * share, objects, left);
}

void cs_progress_end(cs_progress *progress)
{
    if (progress->shown)
        fputs(WIPE, stderr);
    progress->shown = false;
}
