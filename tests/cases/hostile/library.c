/* Loaded and unloaded: calls us from its constructor, its destructor, and from a frame of any size.
 */
#include <string.h>
#include <time.h>

#ifndef FRAME
#define FRAME 16
#endif

long ask(void);
long ask(void)
{
    volatile char room[FRAME];
    memset((char *)room, 'r', sizeof room);
    return (long)time(NULL) + (room[FRAME - 1] != 'r');
}

__attribute__((constructor)) static void come(void)
{
    ask();
}
__attribute__((destructor)) static void go(void)
{
    ask();
}
