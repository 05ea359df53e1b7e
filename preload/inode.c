#include "inode.h"
#include "confine.h"
#include "table.h"
#include "banned.h"
#include <sys/sysmacros.h>

#define ATTEMPTS    64u
#define PATIENCE    2000u       /* looks at a slot that another thread is filling */
#define FIRST       0x40000000u /* our numbers lie from here to twice this, beyond those in use */
#define VARIED      0x1000001u  /* the bits that are the other way around */
#define FIRST_MINOR 4000u

static int64_t nanoseconds(const struct statx_timestamp *time)
{
    return time->tv_sec * 1000000000LL + time->tv_nsec;
}

static int64_t birth(const struct statx *status)
{
    return status->stx_mask & STATX_BTIME ? nanoseconds(&status->stx_btime) : 0;
}

/* A file that has not changed since the run began was there before: most are. */
static bool is_new(const struct statx *status)
{
    if (nanoseconds(&status->stx_ctime) < lib.config->file_epoch)
        return false;
    int64_t born = birth(status);
    return born == 0 || born >= lib.config->file_epoch;
}

/* --- devices --- */

static int mounted_for_us(dev_t device)
{
    for (int i = 0; i < (int)RUN_DEVICES; i++) {
        if (lib.shared->device[i] == device)
            return i;
    }
    return -1;
}

uint32_t inode_minor(uint32_t major, uint32_t minor)
{
    int nth = major == 0 ? mounted_for_us(makedev(major, minor)) : -1;
    return nth < 0 ? minor : FIRST_MINOR + (uint32_t)nth;
}

/* --- the table: three kinds of keys in one --- */

enum kind {
    FILE_NUMBER = 1, /* device, inode: the number given, and the birth of the file */
    NUMBER_OWNER,    /* number: for which name it was given */
    PATH_COUNT,      /* path: how many files were given a number by it */
};

static uint64_t key_of(enum kind kind, uint64_t a, uint64_t b)
{
    uint64_t key = hash_mix(kind, a, b);
    return key ? key : 1;
}

/* The slot of `key`, taken when it is not there, in one level; NULL: no room. */
static struct run_inode *slot_in(unsigned level, uint64_t key, bool *fresh)
{
    for (uint32_t i = 0; i < table_attempts(RUN_INODE, level); i++) {
        struct run_inode *slot = &lib.shared->inode[table_slot(level, key, i)];
        uint64_t there = __atomic_load_n(&slot->key, __ATOMIC_ACQUIRE);
        if (there == 0 && __atomic_compare_exchange_n(&slot->key, &there, key, false,
                                                      __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
            *fresh = true;
            return slot;
        }
        if (there == key)
            return slot;
    }
    return NULL;
}

static struct run_inode *slot_of(uint64_t key, bool *fresh)
{
    for (unsigned level = 0; table_reach(RUN_INODE, level); level++) {
        struct run_inode *slot = slot_in(level, key, fresh);
        if (slot)
            return slot;
    }
    return NULL;
}

/* The first number from `name` on that nobody else has; 0: no room. */
static uint64_t take_number(uint64_t name)
{
    for (uint32_t i = 0; i < ATTEMPTS; i++) {
        uint64_t number = FIRST + (name + i) % FIRST, owner = 0;
        bool fresh = false;
        struct run_inode *slot = slot_of(key_of(NUMBER_OWNER, number, 0), &fresh);
        if (slot && (__atomic_compare_exchange_n(&slot->number, &owner, name, false,
                                                 __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE) ||
                     owner == name))
            return number;
    }
    return 0;
}

/* --- the path of a file, as the kernel says it --- */

/* 0: it has none (a pipe, a socket). */
static uint64_t hash_link(long fd)
{
    char link[40] = "/proc/self/fd/", path[512];
    number_text(link + 14, (uint64_t)fd, 10);
    long length = sys4(SYS_readlinkat, AT_FDCWD, link, path, sizeof path);
    return length > 0 && path[0] == '/' ? hash_bytes(path, (size_t)length, 0) : 0;
}

static uint64_t hash_path(const struct inode_place *place)
{
    if (!*place->path)
        return place->at >= 0 ? hash_link(place->at) : 0;
    int flags = O_PATH | O_CLOEXEC | (place->flags & AT_SYMLINK_NOFOLLOW ? O_NOFOLLOW : 0);
    long fd = sys4(SYS_openat, place->at, place->path, flags, 0);
    if (fd < 0)
        return 0;
    uint64_t hash = hash_link(fd);
    sys1(SYS_close, fd);
    return hash;
}

/* The nth file at a path has another number than the first, which may live on under another name.
 */
static uint64_t number_by_path(const struct inode_place *place)
{
    uint64_t path = confined() ? 0 : hash_path(place);
    bool fresh = false;
    struct run_inode *counter = path ? slot_of(key_of(PATH_COUNT, path, 0), &fresh) : NULL;
    if (!counter)
        return 0;
    uint64_t nth = __atomic_add_fetch(&counter->number, 1, __ATOMIC_RELAXED);
    return take_number(hash_mix(path, nth, 0));
}

/* --- numbers --- */

static bool has_path(const struct statx *status)
{
    mode_t type = status->stx_mode & S_IFMT;
    return type == S_IFREG || type == S_IFDIR || type == S_IFLNK;
}

static void fill(struct run_inode *slot, const struct statx *status,
                 const struct inode_place *place)
{
    uint64_t number = is_new(status) ? number_by_path(place) : 0;
    if (number == 0 && is_new(status) && has_path(status))
        count(unnumbered);
    __atomic_store_n(&slot->birth, birth(status), __ATOMIC_RELAXED);
    __atomic_store_n(&slot->number, number ? number : status->stx_ino, __ATOMIC_RELEASE);
}

/*
 * What the slot says of this very file.  A file that was there before the run, and of which the
 * overlay has made a copy since, is born again and yet the same.
 */
static uint64_t number_in(struct run_inode *slot, const struct statx *status)
{
    uint64_t number = 0;
    for (uint32_t i = 0; i < PATIENCE && !number; i++)
        number = __atomic_load_n(&slot->number, __ATOMIC_ACQUIRE);
    int64_t born = __atomic_load_n(&slot->birth, __ATOMIC_RELAXED);
    bool same = born == birth(status) || born < lib.config->file_epoch;
    if (number && same)
        return number;
    __atomic_compare_exchange_n(&slot->number, &number, 0, false, __ATOMIC_ACQ_REL,
                                __ATOMIC_ACQUIRE);
    return 0;
}

/* Only numbers of ours are varied. */
static uint64_t shown(uint64_t number, bool varied)
{
    return number >= FIRST && varied ? number ^ VARIED : number;
}

uint64_t inode_number(const struct statx *status, const struct inode_place *place, bool varied)
{
    dev_t device = makedev(status->stx_dev_major, status->stx_dev_minor);
    bool fresh = false;
    if (!is_new(status) && mounted_for_us(device) < 0)
        return status->stx_ino;
    struct run_inode *slot = slot_of(key_of(FILE_NUMBER, device, status->stx_ino), &fresh);
    if (!slot) {
        count(unnumbered);
        return status->stx_ino;
    }
    if (fresh || !number_in(slot, status))
        fill(slot, status, place);
    return shown(__atomic_load_n(&slot->number, __ATOMIC_ACQUIRE), varied);
}
