#include "xml/read/complaint.h"

#define MARK "\xEF\xBB\xBF" /* the byte-order mark, as UTF-8 */

/* ---- A file that ends early ---- */

/* What is open at the end of an unfinished tag. */
static const char *unfinished_tag(cs_text tag)
{
    const char *end = tag.s + tag.n;

    for (const char *p = tag.s; p < end; p++) {
        if (*p == '>')
            return NULL;
        if (*p != '"' && *p != '\'')
            continue;
        p = memchr(p + 1, *p, (size_t)(end - p) - 1);
        if (!p)
            return "an XML attribute";
    }
    return tag.n > 1 && tag.s[1] == '/' ? "an end tag" : "a tag";
}

/* What the file ends inside; NULL if `rest` holds no unfinished markup. */
static const char *unfinished(cs_text rest)
{
    static const struct {
        const char *start, *end, *name;
    } markups[] = {{"<!--", "-->", "a comment"},
                   {"<![CDATA[", "]]>", "a CDATA section"},
                   {"<?xml ", "?>", "its XML declaration"},
                   {"<?", "?>", "a processing instruction"}};

    for (size_t i = 0; i < sizeof markups / sizeof *markups; i++)
        if (cs_text_starts(rest, markups[i].start))
            return memmem(rest.s, rest.n, markups[i].end, strlen(markups[i].end)) ? NULL
                                                                                  : markups[i].name;
    if (cs_text_starts(rest, "<"))
        return unfinished_tag(rest);
    const char *reference = rest.n > 0 ? memrchr(rest.s, '&', rest.n) : NULL;
    if (reference && !memchr(reference, ';', (size_t)(rest.s + rest.n - reference)))
        return "a character reference";
    return NULL;
}

bool cs_ends_early(cs_text rest)
{
    return unfinished(rest) != NULL;
}

/* ---- What stands where it cannot ---- */

bool cs_begins_document(cs_text text)
{
    if (cs_text_starts(text, MARK))
        text = cs_text_skip(text, strlen(MARK));
    return cs_text_starts(text, "<?xml") || (text.n > 1 && text.s[0] == '<' && text.s[1] != '/' &&
                                             text.s[1] != '!' && text.s[1] != '?');
}

/* True if the first line is one of a CSV file: columns, and no markup. */
static bool is_csv(cs_text text)
{
    cs_text line = cs_text_take_line(&text);
    size_t separators = 0;

    for (size_t i = 0; i < line.n; i++)
        separators += line.s[i] == ',' || line.s[i] == ';' || line.s[i] == '\t';
    return separators >= 2 && !cs_text_has(line, '<');
}

/* The file does not begin with an element. */
static void fail_start(cs_text rest, bool ended, cs_error *error)
{
    cs_text text = cs_text_strip((cs_text){rest.s, cs_text_find(rest, '<')});

    if (text.n == 0 && ended)
        cs_fail_cause(error, CS_CAUSE_MALFORMED,
                      "not XML: no element at the start: the file ends before it");
    else if (text.n == 0)
        cs_fail_cause(error, CS_CAUSE_MALFORMED, "not XML: no element at the start");
    else if (is_csv(text))
        cs_fail_cause(error, CS_CAUSE_MALFORMED,
                      "not XML: no element at the start; this looks like a CSV file: give the XML "
                      "file that csexport.exe wrote");
    else
        cs_fail_cause(error, CS_CAUSE_MALFORMED,
                      "not XML: no element at the start, but the text \"%.*s\"",
                      CS_PRINTED(text, 80));
}

void cs_describe_complaint(const xmlError *complaint, cs_complaint_place place, bool ended,
                           cs_text rest, cs_error *error)
{
    /* Without libxml2's line numbers: one line can be gigabytes long. */
    const char *said = complaint->message ? complaint->message : "not well-formed";
    cs_text what = {said, strcspn(said, "\n")};
    const char *open = ended ? unfinished(rest) : NULL;
    bool early = complaint->code == XML_ERR_TAG_NOT_FINISHED ||
                 (complaint->code == XML_ERR_DOCUMENT_END && place == CS_IN_ROOT);

    if (open)
        cs_fail_cause(error, CS_CAUSE_MALFORMED, "not well-formed: the file ends inside %s", open);
    else if (place == CS_AFTER_ROOT && !ended && cs_begins_document(rest))
        cs_fail_cause(error, CS_CAUSE_MALFORMED,
                      "a second document begins here, after the end of the first: give the files "
                      "one at a time");
    else if (complaint->code == XML_ERR_TAG_NAME_MISMATCH && complaint->str1 && complaint->str2)
        cs_fail_cause(error, CS_CAUSE_MALFORMED,
                      "not well-formed: the end tag \"%s\" does not match the start tag \"%s\"",
                      complaint->str2, complaint->str1);
    else if (early)
        cs_fail_cause(error, CS_CAUSE_MALFORMED,
                      "not well-formed: the file ends inside an element");
    else if (complaint->code == XML_ERR_DOCUMENT_EMPTY ||
             (complaint->code == XML_ERR_DOCUMENT_END && place == CS_BEFORE_ROOT))
        fail_start(rest, ended, error);
    else if (complaint->code == XML_ERR_NO_MEMORY)
        cs_fail_cause(error, CS_CAUSE_MEMORY, "out of memory, or too many different names");
    else
        cs_fail_cause(error, CS_CAUSE_MALFORMED, "not well-formed: %.*s", CS_PRINTED(what, 300));
}
