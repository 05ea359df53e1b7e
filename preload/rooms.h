/*
 * What the rooms in sources/ do once, at the start of an image.
 */
#ifndef PARIBUS_ROOMS_H
#define PARIBUS_ROOMS_H

/* Pins or varies the sixteen bytes AT_RANDOM points to, and writes them down. */
void random_overwrite_at_random(void *bytes);

/* Writes down a hash of the whole environment block. */
void env_note_environ(char *const *envp);

/* CPU time that a child used, as pinned: none that is told. */
struct rusage;
void time_pin_usage(struct rusage *usage);

#endif
