#include "report/shown.h"

#include "decode/decode.h"
#include "report/known.h"

static const char hidden[] = "(hidden)";

cs_text cs_shown(const cs_showing *showing, cs_text name, cs_text type, cs_text value,
                 cs_buffer *scratch)
{
    if (!value.s)
        return value;
    if (!showing->passwords && cs_is_password(name))
        return (cs_text){hidden, strlen(hidden)};
    return showing->decode ? cs_decode(name, type, value, scratch) : value;
}

bool cs_is_hidden(cs_text shown)
{
    return shown.s == hidden;
}
