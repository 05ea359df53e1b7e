#include <stdio.h>
#include "config.h"
int main(void) { return puts(STAMP) < 0; }
