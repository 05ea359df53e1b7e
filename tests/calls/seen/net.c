/* Sockets, names of hosts and services, System V and POSIX queues. */
#define _GNU_SOURCE
#include "seen.h"

#include <fcntl.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/socket.h>
#include <sys/syscall.h>

static int listening(struct sockaddr_in *at)
{
    socklen_t size = sizeof *at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    *at = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    bind(fd, (void *)at, sizeof *at);
    listen(fd, 1);
    getsockname(fd, (void *)at, &size);
    return fd;
}

/* argument: 0 the listening end, 1 the connecting end */
SHAPE(socket_name)
{
    struct sockaddr_in at;
    static socklen_t size = 128;
    int ends[] = {listening(&at), socket(AF_INET, SOCK_STREAM, 0)};
    connect(ends[1], (void *)&at, sizeof at);
    SEE(AS(int, int, void *, void *, int)(ends[argument], out, &size, 0));
}

SHAPE(socket_option)
{
    static socklen_t size = 128;
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    SEE(AS(int, int, int, int, void *, void *)(fd, SOL_SOCKET, SO_SNDBUF, out, &size));
}

SHAPE(received)
{
    static socklen_t size = 0;
    int pair[2];
    socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
    if (send(pair[1], "x", 1, 0) == 1)
        SEE(AS(ssize_t, int, void *, size_t, long, long, void *, void *)(pair[0], out, 64, argument,
                                                                         0, NULL, &size));
}

SHAPE(received_message)
{
    struct mmsghdr *message = (void *)out;
    int pair[2];
    socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
    if (send(pair[1], "x", 1, 0) == 1)
        SEE(AS(ssize_t, int, void *, long, int, void *)(pair[0], message, argument, 0, NULL));
}

SHAPE(out_of_band)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    SEE(AS(int, int)(fd));
}

SHAPE(address_of_name)
{
    SEE(AS(int, const char *, void *, void *, void *)("localhost", NULL, NULL, out));
}

SHAPE(name_of_address)
{
    static struct sockaddr_in at = {.sin_family = AF_INET};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    SEE(AS(int, void *, int, void *, int, void *, int, int)(&at, sizeof at, out, 256, NULL, 0, 0));
}

SHAPE(host_name)
{
    SEE(AS(long, const char *, void *, void *, size_t, void *, void *)("localhost", out, out2, PART,
                                                                       out3, out4));
}

SHAPE(host_name_family)
{
    SEE(AS(long, const char *, int, void *, void *, size_t, void *,
           void *)("localhost", AF_INET, out, out2, PART, out3, out4));
}

SHAPE(host_address)
{
    static const unsigned char local[] = {127, 0, 0, 1};
    SEE(AS(long, const void *, int, int, void *, void *, size_t, void *,
           void *)(local, 4, AF_INET, out, out2, PART, out3, out4));
}

SHAPE(net_group)
{
    SEE(AS(int, const char *, const char *, const char *, const char *)("none", "", "", ""));
}

SHAPE(record_numbered)
{
    SEE(AS(long, int, void *, void *, size_t, void *)(6, out, out2, PART, out3));
}

SHAPE(service_named)
{
    SEE(AS(long, const char *, const char *, void *, void *, size_t, void *)("http", "tcp", out,
                                                                             out2, PART, out3));
}

SHAPE(service_numbered)
{
    SEE(AS(long, int, const char *, void *, void *, size_t, void *)(htons(80), "tcp", out, out2,
                                                                    PART, out3));
}

SHAPE(interface_number)
{
    SEE(AS(void *, int, void *)(1, out));
}

SHAPE(interface_name)
{
    SEE(AS(long, const char *)("lo"));
}

SHAPE(resolver_state)
{
    SEE(AS(int, void *)(out));
}

/* argument: the system call that removes it again */
SHAPE(queue)
{
    seen_begin();
    long id = AS(int, key_t, int, int)(IPC_PRIVATE, 0600, 0600);
    seen_end();
    bool semaphores = argument == SYS_semctl;
    seen_raw(argument, id, semaphores ? 0 : IPC_RMID, semaphores ? IPC_RMID : 0);
}

SHAPE(no_queue)
{
    SEE(AS(int, int, int, int, void *)(-1, argument, IPC_STAT, out));
}

SHAPE(message_queue)
{
    snprintf(out, PART, "/seen-%d", (int)getpid());
    mqd_t id = mq_open(out, O_CREAT | O_RDWR | O_NONBLOCK, 0600, NULL);
    mq_unlink(out);
    SEE(AS(int, mqd_t, void *, void *, void *)(id, out, (void *)(intptr_t)argument, out2));
}

const struct seen_row seen_net[] = {
    {socket_name, 0, "getsockname", WARM},
    {socket_name, 1, "getpeername", WARM},
    {socket_name, 0, "accept accept4", WARM},
    {socket_option, 0, "getsockopt", WARM},
    {received, 0, "recv recvfrom", WARM},
    {received, 64, "__recv_chk __recvfrom_chk", WARM},
    {received_message, 0, "recvmsg", WARM},
    {received_message, 1, "recvmmsg", WARM},
    {out_of_band, 0, "sockatmark", WARM},
    {result, 0, "getifaddrs", WARM},
    {path_result, 0, "ether_hostton", WARM},
    {three_results, 0, "ether_ntohost", WARM},
    {interface_number, 0, "if_indextoname", WARM},
    {interface_name, 0, "if_nametoindex", WARM},
    {nothing, 0, "if_nameindex", WARM},
    {address_of_name, 0, "getaddrinfo", WARM},
    {name_of_address, 0, "getnameinfo", WARM},
    {host_name, 0, "gethostbyname gethostbyname_r", WARM},
    {host_name_family, 0, "gethostbyname2 gethostbyname2_r", WARM},
    {host_address, 0, "gethostbyaddr gethostbyaddr_r", WARM},
    {nothing, 0, "gethostent getnetent getprotoent getservent getrpcent getaliasent", WARM},
    {record_named, 0, "getprotobyname getprotobyname_r getrpcbyname getrpcbyname_r", WARM},
    {record_named, 0, "getaliasbyname getaliasbyname_r", WARM},
    {net_group, 0, "innetgr", WARM},
    {record_numbered, 0, "getprotobynumber getprotobynumber_r getrpcbynumber getrpcbynumber_r",
     WARM},
    {service_named, 0, "getservbyname getservbyname_r", WARM},
    {service_numbered, 0, "getservbyport getservbyport_r", WARM},
    {resolver_state, 0, "__res_init __res_ninit", WARM},
    {queue, SYS_msgctl, "msgget", WARM},
    {queue, SYS_semctl, "semget", WARM},
    {queue, SYS_shmctl, "shmget", WARM},
    {no_queue, IPC_STAT, "msgctl shmctl", WARM},
    {no_queue, 1, "msgrcv", WARM},
    {no_queue, 0, "semctl", WARM},
    {message_queue, 0, "mq_getattr mq_setattr", WARM},
    {message_queue, PART, "mq_receive", WARM},
    {NULL, 0, NULL, WARM},
};
