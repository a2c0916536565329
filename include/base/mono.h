/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/mono.h - what time it is
 *
 * The only place that reads a clock.  Layers that own no clock (core, the packet logic) take
 * `now_us` as an argument, so tests are the clock.
 *
 * Layer       base.
 * Thread      any.
 */
#ifndef BASE_MONO_H
#define BASE_MONO_H

#include <stdint.h>

/** Microseconds since some point in the past; never goes back, never jumps.  For intervals. */
uint64_t mono_us(void);

/** Microseconds since 1970-01-01 UTC; may jump.  For what people and other machines read. */
uint64_t wall_us(void);

#endif
