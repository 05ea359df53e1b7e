#include "call.h"
#include "stack.h"
#include "writer.h"

void call_early(void)
{
    __atomic_add_fetch(&lib.early, 1, __ATOMIC_RELAXED);
}

void call_watch(struct call *call, enum asker asker)
{
    if (asker == ASKER_CALLER && lib.config->flags & RUN_FLAG_STACKS)
        stack_capture(call->number, &call->stack, &call->site);
    if (lib.config->units == 0)
        return;
    if (is_chosen(hash_mix(identity.image, call->number, call->site)))
        call->mode = lib.config->chosen[call->source];
}

void call_write(const struct call *call, uint64_t value, const void *detail, size_t length,
                int error)
{
    if (length == 0 && error == 0) {
        writer_brief(call->number, call->mode, call->stack, value);
        return;
    }
    if (length > 1024)
        length = 1024;
    struct trace_event *event = writer_reserve(sizeof *event + length);
    if (!event)
        return;
    event->call = call->number;
    event->mode = call->mode;
    event->error = (uint8_t)error;
    event->detail = (uint32_t)length;
    event->value = value;
    memcpy(event + 1, detail, length);
    writer_commit(&event->head, TRACE_EVENT, call->stack);
}

void call_end_text(const struct call *call, const char *text, int error)
{
    if (!lib.watch || call->mode == MODE_OFF)
        return;
    size_t length = text ? text_length(text) : 0;
    call_write(call, text ? hash_bytes(text, length, 0) : 0, text, length, error);
}
