/* Writes generated code; the name of the scratch file it went through stays in a comment. */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    printf("/* made from /tmp/gen.%d */\n", getpid());
    printf("int answer = 42;\n");
    return 0;
}
