#include <stdio.h>
#include <time.h>

int main(void)
{
    time_t now = time(NULL);
    printf("generated %s", asctime(gmtime(&now)));
    return 0;
}
