/* Replaces the other files where libldap was missing when the program was built. */
#include "ldap/server.h"

bool cs_server_is_known(void)
{
    return false;
}

bool cs_server_check(const cs_server_options *options, cs_error *error)
{
    (void)options;
    return cs_fail(error, "this build cannot read from a server: libldap was missing when it was "
                          "made");
}

cs_server *cs_server_open(const cs_server_options *options, cs_error *error)
{
    cs_server_check(options, error);
    return NULL;
}

/* Without a server these are never called. */

cs_next cs_server_next(cs_server *server, const cs_entry **entry, cs_error *error)
{
    (void)server, (void)entry, (void)error;
    return CS_FAILED;
}

uint64_t cs_server_references(const cs_server *server)
{
    return server != NULL;
}

void cs_server_close(cs_server *server)
{
    (void)server;
}
