/*
 * pid: ids of processes and threads.  Pinning is the kernel's own work, in a pid namespace where
 * identity.c chooses the next id; here is only written down who asked.  getpid(2), gettid(2).
 */
#include "../call.h"
#include "../faketime.h"
#include "../wrap.h"
#include "../banned.h"

static pid_t answer(const struct call *call, pid_t id)
{
    call_end(call, (uint64_t)id, 0);
    return id;
}

WRAP(pid_t, getpid, void)
{
    struct call call = CALL_BEGIN(getpid, pid);
    if (unlikely(lib.alone) && call.mode == MODE_PIN)
        return faketime_pid();
    return answer(&call, identity_is_own() ? identity.pid : (pid_t)sys0(SYS_getpid));
}
WRAP_ALIAS(__getpid, getpid)

WRAP(pid_t, getppid, void)
{
    struct call call = CALL_BEGIN(getppid, pid);
    return answer(&call, (pid_t)sys0(SYS_getppid));
}

static pid_t own_thread(void)
{
    if (!thread_self.tid)
        thread_self.tid = (pid_t)sys0(SYS_gettid);
    return thread_self.tid;
}

WRAP(pid_t, gettid, void)
{
    struct call call = CALL_BEGIN(gettid, pid);
    return answer(&call, identity_is_own() ? own_thread() : (pid_t)sys0(SYS_gettid));
}
