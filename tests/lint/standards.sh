#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# standards.sh - every code file and test that STANDARDS names exists, and every authority that the
# transfer machine cites has a row.
set -u
srcdir=${srcdir:-.}
bad=0

refuse() {
	echo "STANDARDS: $*"
	bad=1
}

rows=$(grep -E '^(RFC|TS|ISO)' "$srcdir/STANDARDS")
[ "$(echo "$rows" | wc -l)" -gt 40 ] || refuse "no rows read"

while read -r code test; do
	[ "$code" = - ] && continue
	[ -f "$srcdir/src/$code" ] || refuse "no src/$code"
	case $test in
	test_*) ls "$srcdir"/tests/unit/*/"$test".c >/dev/null 2>&1 || refuse "no $test.c" ;;
	lab/*) [ -f "$srcdir/$test" ] || refuse "no $test" ;;
	*) [ -f "$srcdir/tests/scene/$test.py" ] || refuse "no tests/scene/$test.py" ;;
	esac
done <<END
$(echo "$rows" | awk '{ print $(NF - 1), $NF }')
END

# "TS 23.216 8.1.3" in the table of transfer.c: a row begins with it.
cited=$(grep -oE '"(RFC|TS) [0-9.]+[^"]*"' "$srcdir/src/core/transfer.c" | tr -d '"' | sort -u)
[ -n "$cited" ] || refuse "transfer.c cites nothing"
while read -r clause; do
	short=$(echo "$clause" | awk '{ print $1, $2, $3 }' | tr -d ',;:')
	echo "$rows" | grep -qF "$short" || refuse "no row for $short (transfer.c)"
done <<END
$cited
END

[ "$bad" -eq 0 ] && echo "standards: $(echo "$rows" | wc -l) rows"
exit "$bad"
