#include "stamp.h"
#include "clock.h"
#include "table.h"
#include "banned.h"
#include <sys/sysmacros.h>

#define NUMBERS (1u << 24) /* later ones are the same: see struct run_stamp */

static uint32_t next_number(void)
{
    uint64_t number = __atomic_add_fetch(&lib.shared->stamps, 1, __ATOMIC_RELAXED);
    return number < NUMBERS ? (uint32_t)number : NUMBERS - 1;
}

static uint32_t last_number(void)
{
    uint64_t number = __atomic_load_n(&lib.shared->stamps, __ATOMIC_RELAXED);
    return number < NUMBERS ? (uint32_t)number : NUMBERS - 1;
}

/* --- the table --- */

/* The slot of a file, taken when it is not there, in one level; NULL: no room. */
static struct run_stamp *slot_in(unsigned level, uint64_t file)
{
    uint64_t place = table_place(file);
    for (uint32_t i = 0; i < table_attempts(RUN_STAMP, level); i++) {
        struct run_stamp *slot = &lib.shared->stamp[table_slot(level, place, i)];
        uint64_t there = __atomic_load_n(&slot->file, __ATOMIC_ACQUIRE);
        if (there == file)
            return slot;
        if (there == 0 && __atomic_compare_exchange_n(&slot->file, &there, file, false,
                                                      __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
            return slot;
        if (there == file)
            return slot;
    }
    return NULL;
}

static struct run_stamp *slot_of(const struct statx *status)
{
    uint64_t device = makedev(status->stx_dev_major, status->stx_dev_minor);
    uint64_t base = hash_mix(device, 0, 0), file = base + status->stx_ino;
    file += file == 0;
    for (unsigned level = 0; table_reach(RUN_STAMP, level); level++) {
        struct run_stamp *slot = slot_in(level, file);
        if (slot)
            return slot;
    }
    count(unnumbered);
    return NULL;
}

#define TYPE_AND_NAME (STATX_TYPE | STATX_INO | STATX_MTIME)

static struct run_stamp *slot_at(int at, const char *path, int flags, struct statx *status)
{
    long result = sys5(SYS_statx, at, path, flags | AT_NO_AUTOMOUNT, TYPE_AND_NAME, status);
    mode_t type = status->stx_mode & S_IFMT;
    bool ordered = type == S_IFREG || type == S_IFDIR || type == S_IFLNK;
    return result == 0 && ordered ? slot_of(status) : NULL;
}

/* --- what was last shown, in one word: number, changes, given, and a print of the real time --- */

#define PRINT_BITS  29
#define GIVEN       (1ULL << PRINT_BITS)
#define CHANGE_AT   (PRINT_BITS + 1)
#define NUMBER_AT   (CHANGE_AT + CHANGE_BITS)
#define CHANGE_BITS 10
static_assert(STAMP_CHANGES <= 1 << CHANGE_BITS, "changes fit");
static_assert(NUMBERS <= 1u << (64 - NUMBER_AT), "numbers fit");

static uint64_t print_of(int64_t real)
{
    return hash_mix((uint64_t)real, 0, 0) & ((1u << PRINT_BITS) - 1);
}

static uint64_t pack(struct stamp stamp, int64_t real)
{
    return (uint64_t)stamp.number << NUMBER_AT | (uint64_t)stamp.changes << CHANGE_AT |
           (stamp.given ? GIVEN : 0) | print_of(real);
}

static struct stamp unpack(uint64_t seen)
{
    return (struct stamp){(uint32_t)(seen >> NUMBER_AT),
                          (uint32_t)(seen >> CHANGE_AT) & ((1u << CHANGE_BITS) - 1), seen & GIVEN};
}

static bool is_print(uint64_t seen, int64_t real)
{
    return seen && (seen & ((1u << PRINT_BITS) - 1)) == print_of(real);
}

static void remember(uint32_t number, int64_t real)
{
    if (table_reach(RUN_STAMPED, table_level(number)))
        __atomic_store_n(&lib.shared->stamped[number], real, __ATOMIC_RELAXED);
}

/* --- looking --- */

/* A bit above the number that is to be shown next. */
#define PENDING_GIVEN (1ULL << 32)

/* The stamp of a file that is not as it was when it was `seen`; 0: it never was. */
static struct stamp changed(const struct run_stamp *slot, uint64_t seen)
{
    uint64_t pending = __atomic_load_n(&slot->pending, __ATOMIC_ACQUIRE);
    uint32_t number = (uint32_t)pending;
    struct stamp last = unpack(seen);
    if (number > last.number)
        return (struct stamp){number, 0, pending & PENDING_GIVEN};
    if (!seen)
        return (struct stamp){last_number(), 0, false};
    last.changes += last.changes + 1 < STAMP_CHANGES;
    last.given = false;
    return last;
}

struct stamp stamp_of(const struct statx *status, int64_t real)
{
    struct run_stamp *slot = slot_of(status);
    if (!slot)
        return (struct stamp){NUMBERS - 1, 0, false};
    uint64_t seen = __atomic_load_n(&slot->seen, __ATOMIC_ACQUIRE);
    while (!is_print(seen, real)) {
        struct stamp stamp = changed(slot, seen);
        if (__atomic_compare_exchange_n(&slot->seen, &seen, pack(stamp, real), false,
                                        __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
            remember(stamp.number, real);
            return stamp;
        }
    }
    return unpack(seen);
}

/* --- writing --- */

static void note_written(struct run_stamp *slot, uint64_t number)
{
    __atomic_store_n(&slot->pending, number, __ATOMIC_RELEASE);
}

/* A new file changes the directory it is in. */
static void note_directory(int at, const char *path, uint32_t number)
{
    char parent[512];
    struct statx status;
    size_t length = (size_t)(base_name(path) - path);
    if (length >= sizeof parent)
        return;
    memcpy(parent, path, length);
    parent[length] = '\0';
    struct run_stamp *slot = slot_at(at, parent, AT_EMPTY_PATH, &status);
    if (slot)
        note_written(slot, number);
}

/* Another file may have had its number before. */
static void forget_alteration(struct run_stamp *slot)
{
    __atomic_store_n(&slot->altered, 0, __ATOMIC_RELAXED);
}

void stamp_opened(int fd, int at, const char *path, int flags)
{
    struct statx status;
    struct run_stamp *slot = slot_at(fd, "", AT_EMPTY_PATH, &status);
    if (!slot)
        return;
    uint32_t number = next_number();
    note_written(slot, number);
    if (flags & (O_TRUNC | O_EXCL)) /* another file may have had its number, and the same tick */
        __atomic_store_n(&slot->seen, 0, __ATOMIC_RELEASE);
    if (flags & (O_CREAT | O_TRUNC))
        forget_alteration(slot);
    if (flags & O_CREAT)
        note_directory(at, path, number);
}

void stamp_made(int at, const char *path)
{
    struct statx status;
    struct run_stamp *slot = slot_at(at, path, AT_SYMLINK_NOFOLLOW, &status);
    if (!slot)
        return;
    uint32_t number = next_number();
    note_written(slot, number);
    __atomic_store_n(&slot->seen, 0, __ATOMIC_RELEASE);
    forget_alteration(slot);
    note_directory(at, path, number);
}

void stamp_altered(int at, const char *path, int flags)
{
    struct statx status;
    struct run_stamp *slot = slot_at(at, path, flags, &status);
    if (slot)
        __atomic_store_n(&slot->altered, clock_now(), __ATOMIC_RELAXED);
}

int64_t stamp_alteration(const struct statx *status)
{
    const struct run_stamp *slot = slot_of(status);
    return slot ? __atomic_load_n(&slot->altered, __ATOMIC_RELAXED) : 0;
}

static struct run_stamp *slot_set(int at, const char *path, int flags, struct statx *status)
{
    return slot_at(at, path ? path : "", path ? flags : AT_EMPTY_PATH, status);
}

void stamp_set_now(int at, const char *path, int flags, bool given)
{
    struct statx status;
    struct run_stamp *slot = slot_set(at, path, flags, &status);
    if (!slot)
        return;
    note_written(slot, next_number() | (given ? PENDING_GIVEN : 0));
    __atomic_store_n(&slot->seen, 0, __ATOMIC_RELEASE);
}

void stamp_set(int at, const char *path, int flags, struct stamp stamp)
{
    struct statx status;
    struct run_stamp *slot = slot_set(at, path, flags, &status);
    if (!slot)
        return;
    int64_t real = status.stx_mtime.tv_sec * 1000000000LL + status.stx_mtime.tv_nsec;
    __atomic_store_n(&slot->seen, pack(stamp, real), __ATOMIC_RELEASE);
}

int64_t stamp_real(const struct stamp *stamp)
{
    return table_has(RUN_STAMPED, table_level(stamp->number))
               ? __atomic_load_n(&lib.shared->stamped[stamp->number], __ATOMIC_RELAXED)
               : 0;
}
