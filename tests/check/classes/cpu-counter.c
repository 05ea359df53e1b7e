#include <stdio.h>
int main(void)
{
    printf("%llu\n", __builtin_ia32_rdtsc());
}
