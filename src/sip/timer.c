/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/timer.c - see timer.h
 */
#include "timer.h"

#include <strings.h>

#include "call.h"
#include "local.h"

enum { SESSION_MIN_S = 90 };		/* RFC 4028 section 4 */

static void
on_due(void *arg)
{
	struct leg *leg = arg;
	struct session *session = leg->call ? leg->call->session : NULL;

	if (!session || leg->state != LEG_UP)
		return;
	if (session_must_refresh(session, leg))
		local_tell(leg, leg->may);
	wheel_arm(&leg->agent->wheel, &leg->refresh,
		  leg->agent->now_us + leg->interval_s * 500000ULL);
}

/* Half the interval from now it is due, if the peer is not the one to do it. */
static void
arm(struct leg *leg, uint32_t interval_s, bool peer_refreshes)
{
	leg->interval_s = interval_s;
	leg->peer_refreshes = peer_refreshes;
	tmr_init(&leg->refresh, on_due, leg);
	if (peer_refreshes)
		wheel_disarm(&leg->agent->wheel, &leg->refresh);
	else
		wheel_arm(&leg->agent->wheel, &leg->refresh,
			  leg->agent->now_us + leg->interval_s * 500000ULL);
}

void
timer_note(struct leg *leg, const sip_t *response, bool is_uac)
{
	const sip_session_expires_t *x = response ? response->sip_session_expires : NULL;

	timer_stop(leg);
	if (!x || x->x_delta == 0)
		return;

	bool uac_refreshes = !x->x_refresher || strcasecmp(x->x_refresher, "uac") == 0;

	/* what the parties agreed on, however short */
	arm(leg, (uint32_t)x->x_delta, uac_refreshes != is_uac);
}

void
timer_put_answer(struct leg *leg, const sip_t *request, struct text *out)
{
	const sip_session_expires_t *x = request->sip_session_expires;

	timer_stop(leg);
	if (!x)
		return;

	bool peer_can = sip_has_feature(request->sip_supported, "timer");
	bool peer_does = peer_can && (!x->x_refresher || strcasecmp(x->x_refresher, "uac") == 0);

	arm(leg, x->x_delta < SESSION_MIN_S ? SESSION_MIN_S : (uint32_t)x->x_delta, peer_does);
	text_printf(out, "%sSession-Expires: %u;refresher=%s\r\n",
		    peer_can ? "Require: timer\r\n" : "", leg->interval_s,
		    peer_does ? "uac" : "uas");
}

void
timer_put_request(const struct leg *leg, struct text *out)
{
	text_puts(out, "Supported: timer\r\n");
	if (leg->interval_s)
		text_printf(out, "Session-Expires: %u;refresher=%s\r\nMin-SE: %d\r\n",
			    leg->interval_s, leg->peer_refreshes ? "uas" : "uac", SESSION_MIN_S);
}

void
timer_stop(struct leg *leg)
{
	wheel_disarm(&leg->agent->wheel, &leg->refresh);
	leg->interval_s = 0;
}
