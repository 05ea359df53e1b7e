/*
 * Instructions that ask the kernel or the processor without libc: what a program can learn behind
 * our back.  Knows ELF and the lengths of x86-64 instructions; knows no runs.  Code is read from
 * its start to its end: data among it can hide an instruction or look like one.
 */
#ifndef PARIBUS_INSTRUCTIONS_H
#define PARIBUS_INSTRUCTIONS_H

#include <stddef.h>
#include <stdint.h>

enum instruction {
    INSTRUCTION_SYSCALL, /* also sysenter and int 0x80 */
    INSTRUCTION_RDTSC,   /* also rdtscp */
    INSTRUCTION_RDRAND,  /* also rdseed */
    INSTRUCTION_CPUID,   /* also rdpid */
    INSTRUCTION_COUNT
};

const char *instruction_name(enum instruction instruction);

/* Calls `found` for each, with its virtual address.  0 or a negative errno. */
int instructions_scan(const char *path,
                      void (*found)(enum instruction what, uint64_t address, void *context),
                      void *context);

/* Length of the instruction at `code`, 0: none that is known within `room` bytes. */
size_t instruction_length(const uint8_t *code, size_t room);

#endif
