#include "ldap/server.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/utf8.h"
#include "ldap/internal.h"
#include "sys/interrupt.h"

#define PAGED_RESULTS LDAP_CONTROL_PAGEDRESULTS
#define EXTENDED_DN "1.2.840.113556.1.4.529" /* [MS-ADTS] 3.1.1.3.4.1.5 */

enum {
    LONGEST_VALUE = 16 << 20, /* bytes (doc/csexport-xml.md, Limits) */
    LONGEST_SILENCE = 120     /* seconds without a message */
};

enum tuning {
    PAGE_SIZE = 500,    /* entries; a domain controller gives up to 1,000 */
    LOOK_EVERY = 200000 /* microseconds between two looks for an interrupt */
};

/* ---- Messages ---- */

LDAPMessage *cs_server_wait(cs_server *server, int operation, cs_error *error)
{
    for (int waited = 0; waited < LONGEST_SILENCE * (1000000 / LOOK_EVERY); waited++) {
        struct timeval wait = {.tv_usec = LOOK_EVERY};
        LDAPMessage *message = NULL;
        int got = ldap_result(server->ld, operation, LDAP_MSG_ONE, &wait, &message);
        if (got > 0)
            return message;
        ldap_msgfree(message);
        int reason = LDAP_SERVER_DOWN;
        if (got < 0) {
            ldap_get_option(server->ld, LDAP_OPT_RESULT_CODE, &reason);
            if (cs_interrupt_check(error))
                cs_server_fail(server, reason, "the connection is lost", error);
            return NULL;
        }
        if (!cs_interrupt_check(error))
            return NULL;
    }
    cs_fail(error, "the server has not answered for two minutes");
    cs_error_file(error, server->options->uri);
    return NULL;
}

/* Judges how an operation ended; keeps the cookie of its page in `*cookie`, NULL for nobody. Frees
 * the message. */
static bool judge_result(cs_server *server, LDAPMessage *message, struct berval *cookie,
                         cs_error *error)
{
    LDAPControl **controls = NULL;
    char *text = NULL;
    int result = LDAP_OTHER;
    int rc = ldap_parse_result(server->ld, message, &result, NULL, &text, NULL, &controls, 1);

    if (rc == LDAP_SUCCESS && result == LDAP_REFERRAL)
        cs_fail(error, "the server refers to another one for \"%.200s\"", server->options->base);
    else if (rc != LDAP_SUCCESS || result != LDAP_SUCCESS)
        cs_fail(error, "the search failed: %s%s%.200s",
                ldap_err2string(rc != LDAP_SUCCESS ? rc : result), text && text[0] ? ": " : "",
                text ? text : "");
    LDAPControl *page = ldap_control_find(PAGED_RESULTS, controls, NULL);
    ber_int_t estimate;
    if (!error->set && cookie && page &&
        ldap_parse_pageresponse_control(server->ld, page, &estimate, cookie) != LDAP_SUCCESS)
        cs_fail(error, "the server's page has no cookie");
    cs_error_file(error, server->options->uri);
    ldap_controls_free(controls);
    ldap_memfree(text);
    return !error->set;
}

/* ---- Entries ---- */

static bool add_value(cs_server *server, cs_text name, cs_text bytes, cs_error *error)
{
    cs_entry_value *list =
        cs_grown(server->values, server->entry.count, &server->room, sizeof *list);

    if (!list)
        return cs_fail_memory(error);
    server->values = list;
    if (!cs_entry_is_name(name))
        return cs_fail(error, "the server gives an attribute that has no name of one");
    if (bytes.n > LONGEST_VALUE)
        return cs_fail_cause(error, CS_CAUSE_LIMIT, "the value of \"%.*s\" is longer than 16 MiB",
                             CS_PRINTED(name, 60));
    list[server->entry.count++] = (cs_entry_value){name, bytes};
    return true;
}

/* Adds the values of the message's attributes; with `copy` into memory of their own. */
static bool add_values(cs_server *server, LDAPMessage *message, bool copy, cs_error *error)
{
    BerElement *ber = NULL;
    struct berval name = {0, NULL}, *values = NULL, dn;
    int rc = ldap_get_dn_ber(server->ld, message, &ber, &dn);

    while (rc == LDAP_SUCCESS && !error->set &&
           (rc = ldap_get_attribute_ber(server->ld, message, ber, &name, &values)) ==
               LDAP_SUCCESS &&
           name.bv_val) {
        cs_text own = cs_arena_copy(&server->arena, (cs_text){name.bv_val, name.bv_len});
        if (!own.s)
            cs_fail_memory(error);
        for (struct berval *v = values; v && v->bv_val && !error->set; v++) {
            cs_text bytes = {v->bv_val, v->bv_len};
            if (copy)
                bytes = cs_arena_copy(&server->arena, bytes);
            if (!bytes.s)
                cs_fail_memory(error);
            else
                add_value(server, own, bytes, error);
        }
        ber_memfree(values);
        values = NULL;
    }
    ber_free(ber, 0);
    return !error->set && (rc == LDAP_SUCCESS || cs_server_fail(server, rc, "bad entry", error));
}

/* True where values of the attribute are still to come: "member;range=0-1499". `*next` is the first
 * of them, `*length` that of the name without the range. */
static bool is_unfinished(cs_text name, uint64_t *next, size_t *length)
{
    char text[48], *end;
    const char *range = memmem(name.s, name.n, ";range=", 7);

    if (!range)
        return false;
    *length = (size_t)(range - name.s);
    snprintf(text, sizeof text, "%.*s", CS_PRINTED(cs_text_skip(name, *length + 7), 40));
    char *dash = strchr(text, '-');
    *next = dash ? strtoull(dash + 1, &end, 10) : UINT64_MAX;
    if (!dash || *end || end == dash + 1 || *next == UINT64_MAX)
        return false;
    ++*next;
    return true;
}

/* Reads the values of the entry's attribute from number `next` on. */
static bool read_range(cs_server *server, const char *dn, cs_text name, uint64_t next,
                       cs_error *error)
{
    char attribute[1200], *attributes[] = {attribute, NULL};
    int operation, rc;
    bool done = false;

    snprintf(attribute, sizeof attribute, "%.*s;range=%" PRIu64 "-*", CS_PRINTED(name, 1024), next);
    rc = ldap_search_ext(server->ld, dn, LDAP_SCOPE_BASE, "(objectClass=*)", attributes, 0, NULL,
                         NULL, NULL, 0, &operation);
    if (rc != LDAP_SUCCESS)
        return cs_server_fail(server, rc, "cannot search", error);
    while (!done && !error->set) {
        LDAPMessage *message = cs_server_wait(server, operation, error);
        if (!message)
            return false;
        done = ldap_msgtype(message) == LDAP_RES_SEARCH_RESULT;
        if (done) {
            judge_result(server, message, NULL, error);
            break;
        }
        if (ldap_msgtype(message) == LDAP_RES_SEARCH_ENTRY)
            add_values(server, message, true, error);
        ldap_msgfree(message);
    }
    return !error->set;
}

/* Reads what is missing of attributes that came in ranges. */
static bool finish_ranges(cs_server *server, const char *dn, cs_error *error)
{
    for (size_t i = 0; i < server->entry.count; i++) {
        cs_text name = server->values[i].name;
        uint64_t next;
        size_t length;
        bool last_of_run = i + 1 == server->entry.count || server->values[i + 1].name.s != name.s;
        if (!last_of_run || !is_unfinished(name, &next, &length))
            continue;
        /* What comes is put behind all others, and looked at when the loop gets there. */
        size_t before = server->entry.count;
        if (!read_range(server, dn, cs_text_first(name, length), next, error))
            return false;
        if (server->entry.count == before)
            return cs_fail(error, "the server gives no more values of \"%.*s\"",
                           CS_PRINTED(name, 100));
    }
    return true;
}

/* An extended DN's own DN. */
static cs_text strip_extended(cs_text dn)
{
    while (dn.n > 0 && dn.s[0] == '<') {
        size_t end = cs_text_find(dn, '>');
        dn = cs_text_skip(dn, end < dn.n ? end + 1 : dn.n);
        dn = cs_text_skip(dn, dn.n > 0 && dn.s[0] == ';');
    }
    return dn;
}

/* Takes the message's entry up. */
static bool take_entry(cs_server *server, cs_error *error)
{
    char *dn = ldap_get_dn(server->ld, server->message);
    cs_text text = cs_text_from(dn);

    if (server->extended)
        text = strip_extended(text);
    server->entry.dn = cs_arena_copy(&server->arena, text);
    ldap_memfree(dn);
    server->entry.count = 0;
    server->entry.number++;
    if (!server->entry.dn.s)
        return cs_fail_memory(error);
    if (text.n == 0 || cs_utf8_xml_prefix(server->entry.dn.s, text.n) < text.n)
        return cs_fail(error, "the entry's DN is empty, or not text in UTF-8");
    if (!add_values(server, server->message, false, error) ||
        !finish_ranges(server, server->entry.dn.s, error)) {
        cs_error_dn(error, server->entry.dn);
        return false;
    }
    server->entry.values = server->values;
    return true;
}

/* ---- Pages ---- */

/* The control that asks for extended DNs, with the GUID in hexadecimal: SEQUENCE { INTEGER 0 }. */
static LDAPControl extended_dn = {.ldctl_oid = (char *)EXTENDED_DN,
                                  .ldctl_value = {5, (char *)"0\3\2\1\0"},
                                  .ldctl_iscritical = 1};

/* Asks for the next page. */
static bool ask(cs_server *server, cs_error *error)
{
    const cs_server_options *options = server->options;
    LDAPControl *page = NULL;
    struct berval *cookie = server->begun ? &server->cookie : NULL;
    int rc = ldap_create_page_control(server->ld, PAGE_SIZE, cookie, 0, &page);
    LDAPControl *controls[] = {page, server->extended ? &extended_dn : NULL, NULL};

    if (rc == LDAP_SUCCESS)
        rc = ldap_search_ext(server->ld, options->base, LDAP_SCOPE_SUBTREE,
                             options->filter ? options->filter : "(objectClass=*)",
                             server->attributes, 0, controls, NULL, NULL, 0, &server->search);
    ldap_control_free(page);
    ber_memfree(server->cookie.bv_val);
    server->cookie = (struct berval){0, NULL};
    server->begun = true;
    return rc == LDAP_SUCCESS || cs_server_fail(server, rc, "cannot search", error);
}

cs_next cs_server_next(cs_server *server, const cs_entry **entry, cs_error *error)
{
    ldap_msgfree(server->message);
    server->message = NULL;
    cs_arena_reset(&server->arena);
    while (server->search != 0 || !server->last) {
        if (server->search == 0 && !ask(server, error))
            return CS_FAILED;
        LDAPMessage *message = cs_server_wait(server, server->search, error);
        if (!message)
            return CS_FAILED;
        int type = ldap_msgtype(message);
        if (type == LDAP_RES_SEARCH_ENTRY) {
            server->message = message;
            *entry = &server->entry;
            return take_entry(server, error) ? CS_ITEM : CS_FAILED;
        }
        if (type == LDAP_RES_SEARCH_RESULT) {
            if (!judge_result(server, message, &server->cookie, error))
                return CS_FAILED;
            server->last = server->cookie.bv_len == 0;
            server->search = 0;
            continue;
        }
        server->references += type == LDAP_RES_SEARCH_REFERENCE;
        ldap_msgfree(message);
    }
    return CS_END;
}

/* ---- Begin and end ---- */

/* True where the server knows the control, by its root (RFC 4512, 5.1). */
static bool find_control(cs_server *server, const char *oid, bool *known, cs_error *error)
{
    char *attributes[] = {(char *)(uintptr_t) "supportedControl", NULL};
    LDAPMessage *answer = NULL;
    struct timeval timeout = {.tv_sec = LONGEST_SILENCE};
    int rc = ldap_search_ext_s(server->ld, "", LDAP_SCOPE_BASE, "(objectClass=*)", attributes, 0,
                               NULL, NULL, &timeout, 0, &answer);
    LDAPMessage *root = rc == LDAP_SUCCESS ? ldap_first_entry(server->ld, answer) : NULL;
    struct berval **values =
        root ? ldap_get_values_len(server->ld, root, "supportedControl") : NULL;

    for (int i = 0; values && values[i]; i++)
        *known |= cs_text_is((cs_text){values[i]->bv_val, values[i]->bv_len}, oid);
    ldap_value_free_len(values);
    ldap_msgfree(answer);
    return rc == LDAP_SUCCESS || cs_server_fail(server, rc, "cannot read the server's root", error);
}

/* Sets the attributes to ask for: all, or those that are wanted; and what an object needs. */
static bool set_attributes(cs_server *server, cs_error *error)
{
    static const char *const always[] = {"objectClass", "objectGUID", "entryUUID",
                                         "structuralObjectClass"};
    const cs_server_options *options = server->options;
    size_t count = 0, most = options->attribute_count + 1 + sizeof always / sizeof *always + 1;

    server->attributes = cs_arena_zalloc(&server->memory, most * sizeof *server->attributes);
    if (!server->attributes)
        return cs_fail_memory(error);
    if (!options->attributes)
        server->attributes[count++] = (char *)(uintptr_t)LDAP_ALL_USER_ATTRIBUTES;
    for (size_t i = 0; i < options->attribute_count; i++) {
        cs_text copy = cs_arena_copy(&server->memory, options->attributes[i]);
        if (!copy.s)
            return cs_fail_memory(error);
        server->attributes[count++] = (char *)(uintptr_t)copy.s;
    }
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        server->attributes[count++] = (char *)(uintptr_t)always[i];
    return true;
}

cs_server *cs_server_open(const cs_server_options *options, cs_error *error)
{
    cs_server *server = calloc(1, sizeof *server);

    if (!server) {
        cs_fail_memory(error);
        return NULL;
    }
    server->options = options;
    if (cs_server_check(options, error) && set_attributes(server, error) &&
        cs_server_connect(server, error) &&
        find_control(server, EXTENDED_DN, &server->extended, error))
        return server;
    cs_server_close(server);
    return NULL;
}

uint64_t cs_server_references(const cs_server *server)
{
    return server->references;
}

void cs_server_close(cs_server *server)
{
    if (!server)
        return;
    ldap_msgfree(server->message);
    ber_memfree(server->cookie.bv_val);
    if (server->ld)
        ldap_unbind_ext_s(server->ld, NULL, NULL);
    cs_arena_free(&server->arena);
    cs_arena_free(&server->memory);
    free(server->values);
    free(server);
}
