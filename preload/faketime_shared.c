#include "faketime_shared.h"
#include "clock.h"
#include "faketime.h"
#include "faketime_settings.h"
#include "banned.h"
#include <sys/ipc.h>
#include <sys/shm.h>

#define MAGIC  0x4c41434e49414750ULL
#define OURS   "paribus:"
#define SPAWN  "FAKETIME_SPAWN_"
#define FIELDS 7

static struct faketime_shared own = {.magic = MAGIC};
struct faketime_shared *faketime_shared = &own;
bool faketime_spawning;

static long segment = -1; /* its id */
static bool carries;      /* the next image is to know of it */

static struct faketime_shared *attach(long id)
{
    long at = id < 0 ? id : sys3(SYS_shmat, id, 0, 0);
    return at < 0 ? NULL : (struct faketime_shared *)at;
}

/* --- the variable: seven numbers --- */

static bool parse(const char *text, uint64_t field[FIELDS])
{
    if (!text || !text_starts(text, OURS))
        return false;
    text += sizeof OURS - 1;
    for (int i = 0; i < FIELDS; i++) {
        field[i] = 0;
        for (; *text >= '0' && *text <= '9'; text++)
            field[i] = field[i] * 10 + (uint64_t)(*text - '0');
        if (*text++ != (i + 1 < FIELDS ? ':' : '\0'))
            return false;
    }
    return true;
}

static void format(char *out)
{
    const struct faketime_shared *s = faketime_shared;
    const uint64_t field[FIELDS] = {
        (uint64_t)segment,
        (uint64_t)s->began,
        (uint64_t)s->began_mono,
        (uint64_t)s->clock.elapsed,
        (uint64_t)s->loaded,
        s->loaded_all,
        s->magic,
    };
    const char *name = FAKETIME_STATE OURS;
    memcpy(out, name, text_length(name));
    out += text_length(name);
    for (int i = 0; i < FIELDS; i++) {
        out = number_text(out, field[i], 10);
        *out++ = i + 1 < FIELDS ? ':' : '\0';
    }
}

void faketime_share(const char *state, bool keep_start)
{
    uint64_t field[FIELDS];
    carries = keep_start;
    if (!parse(state, field) || field[6] != MAGIC)
        return;
    own.clock.elapsed = (int64_t)field[3];
    own.loaded = (int64_t)field[4];
    own.loaded_all = (uint32_t)field[5];
    if (keep_start || field[0] != (uint64_t)-1) {
        own.began = (int64_t)field[1];
        own.began_mono = (int64_t)field[2];
    }
    struct faketime_shared *there = attach((long)field[0]);
    if (there && there->magic == MAGIC && there->began == own.began) {
        faketime_shared = there;
        segment = (long)field[0];
        carries = true;
    } else if (there) {
        sys1(SYS_shmdt, there);
    }
}

/* Marked for removal at once: it stays as long as somebody has it. */
void faketime_share_memory(void)
{
    carries = true;
    if (segment >= 0)
        return;
    segment = sys3(SYS_shmget, IPC_PRIVATE, sizeof own, IPC_CREAT | 0600);
    struct faketime_shared *there = attach(segment);
    if (segment >= 0)
        sys3(SYS_shmctl, segment, IPC_RMID, 0);
    if (!there) {
        segment = -1;
        return;
    }
    *there = *faketime_shared;
    faketime_shared = there;
}

static bool is_kept(const char *variable)
{
    return !text_starts(variable, FAKETIME_STATE) &&
           !(faketime_spawning && text_starts(variable, SPAWN));
}

#define STACK_ROOM 8192u /* variables */

long faketime_with_environment(char *const *envp, long (*use)(char *const *repaired, void *context),
                               void *context)
{
    char variable[sizeof FAKETIME_STATE OURS + FIELDS * 24];
    size_t count = 0, kept = 0;
    while (envp && envp[count])
        count++;
    if ((!carries && !faketime_spawning) || !envp || count > STACK_ROOM)
        return use(envp, context);
    char **list = __builtin_alloca((count + 2) * sizeof *list);
    for (size_t i = 0; i < count; i++) {
        if (is_kept(envp[i]))
            list[kept++] = envp[i];
    }
    if (carries) {
        format(variable);
        list[kept++] = variable;
    }
    list[kept] = NULL;
    return use(list, context);
}

/* --- saved times --- */

static const uint64_t *saved; /* pairs */
static int64_t saved_count;

void faketime_save(const char *path, int64_t value)
{
    struct timespec time = ns_timespec(value);
    const uint64_t pair[] = {__builtin_bswap64((uint64_t)time.tv_sec),
                             __builtin_bswap64((uint64_t)time.tv_nsec)};
    long fd = sys4(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return;
    sys3(SYS_write, fd, pair, sizeof pair);
    sys1(SYS_close, fd);
}

bool faketime_load(const char *path)
{
    struct stat status;
    long fd = sys4(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0), map = -1;
    if (fd < 0)
        return false;
    if (sys4(SYS_newfstatat, fd, "", &status, AT_EMPTY_PATH) == 0 && status.st_size >= 16)
        map = sys6(SYS_mmap, 0, status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    sys1(SYS_close, fd);
    if (map < 0)
        return false;
    saved = (const uint64_t *)map;
    saved_count = status.st_size / 16;
    return true;
}

static int64_t pair_at(int64_t nth)
{
    return (int64_t)__builtin_bswap64(saved[2 * nth]) * CLOCK_SECOND +
           (int64_t)__builtin_bswap64(saved[2 * nth + 1]);
}

bool faketime_next_loaded(int64_t *value)
{
    if (!saved || faketime_shared->loaded_all)
        return false;
    int64_t nth = __atomic_fetch_add(&faketime_shared->loaded, 1, __ATOMIC_RELAXED);
    if (nth >= saved_count)
        return false;
    *value = pair_at(nth);
    return true;
}

int64_t faketime_last_loaded(void)
{
    return pair_at(saved_count - 1);
}
