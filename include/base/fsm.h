/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/fsm.h - state machines as data
 *
 * A row of the edge table is permission, effect, successor and authority in one.  What the table
 * does not list is refused.  fsm_step() is the only writer of a state.
 *
 * Layer       base.
 * Thread      pure; the caller's.
 */
#ifndef BASE_FSM_H
#define BASE_FSM_H

#include <stddef.h>
#include <stdio.h>

#include "base/attr.h"

enum {
	FSM_ANY = 0xff,		/* as `from`: whatever state, the final one excepted */
};

struct fsm_state {
	const char *name;
	unsigned char tmr;	/* the machine's own timer number; 0: none runs in this state */
};

struct fsm_edge {
	unsigned char from;		/* a state or FSM_ANY */
	unsigned char on;		/* an event */
	unsigned char to;		/* a state */
	int (*act)(void *self);		/* what the step does; NULL: nothing */
	const char *because;		/* the clause that asks for it, or "local: ...", "race: ..." */
};

struct fsm {
	const struct fsm_state *states;
	size_t n_states;
	const struct fsm_edge *edges;	/* the first that fits is taken */
	size_t n_edges;
	unsigned char final;		/* nothing is permitted here */
	const char *const *event_names;
	size_t n_events;
};

/**
 * Take the edge for @on, or refuse.
 *
 * The state changes before the action runs, so the action may step again; it must not
 * free what @state is part of unless its caller expects that.
 *
 * @state   Where the machine is; the only writer is this function.
 * @self    Handed to the action.
 *
 * Fails   -ESHUTDOWN  the machine is in its final state
 *         -EPROTO     no edge permits @on here; nothing changed.  Log "<state> refuses <event>"
 *         else what the action returned; the state has changed all the same
 * Cost    O(edges).
 */
MUST_CHECK int fsm_step(const struct fsm *fsm, unsigned char *state, unsigned char on, void *self);

/** The edge that fsm_step() would take, or NULL. */
const struct fsm_edge *fsm_find(const struct fsm *fsm, unsigned char state, unsigned char on);

/** Name of a state, "?" if there is none of that number. */
const char *fsm_state_name(const struct fsm *fsm, unsigned char state);

/** Name of an event, "?" if there is none of that number. */
const char *fsm_event_name(const struct fsm *fsm, unsigned char on);

/** Print the machine as a graphviz digraph called @name. */
void fsm_dot(const struct fsm *fsm, const char *name, FILE *out);

#endif
