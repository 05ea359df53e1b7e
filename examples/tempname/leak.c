#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(void)
{
    char name[] = "/tmp/leak-XXXXXX";
    int fd = mkstemp(name);
    if (fd < 0)
        return 1;
#ifdef CURED
    printf("made from a temporary file\n");
#else
    printf("made from %s\n", name);
#endif
    unlink(name);
    return 0;
}
