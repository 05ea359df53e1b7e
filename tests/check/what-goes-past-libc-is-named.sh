#!/bin/sh
# What makes an output differ although everything was held is named: system calls without libc, by the
# audit; instructions of the processor, by the program's code; connections; threads.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
cat >raw.c <<'P'
#include <stdio.h>
#include <sys/syscall.h>
static unsigned long by_hand(void)
{
    unsigned long bytes = 0, result = SYS_getrandom;
    register long flags __asm__("rdx") = 0;
    __asm__ volatile("syscall" : "+a"(result) : "D"(&bytes), "S"(sizeof bytes), "r"(flags) : "rcx", "r11", "memory");
    return bytes;
}
int main(void)
{
    FILE *to = fopen("out.txt", "w");
    fprintf(to, "%lu\n", by_hand() + by_hand());
    return fclose(to);
}
P
cat >tsc.c <<'P'
#include <stdio.h>
int main(void)
{
    FILE *to = fopen("out.txt", "w");
    fprintf(to, "%llu\n", (unsigned long long)__builtin_ia32_rdtsc());
    return fclose(to);
}
P
cat >net.c <<'P'
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
int main(void)
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(9)};
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    inet_pton(AF_INET, "192.0.2.1", &name.sin_addr);
    connect(fd, (struct sockaddr *)&name, sizeof name);
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connect(fd, (struct sockaddr *)&name, sizeof name);
    return 0;
}
P
for name in raw tsc net; do cc -g -O0 -o $name $name.c; done
cc -g -O0 -static -o still raw.c || cp raw still

check() # FILE WORDS...: what the report in FILE says
{
    file=$1
    shift
    tr -s ' \n' ' ' <"$file" >line
    for words in "$@"; do
        grep -qF -e "$words" line || { cat "$file"; echo "not said: $words"; exit 1; }
    done
}
"$PARIBUS" check --audit -- ./raw >report || [ $? -eq 3 ]
if grep -q 'not audited' report; then
    echo "no seccomp_unotify(2) here"
    exit 77
fi
check report 'likely escape: getrandom in by_hand() at raw.c:7 of raw, 2 times' 'not covered: raw: getrandom'
"$PARIBUS" check -- ./raw >report || [ $? -eq 3 ]
check report 'likely escape: syscall in by_hand() at raw.c:7 of raw'
! grep -q 'raw:' report || { echo "an audit nobody asked for"; exit 1; }
"$PARIBUS" check -- ./tsc >report || [ $? -eq 3 ]
check report 'likely escape: rdtsc in main() at tsc.c:5 of tsc' '--tsc'
"$PARIBUS" check --audit -- ./still >report || [ $? -eq 3 ]
check report 'the uncovered program ./still' 'raw: getrandom in by_hand() at raw.c:7 of still, 2 times'
"$PARIBUS" run -q --audit -- ./raw 2>told
check told 'past libc: getrandom in by_hand() at raw.c:7 of raw, 2 times'
"$PARIBUS" record -q --audit -r kept -- ./net
"$PARIBUS" show kept >shown
check shown 'raw: connect by net, 1 time'
"$PARIBUS" check --audit -- sh -c 'ls -l >list; date >/dev/null' >report || [ $? -eq 1 ]
check report 'audited: no system call of interest went past libc'
