/*
 * What the commands do once their options are understood: one function each, in action_*.c.
 * Returns the exit status of paribus.
 */
#ifndef PARIBUS_ACTIONS_H
#define PARIBUS_ACTIONS_H

struct options;

int run_command(const struct options *options);
int record_command(const struct options *options);
int check_command(const struct options *options);
int init_command(const struct options *options);
int doctor_command(const struct options *options);
int compare_runs(const struct options *options);     /* options->argv: two, runs or finished */
int compare_finished(const struct options *options); /* two directories or files, of no run */
int show_run(const struct options *options);         /* options->argv: one */
int runs_command(const struct options *options);

#endif
