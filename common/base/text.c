#include "base/text.h"

int cs_text_compare(cs_text a, cs_text b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n > 0 ? memcmp(a.s, b.s, n) : 0;

    return order != 0 ? order : cs_number_compare(a.n, b.n);
}

bool cs_text_equal_nocase(cs_text a, cs_text b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (cs_ascii_lower(a.s[i]) != cs_ascii_lower(b.s[i]))
            return false;
    return true;
}

cs_text cs_text_strip_front(cs_text t)
{
    while (t.n > 0 && cs_is_space(t.s[0]))
        t = cs_text_skip(t, 1);
    return t;
}

cs_text cs_text_strip(cs_text t)
{
    t = cs_text_strip_front(t);
    while (t.n > 0 && cs_is_space(t.s[t.n - 1]))
        t.n--;
    return t;
}

bool cs_text_is_blank(cs_text t)
{
    return cs_text_strip(t).n == 0;
}
