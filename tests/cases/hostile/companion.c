/* Threads that allocate and look around, and a child: something for other libraries to meddle in.
 */
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void look_around(void)
{
    struct stat status;
    char bytes[8];
    DIR *directory = opendir("/etc");
    while (directory && readdir(directory)) {
    }
    if (!directory || closedir(directory) != 0 || time(NULL) <= 0 || stat("/", &status) != 0 ||
        getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
        abort();
}

static void *work(void *unused)
{
    for (size_t i = 0; i < 100; i++) {
        char *memory = malloc(1000 + i);
        memset(memory, 'm', 1000);
        memory = realloc(memory, 3000);
        look_around();
        free(memory);
    }
    return unused;
}

int main(void)
{
    pthread_t threads[4];
    int status = 0;
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, work, NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    pid_t pid = fork();
    if (pid == 0) {
        work(NULL);
        execlp("sh", "sh", "-c", "date >/dev/null; exit 3", (char *)NULL);
        _exit(9);
    }
    waitpid(pid, &status, 0);
    printf("%d\n", WEXITSTATUS(status));
    return 0;
}
