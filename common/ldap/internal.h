/* What the files of the room share. Nothing else includes this. */
#ifndef CS_LDAP_INTERNAL_H
#define CS_LDAP_INTERNAL_H

#include <ldap.h>

#include "base/arena.h"
#include "ldap/server.h"

struct cs_server {
    LDAP *ld;
    const cs_server_options *options;
    char **attributes; /* to ask for, ended by NULL; in `memory` */
    cs_arena memory;   /* for what lives as long as the connection */
    bool extended;     /* DNs come as <GUID=…>;<SID=…>;DN ([MS-ADTS] 3.1.1.3.4.1.5) */
    int search;        /* the message id of the page that is read; 0 between pages */
    bool begun, last;  /* a page has been asked for, the last one has been */
    struct berval cookie;
    uint64_t references;
    LDAPMessage *message; /* of the entry that was handed out last */
    cs_arena arena;       /* of that entry */
    cs_entry entry;
    cs_entry_value *values;
    size_t room;
};

/* Fails with what libldap, and the server, say of a result. Always returns false. */
bool cs_server_fail(cs_server *server, int result, const char *what, cs_error *error);

/* The next message of the operation, at most one entry; waits for it, unless interrupted. NULL on
 * failure. (server.c) */
LDAPMessage *cs_server_wait(cs_server *server, int operation, cs_error *error);

/* Connects and binds. (connect.c) */
bool cs_server_connect(cs_server *server, cs_error *error);

#endif
