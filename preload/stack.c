#include "stack.h"
#include "identity.h"
#include "objects.h"
#include "tsc.h"
#include "unwind.h"
#include "writer.h"
#include "banned.h"

/* --- reading the stack without ever faulting --- */

#define PAGE 4096u

/* Pages from `low` on that are mapped, in one piece, at most `pages`: mincore(2) fails on a hole.
 */
static uintptr_t mapped_until(uintptr_t low, uintptr_t high)
{
    unsigned char unused[64];
    while (low < high) {
        uintptr_t step = high - low < sizeof unused * PAGE ? high - low : sizeof unused * PAGE;
        if (sys3(SYS_mincore, low, step, unused) != 0)
            return low + (sys3(SYS_mincore, low, PAGE, unused) == 0 ? PAGE : 0);
        low += step;
    }
    return low;
}

/* How far up from `sp` the stack goes: the first thread's is known, others end below their TCB. */
static void find_bounds(struct thread *thread, uintptr_t sp)
{
    uintptr_t tcb = arch_thread_pointer(), page = sp & ~(uintptr_t)(PAGE - 1);
    thread->stack_low = sp;
    if (lib.stack_top > sp && lib.stack_top - sp < (64u << 20)) {
        thread->stack_high = lib.stack_top;
        return;
    }
    uintptr_t limit = tcb > sp && tcb - sp < (64u << 20) ? tcb : page + 16 * PAGE;
    uintptr_t end = mapped_until(page, (limit + PAGE - 1) & ~(uintptr_t)(PAGE - 1));
    thread->stack_high = end < limit ? end : limit;
}

static bool readable(struct thread *thread, uintptr_t at)
{
    return at >= thread->stack_low && at + 8 <= thread->stack_high && !(at & 7);
}

/* --- rules are kept by pc: a lock-free cache in which a torn entry is a miss --- */

#define RULES 1024u
static struct {
    uint64_t check; /* pc ^ rule */
    uint64_t rule;
} rules[RULES];

union packed_rule {
    struct unwind_rule rule;
    uint64_t word;
};

static struct unwind_rule rule_for(uintptr_t pc)
{
    uint32_t index = (uint32_t)((pc * 0x9e3779b97f4a7c15ULL) >> 54) & (RULES - 1);
    union packed_rule packed = {.word = __atomic_load_n(&rules[index].rule, __ATOMIC_RELAXED)};
    uint64_t check = __atomic_load_n(&rules[index].check, __ATOMIC_RELAXED);
    if ((check ^ packed.word) == pc)
        return packed.rule;
    packed.word = 0;
    packed.rule = unwind_rule_at(pc);
    __atomic_store_n(&rules[index].rule, packed.word, __ATOMIC_RELAXED);
    __atomic_store_n(&rules[index].check, packed.word ^ pc, __ATOMIC_RELAXED);
    return packed.rule;
}

/* --- one step up --- */

static bool load(struct thread *thread, uintptr_t at, uintptr_t *value)
{
    if (!readable(thread, at))
        return false;
    *value = *(const uintptr_t *)at;
    return true;
}

/* struct ucontext at the stack pointer of __restore_rt: sigreturn(2), <sys/ucontext.h>. */
static bool step_signal(struct thread *thread, struct arch_frame *frame)
{
    uintptr_t registers = frame->sp + 40;
    struct arch_frame interrupted;
    if (!load(thread, registers + 8 * 10, &interrupted.fp) ||
        !load(thread, registers + 8 * 15, &interrupted.sp) ||
        !load(thread, registers + 8 * 16, &interrupted.pc))
        return false;
    if (!readable(thread, interrupted.sp & ~(uintptr_t)7))
        find_bounds(thread, interrupted.sp & ~(uintptr_t)7);
    interrupted.pc++; /* it was interrupted before this instruction, not after a call */
    *frame = interrupted;
    return true;
}

static bool find_cfa(struct thread *thread, const struct arch_frame *frame,
                     const struct unwind_rule *rule, uintptr_t *cfa)
{
    uintptr_t offset = (uintptr_t)(intptr_t)rule->cfa_offset;
    if (rule->cfa == CFA_SP)
        *cfa = frame->sp + offset;
    else if (rule->cfa == CFA_FP)
        *cfa = frame->fp + offset;
    else if (rule->cfa == CFA_PLT)
        *cfa = frame->sp + 8 + ((frame->pc & 15) >= 11 ? 8 : 0);
    else
        return rule->cfa == CFA_FP_INDIRECT && load(thread, frame->fp + offset, cfa);
    return true;
}

static bool step(struct thread *thread, struct arch_frame *frame)
{
    struct unwind_rule rule = rule_for(frame->pc - 1);
    if (rule.cfa == CFA_END) {
        /* __restore_rt's information starts at the return address itself */
        rule = rule_for(frame->pc);
        if (rule.cfa != CFA_SIGNAL)
            return false;
    }
    if (rule.cfa == CFA_SIGNAL)
        return step_signal(thread, frame);
    uintptr_t cfa, fp = frame->fp, pc;
    if (!find_cfa(thread, frame, &rule, &cfa) || cfa <= frame->sp || !load(thread, cfa - 8, &pc))
        return false;
    uintptr_t offset = (uintptr_t)(intptr_t)rule.fp_offset;
    if (rule.fp == FP_AT_CFA && !load(thread, cfa + offset, &fp))
        return false;
    if (rule.fp == FP_AT_FP && !load(thread, frame->fp + offset, &fp))
        return false;
    *frame = (struct arch_frame){pc, cfa, fp};
    return pc != 0;
}

/* Where our own handler returns to is not who asked: tsc.h. */
static bool is_trampoline(uintptr_t pc)
{
    return tsc_is_wanted() && rule_for(pc).cfa == CFA_SIGNAL;
}

uint32_t stack_walk(uintptr_t *pcs, uint32_t room)
{
    struct thread *thread = thread_here();
    struct arch_frame frame;
    uint32_t count = 0;
    arch_frame_here(&frame);
    if (!readable(thread, frame.sp & ~(uintptr_t)7))
        find_bounds(thread, frame.sp & ~(uintptr_t)7);
    frame.pc++;
    while (count < room && step(thread, &frame)) {
        if (count || (!object_is_ours(frame.pc) && !is_trampoline(frame.pc)))
            pcs[count++] = frame.pc;
    }
    return count;
}

/* --- names for stacks --- */

#define SITES 32768u
static struct {
    uint64_t hash; /* of the addresses and the image; 0: free */
    uint64_t site;
    uint32_t id;
} sites[SITES];
static uint32_t last_id;

#define MODULES 64u
static struct {
    uintptr_t start;
    uint64_t name; /* hash */
    uint32_t image;
} modules[MODULES];

static void write_module(const struct object *object)
{
    size_t length = text_length(object->name) + 1;
    struct trace_module *module = writer_reserve(sizeof *module + length);
    if (!module)
        return;
    module->start = object->start;
    module->end = object->end;
    module->bias = object->bias;
    uint32_t id_length = object_build_id(object, module->build_id);
    memcpy(module + 1, object->name, length);
    writer_commit(&module->head, TRACE_MODULE, id_length);
}

/* Hash of an object's name; the first time in this image the object is written down. */
static uint64_t module_name(const struct object *object)
{
    uint32_t index = (uint32_t)(object->start >> 12) & (MODULES - 1);
    uint64_t name = hash_bytes(base_name(object->name), text_length(base_name(object->name)), 0);
    if (modules[index].start != object->start || modules[index].name != name ||
        modules[index].image != writer_image()) {
        write_module(object);
        modules[index].start = object->start;
        modules[index].name = name;
        modules[index].image = writer_image();
    }
    return name;
}

static uint64_t site_of(const uintptr_t *pcs, uint32_t count)
{
    uint64_t site = count;
    for (uint32_t i = 0; i < count; i++) {
        struct object object;
        if (object_find(pcs[i] - 1, &object))
            site = hash_mix(site, module_name(&object), pcs[i] - object.bias);
        else
            site = hash_mix(site, 0, 0); /* generated code: no name, no fixed place */
    }
    return site;
}

static uint32_t write_stack(const uintptr_t *pcs, uint32_t count, uint64_t site)
{
    struct trace_stack *stack = writer_reserve(sizeof *stack + count * sizeof *pcs);
    if (!stack)
        return 0;
    stack->site = site;
    memcpy(stack->pc, pcs, count * sizeof *pcs);
    uint32_t id = __atomic_add_fetch(&last_id, 1, __ATOMIC_RELAXED);
    writer_commit(&stack->head, TRACE_STACK, id);
    return id;
}

void stack_capture(uint32_t *id, uint64_t *site)
{
    uintptr_t pcs[TRACE_MAX_FRAMES];
    uint32_t count = stack_walk(pcs, TRACE_MAX_FRAMES);
    uint64_t hash = hash_bytes(pcs, count * sizeof *pcs, writer_image()) | 2;
    for (uint32_t probe = 0; probe < 16; probe++) {
        uint32_t index = (uint32_t)(hash + probe) & (SITES - 1);
        uint64_t found = __atomic_load_n(&sites[index].hash, __ATOMIC_ACQUIRE);
        if (found == hash) {
            *id = sites[index].id;
            *site = sites[index].site;
            return;
        }
        if (found == 0 && __atomic_compare_exchange_n(&sites[index].hash, &found, 1, false,
                                                      __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
            *site = sites[index].site = site_of(pcs, count);
            *id = sites[index].id = write_stack(pcs, count, *site);
            __atomic_store_n(&sites[index].hash, hash, __ATOMIC_RELEASE);
            return;
        }
    }
    *site = site_of(pcs, count); /* table full, or another thread is naming the same stack */
    *id = write_stack(pcs, count, *site);
}
