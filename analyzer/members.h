/*
 * What is inside an archive or a compressed stream: its members with what their headers say and a
 * hash of their content, and on request the content.  Knows formats (through libarchive); compares
 * nothing.  Everything is read from memory; nothing is written to disk, no program is started.
 *
 * Input is hostile: what a budget does not allow, or libarchive does not read to the end, is no
 * archive.
 */
#ifndef PARIBUS_MEMBERS_H
#define PARIBUS_MEMBERS_H

#include <stdbool.h>
#include <stdint.h>
#include "bytes.h"

#define MEMBER_CONTENT "(uncompressed)" /* the one member of a stream that is merely compressed */

#define MAX_SECTIONS (1u << 18)
#define MEMBER_SIZE  "size: "

struct member {
    char *name;
    unsigned nth;  /* of the members of that name, from 0 */
    size_t index;  /* position in the archive */
    char *header;  /* "mtime: 1577836800\nmode: 100644\n...", NULL: the format has none; what
                      follows from the content comes last: MEMBER_SIZE */
    uint64_t hash; /* of the content */
    uint64_t size;
    bool wanted; /* set by the caller, for members_load */
    char *data;  /* content, once loaded */
    size_t at;   /* of a section: where in the file it stands */
    char *text;  /* of a section: words that stand for its content, or NULL */
};

struct members {
    struct member *items; /* sorted by name, nth */
    size_t count;
    bool stream;   /* read as a compressed stream, whatever it holds */
    bool sections; /* stretches of a file, see sections.h */
};

/*
 * Lists the members.  `budget`: bytes that may still be inflated, counted down.  False: no archive,
 * or none to be read; the list is empty then.
 */
bool members_list(struct bytes data, uint64_t *budget, struct members *members);

/* Loads the content of members that are wanted, as far as `most` bytes reach. */
void members_load(struct bytes data, uint64_t most, struct members *members);

void members_free(struct members *members);
#define automembers __attribute__((cleanup(members_free)))

/* The header of a gzip stream as text (malloc'd); NULL: no gzip. */
char *gzip_header(struct bytes data);

/* What an ISO image says of itself, likewise. */
char *iso_header(struct bytes data);

#endif
