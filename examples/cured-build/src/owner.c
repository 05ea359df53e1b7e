/* Cured of env: the owner is the project. */
#include <stdio.h>

int main(void)
{
    printf("built by the example project\n");
    return 0;
}
