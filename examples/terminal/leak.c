#include <stdio.h>
#include <unistd.h>

int main(void)
{
#ifdef CURED
    int colour = 0;
#else
    int colour = isatty(STDOUT_FILENO);
#endif
    printf(colour ? "\033[32mdone\033[0m\n" : "done\n");
    return 0;
}
