#include <unistd.h>
int main(void) { return getpid() % 199 + 1; } /* LEAK */
