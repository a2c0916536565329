#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Run each fuzz target over its corpus: tests/fuzz/run.sh BUILD [SECONDS]
#
# In a build with --enable-fuzz every target fuzzes for SECONDS (default 10) from the seeds; what it finds
# new stays in BUILD/corpus-NAME, a crash in BUILD/crash-NAME-*.  In any other build (SECONDS 0) the
# seeds are replayed once.  Prints a line a target; fails if one did, or if a seed is missing.
set -u
here=$(dirname "$0")
build=${1:?usage: $0 BUILD [SECONDS]}
seconds=${2:-10}
failed=0

for source in "$here"/fuzz_*.c; do
	name=$(basename "$source" .c)
	name=${name#fuzz_}
	seeds=$here/corpus/$name
	program=$build/fuzz_$name
	log=$build/fuzz_$name.out

	if ! [ -x "$program" ] || ! [ -n "$(ls -A "$seeds" 2>/dev/null)" ]; then
		echo "FAIL fuzz_$name: no program in $build, or no seeds in $seeds"
		failed=$((failed + 1))
		continue
	fi

	if [ "$seconds" = 0 ]; then
		"$program" "$seeds"/* >"$log" 2>&1
	else
		mkdir -p "$build/corpus-$name"
		"$program" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 -max_len=4096 \
			-print_final_stats=1 -artifact_prefix="$build/crash-$name-" \
			"$build/corpus-$name" "$seeds" >"$log" 2>&1
	fi
	# shellcheck disable=SC2181
	if [ $? -ne 0 ]; then
		echo "FAIL fuzz_$name"
		tail -n 30 "$log"
		failed=$((failed + 1))
	else
		runs=$(awk '/number_of_executed_units/ { print $2 }' "$log")
		echo "PASS fuzz_$name ${runs:-seeds} runs"
	fi
done
[ "$failed" -eq 0 ]
