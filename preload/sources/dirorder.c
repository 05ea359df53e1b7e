/*
 * dirorder: the order of directory entries.  Everything that reads a directory ends in
 * getdents64(2); here it returns the entries sorted.  The whole directory is read when reading
 * starts and kept until its end; the position is the descriptor's own offset, so that rewinddir,
 * seekdir, dup and fork work as ever.
 */
#include "../call.h"
#include "../clock.h"
#include "../confine.h"
#include "../inode.h"
#include "../wrap.h"
#include "../banned.h"

struct entry { /* linux_dirent64, getdents(2) */
    uint64_t inode;
    int64_t next;
    uint16_t size;
    uint8_t type;
    char name[];
};

/* Place of an entry in the order: the first bytes of its name, then the name itself. */
struct place {
    uint64_t key;
    uint32_t at; /* offset of the entry */
};

#define SLOTS         64u
#define LARGEST_ENTRY 4096u

/* One directory being read: its entries, and behind them their places. */
struct slot {
    int fd;
    uint32_t busy;
    uint64_t device, inode;
    uint32_t count;
    char *bytes;
    struct place *places;
    size_t room; /* bytes mapped */
};
static struct slot slots[SLOTS] SELDOM;
static uint32_t clock_hand;

static const struct entry *entry_of(const struct slot *slot, uint32_t nth)
{
    return (const void *)(slot->bytes + slot->places[nth].at);
}

/* --- reading and sorting --- */

/* Mappings of the first size are kept for the next directories: their pages are there already. */
#define FIRST_MAPPING (1u << 18)
#define SPARES        4u
static char *spare[SPARES];

static void give_back(char *mapping, size_t size)
{
    for (uint32_t i = 0; i < SPARES && size == FIRST_MAPPING; i++) {
        char *none = NULL;
        if (__atomic_compare_exchange_n(&spare[i], &none, mapping, false, __ATOMIC_RELEASE,
                                        __ATOMIC_RELAXED))
            return;
    }
    sys2(SYS_munmap, mapping, size);
}

static long first_mapping(void)
{
    for (uint32_t i = 0; i < SPARES; i++) {
        char *kept = spare[i] ? __atomic_exchange_n(&spare[i], NULL, __ATOMIC_ACQUIRE) : NULL;
        if (kept)
            return (long)kept;
    }
    return sys6(SYS_mmap, 0, FIRST_MAPPING, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                0);
}

static void forget(struct slot *slot)
{
    if (slot->room)
        give_back(slot->bytes, slot->room);
    slot->room = 0;
    slot->bytes = NULL;
    slot->count = 0;
    slot->fd = -1;
}

/* To a larger mapping: its pages move, nothing is copied. */
static long grow(struct slot *slot)
{
    size_t larger = slot->room ? slot->room * 4 : FIRST_MAPPING;
    long memory = slot->room ? sys5(SYS_mremap, slot->bytes, slot->room, larger, MREMAP_MAYMOVE, 0)
                             : first_mapping();
    if (memory < 0)
        return memory;
    slot->bytes = (char *)memory;
    slot->room = larger;
    return 0;
}

/* All entries from the start; the number of bytes, or an error. */
static long read_all(struct slot *slot, int fd)
{
    size_t used = 0;
    long result = sys3(SYS_lseek, fd, 0, SEEK_SET);
    while (result >= 0) {
        if (slot->room - used < LARGEST_ENTRY && (result = grow(slot)) < 0)
            break;
        result = sys3(SYS_getdents64, fd, slot->bytes + used, slot->room - used);
        if (result == 0)
            return (long)used;
        if (result > 0)
            used += (size_t)result;
    }
    return result;
}

static uint64_t first_bytes(const char *name)
{
    uint64_t key = 0;
    for (int i = 0; i < 8; i++) {
        key = key << 8 | (unsigned char)*name;
        name += *name != '\0';
    }
    return key;
}

static bool comes_before(const struct slot *slot, const struct place *a, const struct place *b)
{
    if (a->key != b->key)
        return a->key < b->key;
    const char *left = ((const struct entry *)(const void *)(slot->bytes + a->at))->name;
    const char *right = ((const struct entry *)(const void *)(slot->bytes + b->at))->name;
    while (*left && *left == *right) {
        left++;
        right++;
    }
    return (unsigned char)*left < (unsigned char)*right;
}

static void sift(struct slot *slot, uint32_t root, uint32_t count)
{
    struct place *places = slot->places;
    for (uint32_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && comes_before(slot, &places[child], &places[child + 1]))
            child++;
        if (!comes_before(slot, &places[root], &places[child]))
            return;
        struct place swap = places[root];
        places[root] = places[child];
        places[child] = swap;
    }
}

static void sort_small(struct slot *slot, uint32_t from, uint32_t to)
{
    for (uint32_t i = from + 1; i < to; i++) {
        struct place moving = slot->places[i];
        uint32_t at = i;
        for (; at > from && comes_before(slot, &moving, &slot->places[at - 1]); at--)
            slot->places[at] = slot->places[at - 1];
        slot->places[at] = moving;
    }
}

static void sort_heap(struct slot *slot, uint32_t from, uint32_t to)
{
    struct slot part = {.bytes = slot->bytes, .places = slot->places + from};
    uint32_t count = to - from;
    for (uint32_t i = count / 2; i > 0; i--)
        sift(&part, i - 1, count);
    for (uint32_t last = count; last > 1; last--) {
        struct place swap = part.places[0];
        part.places[0] = part.places[last - 1];
        part.places[last - 1] = swap;
        sift(&part, 0, last - 1);
    }
}

/* Introsort: quick, heap where that degenerates, insertion for the rest. */
static void sort(struct slot *slot, uint32_t from, uint32_t to, unsigned depth)
{
    while (to - from > 16) {
        if (depth-- == 0) {
            sort_heap(slot, from, to);
            return;
        }
        struct place pivot = slot->places[from + (to - from) / 2];
        uint32_t i = from, j = to - 1;
        for (;;) {
            while (comes_before(slot, &slot->places[i], &pivot))
                i++;
            while (comes_before(slot, &pivot, &slot->places[j]))
                j--;
            if (i >= j)
                break;
            struct place swap = slot->places[i];
            slot->places[i++] = slot->places[j];
            slot->places[j--] = swap;
        }
        uint32_t middle = j + 1;
        sort(slot, from, middle, depth);
        from = middle;
    }
    sort_small(slot, from, to);
}

static uint32_t count_entries(const char *bytes, size_t size)
{
    uint32_t count = 0;
    for (size_t at = 0; at < size; at += ((const struct entry *)(const void *)(bytes + at))->size)
        count++;
    return count;
}

/* Room for the places, behind the entries. */
static bool place_room(struct slot *slot, size_t size)
{
    slot->count = count_entries(slot->bytes, size);
    size_t start = (size + 15) & ~(size_t)15, need = start + slot->count * sizeof(struct place);
    while (slot->room < need) {
        if (grow(slot) < 0)
            return false;
    }
    slot->places = (struct place *)(void *)(slot->bytes + start);
    return true;
}

static bool is_self_or_parent(const char *name)
{
    return name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

static size_t common_length(const char *a, const char *b, size_t limit)
{
    size_t length = 0;
    while (length < limit && a[length] && a[length] == b[length])
        length++;
    return length;
}

/* How many bytes all names begin with, but for "." and "..", which sort before any of those. */
static size_t common_prefix(const struct slot *slot)
{
    const char *first = NULL;
    size_t length = 0, at = 0;
    for (uint32_t i = 0; i < slot->count; i++) {
        const struct entry *entry = (const void *)(slot->bytes + at);
        at += entry->size;
        if (is_self_or_parent(entry->name))
            continue;
        length = first ? common_length(first, entry->name, length) : text_length(entry->name);
        first = first ? first : entry->name;
    }
    return first && *first > '.' ? length : 0;
}

static void order(struct slot *slot, enum mode mode)
{
    size_t at = 0, prefix = common_prefix(slot);
    for (uint32_t i = 0; i < slot->count; i++) {
        const struct entry *entry = (const void *)(slot->bytes + at);
        bool dots = is_self_or_parent(entry->name);
        slot->places[i] =
            (struct place){dots ? 0 : first_bytes(entry->name + prefix), (uint32_t)at};
        at += entry->size;
    }
    sort(slot, 0, slot->count, 48);
    if (mode != MODE_VARY)
        return;
    for (uint32_t i = 0, j = slot->count; i + 1 < j; i++) { /* varied: backwards */
        struct place swap = slot->places[i];
        slot->places[i] = slot->places[--j];
        slot->places[j] = swap;
    }
}

/* --- inode numbers: as stat tells them --- */

/* The number of a file nobody has looked at so far, in a directory that changed during the run. */
static uint64_t number_of(int fd, const char *name, bool varied)
{
    struct statx status;
    struct inode_place place = {fd, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT};
    if (sys5(SYS_statx, fd, name, place.flags, STATX_BASIC_STATS | STATX_BTIME, &status) != 0)
        return 0;
    return inode_number(&status, &place, varied);
}

static void number_entries(const struct slot *slot, int fd, const struct stat *directory)
{
    bool varied = lib.mode[SOURCE_stat] == MODE_VARY;
    bool changed = timespec_ns(&directory->st_ctim) >= lib.config->file_epoch;
    if (!changed || lib.mode[SOURCE_stat] < MODE_PIN)
        return;
    for (uint32_t i = 0; i < slot->count; i++) {
        struct entry *entry = (void *)(slot->bytes + slot->places[i].at);
        uint64_t number = inode_known(directory->st_dev, entry->inode, varied);
        if (!number)
            number = number_of(fd, entry->name, varied);
        entry->inode = number ? number : entry->inode;
    }
}

static long load(struct slot *slot, int fd, enum mode mode, const struct stat *directory)
{
    long size = read_all(slot, fd);
    if (size < 0 || !place_room(slot, (size_t)size)) {
        forget(slot);
        return size < 0 ? size : -ENOMEM;
    }
    order(slot, mode);
    number_entries(slot, fd, directory);
    slot->fd = fd;
    return 0;
}

/* --- directories being read --- */

static bool lock_slot(struct slot *slot)
{
    return !__atomic_exchange_n(&slot->busy, 1, __ATOMIC_ACQUIRE);
}

static void unlock_slot(struct slot *slot)
{
    __atomic_store_n(&slot->busy, 0, __ATOMIC_RELEASE);
}

static struct slot *find_slot(int fd, const struct stat *status)
{
    for (uint32_t i = 0; i < SLOTS; i++) {
        struct slot *slot = &slots[i];
        if (slot->fd != fd || !slot->bytes || !lock_slot(slot))
            continue;
        if (slot->fd == fd && slot->bytes && slot->device == status->st_dev &&
            slot->inode == status->st_ino)
            return slot;
        unlock_slot(slot);
    }
    return NULL;
}

/* A free slot, or the one whose turn it is to be forgotten. */
static struct slot *claim_slot(int fd)
{
    for (uint32_t i = 0; i < SLOTS; i++) {
        struct slot *slot = &slots[i];
        if ((!slot->bytes || slot->fd == fd) && lock_slot(slot)) {
            forget(slot);
            return slot;
        }
    }
    for (uint32_t tries = 0; tries < SLOTS; tries++) {
        struct slot *slot =
            &slots[__atomic_fetch_add(&clock_hand, 1, __ATOMIC_RELAXED) & (SLOTS - 1)];
        if (lock_slot(slot)) {
            forget(slot);
            return slot;
        }
    }
    return NULL;
}

/* As many entries as fit; bytes written, 0 at the end, an error when not even one fits. */
static long serve(const struct slot *slot, uint32_t *position, char *out, size_t room)
{
    size_t used = 0;
    for (; *position < slot->count; ++*position) {
        const struct entry *entry = entry_of(slot, *position);
        if (entry->size > room - used)
            return used ? (long)used : -EINVAL;
        struct entry *copy = (void *)(out + used);
        memcpy(copy, entry, entry->size);
        copy->next = *position + 1;
        used += entry->size;
    }
    return (long)used;
}

static struct slot *slot_for(int fd, long position, enum mode mode)
{
    struct stat status;
    if (sys4(SYS_newfstatat, fd, "", &status, AT_EMPTY_PATH) != 0)
        return NULL;
    struct slot *slot = position ? find_slot(fd, &status) : NULL;
    if (slot)
        return slot;
    slot = claim_slot(fd);
    if (!slot)
        return NULL;
    if (load(slot, fd, mode, &status) < 0) {
        unlock_slot(slot);
        return NULL;
    }
    slot->device = status.st_dev;
    slot->inode = status.st_ino;
    return slot;
}

static long read_plain(int fd, long position, void *out, size_t room)
{
    if (position >= 0)
        sys3(SYS_lseek, fd, position, SEEK_SET);
    return sys3(SYS_getdents64, fd, out, room);
}

static long read_sorted(int fd, void *out, size_t room, enum mode mode)
{
    if (confined()) {
        count(unsorted);
        return read_plain(fd, -1, out, room);
    }
    long position = sys3(SYS_lseek, fd, 0, SEEK_CUR);
    if (position < 0)
        return position == -EBADF ? position : read_plain(fd, -1, out, room);
    struct slot *slot = slot_for(fd, position, mode);
    if (!slot) {
        count(unsorted);
        return read_plain(fd, position, out, room);
    }
    uint32_t next = position < (long)slot->count ? (uint32_t)position : slot->count;
    long result = serve(slot, &next, out, room);
    if (result >= 0 && sys3(SYS_lseek, fd, next, SEEK_SET) != (long)next) {
        count(unsorted);
        result = read_plain(fd, position, out, room);
    }
    if (result <= 0)
        forget(slot);
    unlock_slot(slot);
    return result;
}

/* --- the call --- */

static uint64_t hash_order(const char *bytes, size_t size)
{
    uint64_t hash = 0;
    for (size_t at = 0; at < size;) {
        const struct entry *entry = (const void *)(bytes + at);
        hash = hash_bytes(entry->name, text_length(entry->name), hash);
        at += entry->size;
    }
    return hash;
}

static void end_reading(const struct call *call, int fd, const void *out, long result)
{
    char link[40] = "/proc/self/fd/", path[512];
    if (!lib.watch || call->mode == MODE_OFF || result == 0)
        return;
    number_text(link + 14, (uint64_t)fd, 10);
    long length = confined() ? 0 : sys4(SYS_readlinkat, AT_FDCWD, link, path, sizeof path);
    uint64_t hash = result > 0 ? hash_order(out, (size_t)result) : 0;
    call_end_detail(call, hash, path, length > 0 ? (size_t)length : 0,
                    result < 0 ? (int)-result : 0);
}

WRAP(ssize_t, getdents64, int fd, void *out, size_t room)
{
    struct call call = CALL_BEGIN(getdents64, dirorder);
    size_t limited = room < 0x7fffffff ? room : 0x7fffffff;
    long result = call.mode >= MODE_PIN ? read_sorted(fd, out, limited, call.mode)
                                        : sys3(SYS_getdents64, fd, out, limited);
    end_reading(&call, fd, out, result);
    return deliver(result);
}
