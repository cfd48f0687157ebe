#include "page/document.h"

#include "base/version.h"

/* The style sheet, and its hash for the content security policy: both are made by the Makefile. */
static const char style[] =
#include "page/page.css.inc"
    ;
static const char style_hash[] =
#include "page/page.css.hash"
    ;

void page_document_begin(cs_text title, cs_buffer *to)
{
    cs_buffer_puts(to, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                       "style-src '");
    cs_buffer_puts(to, style_hash);
    cs_buffer_puts(to, "'; base-uri 'none'; form-action 'none'\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                       "<meta name=\"color-scheme\" content=\"light dark\">\n"
                       "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    cs_buffer_add(to, title);
    cs_buffer_puts(to, "</title>\n<style>");
    cs_buffer_puts(to, style);
    cs_buffer_puts(to, "</style>\n</head>\n");
}

void page_document_end(const char *program, cs_buffer *to)
{
    cs_buffer_puts(to, "</main>\n<footer><p>Made by ");
    cs_buffer_puts(to, program);
    cs_buffer_puts(to, " " CS_VERSION ". This page is complete in itself: it loads nothing, runs "
                       "nothing and sends nothing.</p></footer>\n</body>\n</html>\n");
}
