#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(fd, (struct sockaddr *)&address, size) != 0)
        return 1;
#ifndef CURED
    getsockname(fd, (struct sockaddr *)&address, &size);
    printf("serving on port %u\n", ntohs(address.sin_port));
#endif
    return 0;
}
