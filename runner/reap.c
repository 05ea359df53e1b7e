#include "reap.h"
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "util.h"

/* The field after the name, which may itself hold ") R 1", proc(5). */
static pid_t parent_of(const char *pid)
{
    char path[64], buffer[512];
    snprintf(path, sizeof path, "/proc/%.20s/stat", pid);
    autofile FILE *file = fopen(path, "re");
    size_t length = file ? fread(buffer, 1, sizeof buffer - 1, file) : 0;
    buffer[length] = '\0';
    const char *end = strrchr(buffer, ')');
    int parent = -1;
    return end && sscanf(end + 1, " %*c %d", &parent) == 1 ? parent : -1;
}

/* Their own children become ours once they are dead, for the next turn. */
static void kill_children(void)
{
    DIR *directory = opendir("/proc");
    struct dirent *entry;
    while (directory && (entry = readdir(directory))) {
        if (*entry->d_name >= '1' && *entry->d_name <= '9' && parent_of(entry->d_name) == getpid())
            kill(atoi(entry->d_name), SIGKILL);
    }
    if (directory)
        closedir(directory);
}

unsigned reap_kill_all(bool own_namespace, pid_t watched, int *status)
{
    unsigned killed = 0;
    for (;;) {
        int ended;
        if (own_namespace)
            kill(-1, SIGKILL); /* spares process 1, kill(2) */
        else
            kill_children();
        pid_t pid = waitpid(-1, &ended, 0);
        for (; pid > 0; pid = waitpid(-1, &ended, WNOHANG)) {
            killed += WIFSIGNALED(ended) && WTERMSIG(ended) == SIGKILL;
            if (pid == watched)
                *status = ended;
        }
        if (pid < 0 && errno == ECHILD)
            return killed;
    }
}
