#include "object.h"

#include <inttypes.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
    LARGEST_GROUP = 5000,
    LARGE_GROUP_NUMBER = 9 /* so that the largest object of every file is equally large */
};

/* ---- What objects have, in the order of an export ---- */

static const struct kind user_kinds[] = {
    {"manager", NULL, false, ""},
    {"accountEnabled", "boolean", false, "true"},
    {"alias", "string", false, "%a"},
    {"cloudAnchor", "string", false, "%c"},
    {"commonName", "string", false, "%n"},
    {"countryCode", "integer", false, "0x0"},
    {"department", "string", false, "%d"},
    {"displayName", "string", false, "%n"},
    {"givenName", "string", false, "%g"},
    {"lastPasswordChangeTimestamp", "string", false, "2016090110%p.0Z"},
    {"mail", "string", false, "%a@contoso.com"},
    {"onPremiseSecurityIdentifier", "binary", false, "%b"},
    {"onPremisesDistinguishedName", "string", false, "CN=%n,OU=Users,OU=Corp,DC=contoso,DC=com"},
    {"onPremisesSamAccountName", "string", false, "u%i"},
    {"physicalDeliveryOfficeName", "string", false, "Building %o"},
    {"proxyAddresses", "string", true,
     "SMTP:%a@contoso.com|smtp:u%i@contoso.onmicrosoft.com|X500:/o=Contoso/ou=Exchange "
     "Administrative Group/cn=Recipients/cn=u%i"},
    {"sourceAnchor", "string", false, "%x"},
    {"sourceObjectType", "string", false, "User"},
    {"streetAddress", "string", false, "%o Main Street&#13;\nBack entrance"},
    {"surname", "string", false, "%s"},
    {"telephoneNumber", "string", false, "+1 425 555 %p"},
    {"title", "string", false, "%t"},
    {"usageLocation", "string", false, "US"},
    {"userPrincipalName", "string", false, "%a@contoso.com"},
};
static const struct kind group_kinds[] = {
    {"member", NULL, true, ""},
    {"cloudAnchor", "string", false, "%c"},
    {"commonName", "string", false, "%d %i"},
    {"description", "string", false, "%r"},
    {"displayName", "string", false, "%d %i"},
    {"mail", "string", false, "team%i@contoso.com"},
    {"mailNickname", "string", false, "team%i"},
    {"onPremiseSecurityIdentifier", "binary", false, "%b"},
    {"onPremisesSamAccountName", "string", false, "g%i"},
    {"proxyAddresses", "string", true, "SMTP:team%i@contoso.com|smtp:g%i@contoso.onmicrosoft.com"},
    {"securityEnabled", "boolean", false, "true"},
    {"sourceAnchor", "string", false, "%x"},
    {"sourceObjectType", "string", false, "Group"},
};
static const struct kind contact_kinds[] = {
    {"cloudAnchor", "string", false, "%c"},
    {"commonName", "string", false, "%n"},
    {"company", "string", false, "Fabrikam, Inc."},
    {"displayName", "string", false, "%n"},
    {"givenName", "string", false, "%g"},
    {"info", "string", false, "%r"},
    {"mail", "string", false, "%a@fabrikam.com"},
    {"sourceAnchor", "string", false, "%x"},
    {"sourceObjectType", "string", false, "Contact"},
    {"surname", "string", false, "%s"},
    {"targetAddress", "string", false, "SMTP:%a@fabrikam.com"},
};

struct type {
    const char *name;
    const struct kind *kinds;
    size_t count;
};

static const struct type types[] = {
    {"user", user_kinds, COUNT(user_kinds)},
    {"group", group_kinds, COUNT(group_kinds)},
    {"contact", contact_kinds, COUNT(contact_kinds)},
};

static const struct type *type_of(uint64_t number)
{
    if (number % 10 == LARGE_GROUP_NUMBER)
        return &types[1];
    return &types[number % 50 == 25 ? 2 : 0];
}

/* ---- What happens to them ---- */

/* A pending export. */
struct operation {
    const char *word;          /* OMODT; NULL: no pending export */
    const char *done;          /* export-delta-operation */
    const struct style *style; /* of all attributes; NULL: each has its own */
    bool lists;                /* the delta lists attributes */
    bool before, after;        /* has the object a hologram before, and after? */
    unsigned weight;           /* how often, in a thousand */
};

/* The weights add up to a thousand. Updates come first. */
static const struct operation operations[] = {
    {"update", "modify", NULL, true, true, true, 740},
    {"add", "add", &style_made, true, false, true, 147},
    {"add", "add", &style_made, true, false, false, 3},
    {"delete", "delete", &style_unchanged, false, true, false, 50},
    {"delete-add", "delete-add", &style_made, true, true, true, 8},
    {"replace", "modify", &style_replaced, true, true, true, 8},
    {"replace", "modify", &style_replaced, true, false, true, 2},
    {"obsolete", "delete", &style_unchanged, false, true, false, 4},
    {"none", "none", &style_unchanged, false, true, true, 8},
    {NULL, "none", &style_unchanged, false, true, true, 30},
};

static const struct operation *draw_operation(struct draw *d)
{
    unsigned at = draw_below(d, 1000);
    const struct operation *o = operations;

    for (; at >= o->weight; o++)
        at -= o->weight;
    return o;
}

/* An object that is being made. */
struct object {
    uint64_t number;
    const struct type *type;
    const struct operation *operation;
    struct identity who, renamed;
    bool moves;     /* gets another DN */
    bool terse;     /* its delta leaves out what is usual */
    bool new_class; /* gets another object class */
    bool joined, failed, pending_import, unconfirmed;
};

/* ---- Its attributes ---- */

/* Zipf's law: half as many groups of twice the size. */
static unsigned group_size(const struct object *o, struct draw *d)
{
    uint64_t size = ((uint64_t)1 << 32) / ((draw_next(d) >> 32) + 1);

    return size < LARGEST_GROUP && o->number != LARGE_GROUP_NUMBER ? (unsigned)size : LARGEST_GROUP;
}

/* Members have consecutive numbers. Some may not be in the file: other objects are not, either. */
static void add_members(struct workshop *shop, const struct object *o, const struct style *style,
                        struct draw *d)
{
    unsigned size = group_size(o, d), changed = style->operation ? 1 + size / 5 : 0;
    uint64_t first = draw_below(d, (unsigned)o->number + 1000);

    for (unsigned i = 0; i < size; i++) {
        struct identity member = identity_of(shop->seed, first + i);
        enum fate fate = i >= changed ? KEPT : i % 2 ? REMOVED : ADDED;
        attributes_add_reference(&shop->attributes, &member, fate);
    }
}

static void add_manager(struct workshop *shop, const struct object *o, const struct style *style,
                        struct draw *d)
{
    unsigned known = (unsigned)o->number + 1;
    struct identity old = identity_of(shop->seed, draw_below(d, known));
    struct identity new = identity_of(shop->seed, draw_below(d, known) + 1);

    attributes_add_reference(&shop->attributes, &old, style->operation ? REMOVED : KEPT);
    if (style->operation)
        attributes_add_reference(&shop->attributes, &new, ADDED);
}

static void add_references(struct workshop *shop, const struct object *o, const struct kind *kind,
                           const struct style *style, struct draw *d)
{
    attributes_add_references(&shop->attributes, kind->name, kind->multivalued, style);
    if (kind->multivalued)
        add_members(shop, o, style, d);
    else
        add_manager(shop, o, style, d);
}

/* Which attributes change, as bits: one to four of those that can. */
static uint32_t draw_changes(const struct object *o, struct draw *d)
{
    uint32_t changes = 0;
    unsigned left = 1 + draw_below(d, 4);

    if (o->number == LARGE_GROUP_NUMBER)
        return 1; /* its members */
    while (left > 0) {
        unsigned at = draw_below(d, (unsigned)o->type->count);
        if (o->type->kinds[at].type && !person_may_change(o->type->kinds[at].pattern))
            continue;
        changes |= 1u << at;
        left--;
    }
    return changes;
}

static void make_attributes(struct workshop *shop, const struct object *o, struct draw *d)
{
    struct person before = person_draw(d, o->number, &o->who), after = person_changed(&before, d);
    uint32_t changes = draw_changes(o, d);
    const struct operation *operation = o->operation;

    attributes_clear(&shop->attributes);
    for (size_t i = 0; i < o->type->count; i++) {
        const struct kind *kind = &o->type->kinds[i];
        const struct style *style = operation->style ? operation->style : &style_unchanged;
        if (!operation->style && changes >> i & 1)
            style = o->number == LARGE_GROUP_NUMBER ? &style_updated : style_draw(d);
        if (kind->type)
            attributes_add(&shop->attributes, kind, style, &before,
                           style == &style_made ? &before : &after);
        else
            add_references(shop, o, kind, style, d);
    }
}

/* ---- Its images ---- */

/* The first elements of a delta or a hologram. */
static void put_head(struct text *to, const struct object *o)
{
    text_put(to, "<anchor encoding=\"base64\">");
    identity_put_anchor(to, &o->who);
    text_put(to, "</anchor><parent-anchor encoding=\"base64\"></parent-anchor>");
}

static void put_classes(struct text *to, const struct object *o)
{
    text_put(to, "<primary-objectclass>");
    text_put(to, o->type->name);
    text_put(to, "</primary-objectclass><objectclass><oc-value>");
    text_put(to, o->type->name);
    text_put(to, "</oc-value></objectclass>");
}

static void put_dn(struct text *to, const char *name, const struct identity *who)
{
    text_put(to, " ");
    text_put(to, name);
    text_put(to, "=\"");
    identity_put_dn(to, who);
    text_put(to, "\"");
}

static void put_delta(struct text *to, const struct workshop *shop, const struct object *o)
{
    const struct operation *operation = o->operation;

    text_put(to, "<delta operation=\"");
    text_put(to, operation->word);
    text_put(to, "\"");
    put_dn(to, "dn", &o->who);
    if (o->moves)
        put_dn(to, "newdn", &o->renamed);
    text_put(to, ">");
    put_head(to, o);
    if (operation->lists && operation->style)
        put_classes(to, o);
    if (o->new_class)
        text_put(to, "<objectclass operation=\"update\"><oc-value operation=\"add\">mailRecipient"
                     "</oc-value></objectclass>");
    if (operation->lists)
        attributes_put_delta(to, &shop->attributes, o->terse);
    text_put(to, "</delta>");
}

static void put_entry(struct text *to, const struct workshop *shop, const struct object *o,
                      bool after)
{
    text_put(to, "<entry");
    put_dn(to, "dn", after && o->moves ? &o->renamed : &o->who);
    text_put(to, ">");
    put_head(to, o);
    put_classes(to, o);
    attributes_put_entry(to, &shop->attributes, after);
    text_put(to, "</entry>");
}

/* ---- The object ---- */

static void put_deltas(struct text *to, const struct workshop *shop, const struct object *o)
{
    text_put(to, "<unapplied-export>");
    if (o->operation->word)
        put_delta(to, shop, o);
    text_put(to, "</unapplied-export><escrowed-export></escrowed-export><unconfirmed-export>");
    if (o->unconfirmed)
        put_delta(to, shop, o);
    text_put(to, "</unconfirmed-export><pending-import>");
    if (o->pending_import)
        put_delta(to, shop, o);
    text_put(to, "</pending-import>");
}

static void put_holograms(struct text *to, struct workshop *shop, const struct object *o)
{
    struct text *before = &shop->hologram;

    before->n = 0;
    if (o->operation->before)
        put_entry(before, shop, o, false);
    text_put(to, "<synchronized-hologram>");
    text_add(to, before->s, before->n);
    text_put(to, "</synchronized-hologram><unapplied-export-hologram>");
    if (o->operation->after)
        put_entry(to, shop, o, true);
    text_put(to, "</unapplied-export-hologram><escrowed-export-hologram></escrowed-export-hologram>"
                 "<unconfirmed-export-hologram>");
    if (o->unconfirmed)
        put_entry(to, shop, o, true);
    text_put(to, "</unconfirmed-export-hologram><pending-import-hologram>");
    text_add(to, before->s, before->n);
    text_put(to, "</pending-import-hologram>");
}

static void put_flags(struct text *to, const struct object *o)
{
    text_put(to, o->joined ? "<connector>1</connector>" : "<connector>0</connector>");
    text_put(to, "<connector-state>normal</connector-state><seen-by-import>1</seen-by-import>"
                 "<rebuild-in-progress>0</rebuild-in-progress><obsoletion>0</obsoletion>"
                 "<need-full-sync>0</need-full-sync><placeholder-parent>0</placeholder-parent>"
                 "<placeholder-link>0</placeholder-link><placeholder-delete>0</placeholder-delete>"
                 "<pending>0</pending><ref-retry>0</ref-retry><rename-retry>0</rename-retry>"
                 "<import-delta-operation>");
    text_put(to, o->pending_import ? o->operation->done : "none");
    text_put(to, "</import-delta-operation><export-delta-operation>");
    text_put(to, o->operation->done);
    text_put(to, "</export-delta-operation><pending-ref-delete>0</pending-ref-delete>");
    text_format(to,
                "<sequencers><original><batch-number>1</batch-number><sequence-number>%" PRIu64
                "</sequence-number></original>",
                o->number);
    text_format(to,
                "<current><batch-number>3</batch-number><sequence-number>%" PRIu64
                "</sequence-number></current>",
                o->number);
    text_format(to,
                "<unapplied><batch-number>2</batch-number><sequence-number>%" PRIu64
                "</sequence-number></unapplied></sequencers>",
                o->number);
}

static void put_error(struct text *to, const struct object *o)
{
    if (!o->failed)
        return;
    text_put(to, "<export-errordetail first-occurred=\"2016-09-01 10:11:14.000\" "
                 "date-occurred=\"2016-09-02 11:12:13.987\" retry-count=\"3\" "
                 "error-type=\"AttributeValueMustBeUnique\"><export-status><error-code>0x8023134a"
                 "</error-code><server-error-detail>The value is in use &amp; must be unique."
                 "</server-error-detail></export-status></export-errordetail>");
}

static void put_link(struct text *to, const struct object *o)
{
    if (!o->joined) {
        text_put(to, "<disconnection-type>explicit</disconnection-type><disconnection-time>2016-09-"
                     "02 07:00:00.250</disconnection-time>");
        return;
    }
    text_put(to, "<mv-link lineage-id=\"{0F6A3C0E-6D1B-4C57-9F0E-52B1D4F7A6C3}\" "
                 "lineage-type=\"projection\" lineage-time=\"2016-09-01 10:11:12.000\">{");
    identity_put_guid(to, o->who.link);
    text_put(to, "}</mv-link>");
}

static void put_single_values(struct text *to, const struct object *o)
{
    put_flags(to, o);
    text_put(to, "<ma-id>{B891884F-051E-4A83-95AF-2544101C9083}</ma-id><ma-name>contoso.com - AAD"
                 "</ma-name><partition-id>{3C5E1B0A-7F64-4D0B-8A5E-9B7D2C1F6E48}</partition-id>");
    put_error(to, o);
    put_link(to, o);
    text_put(to, "<last-import-delta-time>2016-09-01 10:11:12.123</last-import-delta-time>"
                 "<last-export-delta-time>2016-09-01 10:11:13.456</last-export-delta-time>"
                 "<partition-name>default</partition-name>");
}

/* Draws what is special about the object of that number. */
static struct object draw_object(const struct workshop *shop, uint64_t number, struct draw *d)
{
    struct object o = {.number = number, .type = type_of(number), .operation = draw_operation(d)};

    if (number == LARGE_GROUP_NUMBER)
        o.operation = operations;
    bool update = o.operation == operations;
    o.who = identity_of(shop->seed, number);
    o.renamed = identity_of(~shop->seed, number);
    o.moves = draw_chance(d, 10) && update;
    o.new_class = draw_chance(d, 10) && update;
    o.terse = draw_chance(d, 60);
    o.joined = !draw_chance(d, 5);
    o.failed = draw_chance(d, 5);
    o.pending_import = draw_chance(d, 10) && o.operation->word;
    o.unconfirmed = draw_chance(d, 10) && o.operation->word;
    return o;
}

void object_put(struct text *to, struct workshop *shop, uint64_t number)
{
    struct draw d = draw_begin(shop->seed, number);
    struct object o = draw_object(shop, number, &d);

    make_attributes(shop, &o, &d);
    text_put(to, "<cs-object");
    put_dn(to, "cs-dn", &o.who);
    text_put(to, " id=\"{");
    identity_put_guid(to, o.who.guid);
    text_put(to, "}\" object-type=\"");
    text_put(to, o.type->name);
    text_put(to, "\">");
    put_deltas(to, shop, &o);
    put_holograms(to, shop, &o);
    put_single_values(to, &o);
    text_put(to, "</cs-object>");
}

void workshop_free(struct workshop *shop)
{
    attributes_free(&shop->attributes);
    text_free(&shop->hologram);
}
