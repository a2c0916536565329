#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# No name of ours is also a name of a library we link: tests/lint/names.sh [BUILD]
#
# The linker would take ours for theirs without a word (a static archive comes first), and the
# library would call us.  Reads the symbols of every libX.a in BUILD and those of the libraries.
set -u
build=${1:-.}
cd "$build" || exit 2
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

nm -g --defined-only lib*.a 2>/dev/null | awk 'NF == 3 { print $3 }' | sort -u >"$tmp/ours"

: >"$tmp/theirs"
for lib in sofia-sip-ua event_core event_extra event_pthreads srtp2 inih json-c check osmocore crypto bpf; do
	found=$(gcc -print-file-name="lib$lib.so")
	dynamic=-D
	if [ "$found" = "lib$lib.so" ]; then
		found=$(gcc -print-file-name="lib$lib.a")
		dynamic=
	fi
	if [ "$found" = "lib$lib.a" ]; then
		echo "names: lib$lib not found"
		continue
	fi
	# shellcheck disable=SC2086
	nm $dynamic -g --defined-only "$found" 2>/dev/null |
		awk -v lib="$lib" 'NF == 3 { sub(/@.*/, "", $3); print $3, lib }' >>"$tmp/theirs"
done
sort -u "$tmp/theirs" -o "$tmp/theirs"

join "$tmp/ours" "$tmp/theirs" | awk '{ print $1 ": also in lib" $2 }' >"$tmp/both"
cat "$tmp/both"
ours=$(wc -l <"$tmp/ours")
echo "names: $ours of ours, $(wc -l <"$tmp/theirs") of theirs, $(wc -l <"$tmp/both") in both"
[ "$ours" -gt 0 ] && [ ! -s "$tmp/both" ]
