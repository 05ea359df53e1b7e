/* Writes a table, each entry marked by the address it happened to have. */
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    char *entry = malloc(64);
    printf("entry at %p\n", (void *)entry);
    free(entry);
    return 0;
}
