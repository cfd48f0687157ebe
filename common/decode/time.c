/* Points in time as ISO 8601 in UTC: FILETIME and generalized time. */
#include <stdint.h>
#include <stdio.h>

#include "decode/internal.h"

enum {
    TICKS_A_SECOND = 10000000, /* of 100 nanoseconds */
    TICK_DIGITS = 7,
    SECONDS_A_DAY = 86400,
    FRACTION_MOST = 9, /* digits of a generalized time's fraction */
    TIME_DIGITS = 14   /* YYYYMMDDhhmmss */
};

typedef struct moment {
    int year, month, day, hour, minute, second;
} moment;

/* Appends the moment; `fraction` is the digits behind the second, zeroes at the end left out. */
static void put_moment(const moment *m, cs_text fraction, cs_buffer *to)
{
    char text[96];

    snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d", m->year, m->month, m->day, m->hour,
             m->minute, m->second);
    cs_buffer_puts(to, text);
    while (fraction.n > 0 && fraction.s[fraction.n - 1] == '0')
        fraction.n--;
    if (fraction.n > 0) {
        cs_buffer_puts(to, ".");
        cs_buffer_add(to, fraction);
    }
    cs_buffer_puts(to, "Z");
}

static int days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return days[month - 1] + (month == 2 && leap);
}

/* ---- FILETIME: ticks since 1601-01-01 ([MS-DTYP] 2.3.3) ---- */

/* Attributes that hold one, and what they say by a number that is no time; NULL where the number
 * is a time like any other. */
typedef struct filetime {
    const char *attribute;
    const char *zero;
    const char *last; /* 0x7fffffffffffffff */
} filetime;

#define MUST_CHANGE "must change at next logon"

/* Zero of a last logon and the like is "unknown" to the reference, and "never" to the console and
 * to people. Of msDS-UserPasswordExpiryTimeComputed it is a password that must be changed
 * ([MS-ADTS] 3.1.1.4.5), of a password managed by LAPS one that is to be replaced at once. */
static const filetime filetimes[] = {
    {"accountExpires", "never", "never"},
    {"badPasswordTime", "never", NULL},
    {"builtinCreationTime", "never", NULL},
    {"creationTime", "never", NULL},
    {"lastLogoff", "never", NULL},
    {"lastLogon", "never", NULL},
    {"lastLogonTimestamp", "never", NULL},
    {"lockoutTime", "not locked", NULL},
    {"lSACreationTime", "never", NULL},
    {"ms-Mcs-AdmPwdExpirationTime", "expired", NULL},
    {"msDS-ApproximateLastLogonTimeStamp", "never", NULL},
    {"msDS-Cached-Membership-Time-Stamp", "never", NULL},
    {"msDS-LastFailedInteractiveLogonTime", "never", NULL},
    {"msDS-LastSuccessfulInteractiveLogonTime", "never", NULL},
    {"msDS-UserPasswordExpiryTimeComputed", MUST_CHANGE, "never"},
    {"msLAPS-PasswordExpirationTime", "expired", NULL},
    {"pwdLastSet", MUST_CHANGE, NULL},
};

static const filetime *find_filetime(cs_text name)
{
    for (size_t i = 0; i < sizeof filetimes / sizeof *filetimes; i++)
        if (cs_text_equal_nocase(name, cs_text_from(filetimes[i].attribute)))
            return &filetimes[i];
    return NULL;
}

bool cs_is_filetime(cs_text name)
{
    return find_filetime(name) != NULL;
}

/* The date `days` after 1601-01-01, which begins 400 years that end in a leap year: so does each
 * span of 100 years but the first three, of 4, and of 1. */
static void date_of(int64_t days, moment *m)
{
    static const struct {
        int years, days, most; /* a span, its days, how many of it are in the larger one */
    } spans[] = {{400, 146097, INT32_MAX}, {100, 36524, 3}, {4, 1461, 24}, {1, 365, 3}};

    m->year = 1601;
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        int64_t whole = days / spans[i].days;
        if (whole > spans[i].most)
            whole = spans[i].most;
        m->year += (int)whole * spans[i].years;
        days -= whole * spans[i].days;
    }
    for (m->month = 1; days >= days_of_month(m->year, m->month); m->month++)
        days -= days_of_month(m->year, m->month);
    m->day = (int)days + 1;
}

bool cs_decode_filetime(cs_text name, int64_t ticks, cs_buffer *to)
{
    const filetime *kind = find_filetime(name);

    if (!kind || ticks < 0)
        return false;
    const char *word = ticks == 0 ? kind->zero : ticks == INT64_MAX ? kind->last : NULL;
    if (word) {
        cs_buffer_puts(to, word);
        return true;
    }

    int64_t seconds = ticks / TICKS_A_SECOND;
    int of_day = (int)(seconds % SECONDS_A_DAY);
    moment m = {.hour = of_day / 3600, .minute = of_day / 60 % 60, .second = of_day % 60};
    char fraction[16];
    date_of(seconds / SECONDS_A_DAY, &m);
    snprintf(fraction, sizeof fraction, "%0*d", TICK_DIGITS, (int)(ticks % TICKS_A_SECOND));
    put_moment(&m, cs_text_from(fraction), to);
    return true;
}

/* ---- Generalized time (RFC 4517, section 3.3.13), as Active Directory writes it ---- */

/* True for digits and nothing else. */
static bool are_digits(cs_text t)
{
    for (size_t i = 0; i < t.n; i++)
        if (t.s[i] < '0' || t.s[i] > '9')
            return false;
    return t.n > 0;
}

/* The `n` digits at `*at`, which then points behind them. */
static int number_at(const char **at, int n)
{
    int number = 0;

    while (n-- > 0)
        number = number * 10 + *(*at)++ - '0';
    return number;
}

static bool is_moment(const moment *m)
{
    return m->year >= 1 && m->month >= 1 && m->month <= 12 && m->day >= 1 &&
           m->day <= days_of_month(m->year, m->month) && m->hour < 24 && m->minute < 60 &&
           m->second < 60;
}

/* Whole seconds and Z; between them a point and a fraction, or neither. */
bool cs_decode_generalized_time(cs_text value, cs_buffer *to)
{
    if (!cs_text_ends(value, 'Z'))
        return false;
    value.n--;
    if (value.n < TIME_DIGITS || !are_digits(cs_text_first(value, TIME_DIGITS)))
        return false;
    cs_text fraction = cs_text_skip(value, TIME_DIGITS);
    if (cs_text_starts(fraction, ".")) {
        fraction = cs_text_skip(fraction, 1);
        if (fraction.n > FRACTION_MOST || !are_digits(fraction))
            return false;
    } else if (fraction.n > 0) {
        return false;
    }

    const char *at = value.s;
    moment m = {.year = number_at(&at, 4)};
    m.month = number_at(&at, 2);
    m.day = number_at(&at, 2);
    m.hour = number_at(&at, 2);
    m.minute = number_at(&at, 2);
    m.second = number_at(&at, 2);
    if (!is_moment(&m))
        return false;
    put_moment(&m, fraction, to);
    return true;
}
