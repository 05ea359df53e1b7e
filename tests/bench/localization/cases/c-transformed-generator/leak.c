#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    unsigned long state = 0;
    if (getrandom(&state, sizeof state, 0) < 0) return 1; /* LEAK */
    for (int i = 0; i < 100; i++) state = state * 6364136223846793005ul + 1442695040888963407ul;
    fprintf(out, "%lu\n", state >> 56);
    fclose(out);
    return 0;
}
