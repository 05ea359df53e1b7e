#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <dirent.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>
static volatile unsigned long sink;
static void decoys(void)
{
    unsigned id = 0;
    struct timespec now;
    DIR *dir = opendir(".");
    while (dir && readdir(dir)) sink++;
    if (dir) closedir(dir);
    if (getrandom(&id, sizeof id, 0) > 0) sink += id;
    clock_gettime(CLOCK_REALTIME, &now);
    sink += (unsigned long)now.tv_nsec + (unsigned long)time(NULL) + (unsigned long)getppid();
    if (getenv("USER")) sink++;
}
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    decoys();
    fprintf(out, "%d\n", getpid()); /* LEAK */
    decoys();
    fclose(out);
    return 0;
}
