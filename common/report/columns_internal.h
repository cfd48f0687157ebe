/* What the files of the columns share: columns.c knows which there are, columns_fill.c what stands
 * in them. */
#ifndef CS_REPORT_COLUMNS_INTERNAL_H
#define CS_REPORT_COLUMNS_INTERNAL_H

#include "report/columns.h"

/* What `id` of a cs_column says. */
enum column_id {
    DN,
    OBJECT_TYPE,
    DISPLAY_NAME,
    OMODT,
    ATTRIBUTE,
    AMODT,
    OLD_VALUE,
    NEW_VALUE,
    VALUES_ADDED,
    VALUES_REMOVED,
    VMODT,
    VALUE,
    ATTRIBUTES,
    ATTRIBUTE_NAMES,
    ID,
    CONNECTOR,
    USER_PRINCIPAL_NAME,
    MAIL,
    SOURCE_ANCHOR,
    ON_PREMISES_SAM_ACCOUNT_NAME,
    ON_PREMISES_DN,
    OBJECT_GUID,
    NEW_DN,
    ATTRIBUTE_TYPE,
    MULTIVALUED,
    METAVERSE_ID,
    LAST_EXPORT,
    ERROR_TYPE,
    ERROR_CODE,
    ERROR_DATE,
    ERROR_DETAIL,
    NOTE,
    COLUMNS,
    VALUE_AFTER = COLUMNS, /* @name */
    VALUE_BEFORE           /* @name:old */
};

#endif
