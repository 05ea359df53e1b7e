#include "walk.h"
#include "confine.h"
#include "identity.h"
#include "objects.h"
#include "tsc.h"
#include "unwind.h"
#include "banned.h"

/* --- reading the stack without ever faulting --- */

#define PAGE 4096u

/* Pages from `low` on that are mapped, in one piece, at most `pages`: mincore(2) fails on a hole.
 */
static uintptr_t mapped_until(uintptr_t low, uintptr_t high)
{
    unsigned char unused[64];
    while (low < high && !confined()) {
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

static bool readable(const struct thread *thread, uintptr_t at)
{
    return at >= thread->stack_low && at + 8 <= thread->stack_high && !(at & 7);
}

/* --- rules are kept by pc: a lock-free cache in which a torn entry is a miss --- */

#define RULES 1024u
static struct {
    uint64_t check; /* pc ^ rule */
    uint64_t rule;
} rules[RULES] LAST;
static uint32_t rules_found; /* the first few lie close together, in a page that is there */

static uint32_t place_of(uintptr_t pc)
{
    uint32_t places = rules_found < 48 ? 64 : RULES;
    return (uint32_t)((pc * 0x9e3779b97f4a7c15ULL) >> 54) & (places - 1);
}

union packed_rule {
    struct unwind_rule rule;
    uint64_t word;
};

static struct unwind_rule rule_for(uintptr_t pc)
{
    uint32_t index = place_of(pc);
    union packed_rule packed = {.word = __atomic_load_n(&rules[index].rule, __ATOMIC_RELAXED)};
    uint64_t check = __atomic_load_n(&rules[index].check, __ATOMIC_RELAXED);
    if ((check ^ packed.word) == pc)
        return packed.rule;
    packed.word = 0;
    packed.rule = unwind_rule_at(pc);
    rules_found++;
    __atomic_store_n(&rules[index].rule, packed.word, __ATOMIC_RELAXED);
    __atomic_store_n(&rules[index].check, packed.word ^ pc, __ATOMIC_RELAXED);
    return packed.rule;
}

/* --- one step up --- */

/* A walk under way: what it has read so far is kept in `taken`. */
struct walker {
    struct thread *thread;
    struct arch_frame frame;
    struct walk *taken;
    uint32_t fp_word; /* the word the frame pointer came from; FP_START: the register itself */
};
#define FP_START UINT32_MAX

/* Index of the word in `taken`; past its end words are no longer kept. */
static uint32_t keep(struct walk *taken, uintptr_t at, uintptr_t value, bool needed)
{
    if (taken->words < WALK_WORDS)
        taken->word[taken->words] = (struct walk_word){at | !needed, value};
    return taken->words++;
}

/* A saved frame pointer counts only once something is found by it: else it is any number. */
static bool load(struct walker *w, uintptr_t at, uintptr_t *value, bool needed)
{
    if (!readable(w->thread, at))
        return false;
    *value = *(const uintptr_t *)at;
    uint32_t word = keep(w->taken, at, *value, needed);
    if (!needed)
        w->fp_word = word;
    return true;
}

static uintptr_t frame_pointer(struct walker *w)
{
    if (w->fp_word == FP_START)
        w->taken->by_fp = true;
    else if (w->fp_word < WALK_WORDS)
        w->taken->word[w->fp_word].at &= ~(uintptr_t)1;
    return w->frame.fp;
}

/* struct ucontext at the stack pointer of __restore_rt: sigreturn(2), <sys/ucontext.h>. */
static bool step_signal(struct walker *w)
{
    uintptr_t registers = w->frame.sp + 40;
    struct arch_frame interrupted;
    if (!load(w, registers + 8 * 15, &interrupted.sp, true) ||
        !load(w, registers + 8 * 16, &interrupted.pc, true) ||
        !load(w, registers + 8 * 10, &interrupted.fp, false))
        return false;
    if (!readable(w->thread, interrupted.sp & ~(uintptr_t)7))
        find_bounds(w->thread, interrupted.sp & ~(uintptr_t)7);
    interrupted.pc++; /* it was interrupted before this instruction, not after a call */
    w->frame = interrupted;
    return true;
}

static bool find_cfa(struct walker *w, const struct unwind_rule *rule, uintptr_t *cfa)
{
    uintptr_t offset = (uintptr_t)(intptr_t)rule->cfa_offset;
    if (rule->cfa == CFA_SP)
        *cfa = w->frame.sp + offset;
    else if (rule->cfa == CFA_FP)
        *cfa = frame_pointer(w) + offset;
    else if (rule->cfa == CFA_PLT)
        *cfa = w->frame.sp + 8 + ((w->frame.pc & 15) >= 11 ? 8 : 0);
    else
        return rule->cfa == CFA_FP_INDIRECT && load(w, frame_pointer(w) + offset, cfa, true);
    return true;
}

static bool step(struct walker *w)
{
    struct unwind_rule rule = rule_for(w->frame.pc - 1);
    if (rule.cfa == CFA_END) {
        /* __restore_rt's information starts at the return address itself */
        rule = rule_for(w->frame.pc);
        if (rule.cfa != CFA_SIGNAL)
            return false;
    }
    if (rule.cfa == CFA_SIGNAL)
        return step_signal(w);
    uintptr_t cfa, pc, fp = w->frame.fp;
    if (!find_cfa(w, &rule, &cfa) || cfa <= w->frame.sp || !load(w, cfa - 8, &pc, true))
        return false;
    uintptr_t offset = (uintptr_t)(intptr_t)rule.fp_offset;
    if (rule.fp == FP_AT_CFA && !load(w, cfa + offset, &fp, false))
        return false;
    if (rule.fp == FP_AT_FP && !load(w, frame_pointer(w) + offset, &fp, false))
        return false;
    w->frame = (struct arch_frame){pc, cfa, fp};
    return pc != 0;
}

/* Where our own handler returns to is not who asked: tsc.h. */
static bool is_trampoline(uintptr_t pc)
{
    return tsc_is_wanted() && rule_for(pc).cfa == CFA_SIGNAL;
}

/* Only what the walk depended on stays. */
static void drop_unneeded(struct walk *taken)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < taken->words && taken->words <= WALK_WORDS; i++) {
        if (!(taken->word[i].at & 1))
            taken->word[kept++] = taken->word[i];
    }
    taken->words = taken->words <= WALK_WORDS ? kept : 0;
}

uint32_t walk_stack(const struct arch_frame *start, uintptr_t *pcs, uint32_t room,
                    struct walk *taken)
{
    struct walker w = {thread_here(), *start, taken, FP_START};
    uint32_t count = 0;
    taken->start = *start;
    taken->words = 0;
    taken->by_fp = false;
    if (!readable(w.thread, start->sp & ~(uintptr_t)7))
        find_bounds(w.thread, start->sp & ~(uintptr_t)7);
    w.frame.pc++;
    while (count < room && step(&w)) {
        if (count || (!object_is_ours(w.frame.pc) && !is_trampoline(w.frame.pc)))
            pcs[count++] = w.frame.pc;
    }
    drop_unneeded(taken);
    return count;
}

bool walk_is_same(const struct walk *walk, const struct arch_frame *start)
{
    if (walk->words == 0 || walk->start.sp != start->sp || walk->start.pc != start->pc ||
        (walk->by_fp && walk->start.fp != start->fp))
        return false;
    for (uint32_t i = 0; i < walk->words; i++) {
        if (*(const uintptr_t *)walk->word[i].at != walk->word[i].value)
            return false;
    }
    return true;
}
