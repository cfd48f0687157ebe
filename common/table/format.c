#include "table/format.h"

#include <string.h>

cs_format cs_format_from(const char *name)
{
    static const char *const names[CS_FORMATS] = {"csv", "jsonl", "xlsx", "html"};
    cs_format format = 0;

    while (format < CS_FORMATS && strcmp(name, names[format]) != 0)
        format++;
    return format;
}
