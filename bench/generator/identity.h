/* What tells one object from another, and how others refer to it. */
#ifndef IDENTITY_H
#define IDENTITY_H

#include <stdint.h>

#include "text.h"

struct identity {
    unsigned char source[16]; /* the object's own anchor in the directory that it came from */
    unsigned char cloud[16];  /* a GUID: its anchor in the cloud */
    unsigned char guid[16];   /* its id in the connector space */
    unsigned char link[16];   /* the metaverse object */
    unsigned char sid[28];    /* security identifier */
};

/* The identity of that object. It takes no look at any other. */
struct identity identity_of(uint64_t seed, uint64_t number);

/* CN={the source anchor's base64 in hexadecimal}, as the cloud's connector writes it. */
void identity_put_dn(struct text *to, const struct identity *who);

/* The base64 of "User_" and the cloud GUID in UTF-16. */
void identity_put_anchor(struct text *to, const struct identity *who);

/* The dn and anchor of a reference to the object. */
void identity_put_reference(struct text *to, const struct identity *who);

/* In upper case; the braces are up to the caller. */
void identity_put_guid(struct text *to, const unsigned char guid[16]);

/* "User_" and the cloud GUID in lower case. */
void identity_put_cloud_anchor(struct text *to, const struct identity *who);

#endif
