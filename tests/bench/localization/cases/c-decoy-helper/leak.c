#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
static unsigned token(void)
{
    unsigned id = 0;
    if (getrandom(&id, sizeof id, 0) < 0) exit(1); /* LEAK */
    return id;
}
static volatile unsigned sink;
static void lock(void) { sink = token(); }
static void unlock(void) { sink = token(); }
static void nonce(void) { sink = token(); }
static void write_id(FILE *out) { fprintf(out, "%u\n", token()); }
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    lock();
    nonce();
    write_id(out);
    nonce();
    unlock();
    fclose(out);
    return 0;
}
