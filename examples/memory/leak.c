#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    void *block = malloc(16);
#ifdef CURED
    printf("object 1\n");
#else
    printf("object %p\n", block);
#endif
    free(block);
    return 0;
}
