/*
 * A partial run leaves out programs whose doings are known: see RUN_STAND_IN in abi/run.h.
 */
#ifndef PARIBUS_STAND_IN_H
#define PARIBUS_STAND_IN_H

/*
 * Once the identity is known; does not return for an image that is spared.  The stand-in runs under
 * the library like everybody: the files it puts back get their place in the order of writing.
 */
void stand_in_if_spared(char *const *envp);

#endif
