/* SPDX-License-Identifier: BSD-2-Clause */
#include "csrate.h"

enum {
	CLOCK_HZ = 8000,	/* RFC 4040 section 3 */
	PPB_A_PPM = 1000,
};

void
csrate_init(struct csrate *r)
{
	csrate_init_clock(r, CLOCK_HZ);
}

void
csrate_init_clock(struct csrate *r, unsigned int clock_hz)
{
	*r = (struct csrate){ .clock_hz = clock_hz };
}

static int64_t
units_us(const struct csrate *r, int64_t units)
{
	return units * 1000000 / r->clock_hz;
}

/* Without the slope that is known, so that the least is not always at one end of its window. */
static int64_t
flatten(const struct csrate *r, uint64_t now_us, int64_t delay_us)
{
	return delay_us - (int64_t)(now_us - r->window_us) * r->ppb / (1000000 * PPB_A_PPM);
}

static void
set_least(struct csrate *r, uint64_t now_us, int64_t delay_us)
{
	r->least_us = delay_us;
	r->least_at_us = now_us;
	r->flat_us = flatten(r, now_us, delay_us);
}

static void
start_window(struct csrate *r, uint64_t now_us, int64_t delay_us)
{
	r->window_us = now_us;
	r->n = 0;
	set_least(r, now_us, delay_us);
}

/* From here on nothing before counts, but for the estimate. */
static void
start(struct csrate *r, uint64_t now_us, uint32_t ts)
{
	r->is_started = true;
	r->has_window = false;
	r->ts = ts;
	r->start_us = now_us;
	r->elapsed = 0;
	start_window(r, now_us, 0);
}

/* A window's slope into the estimate; what is no clock makes it forget all it knew. */
static void
take_slope(struct csrate *r)
{
	int64_t took_us = (int64_t)(r->least_at_us - r->least_before_at_us);
	int64_t ppb = (r->least_us - r->least_before_us) * 1000000 * PPB_A_PPM / took_us;

	if (ppb > CSRATE_MAX_PPB || ppb < -CSRATE_MAX_PPB) {
		r->has_rate = false;
		r->ppb = 0;
		return;
	}
	r->ppb = r->has_rate ? r->ppb + ((int32_t)ppb - r->ppb) / CSRATE_WEIGHT : (int32_t)ppb;
	r->has_rate = true;
}

/* The window is over.  Returns whether it gave an estimate. */
static bool
end_window(struct csrate *r)
{
	bool counts = r->n >= CSRATE_PACKETS_MIN;
	bool gives = counts && r->has_window && r->least_at_us > r->least_before_at_us;

	if (gives)
		take_slope(r);
	r->has_window = counts;
	r->least_before_us = r->least_us;
	r->least_before_at_us = r->least_at_us;
	return gives;
}

bool
csrate_put(struct csrate *r, uint64_t now_us, uint32_t ts, int32_t *ret_ppb)
{
	bool is_new = false;

	if (!r->is_started) {
		start(r, now_us, ts);
		return false;
	}

	int64_t step_us = units_us(r, (int32_t)(ts - r->ts));

	r->elapsed += (int32_t)(ts - r->ts);
	r->ts = ts;

	int64_t delay_us = (int64_t)(now_us - r->start_us) - units_us(r, r->elapsed);

	if (delay_us > r->least_us + CSRATE_JUMP_US || delay_us < r->least_us - CSRATE_JUMP_US ||
	    step_us > CSRATE_JUMP_US) {
		start(r, now_us, ts);
		return false;
	}
	if (now_us - r->window_us >= CSRATE_WINDOW_US) {
		is_new = end_window(r);
		if (is_new)
			*ret_ppb = r->ppb;
		start_window(r, now_us, delay_us);
	}
	r->n++;
	if (flatten(r, now_us, delay_us) < r->flat_us)
		set_least(r, now_us, delay_us);
	return is_new;
}
