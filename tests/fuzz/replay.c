/* Runs a fuzz target without a fuzzer: on each file that is named, and on those in the directories
 * that are. Says how many there were. */
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>

#include "fuzz.h"

static int count;

static int run_file(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st;
    (void)where;
    if (kind != FTW_F)
        return 0;
    cs_buffer input = fuzz_read(path);
    /* What abort() leaves behind: the file that did it. */
    fprintf(stderr, "%s\n", path);
    LLVMFuzzerTestOneInput((const uint8_t *)cs_buffer_text(&input).s, input.n);
    cs_buffer_free(&input);
    count++;
    return 0;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (nftw(argv[i], run_file, 16, FTW_PHYS) != 0) {
            perror(argv[i]);
            return 2;
        }
    }
    printf("%d inputs\n", count);
    return count == 0;
}
