#include <stdio.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    unsigned long long number = 0;
    __builtin_ia32_rdrand64_step(&number);
    fprintf(out, "%llu\n", number);
    fclose(out);
    return 0;
}
