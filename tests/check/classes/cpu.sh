nproc
grep MemTotal /proc/meminfo
