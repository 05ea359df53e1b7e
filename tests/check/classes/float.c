#include <stdio.h>
#include <unistd.h>
/* Summed in as many parts as there are processors: rounding differs. */
int main(void)
{
    long parts = sysconf(_SC_NPROCESSORS_ONLN);
    double sum = 0;
    for (long part = 0; part < parts; part++) {
        double mine = 0;
        for (long i = part; i < 100000; i += parts)
            mine += 1.0 / (double)(i + 1);
        sum += mine;
    }
    printf("%.17g\n", sum);
}
