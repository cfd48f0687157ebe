#include <sched.h>
#include <sys/random.h>
#include <unistd.h>

#include "sys/system.h"

bool cs_is_terminal(int fd)
{
    return isatty(fd) == 1;
}

bool cs_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

unsigned cs_processors(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    return (unsigned)CPU_COUNT(&set);
}

bool cs_random(void *to, size_t n)
{
    return getrandom(to, n, 0) == (ssize_t)n;
}
