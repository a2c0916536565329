#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# options.sh - etc/sealift.ini is what the option table says, and the daemon's own reader takes it
# but for the addresses, which are not this machine's.
set -u
srcdir=${srcdir:-.}
./sealift-options ini >sealift.ini.want || exit 1
if ! diff -u "$srcdir/etc/sealift.ini" sealift.ini.want; then
	echo "etc/sealift.ini is stale: make docs"
	exit 1
fi
sed 's/198\.51\.100\.1/127.0.0.1/; s/^;next-hop/next-hop/' sealift.ini.want >sealift.ini.local
./sealiftd -t -c sealift.ini.local
