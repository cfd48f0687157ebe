/* What the files of the columns share: columns.c knows which columns there are, fill.c what stands
 * in them. */
#ifndef CS_REPORT_COLUMNS_INTERNAL_H
#define CS_REPORT_COLUMNS_INTERNAL_H

#include "report/columns.h"

/* The id of a cs_column. */
enum {
    COLUMN_DN,
    COLUMN_OBJECT_TYPE,
    COLUMN_DISPLAY_NAME,
    COLUMN_OMODT,
    COLUMN_ATTRIBUTE,
    COLUMN_AMODT,
    COLUMN_OLD_VALUE,
    COLUMN_NEW_VALUE,
    COLUMN_VALUES_ADDED,
    COLUMN_VALUES_REMOVED,
    COLUMN_VMODT,
    COLUMN_VALUE,
    COLUMN_ATTRIBUTES,
    COLUMN_ATTRIBUTE_NAMES,
    COLUMN_ID,
    COLUMN_CONNECTOR,
    COLUMN_USER_PRINCIPAL_NAME,
    COLUMN_MAIL,
    COLUMN_SOURCE_ANCHOR,
    COLUMN_ON_PREMISES_SAM_ACCOUNT_NAME,
    COLUMN_ON_PREMISES_DN,
    COLUMN_OBJECT_GUID,
    COLUMN_NEW_DN,
    COLUMN_ATTRIBUTE_TYPE,
    COLUMN_MULTIVALUED,
    COLUMN_METAVERSE_ID,
    COLUMN_LAST_EXPORT,
    COLUMN_JOINED,
    COLUMN_CONNECTOR_STATE,
    COLUMN_DISCONNECTION_REASON,
    COLUMN_DISCONNECTION_TIME,
    COLUMN_STEP,
    COLUMN_ERROR_TYPE,
    COLUMN_ERROR_CODE,
    COLUMN_ERROR_DATE,
    COLUMN_ERROR_FIRST,
    COLUMN_RETRY_COUNT,
    COLUMN_ERROR_REASON,
    COLUMN_ERROR_NAME,
    COLUMN_ERROR_DETAIL,
    COLUMN_ERROR_EXTRA,
    COLUMN_ERROR_STEP,
    COLUMN_ERROR_ATTRIBUTE,
    COLUMN_ERROR_EXTENSION,
    COLUMN_ERROR_CONTEXT,
    COLUMN_ERROR_CALL_STACK,
    COLUMN_ERROR_XML,
    COLUMN_NOTE,
    COLUMNS,
    COLUMN_VALUE_AFTER = COLUMNS, /* @name */
    COLUMN_VALUE_BEFORE           /* @name:old */
};

/* True for a column whose field may differ between the rows of an object. */
bool column_is_of_row(int id);

/* What the column's field holds. */
cs_cell column_kind(const cs_column *column, const cs_change *change);

#endif
