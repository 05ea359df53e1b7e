/*
 * What musl does by a system call of its own where glibc goes through an exported function: read a
 * directory.
 */
#ifndef PARIBUS_MUSL_H
#define PARIBUS_MUSL_H

/* musl's readdir, by way of our getdents64. */
struct dirent *musl_readdir(void *directory);

#endif
