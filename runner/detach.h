/*
 * A mount namespace of one's own, after unshare(2): what is mounted in it stays in it, what is
 * mounted outside still arrives.  mount_namespaces(7).
 */
#ifndef PARIBUS_DETACH_H
#define PARIBUS_DETACH_H

/* Also where the root directory is no mount point, as after chroot(2).  0 or a negative errno. */
int detach_mounts(void);

#endif
