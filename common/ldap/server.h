/* The entries of a directory server, by LDAP (RFC 4511; doc/directory.md). */
#ifndef CS_LDAP_SERVER_H
#define CS_LDAP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "model/entry.h"

typedef struct cs_server cs_server;

typedef struct cs_server_options {
    const char *uri;           /* ldap://, ldaps:// or ldapi:// */
    const char *base;          /* the DN from which on everything is read */
    const char *filter;        /* NULL for every entry */
    const char *bind_dn;       /* NULL for an anonymous or SASL bind */
    const char *password_file; /* of the simple bind */
    const char *mechanism;     /* of a SASL bind, NULL for none */
    const char *ca;            /* a file of certificates to trust, NULL for the system's */
    bool start_tls;
    const cs_text *attributes; /* to ask for; NULL for all */
    size_t attribute_count;
} cs_server_options;

/* True where this build has libldap. */
bool cs_server_is_known(void);

/* Fails with wrong usage where the options do not fit together, or would send a password that
 * others can read. */
bool cs_server_check(const cs_server_options *options, cs_error *error);

/* Connects, binds, and begins to read. The options must outlive it. NULL on failure. */
cs_server *cs_server_open(const cs_server_options *options, cs_error *error);

/* The next entry, whole; it lives until the next call. Fails where the server does not give all. */
cs_next cs_server_next(cs_server *server, const cs_entry **entry, cs_error *error);

/* How many continuation references have been passed over. */
uint64_t cs_server_references(const cs_server *server);

void cs_server_close(cs_server *server);

#endif
