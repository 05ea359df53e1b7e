/*
 * host: the machine's name and kernel.  uname(2), beneath gethostname(3) and getdomainname(2);
 * gethostid(3).  What static programs and /proc show is arranged by the runner.
 */
#include "../call.h"
#include "../real.h"
#include "../wrap.h"
#include "../banned.h"
#include <sys/utsname.h>

static void show(const struct run_machine *machine, struct utsname *out)
{
    memcpy(out->nodename, machine->nodename, sizeof out->nodename);
    memcpy(out->release, machine->release, sizeof out->release);
    memcpy(out->version, machine->version, sizeof out->version);
    memcpy(out->domainname, machine->domainname, sizeof out->domainname);
}

static size_t append(char *line, size_t at, const char *word)
{
    size_t length = text_length(word);
    memcpy(line + at, word, length);
    line[at + length] = ' ';
    return at + length + 1;
}

static void end_names(const struct call *call, const struct utsname *names, int error)
{
    char line[4 * (sizeof names->nodename + 1)];
    if (!lib.watch || call->mode == MODE_OFF)
        return;
    size_t length = append(line, 0, names->nodename);
    length = append(line, length, names->release);
    length = append(line, length, names->version);
    length = append(line, length, names->domainname) - 1;
    call_end_detail(call, hash_bytes(line, length, 0), line, length, error);
}

/* As shown pinned and varied; it does not change, so the kernel is asked once. */
static long ask_once(const struct call *call, struct utsname *out)
{
    static struct utsname shown[2] SELDOM;
    static bool known[2];
    bool varied = call->mode == MODE_VARY;
    if (!__atomic_load_n(&known[varied], __ATOMIC_ACQUIRE)) {
        struct utsname names;
        long result = sys1(SYS_uname, &names);
        if (result != 0)
            return result;
        show(call_machine(call), &names);
        memcpy(&shown[varied], &names, sizeof names);
        __atomic_store_n(&known[varied], true, __ATOMIC_RELEASE);
    }
    memcpy(out, &shown[varied], sizeof *out);
    return 0;
}

WRAP(int, uname, struct utsname *out)
{
    struct call call = CALL_BEGIN(uname, host);
    long result = call.mode >= MODE_PIN && out ? ask_once(&call, out) : sys1(SYS_uname, out);
    if (result == 0)
        end_names(&call, out, 0);
    return (int)deliver(result);
}

WRAP(long, gethostid, void)
{
    struct call call = CALL_BEGIN(gethostid, host);
    long id = call.mode >= MODE_PIN ? (int32_t)call_machine(&call)->hostid : REAL(gethostid)();
    call_end(&call, (uint64_t)id, 0);
    return id;
}
