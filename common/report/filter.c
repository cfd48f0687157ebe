#include "report/filter.h"

#include <stdlib.h>

#include "base/nearest.h"

static bool add_word(cs_words *words, cs_text word, cs_error *error)
{
    cs_text *list = realloc(words->list, (words->count + 1) * sizeof *list);

    if (!list)
        return cs_fail_memory(error);
    words->list = list;
    list[words->count++] = word;
    return true;
}

/* Takes the first word off a list with commas between, which then is NULL behind the last. */
static cs_text next_word(const char **list)
{
    size_t n = strcspn(*list, ",");
    cs_text word = {*list, n};

    *list = (*list)[n] == ',' ? *list + n + 1 : NULL;
    return word;
}

bool cs_words_add(cs_words *words, const char *list, cs_error *error)
{
    const char *whole = list;

    do {
        cs_text word = next_word(&list);
        if (word.n == 0)
            return cs_fail_usage(error, "an empty word in the list \"%s\"", whole);
        if (!add_word(words, word, error))
            return false;
    } while (list);
    return true;
}

bool cs_words_add_whole(cs_words *words, const char *word, cs_error *error)
{
    return add_word(words, cs_text_from(word), error);
}

/* True if `word` is the operation as the XML or the report spells it. */
static bool is_omodt(cs_text word, cs_omodt omodt)
{
    return cs_text_equal_nocase(word, cs_text_from(cs_omodt_word(omodt))) ||
           cs_text_equal_nocase(word, cs_text_from(cs_omodt_title(omodt)));
}

bool cs_row_filter_add_omodts(cs_row_filter *filter, const char *list, cs_error *error)
{
    cs_text names[CS_OMODT_UNKNOWN];

    for (cs_omodt omodt = 0; omodt < CS_OMODT_UNKNOWN; omodt++)
        names[omodt] = cs_text_from(cs_omodt_word(omodt));
    do {
        cs_text word = next_word(&list);
        cs_omodt omodt = 0;
        while (omodt < CS_OMODT_UNKNOWN && !is_omodt(word, omodt))
            omodt++;
        if (omodt == CS_OMODT_UNKNOWN)
            return cs_fail_unknown(error, "operation", word, names, CS_OMODT_UNKNOWN);
        filter->omodts |= 1u << omodt;
    } while (list);
    return true;
}

/* True for a byte of a UTF-8 character that is not its first. */
static bool continues(cs_text text, size_t i)
{
    return i < text.n && ((unsigned char)text.s[i] & 0xC0) == 0x80;
}

bool cs_glob_match(cs_text pattern, cs_text text)
{
    size_t p = 0, t = 0, star = pattern.n, resume = 0;

    while (t < text.n) {
        if (p < pattern.n && pattern.s[p] == '*') {
            star = p++;
            resume = t;
        } else if (p < pattern.n && pattern.s[p] == '?') {
            p++;
            while (continues(text, ++t))
                continue;
        } else if (p < pattern.n && cs_ascii_lower(pattern.s[p]) == cs_ascii_lower(text.s[t])) {
            p++;
            t++;
        } else if (star < pattern.n) {
            /* Let the last star take one more. */
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.n && pattern.s[p] == '*')
        p++;
    return p == pattern.n;
}

bool cs_words_have(const cs_words *words, cs_text text)
{
    for (size_t i = 0; i < words->count; i++)
        if (cs_text_equal_nocase(words->list[i], text))
            return true;
    return false;
}

static bool matches(const cs_words *patterns, cs_text text)
{
    for (size_t i = 0; i < patterns->count; i++)
        if (cs_glob_match(patterns->list[i], text))
            return true;
    return patterns->count == 0;
}

bool cs_row_filter_has_object(const cs_row_filter *filter, const cs_change *row)
{
    if (filter->object_types.count > 0 && !cs_words_have(&filter->object_types, row->object_type))
        return false;
    if (filter->omodts != 0 && !(filter->omodts & 1u << row->omodt))
        return false;
    return matches(&filter->dns, row->dn);
}

bool cs_row_filter_has_change(const cs_row_filter *filter, const cs_change *row)
{
    if (filter->attributes.count > 0 && !cs_words_have(&filter->attributes, row->attribute))
        return false;
    return !row->attribute.s || !cs_words_have(&filter->excluded_attributes, row->attribute);
}

void cs_row_filter_free(cs_row_filter *filter)
{
    free(filter->object_types.list);
    free(filter->attributes.list);
    free(filter->excluded_attributes.list);
    free(filter->dns.list);
}
