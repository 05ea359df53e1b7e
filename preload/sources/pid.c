/*
 * pid: ids of processes and threads.  Pinning is the kernel's own work, in a pid namespace where
 * identity.c chooses the next id; here is only written down who asked.  getpid(2), gettid(2).
 */
#include "../call.h"
#include "../wrap.h"
#include "../banned.h"

static pid_t ask(struct call call, long number)
{
    long id = sys0(number);
    call_end(&call, (uint64_t)id, 0);
    return (pid_t)id;
}

WRAP(pid_t, getpid, void)
{
    return ask(CALL_BEGIN(getpid, pid), SYS_getpid);
}
WRAP_ALIAS(__getpid, getpid)

WRAP(pid_t, getppid, void)
{
    return ask(CALL_BEGIN(getppid, pid), SYS_getppid);
}

WRAP(pid_t, gettid, void)
{
    return ask(CALL_BEGIN(gettid, pid), SYS_gettid);
}
