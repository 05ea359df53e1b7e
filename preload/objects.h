/*
 * The loaded objects of this process, read straight from memory: which object an address belongs
 * to, where a symbol is.  No lock, no allocation, no call into the dynamic linker except
 * _dl_find_object(3), made for the purpose.
 */
#ifndef PARIBUS_OBJECTS_H
#define PARIBUS_OBJECTS_H

#include <elf.h>
#include <link.h>
#include "lib.h"

struct object {
    uintptr_t start, end;        /* of the mapping */
    uintptr_t bias;              /* address minus the object's own virtual address */
    const uint8_t *eh_frame_hdr; /* PT_GNU_EH_FRAME, or NULL */
    const char *name;            /* path; of the program itself: as in lib.exe */
};

/* Notes the auxiliary vector; once, at start. */
void objects_init(const ElfW(auxv_t) * auxv);

/* The object that holds `pc`. */
bool object_find(uintptr_t pc, struct object *object);

/* Build-id of an object: its length, at most 24, 0 if none. */
uint32_t object_build_id(const struct object *object, uint8_t id[24]);

/* Where libc is loaded; 0: there is none. */
uintptr_t object_libc(void);

/* Whether the program itself carries such a note. */
bool object_program_has_note(const char *name, uint32_t type);

/* Whether `pc` lies inside this library. */
bool object_is_ours(uintptr_t pc);

/* The definition of `name` that we shadow: in the first object after this library.  NULL: none. */
void *symbol_next(const char *name);

/* The definition in libc itself, whatever stands before it. */
void *symbol_libc(const char *name);

/* The vDSO's function; and the whole of its mapping. */
void *symbol_vdso(const char *name);
uintptr_t vdso_start(void);
size_t vdso_size(void);

#endif
