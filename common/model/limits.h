/* What the programs accept at most; no engine writes as much (doc/csexport-xml.md, Limits). */
#ifndef CS_MODEL_LIMITS_H
#define CS_MODEL_LIMITS_H

enum {
    CS_MAX_DEPTH = 256,        /* elements within elements, the root being the first */
    CS_MAX_NAMESPACES = 256,   /* namespace declarations in scope: each name is looked up in them */
    CS_MAX_VALUE = 16 << 20,   /* bytes of a value, as UTF-8 */
    CS_MAX_OBJECT = 512 << 20, /* bytes of an object's XML, as UTF-8 */
    CS_MAX_OBJECT_MEMORY = 1 << 30, /* bytes of memory for an object once it is built */
};

#endif
