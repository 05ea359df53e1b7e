/*
 * The header of an archive's member as lines of text.
 */
#ifndef PARIBUS_MEMBER_HEADER_H
#define PARIBUS_MEMBER_HEADER_H

#include <archive.h>
#include <archive_entry.h>

/* "mtime: 1577836800\nmode: 100644\n..."; malloc'd. */
char *member_header(struct archive *archive, struct archive_entry *entry);

#endif
