/* Mutates documents at random and compares both ways to read them: `mutate COUNT SEED FILE…`. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "readers.h"

enum {
    LONGEST = 12 << 10, /* of a document: as many objects of a file as fit */
    MOST_DOCUMENTS = 512
};

static uint64_t state;

/* A random number below `n` (xorshift64*). */
static size_t below(size_t n)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (size_t)((state * 2685821657736338717u >> 16) % n);
}

static const char *const words[] = {"<",
                                    ">",
                                    "&",
                                    "\"",
                                    "'",
                                    "]]>",
                                    "<!--",
                                    "-->",
                                    "--",
                                    "<![CDATA[",
                                    "<?pi x?>",
                                    "<?xml?>",
                                    "<!DOCTYPE a>",
                                    "&lt;",
                                    "&amp;",
                                    "&#65;",
                                    "&#x1F600;",
                                    "&#0;",
                                    "&#xD800;",
                                    "&unknown;",
                                    "&#",
                                    ";",
                                    "<cs-object ",
                                    "<cs-object cs-dn=\"x\">",
                                    "</cs-object>",
                                    "<cs-objects>",
                                    "</cs-objects>",
                                    "<delta operation=\"add\">",
                                    "</delta>",
                                    "<entry>",
                                    "</entry>",
                                    "<attr name=\"a\">",
                                    "<attr>",
                                    "</attr>",
                                    "<value>",
                                    "</value>",
                                    "<value/>",
                                    "<value operation=\"bogus\">",
                                    "xmlns=\"u\"",
                                    " xmlns:p=\"u\"",
                                    "<p:a/>",
                                    "\r",
                                    "\r\n",
                                    "\n",
                                    "\t",
                                    " ",
                                    "\xC3\xA9",
                                    "\xF0\x9F\x98\x80",
                                    "\xED\xA0\x80",
                                    "\xEF\xBF\xBE",
                                    "\xC0\x80",
                                    "\xFF",
                                    "\x01",
                                    "operation=\"\"",
                                    " name=\"x\"",
                                    "<unapplied-export>",
                                    "</unapplied-export>",
                                    "<synchronized-hologram>",
                                    "multivalued=\"1\"",
                                    "<displayName>",
                                    "name=\"displayName\"",
                                    "/>",
                                    "=",
                                    "<\xC3\xA9/>",
                                    "a:b",
                                    ":",
                                    "<?xml-s a?>"};

/* Changes the document at one place. */
static void mutate_once(cs_buffer *d)
{
    size_t at = below(d->n + 1), n = below(8) == 0 ? below(300) : below(12);
    cs_buffer tail = {0};

    if (n > d->n - at)
        n = d->n - at;
    switch (below(6)) {
    case 0: /* another byte */
        if (at < d->n)
            d->s[at] = (char)(below(3) ? below(128) : below(256));
        break;
    case 1: /* fewer bytes */
        memmove(d->s + at, d->s + at + n, d->n - at - n);
        d->n -= n;
        break;
    case 2: /* cut off */
        if (below(8) == 0)
            d->n = at;
        break;
    default: /* a word, or bytes of the document, put in */
        cs_buffer_add(&tail, (cs_text){d->s + at, d->n - at});
        d->n = at;
        if (below(4) == 0) {
            size_t from = below(tail.n + 1);
            size_t take = from + n <= tail.n ? n : tail.n - from;
            cs_buffer_add(d, (cs_text){cs_buffer_text(&tail).s + from, take});
        } else {
            cs_buffer_puts(d, words[below(sizeof words / sizeof *words)]);
        }
        cs_buffer_add(d, cs_buffer_text(&tail));
    }
    cs_buffer_free(&tail);
}

static cs_buffer read_file(const char *path)
{
    cs_buffer all = {0};
    FILE *file = fopen(path, "rb");
    char piece[4096];
    size_t n;

    if (!file) {
        perror(path);
        exit(2);
    }
    while ((n = fread(piece, 1, sizeof piece, file)) > 0)
        cs_buffer_add(&all, (cs_text){piece, n});
    fclose(file);
    return all;
}

/* Small documents of a few objects each, out of a large one. */
static size_t split(const cs_buffer *all, cs_buffer *documents, size_t room)
{
    static const char tag[] = "<cs-object ";
    const char *end = all->s + all->n, *at = memmem(all->s, all->n, tag, sizeof tag - 1);
    size_t count = 0;

    if (!at || all->n <= LONGEST) {
        cs_buffer_add(&documents[0], cs_buffer_text(all));
        return 1;
    }
    while (at < end && count < room) {
        cs_buffer *d = &documents[count];
        cs_buffer_puts(d, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><cs-objects>");
        size_t begun = d->n;
        while (at < end) {
            const char *next = memmem(at + 1, (size_t)(end - at) - 1, tag, sizeof tag - 1);
            size_t n = (size_t)((next ? next : end) - at);
            if (d->n > begun && d->n + n > LONGEST)
                break;
            cs_buffer_add(d, (cs_text){at, n});
            at += n;
        }
        if (at < end)
            cs_buffer_puts(d, "</cs-objects>");
        count += d->n < 4 * LONGEST;
        if (d->n >= 4 * LONGEST)
            d->n = 0;
    }
    return count;
}

int main(int argc, char **argv)
{
    static cs_buffer documents[MOST_DOCUMENTS];
    size_t count = 0, accepted = 0;

    if (argc < 4) {
        fprintf(stderr, "usage: mutate COUNT SEED FILE...\n");
        return 2;
    }
    size_t executions = strtoull(argv[1], NULL, 10);
    state = strtoull(argv[2], NULL, 10) * 0x9E3779B97F4A7C15u + 1;
    for (int i = 3; i < argc; i++) {
        cs_buffer all = read_file(argv[i]);
        count += split(&all, documents + count, MOST_DOCUMENTS - count);
        cs_buffer_free(&all);
    }
    for (size_t i = 0; i < executions; i++) {
        cs_buffer d = {0};
        cs_buffer_add(&d, cs_buffer_text(&documents[i % count]));
        for (size_t n = 1 + below(2); i >= count && n > 0; n--)
            mutate_once(&d);
        accepted += (size_t)fuzz_compare_readers((const uint8_t *)d.s, d.n);
        cs_buffer_free(&d);
    }
    for (size_t i = 0; i < count; i++)
        cs_buffer_free(&documents[i]);
    printf("mutate: %zu documents (seed %s), %zu accepted by both readers, %zu refused by both, 0 "
           "differ\n",
           executions, argv[2], accepted, executions - accepted);
    return 0;
}
