/*
 * Names of functions as their language writes them: C++, Rust (both kinds of names).  Knows
 * libiberty; knows nothing of modules.
 */
#ifndef PARIBUS_DEMANGLE_H
#define PARIBUS_DEMANGLE_H

/*
 * "_ZN4core3fmt5write17h0123456789abcdefE" -> "core::fmt::write", without arguments and hash; what
 * is no such name is copied as it is.  malloc'd.
 */
char *demangled(const char *symbol);

#endif
