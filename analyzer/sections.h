/*
 * What is inside a file of named stretches, as members: the sections of an ELF file, the chunks of
 * a PNG.  Notes, texts and times of them are told in words.  Knows the two formats; compares
 * nothing.  Input is hostile: what does not add up is no such file.
 */
#ifndef PARIBUS_SECTIONS_H
#define PARIBUS_SECTIONS_H

#include "bytes.h"
#include "members.h"

/* As members_list: false, and an empty list, for anything else. */
bool sections_list(struct bytes data, uint64_t *budget, struct members *members);

/* As members_load. */
void sections_load(struct bytes data, uint64_t most, struct members *members);

#endif
