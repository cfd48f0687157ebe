#include "document.h"

#include <stdio.h>

#include "base/terminal.h"
#include "page/document.h"
#include "page/text.h"

enum {
    LONGEST = 1 << 20 /* characters of a text on a page */
};

/* ---- Markdown ---- */

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (cs_ascii_lower(c) >= 'a' && cs_ascii_lower(c) <= 'z');
}

/* True where Markdown would take the character for markup. */
static bool is_markup(cs_text t, size_t i)
{
    char c = t.s[i];

    if (c == '_') /* within a word it is none */
        return i == 0 || i + 1 == t.n || !is_word(t.s[i - 1]) || !is_word(t.s[i + 1]);
    if (c == '#' || c == '+' || c == '-' || c == '>')
        return i == 0;
    return c == '\\' || c == '`' || c == '*' || c == '<' || c == '[' || c == ']' || c == '|' ||
           c == '&' || c == '~';
}

/* What could drive a terminal is written by its number; a line break is a space. */
static void put_harmless(cs_buffer *to, cs_text t)
{
    char piece[64];

    for (size_t i = 0, n; i < t.n; i += n) {
        n = 1;
        while (i + n < t.n && ((unsigned char)t.s[i + n] & 0xC0) == 0x80 && n < 4)
            n++;
        if (t.s[i] == '\n' || t.s[i] == '\r' || t.s[i] == '\t') {
            cs_buffer_puts(to, " ");
        } else {
            cs_escape(piece, sizeof piece, (cs_text){t.s + i, n});
            cs_buffer_puts(to, piece);
        }
    }
}

static void put_markdown(cs_buffer *to, cs_text t)
{
    size_t from = 0;

    for (size_t i = 0; i < t.n; i++) {
        if (!is_markup(t, i))
            continue;
        put_harmless(to, (cs_text){t.s + from, i - from});
        cs_buffer_puts(to, "\\");
        from = i;
    }
    put_harmless(to, (cs_text){t.s + from, t.n - from});
}

/* The longest run of backquotes. */
static size_t quotes_in(cs_text t)
{
    size_t most = 0, run = 0;

    for (size_t i = 0; i < t.n; i++) {
        run = t.s[i] == '`' ? run + 1 : 0;
        most = run > most ? run : most;
    }
    return most;
}

static void put_code(cs_buffer *to, cs_text t, bool in_row)
{
    size_t quotes = quotes_in(t) + 1;
    bool padded = t.n > 0 && (t.s[0] == '`' || t.s[t.n - 1] == '`');

    for (size_t i = 0; i < quotes; i++)
        cs_buffer_puts(to, "`");
    cs_buffer_puts(to, padded ? " " : "");
    for (size_t from = 0; from < t.n;) {
        cs_text rest = cs_text_skip(t, from);
        size_t n = in_row ? cs_text_find(rest, '|') : rest.n;
        put_harmless(to, cs_text_first(rest, n));
        if (n < rest.n)
            cs_buffer_puts(to, "\\|");
        from += n + 1;
    }
    cs_buffer_puts(to, padded ? " " : "");
    for (size_t i = 0; i < quotes; i++)
        cs_buffer_puts(to, "`");
}

/* ---- Parts ---- */

static void put(document *d, const char *html, const char *markdown)
{
    cs_buffer_puts(d->to, d->html ? html : markdown);
}

void document_text(document *d, cs_text text)
{
    if (d->html)
        page_plain(d->to, text, LONGEST);
    else
        put_markdown(d->to, text);
}

void document_words(document *d, const char *words)
{
    document_text(d, cs_text_from(words));
}

void document_code(document *d, cs_text text)
{
    if (text.n == 0) {
        put(d, "<span class=\"n\">empty</span>", "*empty*");
        return;
    }
    put(d, "<code>", "");
    if (d->html)
        page_plain(d->to, text, LONGEST);
    else
        put_code(d->to, text, d->in_row);
    put(d, "</code>", "");
}

void document_link(document *d, cs_text text, const char *id)
{
    put(d, "<a href=\"#", "");
    put(d, id, "");
    put(d, "\">", "");
    document_text(d, text);
    put(d, "</a>", "");
}

void document_heading(document *d, int level, cs_text text, const char *id)
{
    char tag[16];

    if (d->html) {
        snprintf(tag, sizeof tag, "<h%d", level);
        cs_buffer_puts(d->to, tag);
        if (id) {
            cs_buffer_puts(d->to, " id=\"");
            cs_buffer_puts(d->to, id);
            cs_buffer_puts(d->to, "\"");
        }
        cs_buffer_puts(d->to, ">");
        document_text(d, text);
        snprintf(tag, sizeof tag, "</h%d>\n", level);
        cs_buffer_puts(d->to, tag);
        return;
    }
    cs_buffer_puts(d->to, "\n");
    for (int i = 0; i < level; i++)
        cs_buffer_puts(d->to, "#");
    cs_buffer_puts(d->to, " ");
    document_text(d, text);
    cs_buffer_puts(d->to, "\n\n");
}

void document_fold(document *d, cs_text summary, const char *id)
{
    if (!d->html) {
        document_heading(d, 3, summary, NULL);
        return;
    }
    cs_buffer_puts(d->to, "<details class=\"o\"");
    if (id) {
        cs_buffer_puts(d->to, " id=\"");
        cs_buffer_puts(d->to, id);
        cs_buffer_puts(d->to, "\"");
    }
    cs_buffer_puts(d->to, "><summary><h3>");
    document_text(d, summary);
    cs_buffer_puts(d->to, "</h3></summary>\n");
}

void document_fold_end(document *d)
{
    put(d, "</details>\n", "");
}

void document_paragraph(document *d)
{
    put(d, "<p>", "");
}

void document_paragraph_end(document *d)
{
    put(d, "</p>\n", "\n\n");
}

void document_list(document *d)
{
    put(d, "<ul>\n", "");
}

void document_item(document *d)
{
    put(d, "<li>", "- ");
}

void document_item_end(document *d)
{
    put(d, "</li>\n", "\n");
}

void document_list_end(document *d)
{
    put(d, "</ul>\n", "\n");
}

void document_table(document *d, const char *const *heads)
{
    put(d, "<table><thead><tr>", "|");
    for (const char *const *head = heads; *head; head++) {
        put(d, "<th scope=\"col\">", " ");
        document_words(d, *head);
        put(d, "</th>", " |");
    }
    put(d, "</tr></thead><tbody>\n", "\n|");
    for (const char *const *head = heads; *head && !d->html; head++)
        cs_buffer_puts(d->to, " --- |");
    put(d, "", "\n");
}

void document_row(document *d)
{
    put(d, "<tr>", "|");
    d->in_row = true;
    d->cells = 0;
}

void document_cell(document *d)
{
    if (d->cells++ > 0)
        put(d, "</td>", " |");
    put(d, "<td>", " ");
}

void document_row_end(document *d)
{
    put(d, "</td></tr>\n", " |\n");
    d->in_row = false;
}

void document_table_end(document *d)
{
    put(d, "</tbody></table>\n", "\n");
}

/* ---- The document ---- */

void document_begin(document *d, cs_text title, cs_text lead)
{
    cs_buffer plain = {0};

    if (d->html) {
        page_plain(&plain, title, LONGEST);
        page_document_begin(cs_buffer_text(&plain), d->to);
        d->to->failed |= plain.failed;
        cs_buffer_free(&plain);
        cs_buffer_puts(d->to, "<body>\n<a class=\"skip\" href=\"#main\">Skip to the content</a>\n"
                              "<header>\n<h1>");
        document_text(d, title);
        cs_buffer_puts(d->to, "</h1>\n<p class=\"lead\">");
        document_text(d, lead);
        cs_buffer_puts(d->to, "</p>\n</header>\n<main id=\"main\">\n");
        return;
    }
    cs_buffer_puts(d->to, "# ");
    document_text(d, title);
    cs_buffer_puts(d->to, "\n\n");
    document_text(d, lead);
    cs_buffer_puts(d->to, "\n");
}

void document_end(document *d)
{
    if (d->html)
        page_document_end("csconfig", d->to);
}
