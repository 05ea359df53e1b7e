#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    void *block = malloc(16);
    printf("object %p\n", block);
    free(block);
    return 0;
}
