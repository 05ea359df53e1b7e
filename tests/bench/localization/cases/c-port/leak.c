#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <netinet/in.h>
#include <sys/socket.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    struct sockaddr_in self = {.sin_family = AF_INET};
    socklen_t size = sizeof self;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(fd, (struct sockaddr *)&self, sizeof self) != 0) return 1; /* LEAK */
    getsockname(fd, (struct sockaddr *)&self, &size);
    fprintf(out, "%d\n", ntohs(self.sin_port));
    fclose(out);
    return 0;
}
