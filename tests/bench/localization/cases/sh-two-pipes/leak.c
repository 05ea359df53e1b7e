#include <stdio.h>
#include <time.h>
int main(void) { return printf("%ld\n", (long)time(NULL)) < 0; } /* LEAK */
