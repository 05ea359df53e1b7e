#include <stdio.h>
int main(void)
{
    int here;
    printf("%p %p\n", (void *)&here, (void *)main);
}
