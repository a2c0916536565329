#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The include lint refuses what it must: each line below is put alone into a tree and must be found.
set -u
here=$(dirname "$0")
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failed=0

# try WANT FILE INCLUDE
try() {
	rm -rf "${tree:?}"/*
	mkdir -p "$tree/include/base" "$tree/include/core" "$tree/include/sip" "$tree/src/sip" \
		"$tree/src/base" "$tree/src/core" "$tree/src/media" "$tree/src/ops" "$tree/src/app"
	echo '#include <stddef.h>' >"$tree/include/base/span.h"
	touch "$tree/include/core/session.h" "$tree/include/sip/agent.h" "$tree/src/sip/leg.h"
	echo "#include $3" >"$tree/$2"
	sh "$here/includes.sh" "$tree" >/dev/null
	got=$?
	[ "$got" -ne 0 ] && got=refused || got=taken
	if [ "$got" != "$1" ]; then
		echo "FAIL $2 with $3: $got"
		failed=1
	fi
}

try taken	src/core/a.c	'"base/span.h"'
try refused	src/base/a.c	'"core/session.h"'
try refused	src/media/a.c	'"sip/agent.h"'
try refused	src/core/a.c	'"sip/agent.h"'
try taken	src/app/a.c	'"sip/agent.h"'
try taken	src/sip/a.c	'"leg.h"'
try taken	src/sip/a.c	'"sip/leg.h"'
try refused	src/app/a.c	'"sip/leg.h"'
try refused	src/sip/a.c	'"nothing.h"'
try refused	include/sip/a.h	'"leg.h"'
try refused	include/sip/a.h	'<sofia-sip/nta.h>'
try taken	src/sip/a.c	'<sofia-sip/nta.h>'
try refused	src/sip/a.c	'<sofia-sip/sdp.h>'
try taken	src/sip/sdp_map.c	'<sofia-sip/sdp.h>'
try refused	src/media/a.c	'<srtp2/srtp.h>'
try taken	src/media/seal.c	'<srtp2/srtp.h>'
try refused	src/core/a.c	'<openssl/evp.h>'
try refused	src/core/a.c	'<time.h>'
try refused	src/core/a.c	'"base/mono.h"'
try refused	src/ops/a.c	'<curl/curl.h>'
try refused	src/sip/a.c	'<check.h>'

[ "$failed" -eq 0 ] && echo "includes_refuses: 21 cases"
exit "$failed"
