#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Every source and every test is built: tests/lint/listed.sh [TREE]
#
# A .c that Makefile.am does not name is compiled by nobody, and a test in it can never fail.  Prints, too,
# which sources have no test file of their own name.
set -u
tree=${1:-$(dirname "$0")/../..}
cd "$tree" || exit 2
tr -s ' \t\\' '\n\n\n' <Makefile.am | grep '\.c$' | sort -u |
	sed 's|^\$(srcdir)/||' | awk -v files="$(find src tests/unit tests/fuzz lab bench -name '*.c')" '
{ listed[$0] = 1 }
END {
	n = split(files, f, "\n")
	for (i = 1; i <= n; i++) {
		if (!(f[i] in listed)) {
			print f[i] ": not in Makefile.am"
			bad++
		}
		base = f[i]
		sub(/.*\//, "", base)
		if (f[i] ~ /^tests\/unit\//)
			tested[base] = 1
	}
	for (i = 1; i <= n; i++) {
		base = f[i]
		sub(/.*\//, "", base)
		if (f[i] ~ /^src\// && !(("test_" base) in tested)) {
			untested++
			names = names " " f[i]
		}
	}
	printf "listed: %d files, %d not built; %d sources without a test of their name:%s\n", n, bad,
		untested, names
	exit bad > 0 || n == 0
}'
