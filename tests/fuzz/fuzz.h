/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/fuzz/fuzz.h - what a fuzz target is
 *
 * A target feeds one parser with whatever it is given and checks what must hold of every
 * result.  Built with --enable-fuzz (clang) libFuzzer drives it; otherwise replay.c runs it over
 * its corpus as a part of `make check`.
 *
 * To add one: tests/fuzz/fuzz_NAME.c, a few seeds in tests/fuzz/corpus/NAME/, and in Makefile.am
 * its name in FUZZERS, its _SOURCES and its _LDADD.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/** Returns 0.  Whatever it finds wrong is a crash: see FUZZ_CHECK. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold, with assertions compiled out or not. */
#define FUZZ_CHECK(what)                                                                           \
	do {                                                                                       \
		if (!(what))                                                                       \
			abort();                                                                   \
	} while (0)

#endif
