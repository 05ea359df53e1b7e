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
#include "../sort.h"
#include "../wrap.h"
#include "../banned.h"
#include <sys/sysmacros.h>

struct entry { /* linux_dirent64, getdents(2) */
    uint64_t inode;
    int64_t next;
    uint16_t size;
    uint8_t type;
    char name[];
};

#define SLOTS         64u
#define LARGEST_ENTRY 4096u
#define PORTION       (1u << 17) /* read at a time: it is looked at while it is near */
#define AHEAD         8u         /* entries that are fetched before their turn */
#define NAME          ((uint32_t)offsetof(struct entry, name))

/* One directory being read: its entries, and behind them their places. */
struct slot {
    int fd;
    uint32_t busy;
    uint64_t device, inode;
    uint32_t count;
    uint32_t
        first;     /* where the name of the first entry stands, "." and ".." not counted; 0: none */
    size_t shared; /* bytes with which all these names begin */
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
#define HUGE          (1u << 21) /* beyond, a page more or less does not count */
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
    slot->first = 0;
    slot->shared = 0;
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
    if (larger > HUGE)
        sys3(SYS_madvise, memory, larger, MADV_HUGEPAGE);
    return 0;
}

static bool is_self_or_parent(const char *name)
{
    return name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

/* Notes how many entries there are, and how many bytes all names begin with, but for "." and "..",
 * which sort before any of those. */
static void scan(struct slot *slot, size_t from, size_t to)
{
    for (size_t at = from; at < to; slot->count++) {
        const struct entry *entry = (const void *)(slot->bytes + at);
        if (!is_self_or_parent(entry->name)) {
            slot->first = slot->first ? slot->first : (uint32_t)at + NAME;
            const char *first = slot->bytes + slot->first;
            size_t limit = first == entry->name ? text_length(first) : slot->shared;
            slot->shared = sort_common(first, entry->name, limit);
        }
        at += entry->size;
    }
}

/* All entries from the start; the number of bytes, or an error. */
static long read_all(struct slot *slot, int fd)
{
    size_t used = 0;
    long result = sys3(SYS_lseek, fd, 0, SEEK_SET);
    while (result >= 0) {
        if (slot->room - used < LARGEST_ENTRY && (result = grow(slot)) < 0)
            break;
        size_t left = slot->room - used;
        result = sys3(SYS_getdents64, fd, slot->bytes + used, left < PORTION ? left : PORTION);
        if (result == 0)
            return (long)used;
        if (result < 0)
            break;
        scan(slot, used, used + (size_t)result);
        used += (size_t)result;
    }
    return result;
}

/* Room for the places, behind the entries. */
static bool place_room(struct slot *slot, size_t size)
{
    size_t start = (size + 15) & ~(size_t)15, need = start + slot->count * sizeof(struct place);
    while (slot->room < need) {
        if (grow(slot) < 0)
            return false;
    }
    slot->places = (struct place *)(void *)(slot->bytes + start);
    return true;
}

static void turn_around(struct slot *slot)
{
    for (uint32_t i = 0, j = slot->count; i + 1 < j; i++) {
        struct place swap = slot->places[i];
        slot->places[i] = slot->places[--j];
        slot->places[j] = swap;
    }
}

static void order(struct slot *slot, enum mode mode)
{
    size_t at = 0, shared = slot->first && slot->bytes[slot->first] > '.' ? slot->shared : 0;
    for (uint32_t i = 0; i < slot->count; i++) {
        const struct entry *entry = (const void *)(slot->bytes + at);
        bool dots = is_self_or_parent(entry->name);
        slot->places[i] = (struct place){dots ? 0 : sort_key(entry->name + shared), (uint32_t)at};
        at += entry->size;
    }
    sort_places(slot->bytes + NAME, slot->places, slot->count);
    if (mode == MODE_VARY)
        turn_around(slot);
}

/* --- inode numbers: as stat tells them --- */

/*
 * The number of a file in a directory that changed during the run; 0: the kernel's.  The kernel
 * tells where something is mounted, and not what: readdir(3).
 */
static uint64_t number_of(int fd, dev_t device, const char *name, bool varied)
{
    struct statx status;
    struct inode_place place = {fd, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT};
    if (sys5(SYS_statx, fd, name, place.flags, STATX_BASIC_STATS | STATX_BTIME, &status) != 0)
        return 0;
    bool mounted =
        S_ISDIR(status.stx_mode) && makedev(status.stx_dev_major, status.stx_dev_minor) != device;
    return mounted ? 0 : inode_number(&status, &place, varied);
}

static void number_entries(const struct slot *slot, int fd, const struct stat *directory)
{
    bool varied = lib.mode[SOURCE_stat] == MODE_VARY;
    bool changed = timespec_ns(&directory->st_ctim) >= lib.config->file_epoch;
    if (!changed || lib.mode[SOURCE_stat] < MODE_PIN)
        return;
    for (uint32_t i = 0; i < slot->count; i++) {
        struct entry *entry = (void *)(slot->bytes + slot->places[i].at);
        uint64_t number = number_of(fd, directory->st_dev, entry->name, varied);
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
        if (*position + AHEAD < slot->count)
            __builtin_prefetch(entry_of(slot, *position + AHEAD));
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
