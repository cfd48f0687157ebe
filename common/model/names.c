#include "model/names.h"

static const char *const names[CS_KIND_PART] = {
    [CS_KIND_UNKNOWN] = "",
    [CS_KIND_CS_OBJECTS] = "cs-objects",
    [CS_KIND_CS_OBJECT] = "cs-object",
    [CS_KIND_MMSML] = "mmsml",
    [CS_KIND_DIRECTORY_ENTRIES] = "directory-entries",
    [CS_KIND_DELTA] = "delta",
    [CS_KIND_ENTRY] = "entry",
    [CS_KIND_ANCHOR] = "anchor",
    [CS_KIND_PARENT_ANCHOR] = "parent-anchor",
    [CS_KIND_PRIMARY_OBJECTCLASS] = "primary-objectclass",
    [CS_KIND_OBJECTCLASS] = "objectclass",
    [CS_KIND_OC_VALUE] = "oc-value",
    [CS_KIND_ATTR] = "attr",
    [CS_KIND_VALUE] = "value",
    [CS_KIND_DN_ATTR] = "dn-attr",
    [CS_KIND_DN_VALUE] = "dn-value",
    [CS_KIND_DN] = "dn",
    [CS_KIND_PASSWORD_CHANGE_HISTORY] = "password-change-history",
};

static const char *kind_name(cs_kind kind)
{
    if (cs_kind_is_field(kind))
        return cs_field_name(cs_kind_field(kind));
    if (cs_kind_is_part(kind))
        return cs_part_name(cs_kind_part(kind));
    return names[kind];
}

/* The elements that come most often, so that they are found first. */
static const cs_kind frequent[] = {CS_KIND_VALUE, CS_KIND_ATTR, CS_KIND_DN, CS_KIND_DN_VALUE,
                                   CS_KIND_ANCHOR};

cs_kind cs_kind_from(cs_text name)
{
    if (name.n == 0)
        return CS_KIND_UNKNOWN;
    for (size_t i = 0; i < sizeof frequent / sizeof *frequent; i++)
        if (cs_text_is(name, names[frequent[i]]))
            return frequent[i];
    for (cs_kind kind = CS_KIND_UNKNOWN + 1; kind < CS_KINDS; kind++)
        if (cs_text_is(name, kind_name(kind)))
            return kind;
    /* The older form of mv-link, whose links are a level further down. */
    if (cs_text_is(name, "cs-mv-links"))
        return CS_KIND_FIELD + CS_FIELD_MV_LINK;
    return CS_KIND_UNKNOWN;
}

bool cs_word_is_true(cs_text word)
{
    return cs_text_is(word, "1") || cs_text_equal_nocase(word, CS_LITERAL("true"));
}

bool cs_word_is_false(cs_text word)
{
    return cs_text_is(word, "0") || cs_text_equal_nocase(word, CS_LITERAL("false"));
}
