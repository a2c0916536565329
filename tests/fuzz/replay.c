/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/fuzz/replay.c - run a fuzz target over files, without a fuzzer
 *
 * What a fuzzer once found stays found: `make check` replays the corpus with any compiler.
 */
#include <stdio.h>

#include "fuzz.h"

enum {
	INPUT_MAX_BYTES = 1 << 20,
};

static int
replay(const char *path)
{
	FILE *in = fopen(path, "rb");
	uint8_t *data = malloc(INPUT_MAX_BYTES);

	if (!in || !data) {
		perror(path);
		return EXIT_FAILURE;
	}

	size_t size = fread(data, 1, INPUT_MAX_BYTES, in);
	/* A buffer of the exact size: ASan then sees one octet too many. */
	uint8_t *exact = malloc(size ? size : 1);

	for (size_t i = 0; exact && i < size; i++)
		exact[i] = data[i];
	if (exact)
		LLVMFuzzerTestOneInput(exact, size);
	free(exact);
	free(data);
	fclose(in);
	return EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
	int status = argc > 1 ? EXIT_SUCCESS : EXIT_FAILURE;

	for (int i = 1; i < argc; i++)
		status |= replay(argv[i]);
	return status;
}
