/* measure: runs a command and writes what it took to a file: wall seconds, processor seconds (user
 * and system), peak memory in KiB, exit status (128 and the signal where one ended it).
 *
 * A program of its own, because the kernel counts the memory of the process that starts a program
 * as that program's: this one is smaller than all it measures. */
#include <stdbool.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static bool write_figures(const char *path, double wall, const struct rusage *used, int status)
{
    FILE *file = fopen(path, "w");
    int exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);

    if (!file)
        return false;
    fprintf(file, "%.6f %.6f %ld %d\n", wall, seconds(used->ru_utime) + seconds(used->ru_stime),
            used->ru_maxrss, exit_status);
    return fclose(file) == 0;
}

int main(int argc, char **argv)
{
    struct rusage used;
    int status;

    if (argc < 3) {
        fputs("usage: measure FIGURES COMMAND...\n", stderr);
        return 2;
    }
    double begun = now();
    pid_t child = fork();
    if (child == 0) {
        execvp(argv[2], argv + 2);
        perror(argv[2]);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &used) != child ||
        !write_figures(argv[1], now() - begun, &used, status)) {
        perror("measure");
        return 1;
    }
    return 0;
}
