#include <stdio.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    fprintf(out, "%llu\n", __builtin_ia32_rdtsc());
    fclose(out);
    return 0;
}
