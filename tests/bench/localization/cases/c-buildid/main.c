#include <stdio.h>
int main(void) { return puts(__TIME__) < 0; } /* LEAK */
