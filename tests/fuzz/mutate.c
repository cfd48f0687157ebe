/* Mutates documents at random, and reads each in every way: libxml2 has the verdict, and all must
 * share it. `mutate COUNT SEED FIRST DICTIONARY FILE...` makes the mutants from FIRST on; each
 * depends on its number, the seed and the files alone. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuzz.h"
#include "readers.h"
#include "xml/read/read.h"

enum {
    MOST_WORDS = 512,
    LONGEST_WORD = 256
};

static cs_text words[MOST_WORDS];
static size_t word_count;
static uint64_t state;
static volatile uint64_t current; /* the mutant that is being read */

/* ---- Chance ---- */

/* A random number below `n`: SplitMix64 (Steele, Lea, Flood 2014). */
static size_t below(size_t n)
{
    uint64_t x = state += 0x9E3779B97F4A7C15u;

    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return (size_t)((x ^ x >> 31) >> 16) % n;
}

/* ---- The dictionary ---- */

/* Undoes the escapes of a line of libFuzzer's dictionaries: \\, \" and \xHH. */
static void add_word(const char *from, const char *end)
{
    char word[LONGEST_WORD], hex[3] = "";
    size_t n = 0;

    while (from < end && n < sizeof word) {
        if (end - from >= 4 && *from == '\\' && from[1] == 'x') {
            memcpy(hex, from + 2, 2);
            word[n++] = (char)strtoul(hex, NULL, 16);
            from += 4;
        } else {
            from += *from == '\\';
            word[n++] = *from++;
        }
    }
    if (n > 0 && word_count < MOST_WORDS)
        words[word_count++] = (cs_text){memcpy(malloc(n), word, n), n};
}

static void read_dictionary(const char *path)
{
    cs_buffer file = fuzz_read(path);
    cs_text rest = cs_buffer_text(&file);

    while (rest.n > 0) {
        cs_text line = fuzz_take(&rest, '\n');
        const char *begin = memchr(line.s, '"', line.n), *end = memrchr(line.s, '"', line.n);
        if (line.s[0] != '#' && begin && begin < end)
            add_word(begin + 1, end);
    }
    cs_buffer_free(&file);
    if (word_count == 0)
        fuzz_fail("%s: no words", path);
}

/* ---- Mutating ---- */

/* Puts a text where `n` bytes are. */
static void splice(cs_buffer *d, size_t at, size_t n, cs_text text)
{
    cs_buffer tail = {0};

    cs_buffer_add(&tail, (cs_text){d->s + at + n, d->n - at - n});
    d->n = at;
    cs_buffer_add(d, text);
    cs_buffer_add(d, cs_buffer_text(&tail));
    cs_buffer_free(&tail);
}

/* Puts bytes of the document itself in. */
static void repeat(cs_buffer *d, size_t at, size_t n)
{
    size_t from = below(d->n - n + 1);
    cs_buffer copy = {0};

    cs_buffer_add(&copy, (cs_text){d->s + from, n});
    splice(d, at, 0, cs_buffer_text(&copy));
    cs_buffer_free(&copy);
}

/* Changes a document, which is not empty, at one place. */
static void mutate_once(cs_buffer *d)
{
    size_t at = below(d->n), n = below(8) == 0 ? below(300) : below(12);

    if (n > d->n - at)
        n = d->n - at;
    switch (below(8)) {
    case 0:
        d->s[at] = (char)(below(3) ? below(128) : below(256));
        break;
    case 1:
        splice(d, at, n, (cs_text){"", 0});
        break;
    case 2:
        if (below(8) == 0)
            d->n = at;
        break;
    case 3:
        repeat(d, at, n);
        break;
    case 4: /* in place of what is there */
        splice(d, at, n, words[below(word_count)]);
        break;
    default:
        splice(d, at, 0, words[below(word_count)]);
    }
}

static bool judge_mutant(uint64_t number, uint64_t seed, const cs_buffer *document)
{
    cs_buffer d = {0};

    current = number;
    state = (seed << 32) + number;
    below(2);
    cs_buffer_add(&d, cs_buffer_text(document));
    for (size_t n = 1 + below(2); n > 0 && d.n > 0; n--)
        mutate_once(&d);
    bool accepted = fuzz_compare_readers(cs_buffer_text(&d));
    cs_buffer_free(&d);
    return accepted;
}

/* ---- All of them ---- */

typedef struct job {
    uint64_t first, end, step, seed;
    const cs_buffer *documents;
    size_t count;
} job;

static void say_which(int signal_number)
{
    char text[64];
    int n = snprintf(text, sizeof text, "mutate: in number %" PRIu64 "\n", current);

    if (write(STDERR_FILENO, text, (size_t)n) == n)
        raise(signal_number);
}

/* Judges every so manyth mutant; writes how many were accepted. */
static int run(const job *what, int to)
{
    uint64_t accepted = 0;
    const struct sigaction end = {.sa_handler = say_which, .sa_flags = (int)SA_RESETHAND};

    sigaction(SIGABRT, &end, NULL);
    sigaction(SIGSEGV, &end, NULL);
    for (uint64_t i = what->first; i < what->end; i += what->step)
        accepted += judge_mutant(i, what->seed, &what->documents[i % what->count]);
    return write(to, &accepted, sizeof accepted) == sizeof accepted ? 0 : 1;
}

/* Reads a document; false, with nothing read, where it is refused as it is: mutants of that are,
 * too, mostly. */
static bool add_document(const char *path, cs_buffer *document)
{
    *document = fuzz_read(path);
    if (fuzz_compare_readers(cs_buffer_text(document)))
        return true;
    cs_buffer_free(document);
    return false;
}

/* Shares the work among processes; false where one of them failed. */
static bool run_all(job what, unsigned processes, uint64_t *accepted)
{
    int ends[2], status;
    bool ok = pipe(ends) == 0;
    uint64_t some;

    what.step = processes;
    for (unsigned i = 0; ok && i < processes; i++, what.first++) {
        pid_t child = fork();
        if (child == 0)
            _exit(run(&what, ends[1]));
        ok = child > 0;
    }
    while (wait(&status) > 0)
        ok = ok && status == 0;
    for (unsigned i = 0; ok && i < processes; i++) {
        ok = read(ends[0], &some, sizeof some) == sizeof some;
        *accepted += some;
    }
    return ok;
}

int main(int argc, char **argv)
{
    if (argc < 6) {
        fputs("usage: mutate COUNT SEED FIRST DICTIONARY FILE...\n", stderr);
        return 2;
    }
    uint64_t count = strtoull(argv[1], NULL, 10), first = strtoull(argv[3], NULL, 10), accepted = 0;
    cs_buffer *documents = calloc((size_t)argc, sizeof *documents);
    job what = {first, first + count, 1, strtoull(argv[2], NULL, 10), documents, 0};

    read_dictionary(argv[4]);
    for (int i = 5; i < argc; i++)
        what.count += add_document(argv[i], &documents[what.count]);
    bool ok = what.count > 0 && run_all(what, cs_parallel_jobs(), &accepted);
    for (size_t i = 0; i < what.count; i++)
        cs_buffer_free(&documents[i]);
    free(documents);
    if (ok)
        printf("mutate: %" PRIu64 " documents, %" PRIu64 " accepted by all, %" PRIu64
               " refused by all, 0 differ, seed %s\n",
               count, accepted, count - accepted, argv[2]);
    return ok ? 0 : 1;
}
