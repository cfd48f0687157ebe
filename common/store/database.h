/* Which database a program works on (doc/cli.md). */
#ifndef CS_STORE_DATABASE_H
#define CS_STORE_DATABASE_H

/* The path: `given` (what -d says, NULL where it is left out), else $CSTOOLS_DATABASE, else
 * connectorspace.db. */
const char *cs_database_path(const char *given);

#endif
