/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/evs.h - EVS payload sizes
 *
 * Thread      any; pure
 * Standards   TS 26.445 annex A.2 (payload formats), A.3 (parameters br, br-recv, bw, hf-only,
 *             evs-mode-switch, mode-set, cmr)
 */
#ifndef CORE_EVS_H
#define CORE_EVS_H

#include <stdbool.h>

/**
 * Largest payload of @frames frames of each of @channels, as @fmtp permits.
 *
 * One frame alone goes in the compact format unless hf-only=1; several, or hf-only=1, in the
 * header-full one: an entry a frame, and a CMR octet where cmr=1 asks for one in each packet.  (A
 * CMR now and then, in a packet that is else compact, is not counted: the queue takes it.)
 */
unsigned int evs_octets(const char *fmtp, unsigned int frames, unsigned int channels);

/** Neither br nor br-recv, in primary mode: any rate up to what the bandwidth has. */
bool evs_is_open(const char *fmtp);

#endif
