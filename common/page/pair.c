/* Two values side by side, with what differs marked. */
#include "page/internal.h"

enum {
    CONTEXT = 120,   /* characters shown of what is the same, next to what differs */
    DIFFERENCE = 400 /* characters shown of what differs */
};

/* A value in three parts: what it begins with like the other, what differs, and what it ends with
 * like the other. */
typedef struct parted {
    cs_text text;
    size_t from, to; /* of what differs */
} parted;

static size_t shorter(const parted *a, const parted *b)
{
    return a->text.n < b->text.n ? a->text.n : b->text.n;
}

static bool both_boundaries(const parted *a, size_t i, const parted *b, size_t k)
{
    return page_is_boundary(a->text, i) && page_is_boundary(b->text, k);
}

/* Finds the parts. Where the values have little in common, all of both differs. */
static void part(parted *a, parted *b)
{
    size_t most = shorter(a, b), head = 0, tail = 0;

    while (head < most && a->text.s[head] == b->text.s[head])
        head++;
    while (head > 0 && !both_boundaries(a, head, b, head))
        head--;
    while (tail < most - head && a->text.s[a->text.n - tail - 1] == b->text.s[b->text.n - tail - 1])
        tail++;
    while (tail > 0 && !both_boundaries(a, a->text.n - tail, b, b->text.n - tail))
        tail--;
    if (head + tail < (most + 1) / 2)
        head = tail = 0;
    a->from = b->from = head;
    a->to = a->text.n - tail;
    b->to = b->text.n - tail;
}

static void put_same(cs_buffer *to, cs_text left_out)
{
    cs_buffer_puts(to, "<span class=\"n\">[");
    page_count(to, page_characters(left_out), "character that is the same",
               "characters that are the same");
    cs_buffer_puts(to, "]</span>");
}

/* Where the last `most` characters before `end` begin. */
static size_t backward(cs_text t, size_t end, size_t most)
{
    size_t i = end;

    while (i > 0 && most > 0)
        most -= ((unsigned char)t.s[--i] & 0xC0) != 0x80;
    while (i < end && !page_is_boundary(t, i))
        i++;
    return i;
}

static void put_head(cs_buffer *to, const parted *p)
{
    size_t from = backward(p->text, p->from, 2 * (size_t)CONTEXT);

    if (from > 0) {
        from = backward(p->text, p->from, CONTEXT);
        put_same(to, (cs_text){p->text.s, from});
    }
    page_piece(to, p->text, from, p->from);
}

static void put_difference(cs_buffer *to, const parted *p, const char *element)
{
    size_t end = page_forward(p->text, p->from, p->to, DIFFERENCE);

    if (p->from == p->to)
        return;
    cs_buffer_puts(to, "<");
    cs_buffer_puts(to, element);
    cs_buffer_puts(to, ">");
    page_piece(to, p->text, p->from, end);
    cs_buffer_puts(to, "</");
    cs_buffer_puts(to, element);
    cs_buffer_puts(to, ">");
    if (end == p->to)
        return;
    cs_buffer_puts(to, "<span class=\"n\">[and ");
    page_count(to, page_characters((cs_text){p->text.s + end, p->to - end}), "further character",
               "further characters");
    cs_buffer_puts(to, "]</span>");
}

static void put_tail(cs_buffer *to, const parted *p)
{
    size_t end = page_forward(p->text, p->to, p->text.n, 2 * (size_t)CONTEXT);

    if (end < p->text.n)
        end = page_forward(p->text, p->to, p->text.n, CONTEXT);
    page_piece(to, p->text, p->to, end);
    if (end < p->text.n)
        put_same(to, cs_text_skip(p->text, end));
}

static void put_parted(cs_buffer *to, const parted *p, const char *element)
{
    cs_buffer_puts(to, "<bdi>");
    if (p->text.n == 0)
        cs_buffer_puts(to, "<span class=\"n\">empty</span>");
    put_head(to, p);
    put_difference(to, p, element);
    put_tail(to, p);
    cs_buffer_puts(to, "</bdi>");
}

void page_pair(cs_buffer *before, cs_text old_value, cs_buffer *after, cs_text new_value)
{
    parted o = {.text = old_value}, n = {.text = new_value};

    part(&o, &n);
    put_parted(before, &o, "del");
    put_parted(after, &n, "ins");
}
