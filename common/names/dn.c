#include "names/dn.h"

/* A DN that is being copied. */
typedef struct copying {
    char *to;
    size_t n;
    size_t fixed;  /* so many bytes stay, whatever follows; behind them there is white space */
    bool begins;   /* nothing of this type or value has come yet */
    bool in_value; /* behind the `=` */
    bool quoted;
} copying;

static void put(copying *c, char byte)
{
    c->to[c->n++] = cs_ascii_lower(byte);
    c->fixed = c->n;
    c->begins = false;
}

/* A separator takes the white space in front of it away, and what follows. */
static void separate(copying *c, char byte)
{
    c->n = c->fixed;
    put(c, byte);
    c->begins = true;
    c->in_value = byte == '=';
}

static bool separates(const copying *c, char byte)
{
    return byte == ',' || byte == ';' || byte == '+' || (byte == '=' && !c->in_value);
}

void cs_dn_normalize(cs_buffer *to, cs_text dn)
{
    copying c = {.to = cs_buffer_reserve(to, dn.n), .begins = true};

    if (!c.to)
        return;
    for (size_t i = 0; i < dn.n; i++) {
        char byte = dn.s[i];
        if (byte == '\\' && i + 1 < dn.n) {
            put(&c, byte);
            put(&c, dn.s[++i]);
        } else if (c.quoted) {
            put(&c, byte);
            c.quoted = byte != '"';
        } else if (separates(&c, byte)) {
            separate(&c, byte);
        } else if (!cs_is_space(byte)) {
            c.quoted = byte == '"' && c.begins && c.in_value;
            put(&c, byte);
        } else if (!c.begins) {
            c.to[c.n++] = byte;
        }
    }
    to->n += c.fixed;
}
