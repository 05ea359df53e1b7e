/*
 * What this machine allows.  Every row of doctor.def is tried in a child process that may break
 * itself; knows what a refusal means for the user, and one thing to do about it.  Prints nothing.
 */
#ifndef PARIBUS_DOCTOR_H
#define PARIBUS_DOCTOR_H

/* How bad it is; also the exit status of `paribus doctor`. */
enum severity { FINE = 0, REDUCED = 1, UNUSABLE = 2 };

/* Filled by the child that tries, in memory shared with the parent: no pointers. */
struct answer_of_probe {
    int error;              /* negative errno; 0: it works */
    enum severity severity; /* of a refusal; starts as the row's own */
    char detail[300];       /* what was refused, or how it works; may be empty */
    char remedy[300];       /* starts as the row's own */
};

struct probe {
    const char *name, *purpose, *meaning, *remedy;
    void (*try)(struct answer_of_probe *answer);
    enum severity severity;
};

struct finding {
    const struct probe *probe;
    struct answer_of_probe answer;
};

extern const struct probe probes[];
unsigned probe_count(void);

/* Tries one, in a child. */
void doctor_try(const struct probe *probe, struct finding *finding);

/* For the probes themselves: what failed, as a sentence; keeps the first one. */
void probe_refused(struct answer_of_probe *answer, int error, const char *sentence);
void probe_detail(struct answer_of_probe *answer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void probe_remedy(struct answer_of_probe *answer, const char *remedy);

#define PROBE(name, function, severity, purpose, meaning, remedy)                                  \
    void function(struct answer_of_probe *answer);
#include "doctor.def"
#undef PROBE

#endif
