/* The version of the toolkit, the same for every program. */
#ifndef CS_BASE_VERSION_H
#define CS_BASE_VERSION_H

#define CS_VERSION "0.2.0"

#endif
