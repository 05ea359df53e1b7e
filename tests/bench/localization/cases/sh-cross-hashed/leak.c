#include <stdio.h>
#include <unistd.h>
int main(void) { return printf("%d\n", getpid()) < 0; } /* LEAK */
