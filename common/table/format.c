#include "table/format.h"

const cs_text cs_format_names[CS_FORMATS] = {{"csv", 3}, {"jsonl", 5}, {"xlsx", 4}, {"html", 4}};

cs_format cs_format_from(const char *name)
{
    cs_format format = 0;

    while (format < CS_FORMATS && !cs_text_is(cs_format_names[format], name))
        format++;
    return format;
}

cs_format cs_format_of_file(const char *path)
{
    const char *dot = path ? strrchr(path, '.') : NULL;
    cs_format format = 0;

    if (!dot)
        return CS_FORMATS;
    while (format < CS_FORMATS &&
           !cs_text_equal_nocase(cs_format_names[format], cs_text_from(dot + 1)))
        format++;
    return format;
}
