#include <stdio.h>
#include <time.h>
static long clock_by_hand(struct timespec *now)
{
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(228L), "D"(0L), "S"(now) : "rcx", "r11", "memory");
    return result;
}
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    struct timespec now;
    if (clock_by_hand(&now)) return 1;
    fprintf(out, "%ld\n", now.tv_nsec);
    fclose(out);
    return 0;
}
