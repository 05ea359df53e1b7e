#include "stack.h"
#include "objects.h"
#include "walk.h"
#include "writer.h"
#include "banned.h"

/* --- names for stacks --- */

#define SITES 32768u
static struct {
    uint64_t hash; /* of the addresses and the image; 0: free */
    uint64_t site;
    uint32_t id;
} sites[SITES] WIPED;
static uint32_t last_id;

#define MODULES 64u
static struct {
    uintptr_t start;
    uint64_t name; /* hash */
    uint32_t image;
} modules[MODULES] WIPED;

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

static void name_stack(const uintptr_t *pcs, uint32_t count, uint32_t *id, uint64_t *site)
{
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

/* --- the last walks: most calls are made from where the last ones were made --- */

#define WALKS 128u
static struct known_walk {
    uint32_t version; /* odd while it is written: a reader in between finds nothing */
    uint32_t image;
    uint32_t id;
    uint64_t site;
    struct walk walk;
} known[WALKS] WIPED;

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
    static uint32_t turn;
    arch_frame_here(&here);
    uint64_t hash = (here.sp / 16 + call * 31) * 0x9e3779b97f4a7c15ULL;
    struct known_walk *pair = &known[hash >> 57 & (WALKS - 2)];
    if (recall(&pair[0], &here, id, site) || recall(&pair[1], &here, id, site))
        return;
    uint32_t count = walk_stack(&here, pcs, TRACE_MAX_FRAMES, &walk);
    name_stack(pcs, count, id, site);
    remember(&pair[turn++ & 1], &walk, *id, *site);
}
