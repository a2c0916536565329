/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/fsm.c - the engine behind every machine in the program
 *
 * Thread      pure; the caller's.
 */
#include "base/fsm.h"

#include <errno.h>

const struct fsm_edge *
fsm_find(const struct fsm *fsm, unsigned char state, unsigned char on)
{
	if (state == fsm->final)
		return NULL;

	for (const struct fsm_edge *e = fsm->edges; e < fsm->edges + fsm->n_edges; e++) {
		if (e->on == on && (e->from == state || e->from == FSM_ANY))
			return e;
	}
	return NULL;
}

/* O(edges): handovers are rare, tables short. */
int
fsm_step(const struct fsm *fsm, unsigned char *state, unsigned char on, void *self)
{
	if (*state == fsm->final)
		return -ESHUTDOWN;

	const struct fsm_edge *e = fsm_find(fsm, *state, on);

	if (!e)
		return -EPROTO;		/* caller logs "<state> refuses <event>" */

	*state = e->to;			/* first: the action may step again */
	return e->act ? e->act(self) : 0;
}

const char *
fsm_state_name(const struct fsm *fsm, unsigned char state)
{
	return state < fsm->n_states && fsm->states[state].name ? fsm->states[state].name : "?";
}

const char *
fsm_event_name(const struct fsm *fsm, unsigned char on)
{
	return on < fsm->n_events && fsm->event_names[on] ? fsm->event_names[on] : "?";
}

void
fsm_dot(const struct fsm *fsm, const char *name, FILE *out)
{
	fprintf(out, "digraph \"%s\" {\n\tnode [shape=box];\n", name);

	for (size_t i = 0; i < fsm->n_states; i++) {
		const char *shape = i == fsm->final ? ", peripheries=2" :
				    fsm->states[i].tmr ? ", style=rounded" : "";

		fprintf(out, "\t\"%s\" [label=\"%s\"%s];\n", fsm->states[i].name,
			fsm->states[i].name, shape);
	}
	for (const struct fsm_edge *e = fsm->edges; e < fsm->edges + fsm->n_edges; e++) {
		const char *from = e->from == FSM_ANY ? "any" : fsm_state_name(fsm, e->from);

		fprintf(out, "\t\"%s\" -> \"%s\" [label=\"%s\", tooltip=\"%s\"];\n", from,
			fsm_state_name(fsm, e->to), fsm_event_name(fsm, e->on), e->because);
	}
	fprintf(out, "}\n");
}
