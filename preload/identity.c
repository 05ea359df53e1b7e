#include "identity.h"
#include "clock.h"
#include "confine.h"
#include "writer.h"
#include "banned.h"

struct identity identity;
__thread struct thread thread_self __attribute__((tls_model("initial-exec")));

uint64_t identity_alive __attribute__((section(".bss.wiped.first")));
extern char wiped_start[], wiped_end[];
static uint32_t strangers; /* threads created without our knowledge */

/* The nth claim of `key` in this run gets n-1.  Open addressing; a full table claims nothing. */
static uint32_t claim_ordinal(uint64_t key)
{
    if (!lib.shared)
        return 0;
    struct run_ordinal *table = lib.shared->ordinal;
    key = key ? key : 1;
    for (uint32_t probe = 0; probe < 64; probe++) {
        struct run_ordinal *slot = &table[(key + probe) & (RUN_ORDINALS - 1)];
        uint64_t found = 0;
        if (__atomic_compare_exchange_n(&slot->key, &found, key, false, __ATOMIC_RELAXED,
                                        __ATOMIC_RELAXED) ||
            found == key)
            return (uint32_t)__atomic_fetch_add(&slot->count, 1, __ATOMIC_RELAXED);
    }
    return 0;
}

/* Hash of the arguments as far as they count in an identity. */
static uint64_t hash_arguments(char *const *argv)
{
    const char *tmpdir = lib.config->tmpdir;
    if (!argv || !argv[0])
        return 1;
    uint64_t hash = run_hash_argument(0, base_name(argv[0]), tmpdir);
    for (size_t i = 1; argv[i]; i++)
        hash = run_hash_argument(hash, argv[i], tmpdir);
    return hash;
}

void identity_init(uint64_t base, uint64_t pid_unit, char *const *argv)
{
    uint64_t arguments = hash_arguments(argv);
    identity.ordinal = claim_ordinal(hash_mix(base, arguments, 0));
    identity.base = identity.parent = base;
    identity.image = hash_mix(base, arguments, identity.ordinal);
    identity.pid_unit = pid_unit;
    identity.pid = (pid_t)sys0(SYS_getpid);
    thread_self.known = true;
    sys3(SYS_madvise, wiped_start, wiped_end - wiped_start, MADV_WIPEONFORK);
    identity_alive = 1;
}

void thread_adopt(void)
{
    uint32_t nth = __atomic_add_fetch(&strangers, 1, __ATOMIC_RELAXED);
    thread_self.key = hash_mix(0, 0x737472616e676572ULL, nth);
    thread_self.known = true;
}

/* A confined process does not ask unless it is asked. */
static void take_pid(void)
{
    identity.pid = confined() ? 0 : (pid_t)sys0(SYS_getpid);
    identity.shared |= confined();
}

/* The child was not announced when its key is taken already: then the ordinal tells it apart. */
void identity_after_fork(void)
{
    struct thread *thread = &thread_self;
    pid_t creator = identity.pid;
    uint64_t key = hash_mix(identity.image, thread->key, thread->forks);
    uint32_t ordinal = claim_ordinal(key);
    identity.parent = identity.image;
    identity.base = identity.image;
    identity.image = ordinal ? hash_mix(key, ordinal, 1) : key;
    identity.ordinal = ordinal;
    identity.pid_unit = thread->child_unit;
    identity.forked = true;
    take_pid();
    thread->key = 0;
    thread->tid = 0;
    thread->lent = 0;
    thread->forks = 0;
    thread->creations = 0;
    thread->known = true;
    thread->stack_low = thread->stack_high = 0;
    identity_alive = 1;
    clock_after_fork(creator);
    writer_after_fork();
}

uint64_t identity_next_fork(void)
{
    struct thread *thread = thread_here();
    return hash_mix(identity.image, thread->key, ++thread->forks);
}

uint64_t identity_next_spawn(char *const *argv)
{
    uint64_t key = hash_mix(identity.image, hash_arguments(argv), UNIT_PID);
    return hash_mix(key, claim_ordinal(key), 0);
}

uint64_t identity_next_thread(void)
{
    struct thread *thread = thread_here();
    return hash_mix(thread->key, ++thread->creations, 0);
}

enum tenant identity_tenant(void)
{
    if (!identity_alive)
        return TENANT_CHILD;
    return (pid_t)sys0(SYS_getpid) == identity.pid ? TENANT_OWNER : TENANT_GUEST;
}

/* --- choosing process ids: pid_namespaces(7), /proc/sys/kernel/ns_last_pid --- */

static bool choosing(void)
{
    return lib.ready && lib.config->flags & RUN_FLAG_PIDS && lib.mode[SOURCE_pid] >= MODE_PIN &&
           !confined();
}

static bool is_varied(uint64_t unit)
{
    uint8_t mode = is_chosen(unit) ? lib.config->chosen[SOURCE_pid] : lib.mode[SOURCE_pid];
    return mode == MODE_VARY;
}

/* Held from the choice until the kernel has used it; a holder that died is overruled after 20 ms.
 */
static void take_pid_lock(void)
{
    struct timespec pause = {0, 50000};
    for (int tries = 0; tries < 400; tries++) {
        uint64_t free_value = 0;
        if (__atomic_compare_exchange_n(&lib.shared->pid_lock, &free_value, (uint64_t)identity.pid,
                                        false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
            return;
        sys2(SYS_nanosleep, &pause, 0);
    }
    __atomic_store_n(&lib.shared->pid_lock, (uint64_t)identity.pid, __ATOMIC_RELEASE);
}

static bool write_last_pid(uint64_t pid)
{
    char text[24];
    long length = number_text(text, pid - 1, 10) - text;
    long fd = sys4(SYS_openat, AT_FDCWD, "/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC, 0);
    if (fd < 0)
        return false;
    long written = sys3(SYS_write, fd, text, length);
    sys1(SYS_close, fd);
    return written == length;
}

void identity_before_child(uint64_t key)
{
    if (!choosing())
        return;
    uint64_t unit = hash_mix(UNIT_PID, identity.image, key);
    uint32_t pid = run_pid(lib.config, unit, is_varied(unit));
    take_pid_lock();
    thread_here()->child_unit = unit;
    if (!write_last_pid(pid))
        count(pid_missed);
}

void identity_after_child(void)
{
    uint64_t mine = (uint64_t)identity.pid;
    thread_self.child_clock_known = false;
    if (choosing())
        __atomic_compare_exchange_n(&lib.shared->pid_lock, &mine, 0, false, __ATOMIC_RELEASE,
                                    __ATOMIC_RELAXED);
}
