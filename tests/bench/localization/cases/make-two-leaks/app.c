#include <stdio.h>
#include "stamp.h"
#include "ident.h"
int main(void) { return printf("the build of %s, which is called %s\n", STAMP, IDENT) < 0; }
