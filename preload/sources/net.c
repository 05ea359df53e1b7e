/*
 * net: ports the kernel would choose, the order in which a name's addresses come.  bind(2),
 * getsockname(2), getaddrinfo(3), getifaddrs(3).
 */
#include "../call.h"
#include "../real.h"
#include "../stream.h"
#include "../wrap.h"
#include "../banned.h"
#include <ifaddrs.h>
#include <netdb.h>
#include <netinet/in.h>

#define FIRST_PORT 20000u
#define PORTS      12000u /* below those the kernel gives out, ip(7) */
#define ATTEMPTS   200

/* The port of an internet address, in host order; -1: another family. */
static int port_of(const struct sockaddr *address, socklen_t size)
{
    if (address->sa_family == AF_INET && size >= sizeof(struct sockaddr_in))
        return ntohs(((const struct sockaddr_in *)(const void *)address)->sin_port);
    if (address->sa_family == AF_INET6 && size >= sizeof(struct sockaddr_in6))
        return ntohs(((const struct sockaddr_in6 *)(const void *)address)->sin6_port);
    return -1;
}

/* Both families keep the port in the same place. */
static long bind_chosen(const struct call *call, int fd, const struct sockaddr *address,
                        socklen_t size, unsigned *port)
{
    union {
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } chosen;
    uint64_t stream = stream_next(call);
    memcpy(&chosen, address, size < sizeof chosen ? size : sizeof chosen);
    long result = -EADDRINUSE;
    for (uint64_t i = 0; i < ATTEMPTS && result == -EADDRINUSE; i++) {
        *port = FIRST_PORT + (unsigned)(entropy_block(stream, i) % PORTS);
        chosen.v4.sin_port = htons((uint16_t)*port);
        result = sys3(SYS_bind, fd, &chosen, size < sizeof chosen ? size : sizeof chosen);
    }
    return result;
}

WRAP_UNCHECKED(int, bind, int fd, const struct sockaddr *address, socklen_t size)
{
    unsigned port = 0;
    if (!address || size < sizeof address->sa_family || port_of(address, size) != 0)
        return (int)deliver(sys3(SYS_bind, fd, address, size));
    struct call call = CALL_BEGIN(bind, net);
    long result = call.mode >= MODE_PIN ? bind_chosen(&call, fd, address, size, &port)
                                        : sys3(SYS_bind, fd, address, size);
    call_end(&call, port, (int)-result);
    return (int)deliver(result);
}

WRAP_UNCHECKED(int, getsockname, int fd, struct sockaddr *address, socklen_t *size)
{
    struct call call = CALL_BEGIN(getsockname, net);
    long result = sys3(SYS_getsockname, fd, address, size);
    int port = result == 0 && *size >= sizeof address->sa_family ? port_of(address, *size) : 0;
    call_end(&call, port > 0 ? (uint64_t)port : 0, (int)-result);
    return (int)deliver(result);
}

/* --- addresses of a name --- */

/* Below, equal or above 0; addresses of two families keep their order. */
static int compare(const struct addrinfo *a, const struct addrinfo *b)
{
    if (a->ai_family != b->ai_family || a->ai_addrlen != b->ai_addrlen)
        return 0;
    const unsigned char *left = (const void *)a->ai_addr, *right = (const void *)b->ai_addr;
    for (socklen_t i = 0; i < a->ai_addrlen; i++) {
        if (left[i] != right[i])
            return left[i] - right[i];
    }
    return 0;
}

/* Sorted by insertion; each family stays where it was. */
static struct addrinfo *sort(struct addrinfo *list)
{
    struct addrinfo *sorted = NULL;
    while (list) {
        struct addrinfo *moving = list, **at = &sorted;
        list = list->ai_next;
        while (*at && compare(moving, *at) >= 0)
            at = &(*at)->ai_next;
        moving->ai_next = *at;
        *at = moving;
    }
    return sorted;
}

static struct addrinfo *reverse(struct addrinfo *list)
{
    struct addrinfo *reversed = NULL;
    while (list) {
        struct addrinfo *moving = list;
        list = list->ai_next;
        moving->ai_next = reversed;
        reversed = moving;
    }
    return reversed;
}

/* The canonical name belongs to the first entry: getaddrinfo(3). */
static void put_in_order(const struct call *call, struct addrinfo **list)
{
    char *name = (*list)->ai_canonname;
    (*list)->ai_canonname = NULL;
    *list = sort(*list);
    if (call->mode == MODE_VARY)
        *list = reverse(*list);
    (*list)->ai_canonname = name;
}

WRAP_UNCHECKED(int, getaddrinfo, const char *node, const char *service,
               const struct addrinfo *hints, struct addrinfo **list)
{
    struct call call = CALL_BEGIN(getaddrinfo, net);
    int error =
        REAL_AS(int (*)(const char *, const char *, const struct addrinfo *, struct addrinfo **),
                getaddrinfo)(node, service, hints, list);
    if (!error && *list && call.mode >= MODE_PIN)
        put_in_order(&call, list);
    call_end_text(&call, node, 0);
    return error;
}

WRAP_UNCHECKED(int, getifaddrs, struct ifaddrs **list)
{
    struct call call = CALL_BEGIN(getifaddrs, net);
    uint64_t count = 0;
    int result = REAL_AS(int (*)(struct ifaddrs **), getifaddrs)(list);
    for (const struct ifaddrs *at = result == 0 ? *list : NULL; at; at = at->ifa_next)
        count++;
    call_end(&call, count, result ? errno : 0);
    return result;
}
