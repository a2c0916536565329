/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/mono.c - the two clocks
 *
 * Thread      any.
 */
#include "base/mono.h"

#include <time.h>

static uint64_t
read_us(clockid_t clock)
{
	struct timespec ts = { 0 };

	clock_gettime(clock, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

uint64_t
mono_us(void)
{
	return read_us(CLOCK_MONOTONIC);
}

uint64_t
wall_us(void)
{
	return read_us(CLOCK_REALTIME);
}
