#include "flow.h"
#include "changes.h"
#include "identity.h"
#include "writer.h"
#include "banned.h"

#define MAX_GIVEN 512u
#define MAX_OTHER 64u

static struct {
    uint32_t count;
    uint64_t hash[MAX_GIVEN];
} given SELDOM;

static bool wanted(void)
{
    return lib.config->flags & RUN_FLAG_FLOW;
}

static uint64_t hash_of(const char *variable)
{
    return hash_bytes(variable, text_length(variable), 0);
}

void flow_init(char *const *envp)
{
    if (!wanted())
        return;
    for (given.count = 0; *envp && given.count < MAX_GIVEN; envp++)
        given.hash[given.count++] = hash_of(*envp);
}

static bool was_given(const char *variable)
{
    uint64_t hash = hash_of(variable);
    for (uint32_t i = 0; i < given.count; i++) {
        if (given.hash[i] == hash)
            return true;
    }
    return false;
}

/* The child whose work this is, vfork(2): it has our memory and no image yet; 0: our own. */
static pid_t borrower(void)
{
    pid_t pid = thread_self.lent ? (pid_t)sys0(SYS_getpid) : identity.pid;
    return pid == identity.pid ? 0 : pid;
}

struct trace_record *flow_exec(char *const *envp)
{
    char *other[MAX_OTHER + 1];
    uint32_t count = 0;
    if (!wanted() || !envp)
        return NULL;
    for (; *envp && count < MAX_OTHER; envp++) {
        if (!was_given(*envp))
            other[count++] = *envp;
    }
    other[count] = NULL;
    return count ? writer_text(TRACE_GIVEN, (uint32_t)borrower(), NULL, other) : NULL;
}

/* What belongs to the system is the same in every run. */
static bool is_systems(const char *path)
{
    static const char *const places[] = {"/usr/", "/lib", "/etc/", "/proc/", "/dev/", "/sys/"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (text_starts(path, places[i]))
            return true;
    }
    return false;
}

void flow_read(int at, const char *path, int flags)
{
    if (wanted() && !(flags & O_DIRECTORY) && !is_systems(path))
        changes_write(TRACE_FILE, (uint32_t)flags, at, path);
}
