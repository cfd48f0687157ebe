/* Looks into a finished workbook: a ZIP archive (PKWARE's APPNOTE.TXT, 4.3.12 and 4.3.16), in which
 * xl/worksheets/sheet1.xml is the first sheet. */
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "table/workbook_internal.h"

enum {
    END_SIZE = 22,   /* of the end of central directory record */
    ENTRY_SIZE = 46, /* of an entry, without its name and what follows */
    TOO_LARGE = -1   /* in 32 bits: the number stands elsewhere */
};

static uint64_t number_at(const unsigned char *at, size_t bytes)
{
    uint64_t number = 0;

    while (bytes-- > 0)
        number = number << 8 | at[bytes];
    return number;
}

static bool read_at(int fd, unsigned char *to, size_t n, uint64_t offset)
{
    while (n > 0) {
        ssize_t got = pread(fd, to, n, (off_t)offset);
        if (got <= 0)
            return false;
        to += got;
        n -= (size_t)got;
        offset += (uint64_t)got;
    }
    return true;
}

/* The central directory, to be freed; NULL where there is none. */
static unsigned char *read_directory(int fd, size_t *size, cs_error *error)
{
    struct stat status;
    unsigned char end[END_SIZE];

    if (fstat(fd, &status) != 0 || status.st_size < END_SIZE ||
        !read_at(fd, end, sizeof end, (uint64_t)status.st_size - END_SIZE) ||
        number_at(end, 4) != 0x06054B50 || number_at(end + 16, 4) == (uint32_t)TOO_LARGE)
        return NULL;
    *size = number_at(end + 12, 4);
    unsigned char *directory = malloc(*size + 1);
    if (!directory)
        cs_fail_memory(error);
    else if (read_at(fd, directory, *size, number_at(end + 16, 4)))
        return directory;
    free(directory);
    return NULL;
}

/* The number of the sheet that an entry's name means, from 1; 0 for another file. */
static unsigned long sheet_number(const unsigned char *name, size_t n)
{
    static const char prefix[] = "xl/worksheets/sheet";
    const size_t most = strlen(prefix) + 9;
    char digits[16] = "";

    if (n <= strlen(prefix) || n > most || memcmp(name, prefix, strlen(prefix)) != 0)
        return 0;
    memcpy(digits, name + strlen(prefix), n - strlen(prefix));
    return strtoul(digits, NULL, 10);
}

/* How many of the sheets are there whole. */
static size_t count_whole(const unsigned char *directory, size_t size, const uint64_t *least,
                          size_t count)
{
    size_t whole = 0;

    for (size_t at = 0; at + ENTRY_SIZE <= size;) {
        const unsigned char *entry = directory + at;
        size_t name = number_at(entry + 28, 2);
        size_t rest = number_at(entry + 30, 2) + number_at(entry + 32, 2);
        if (name > size - at - ENTRY_SIZE)
            break;
        unsigned long sheet = sheet_number(entry + ENTRY_SIZE, name);
        if (sheet > 0 && sheet <= count)
            whole += number_at(entry + 24, 4) > least[sheet - 1] ||
                     number_at(entry + 24, 4) == (uint32_t)TOO_LARGE;
        at += ENTRY_SIZE + name + rest;
    }
    return whole;
}

bool cs_workbook_check(int fd, const uint64_t *least, size_t count, cs_error *error)
{
    size_t size = 0;
    unsigned char *directory = read_directory(fd, &size, error);
    bool whole = directory && count_whole(directory, size, least, count) == count;

    free(directory);
    return whole ||
           cs_fail(error, "the workbook is incomplete: a temporary file could not be written");
}
