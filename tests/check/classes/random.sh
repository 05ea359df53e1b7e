od -An -tx1 -N8 /dev/urandom
