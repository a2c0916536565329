/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/rig.h - a core between a fake relay and a fake SIP layer, with a clock of its own
 *
 *	struct rig rig;
 *	struct call call;
 *
 *	rig_init(&rig);
 *	rig_call(&rig, &call, SAVP);
 *	...
 *	rig_fini(&rig);		nothing is left open, nobody broke a contract
 */
#ifndef TESTS_UNIT_CORE_RIG_H
#define TESTS_UNIT_CORE_RIG_H

#include "core/core.h"
#include "core/model.h"
#include "core/session.h"
#include "core/transfer.h"
#include "tests/unit/core/fake_relay.h"
#include "tests/unit/core/fake_signalling.h"

#define ALICE "358401111111"
#define BOB "358402222222"

enum {
	RIG_RING_MS = 60000,
	RIG_SOURCE_WAIT_MS = 3000,
	RIG_SOURCE_RELEASE_MS = 8000,
	RIG_REOFFER_WAIT_MS = 2500,
	RIG_GUARD_MS = 30000,
};

struct rig {
	struct fake_relay relay;
	struct fake_signalling sig;
	struct core_config config;
	struct core *core;
	uint64_t now_us;
};

/* One call; which of its legs are in use is up to the test. */
struct call {
	struct session *session;
	uint64_t id;
	struct leg a, b;		/* PS legs of caller and callee */
	struct leg cs, cs2;		/* MSC legs */
};

void rig_init(struct rig *rig);

/** Shut down and check: nothing is open, nobody broke a contract. */
void rig_fini(struct rig *rig);

/** Let time pass, in steps as sip would. */
void rig_pass_ms(struct rig *rig, uint64_t ms);

/** One line of a description.  Codecs: "name/rate/pt[/fmtp]" parted by '|'. */
struct told {
	enum mproto proto;
	const char *crypto;		/* a=crypto values parted by '\n'; NULL: none */
	const char *codecs;
	uint16_t port;			/* 0: refused */
	enum mdir dir;
	enum mkind kind;
};

/** A description of @n lines at 192.0.2.1; its owner is the caller (mdesc_free). */
struct mdesc *rig_mdesc(const struct told *told, unsigned int n);

#define KEY_A "1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define KEY_B "1 AES_CM_128_HMAC_SHA1_80 inline:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
#define KEY_C "1 AES_CM_128_HMAC_SHA1_80 inline:CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC"
#define CODECS "AMR/8000/97|telephone-event/8000/101"

/* Protected by SDES: caller's offer, callee's answer. */
extern const struct told savp_a, savp_b;
extern const struct told avp_a, avp_b;		/* plain */
extern const struct told msc_data;		/* CLEARMODE */
extern const struct told msc_speech;		/* AMR under another number */
extern const struct told msc_pcmu, msc_pcma;	/* that, and events */

/** session_new() for Alice and Bob with the PS legs of @call; CAUSE_NONE or why not. */
enum cause rig_new(struct rig *rig, struct call *call);

/** session_offer() and session_answer() of one line each. */
enum cause rig_offer(struct call *call, enum party from, const struct told *told);
enum cause rig_answer(struct call *call, enum party from, const struct told *told, bool is_final);

/** An ordinary call, up and confirmed. */
void rig_call(struct rig *rig, struct call *call, const struct told *offer,
	      const struct told *answer);

/** INVITE to the STN-SR for @number with @told on @cs. */
enum cause rig_transfer(struct rig *rig, const char *number, struct leg *cs,
			const struct told *told);

/** The outcome of a re-offer on @leg; NULL: refused. */
void rig_reoffered(struct call *call, struct leg *leg, const struct told *answer);

/** BYE on a leg. */
void rig_bye(struct call *call, struct leg *leg, unsigned int sip_cause, unsigned int q850_cause);

/** Is the session of @call still there? */
bool rig_is_up(struct rig *rig, const struct call *call);

/** Name of the state of @party's machine. */
const char *rig_state(const struct call *call, enum party party);

#endif
