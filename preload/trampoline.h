/*
 * The way past a jump written over a function's entry: a copy of the instructions it replaced, and
 * a jump to what follows them.
 */
#ifndef PARIBUS_TRAMPOLINE_H
#define PARIBUS_TRAMPOLINE_H

/*
 * Behaves as the function at `entry` does now; made before the entry is patched.  NULL when it
 * begins with instructions that cannot stand elsewhere, or memory cannot be made executable.  Once
 * a process.
 */
void *trampoline_make(const void *entry);

#endif
