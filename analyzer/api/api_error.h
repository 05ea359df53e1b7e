/*
 * The sentence paribus_error gives; of the calling thread.
 */
#ifndef PARIBUS_API_ERROR_H
#define PARIBUS_API_ERROR_H

/* Takes the sentence (malloc'd) over; NULL stands for errno's. */
void api_fail(char *sentence, int error);

#endif
