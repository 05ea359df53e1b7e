/*
 * The begin and end of an interposed call: in which mode is it answered, who asked, what was the
 * answer.  A body reads: begin, obtain, value, deliver, end.
 */
#ifndef PARIBUS_CALL_H
#define PARIBUS_CALL_H

#include "identity.h"
#include "lib.h"

struct call {
    uint16_t number;
    uint8_t source;
    uint8_t mode; /* enum mode */
    uint32_t stack;
    uint64_t site;
};

/* Whose stack is the call's site: what a program is given at its start nobody asked for. */
enum asker { ASKER_CALLER, ASKER_NOBODY };

void call_watch(struct call *call, enum asker asker);
void call_write(const struct call *call, uint64_t value, const void *detail, size_t length,
                int error);
void call_early(void);

/* noinline bodies are not needed: the stack is walked from inside call_watch. */
static inline struct call call_begin(enum call_number number, enum source source,
                                     const uint8_t *mode, enum asker asker)
{
    struct call call = {.number = (uint16_t)number, .source = (uint8_t)source};
    if (unlikely(!lib.ready)) {
        call_early();
        return call;
    }
    identity_check();
    call.mode = mode[source];
    if (unlikely(lib.watch) && call.mode != MODE_OFF)
        call_watch(&call, asker);
    return call;
}
#define CALL_BEGIN(name, source)  call_begin(CALL_##name, SOURCE_##source, lib.mode, ASKER_CALLER)
#define VIEW_BEGIN(name, source)  call_begin(CALL_##name, SOURCE_##source, lib.whole, ASKER_CALLER)
#define START_BEGIN(name, source) call_begin(CALL_##name, SOURCE_##source, lib.mode, ASKER_NOBODY)

static inline void call_end_detail(const struct call *call, uint64_t value, const void *detail,
                                   size_t length, int error)
{
    if (unlikely(lib.watch) && call->mode != MODE_OFF)
        call_write(call, value, detail, length, error);
}

static inline void call_end(const struct call *call, uint64_t value, int error)
{
    call_end_detail(call, value, 0, 0, error);
}

/* Text, which is its own detail; NULL: there was none. */
void call_end_text(const struct call *call, const char *text, int error);

/* The machine as a call in MODE_PIN or MODE_VARY shows it. */
static inline const struct run_machine *call_machine(const struct call *call)
{
    return &lib.config->machine[call->mode == MODE_VARY];
}

#endif
