/*
 * How much of a file is data and how much holes, as lseek(2) tells with SEEK_DATA and SEEK_HOLE:
 * the same on every file system and at every moment, unlike the number of blocks in use.
 */
#ifndef PARIBUS_HOLES_H
#define PARIBUS_HOLES_H

#include "inode.h"

/* Bytes of data in a file of that size; all of it where that cannot be told. */
uint64_t holes_data(const struct inode_place *place, uint64_t size);

#endif
