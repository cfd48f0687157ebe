#include "person.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- Names ---- */

/* A name in its own script, and in an address. */
struct name {
    const char *own, *plain;
};

/* Names that go together. */
struct script {
    unsigned weight; /* how often, in a thousand */
    bool surname_first;
    const struct name *given, *surnames;
    unsigned given_count, surname_count;
};

static const struct name english_given[] = {
    {"Ada", "ada"},          {"Alan", "alan"},    {"Grace", "grace"},       {"Barbara", "barbara"},
    {"Dennis", "dennis"},    {"Ken", "ken"},      {"Margaret", "margaret"}, {"Radia", "radia"},
    {"Tim", "tim"},          {"Frances", "fran"}, {"Katherine", "kath"},    {"Leslie", "leslie"},
    {"Edsger", "edsger"},    {"Karen", "karen"},  {"Whitfield", "whit"},    {"Shafi", "shafi"},
    {"Mary Ann", "maryann"}, {"Jo", "jo"},
};
static const struct name english_surnames[] = {
    {"Archer", "archer"},      {"Baker", "baker"},       {"Chandler", "chandler"},
    {"Dyer", "dyer"},          {"Fletcher", "fletcher"}, {"Gardener", "gardener"},
    {"Hunter", "hunter"},      {"Mason", "mason"},       {"O'Neil", "oneil"},
    {"Potter", "potter"},      {"Sawyer", "sawyer"},     {"Smith", "smith"},
    {"Smith-Jones", "smithj"}, {"Taylor", "taylor"},     {"Thatcher", "thatcher"},
    {"Turner", "turner"},      {"Weaver", "weaver"},     {"Wright", "wright"},
};
static const struct name european_given[] = {
    {"Björn", "bjoern"},   {"Zoë", "zoe"},     {"Łukasz", "lukasz"}, {"Noël", "noel"},
    {"Jürgen", "juergen"}, {"Chloé", "chloe"}, {"Şebnem", "sebnem"}, {"Ángel", "angel"},
};
static const struct name european_surnames[] = {
    {"Müller", "mueller"},          {"Ångström", "angstrom"},
    {"Dvořák", "dvorak"},           {"Peña", "pena"},
    {"Błoński", "blonski"},         {"Çelik", "celik"},
    {"Søndergård", "soendergaard"},
};
static const struct name cyrillic_given[] = {
    {"Анна", "anna"}, {"Сергей", "sergey"}, {"Олена", "olena"}};
static const struct name cyrillic_surnames[] = {
    {"Кузнецова", "kuznetsova"}, {"Мельник", "melnyk"}, {"Гончар", "honchar"}};
static const struct name greek_given[] = {
    {"Ελένη", "eleni"}, {"Νίκος", "nikos"}, {"Μαρία", "maria"}};
static const struct name greek_surnames[] = {{"Παπαδόπουλος", "papadopoulos"},
                                             {"Σιδεράς", "sideras"}};
static const struct name japanese_given[] = {
    {"葵", "aoi"}, {"大輔", "daisuke"}, {"さくら", "sakura"}};
static const struct name japanese_surnames[] = {
    {"鈴木", "suzuki"}, {"鍛冶屋", "kajiya"}, {"林", "hayashi"}};
static const struct name chinese_given[] = {{"秀英", "xiuying"}, {"伟", "wei"}, {"𠮷", "ji"}};
static const struct name chinese_surnames[] = {{"王", "wang"}, {"陶", "tao"}, {"李", "li"}};
static const struct name korean_given[] = {{"지우", "jiwoo"}, {"민준", "minjun"}};
static const struct name korean_surnames[] = {{"김", "kim"}, {"박", "park"}};
static const struct name arabic_given[] = {{"ليلى", "layla"}, {"عمر", "omar"}};
static const struct name arabic_surnames[] = {{"الحداد", "alhaddad"}, {"النجار", "alnajjar"}};
static const struct name hebrew_given[] = {{"נועה", "noa"}, {"אורי", "uri"}};
static const struct name hebrew_surnames[] = {{"סנדלר", "sandler"}, {"חייט", "hayat"}};
static const struct name indian_given[] = {{"आशा", "asha"}, {"रवि", "ravi"}};
static const struct name indian_surnames[] = {{"लोहार", "lohar"}, {"கொல்லன்", "kollan"}};

#define NAMES(given, surnames) given, surnames, COUNT(given), COUNT(surnames)

/* The weights add up to a thousand. Most names in most directories are ASCII. */
static const struct script scripts[] = {
    {860, false, NAMES(english_given, english_surnames)},
    {80, false, NAMES(european_given, european_surnames)},
    {12, false, NAMES(cyrillic_given, cyrillic_surnames)},
    {8, false, NAMES(greek_given, greek_surnames)},
    {10, true, NAMES(japanese_given, japanese_surnames)},
    {8, true, NAMES(chinese_given, chinese_surnames)},
    {6, true, NAMES(korean_given, korean_surnames)},
    {6, false, NAMES(arabic_given, arabic_surnames)},
    {4, false, NAMES(hebrew_given, hebrew_surnames)},
    {6, false, NAMES(indian_given, indian_surnames)},
};

static const struct script *draw_script(struct draw *d)
{
    unsigned at = draw_below(d, 1000);
    const struct script *s = scripts;

    for (; at >= s->weight; s++)
        at -= s->weight;
    return s;
}

/* ---- People ---- */

/* Every kind of field that a report must quote or make harmless is among these. */
static const char *const departments[] = {
    "Sales", "Legal", "R&amp;D", "Ops, Cloud", "Finance", "People &amp; Culture", "IT",
};
static const char *const titles[] = {
    "Engineer", "Senior Engineer", "Architect", "Engineer \"on call\"",      "Clerk",
    "Manager",  "-- vacant --",    "Trainee",   "Head of &lt;Platforms&gt;",
};
static const char *const notes[] = {
    "Staff of the project", "Staff;=see the list",  "@everyone in the building", "Archive\t+ mail",
    "Readers, writers",     "Owners\n-- no guests", "Staff &amp; friends",
};

static const char *pick(struct draw *d, const char *const *from, size_t count)
{
    return from[draw_below(d, (unsigned)count)];
}

#define PICK(d, array) pick(d, array, COUNT(array))

/* Draws everything but the name. */
static void draw_work(struct person *p, struct draw *d)
{
    p->department = PICK(d, departments);
    p->title = PICK(d, titles);
    p->note = PICK(d, notes);
    p->office = 1 + draw_below(d, 90);
    p->phone = draw_below(d, 10000);
}

struct person person_draw(struct draw *d, uint64_t number, const struct identity *identity)
{
    const struct script *s = draw_script(d);
    const struct name *given = s->given + draw_below(d, s->given_count);
    const struct name *surname = s->surnames + draw_below(d, s->surname_count);
    struct person p = {
        .given = given->own,
        .surname = surname->own,
        .plain_given = given->plain,
        .plain_surname = surname->plain,
        .surname_first = s->surname_first,
        .number = number,
        .identity = *identity,
    };

    draw_work(&p, d);
    return p;
}

struct person person_changed(const struct person *p, struct draw *d)
{
    struct person changed = person_draw(d, p->number, &p->identity);

    changed.given = p->given;
    changed.plain_given = p->plain_given;
    return changed;
}

/* ---- Their attributes ---- */

bool person_may_change(const char *pattern)
{
    while ((pattern = strchr(pattern, '%')) != NULL)
        if (strchr("snadtopr", *++pattern))
            return true;
    return false;
}

static void put_full_name(struct text *to, const struct person *p)
{
    text_put(to, p->surname_first ? p->surname : p->given);
    text_put(to, " ");
    text_put(to, p->surname_first ? p->given : p->surname);
}

static void put_field(struct text *to, char field, const struct person *p)
{
    switch (field) {
    case 'g':
        text_put(to, p->given);
        break;
    case 's':
        text_put(to, p->surname);
        break;
    case 'n':
        put_full_name(to, p);
        break;
    case 'a':
        text_format(to, "%s.%s%" PRIu64, p->plain_given, p->plain_surname, p->number);
        break;
    case 'i':
        text_format(to, "%" PRIu64, p->number);
        break;
    case 'd':
        text_put(to, p->department);
        break;
    case 't':
        text_put(to, p->title);
        break;
    case 'r':
        text_put(to, p->note);
        break;
    case 'o':
        text_format(to, "%u", p->office);
        break;
    case 'p':
        text_format(to, "%04u", p->phone);
        break;
    case 'x':
        text_base64(to, p->identity.source, sizeof p->identity.source);
        break;
    case 'c':
        identity_put_cloud_anchor(to, &p->identity);
        break;
    case 'b':
        text_base64(to, p->identity.sid, sizeof p->identity.sid);
        break;
    default:
        abort(); /* a pattern of ours that is wrong */
    }
}

void person_put(struct text *to, const char *pattern, const struct person *p)
{
    for (; *pattern; pattern++) {
        if (*pattern == '%')
            put_field(to, *++pattern, p);
        else
            text_add(to, pattern, 1);
    }
}
