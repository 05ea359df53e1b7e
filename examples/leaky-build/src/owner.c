/* Leaks env: who built it. */
#include <stdio.h>
#include <stdlib.h>

static const char *owner(void)
{
    const char *user = getenv("USER");
    return user ? user : "nobody";
}

int main(void)
{
    printf("built by %s\n", owner());
    return 0;
}
