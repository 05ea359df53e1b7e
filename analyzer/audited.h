/*
 * What an audited run counted, read back.  Knows the file; knows no programs.
 */
#ifndef PARIBUS_AUDITED_H
#define PARIBUS_AUDITED_H

#include "tree.h"

/* Fills the tree's raw calls from DIR/audit, where that is; a line that makes no sense is left out.
 */
void audited_load(const char *directory, struct tree *tree);
void audited_free(struct tree *tree);

#endif
