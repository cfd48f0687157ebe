#include "store/database.h"

#include <stdlib.h>

const char *cs_database_path(const char *given)
{
    const char *path = given ? given : getenv("CSTOOLS_DATABASE");

    return path && path[0] != '\0' ? path : "connectorspace.db";
}
