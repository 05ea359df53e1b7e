#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/random.h>
static FILE *to(const char *name)
{
    FILE *file = fopen(name, "w");
    return file ? file : stderr;
}
int main(void)
{
    unsigned id = 0;
    fprintf(to("a.txt"), "%ld\n", (long)time(NULL)); /* LEAK1 */
    if (getrandom(&id, sizeof id, 0) < 0) return 1; /* LEAK2 */
    fprintf(to("b.txt"), "%08x\n", id);
    fprintf(to("c.txt"), "%d\n", getpid()); /* LEAK3 */
    return 0;
}
