/* parse: reads an XML file with libxml2 and does nothing with it. The yardstick of the bench: SAX2,
 * pushed 256 KiB at a time, every handler empty. */
#include <libxml/parser.h>
#include <stdbool.h>
#include <stdio.h>

enum {
    CHUNK = 256 * 1024
};

static void start_element(void *user, const xmlChar *name, const xmlChar *prefix,
                          const xmlChar *uri, int namespaces, const xmlChar **declared,
                          int attributes, int defaulted, const xmlChar **values)
{
    (void)user, (void)name, (void)prefix, (void)uri, (void)namespaces, (void)declared;
    (void)attributes, (void)defaulted, (void)values;
}

static void end_element(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)user, (void)name, (void)prefix, (void)uri;
}

static void characters(void *user, const xmlChar *text, int length)
{
    (void)user, (void)text, (void)length;
}

/* Parses all that is in the file. False: it is not well-formed, or cannot be read. */
static bool parse(xmlParserCtxtPtr parser, FILE *file)
{
    static char chunk[CHUNK];
    size_t n;

    while ((n = fread(chunk, 1, sizeof chunk, file)) > 0)
        if (xmlParseChunk(parser, chunk, (int)n, 0) != 0)
            return false;
    return !ferror(file) && xmlParseChunk(parser, chunk, 0, 1) == 0 && parser->wellFormed;
}

int main(int argc, char **argv)
{
    xmlSAXHandler handlers = {
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = start_element,
        .endElementNs = end_element,
        .characters = characters,
        .ignorableWhitespace = characters,
        .cdataBlock = characters,
    };
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;

    if (!file) {
        fprintf(stderr, "usage: parse FILE, which can be read\n");
        return 2;
    }
    setvbuf(file, NULL, _IONBF, 0);
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&handlers, NULL, NULL, 0, argv[1]);
    bool ok = parser && xmlCtxtUseOptions(parser, XML_PARSE_HUGE) == 0 && parse(parser, file);
    if (!ok)
        fprintf(stderr, "parse: \"%s\" is not well-formed, or cannot be read\n", argv[1]);
    xmlFreeParserCtxt(parser);
    xmlCleanupParser();
    fclose(file);
    return ok ? 0 : 1;
}
