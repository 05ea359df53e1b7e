/* Bytes as base64, RFC 4648. */
#ifndef PARIBUS_BASE64_H
#define PARIBUS_BASE64_H

#include <stddef.h>

/* malloc'd. */
char *base64(const char *data, size_t length);

#endif
