#include "identity.h"

#include "draw.h"

struct identity identity_of(uint64_t seed, uint64_t number)
{
    struct identity who;
    struct draw d =
        draw_begin(seed ^ 0x6964u, number); /* not the numbers that the object is drawn with */

    draw_bytes(&d, who.source, sizeof who.source);
    draw_bytes(&d, who.cloud, sizeof who.cloud);
    draw_bytes(&d, who.guid, sizeof who.guid);
    draw_bytes(&d, who.link, sizeof who.link);
    draw_bytes(&d, who.sid, sizeof who.sid);
    return who;
}

void identity_put_dn(struct text *to, const struct identity *who)
{
    struct text name = {0};

    text_base64(&name, who->source, sizeof who->source);
    text_put(to, "CN={");
    text_hex(to, (const unsigned char *)name.s, name.n);
    text_put(to, "}");
    text_free(&name);
}

void identity_put_guid(struct text *to, const unsigned char guid[16])
{
    text_hex(to, guid, 4);
    for (size_t at = 4; at < 10; at += 2) {
        text_put(to, "-");
        text_hex(to, guid + at, 2);
    }
    text_put(to, "-");
    text_hex(to, guid + 10, 6);
}

void identity_put_cloud_anchor(struct text *to, const struct identity *who)
{
    text_put(to, "User_");
    size_t begin = to->n;
    identity_put_guid(to, who->cloud);
    for (char *c = to->s + begin; c < to->s + to->n; c++)
        if (*c >= 'A')
            *c += 'a' - 'A';
}

void identity_put_anchor(struct text *to, const struct identity *who)
{
    struct text narrow = {0};
    unsigned char wide[128];

    identity_put_cloud_anchor(&narrow, who);
    for (size_t i = 0; i < narrow.n && 2 * i < sizeof wide; i++) {
        wide[2 * i] = (unsigned char)narrow.s[i];
        wide[2 * i + 1] = 0;
    }
    text_base64(to, wide, 2 * narrow.n);
    text_free(&narrow);
}

void identity_put_reference(struct text *to, const struct identity *who)
{
    text_put(to, "<dn>");
    identity_put_dn(to, who);
    text_put(to, "</dn><anchor encoding=\"base64\">");
    identity_put_anchor(to, who);
    text_put(to, "</anchor>");
}
