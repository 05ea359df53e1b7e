#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
int main(void)
{
    unsigned seed = 0;
    if (getrandom(&seed, sizeof seed, 0) < 0)
        return 1;
    srand(seed);
    printf("%d\n", rand());
}
