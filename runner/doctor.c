#include "doctor.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

const struct probe probes[] = {
#define PROBE(name, function, severity, purpose, meaning, remedy)                                  \
    {name, purpose, meaning, remedy, function, severity},
#include "doctor.def"
#undef PROBE
};

unsigned probe_count(void)
{
    return sizeof probes / sizeof *probes;
}

void probe_detail(struct answer_of_probe *answer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(answer->detail, sizeof answer->detail, format, arguments);
    va_end(arguments);
}

void probe_remedy(struct answer_of_probe *answer, const char *remedy)
{
    snprintf(answer->remedy, sizeof answer->remedy, "%s", remedy);
}

void probe_refused(struct answer_of_probe *answer, int error, const char *sentence)
{
    if (answer->error)
        return;
    answer->error = error;
    probe_detail(answer, "%s: %s", sentence, strerror(-error));
}

/* A filter may kill instead of refusing, and a machine may hang: neither stops the others. */
#define PATIENCE_SECONDS 20

static _Noreturn void child(const struct probe *probe, struct answer_of_probe *answer)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    alarm(PATIENCE_SECONDS);
    probe->try(answer);
    _exit(0);
}

static void note_death(struct answer_of_probe *answer, int status)
{
    if (!WIFSIGNALED(status))
        return;
    answer->error = -EPERM;
    probe_detail(answer, "the attempt was ended by a signal: %s", strsignal(WTERMSIG(status)));
}

static void run_child(const struct probe *probe, struct answer_of_probe *shared)
{
    int status = 0;
    fflush(stdout); /* or the child has it as well */
    pid_t pid = fork();
    if (pid == 0)
        child(probe, shared);
    if (pid < 0)
        probe_refused(shared, -errno, "cannot start a process to try it in");
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    note_death(shared, status);
}

void doctor_try(const struct probe *probe, struct finding *finding)
{
    struct answer_of_probe *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    *finding = (struct finding){.probe = probe};
    finding->answer.severity = probe->severity;
    probe_remedy(&finding->answer, probe->remedy);
    if (shared == MAP_FAILED) {
        probe_refused(&finding->answer, -errno, "cannot share memory with a process");
        return;
    }
    *shared = finding->answer;
    run_child(probe, shared);
    finding->answer = *shared;
    munmap(shared, sizeof *shared);
}
