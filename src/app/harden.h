/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * app/harden.h - what the process owes the keys that pass through it
 *
 * Thread      main, before any other thread
 */
#ifndef APP_HARDEN_H
#define APP_HARDEN_H

#include "base/attr.h"

/**
 * No core dumps, no ptrace by others, freed memory overwritten.
 *
 * SDP with a=crypto lines passes through sofia's message buffers, which nobody wipes: the C library
 * does it for us with M_PERTURB (every free overwrites).  What is ours is wiped besides.
 */
void harden_secrets(void);

/**
 * Raise the soft limit of descriptors to @needed.
 *
 * Fails   -EMFILE  the hard limit is lower
 */
MUST_CHECK int harden_descriptors(unsigned int needed);

#endif
