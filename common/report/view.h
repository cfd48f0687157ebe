/* Who an object is, and what its attributes are before and after a change. */
#ifndef CS_REPORT_VIEW_H
#define CS_REPORT_VIEW_H

#include "base/buffer.h"
#include "model/object.h"

/* An object as it is looked at: the section that is reported, memory for what is looked up, and
 * for what is put together. */
typedef struct cs_view {
    cs_object *object;
    cs_part section;
    cs_arena *arena;
} cs_view;

/* The first value of an attribute of the object: from the first of unapplied-export-hologram,
 * synchronized-hologram and pending-import-hologram where it has a value, else what the delta
 * adds last; absent if it is nowhere. `delta` may be NULL. */
cs_text cs_view_first(const cs_view *view, cs_image *delta, cs_text name);

/* Names that people know an object by. Directories spell them differently. */
typedef enum cs_naming {
    CS_NAMING_DISPLAY,
    CS_NAMING_USER_PRINCIPAL,
    CS_NAMING_MAIL,
    CS_NAMING_ACCOUNT,
    CS_NAMINGS
} cs_naming;

/* The first value that is not empty of the attributes with that meaning (ASCII case ignored), in
 * the order of doc/answers.md: each from the holograms in their order, then from what the delta
 * adds. Absent if there is none. `delta` may be NULL. */
cs_text cs_view_name(const cs_view *view, cs_image *delta, cs_naming name);

/* The source anchor: of the attribute sourceAnchor, else out of the DN of a cloud connector. The
 * object's GUID: of objectGUID, else of a source anchor that is one. Its DN on premises: of
 * onPremisesDistinguishedName, else its own unless that is the opaque one of a cloud connector.
 * Empty values count as absent. Absent if unknown; they live in the arena. */
cs_text cs_view_source_anchor(const cs_view *view, cs_image *delta);
cs_text cs_view_object_guid(const cs_view *view, cs_image *delta);
cs_text cs_view_on_premises_dn(const cs_view *view, cs_image *delta);

/* The hologram that shows an object as the section's delta leaves it: cs_view_values() asks for
 * it. */
cs_part cs_hologram_after(cs_part section);

/* Calls `each` for every value of the attribute before the change (as last synchronized, else what
 * the delta removes) or after it (as in the section's hologram, else as the delta makes it: a value
 * that is there already is not added twice). The values of "objectClass" are those of objectclass
 * if no attribute has that name. True for an attribute that is there and multi-valued. */
bool cs_view_values(const cs_view *view, cs_text name, bool before,
                    void (*each)(void *user, const cs_attribute *attribute, cs_text value),
                    void *user);

#endif
