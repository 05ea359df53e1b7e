#include "stack.h"
#include "objects.h"
#include "walk.h"
#include "writer.h"
#include "banned.h"

/*
 * What is known so far, of this image alone.  Most images live for a few calls: what those need
 * lies in one page, and the first touch of a page costs more than any walk.
 */
#define MODULES     64u
#define FIRST_SITES 32u
#define SITES       32768u
#define WALKS       128u
static struct {
    uint32_t walks; /* remembered, in all */
    struct {
        uintptr_t start;
        uint64_t name; /* hash */
    } module[MODULES];
    struct site {
        uint64_t hash; /* of the addresses and the image; 0: free */
        uint64_t site;
        uint32_t id;
    } first_site[FIRST_SITES];
    struct known_walk {
        uint32_t version; /* odd while it is written: a reader in between finds nothing */
        uint32_t image;
        uint32_t id;
        uint64_t site;
        struct walk walk;
    } walk[WALKS];
    struct site site[SITES];
} known WIPED;
static_assert(offsetof(__typeof__(known), walk[2]) <= 4096 - 64, "a page, and identity_alive");

/* --- names for stacks --- */

static uint32_t last_id;

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
    if (known.module[index].start != object->start || known.module[index].name != name) {
        write_module(object);
        known.module[index].start = object->start;
        known.module[index].name = name;
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

/* Where a hash may lie: first among the few, then among the many. */
#define FIRST_PROBES 8u
#define PROBES       (FIRST_PROBES + 16u)
static struct site *place_of(uint64_t hash, uint32_t probe)
{
    return probe < FIRST_PROBES ? &known.first_site[(hash + probe) & (FIRST_SITES - 1)]
                                : &known.site[(hash + probe) & (SITES - 1)];
}

static void name_stack(const uintptr_t *pcs, uint32_t count, uint32_t *id, uint64_t *site)
{
    uint64_t hash = hash_bytes(pcs, count * sizeof *pcs, writer_image()) | 2;
    for (uint32_t probe = 0; probe < PROBES; probe++) {
        struct site *place = place_of(hash, probe);
        uint64_t found = __atomic_load_n(&place->hash, __ATOMIC_ACQUIRE);
        if (found == hash) {
            *id = place->id;
            *site = place->site;
            return;
        }
        if (found == 0 && __atomic_compare_exchange_n(&place->hash, &found, 1, false,
                                                      __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
            *site = place->site = site_of(pcs, count);
            *id = place->id = write_stack(pcs, count, *site);
            __atomic_store_n(&place->hash, hash, __ATOMIC_RELEASE);
            return;
        }
    }
    *site = site_of(pcs, count); /* table full, or another thread is naming the same stack */
    *id = write_stack(pcs, count, *site);
}

/* --- the last walks: most calls are made from where the last ones were made --- */

/* As many places are in use as the walks so far need, in pairs. */
static struct known_walk *places_for(uint64_t hash)
{
    uint32_t places = known.walks < 2 ? 2 : known.walks < 16 ? 16 : WALKS;
    return &known.walk[(hash >> 57) & (places - 2)];
}

static bool recall(struct known_walk *slot, const struct arch_frame *start, uint32_t *id,
                   uint64_t *site)
{
    uint32_t version = __atomic_load_n(&slot->version, __ATOMIC_ACQUIRE);
    if (version & 1 || slot->image != writer_image() || !walk_is_same(&slot->walk, start))
        return false;
    *id = slot->id;
    *site = slot->site;
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return __atomic_load_n(&slot->version, __ATOMIC_RELAXED) == version;
}

static void remember(struct known_walk *slot, const struct walk *walk, uint32_t id, uint64_t site)
{
    uint32_t version = __atomic_load_n(&slot->version, __ATOMIC_RELAXED);
    if (walk->words == 0 || version & 1 ||
        !__atomic_compare_exchange_n(&slot->version, &version, version + 1, false, __ATOMIC_ACQUIRE,
                                     __ATOMIC_RELAXED))
        return;
    slot->image = writer_image();
    slot->id = id;
    slot->site = site;
    slot->walk.start = walk->start;
    slot->walk.by_fp = walk->by_fp;
    slot->walk.words = walk->words;
    memcpy(slot->walk.word, walk->word, walk->words * sizeof *walk->word);
    __atomic_store_n(&slot->version, version + 2, __ATOMIC_RELEASE);
}

void stack_capture(uint32_t call, uint32_t *id, uint64_t *site)
{
    struct arch_frame here;
    uintptr_t pcs[TRACE_MAX_FRAMES];
    struct walk walk;
    arch_frame_here(&here);
    uint64_t hash = (here.sp / 16 + call * 31) * 0x9e3779b97f4a7c15ULL;
    struct known_walk *pair = places_for(hash);
    if (recall(&pair[0], &here, id, site) || recall(&pair[1], &here, id, site))
        return;
    uint32_t count = walk_stack(&here, pcs, TRACE_MAX_FRAMES, &walk);
    name_stack(pcs, count, id, site);
    remember(&pair[known.walks++ & 1], &walk, *id, *site);
}
