#include "machine.h"
#include <string.h>
#include "options.h"

#define GIB (1ULL << 30)

static const struct run_machine documented[2] = {
    [MACHINE_PINNED] = {.nodename = "paribus",
                        .domainname = "(none)",
                        .release = "6.1.0",
                        .version = "#1 SMP Thu Jan  1 00:00:00 UTC 1970",
                        .hostid = 0x007f0101,
                        .cpus = 4,
                        .memory = 8 * GIB},
    [MACHINE_VARIED] = {.nodename = "varied-host",
                        .domainname = "varied-domain",
                        .release = "5.19.77-varied",
                        .version = "#777 SMP PREEMPT Fri Feb 13 23:31:30 UTC 2009",
                        .hostid = 0x0a4d2b07,
                        .cpus = 3,
                        .memory = 6 * GIB + 7 * 4096},
};

void machine_fill(const struct options *options, struct run_machine machine[2])
{
    memcpy(machine, documented, sizeof documented);
    if (options->host)
        strncpy(machine[MACHINE_PINNED].nodename, options->host,
                sizeof machine->nodename - 1); /* its length was checked */
    if (options->cpus)
        machine[MACHINE_PINNED].cpus = options->cpus;
    if (machine[MACHINE_PINNED].cpus == machine[MACHINE_VARIED].cpus)
        machine[MACHINE_VARIED].cpus++;
}
