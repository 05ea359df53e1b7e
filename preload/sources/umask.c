/* umask: the runner sets it before the start; here is written down who asked.  umask(2). */
#include "../call.h"
#include "../wrap.h"
#include "../banned.h"

WRAP(mode_t, umask, mode_t mask)
{
    struct call call = VIEW_BEGIN(umask, umask);
    long before = sys1(SYS_umask, mask);
    call_end(&call, (uint64_t)before, 0);
    return (mode_t)before;
}
