#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# How long files and functions are: tests/lint/style.sh [TREE]
#
# Prints the figures (HACKING says where we would like them) and refuses functions over 60 lines,
# files over 600, and a file without its SPDX line.  With -v also says where lines are longer than
# 100 columns and which prototypes of contracts have no comment of their own.
set -u
verbose=0
[ "${1:-}" = -v ] && verbose=1 && shift
tree=${1:-$(dirname "$0")/../..}
cd "$tree" || exit 2

find src include bpf tests lab bench -name '*.[ch]' 2>/dev/null | sort | xargs awk -v verbose=$verbose '
function sort(a, n,	i, j, v)
{
	for (i = 2; i <= n; i++) {
		v = a[i]
		for (j = i - 1; j > 0 && a[j] > v; j--)
			a[j + 1] = a[j]
		a[j + 1] = v
	}
}
function at(a, n, q)
{
	return n ? a[int((n - 1) * q) + 1] : 0
}
function figures(what, a, n, limit,	i, over)
{
	for (i = 1; i <= n; i++)
		over += a[i] > limit
	sort(a, n)
	printf "style: %d %s, median %d, 90th percentile %d, longest %d lines, %d over %d\n",
		n, what, at(a, n, .5), at(a, n, .9), a[n], over, limit
}
function complain(what)
{
	printf "%s:%d: %s\n", FILENAME, FNR, what
	bad++
}
function remark(what, count)
{
	if (verbose)
		printf "%s:%d: %s\n", FILENAME, FNR, what
}
function end_file()
{
	if (length_of > 0) {
		files[++n_files] = length_of
		if (length_of > 600) {
			printf "%s: %d lines\n", last, length_of
			bad++
		}
	}
}
FNR == 1 {
	end_file()
	last = FILENAME
	if ($0 !~ /SPDX-License-Identifier: BSD-2-Clause/ && FILENAME !~ /^bpf\//)
		complain("no SPDX line")
	inside = 0
	before = ""
}
{
	length_of = FNR
	text = $0
	while ((tab = index(text, "\t")) > 0)	# to the next multiple of eight, as editors show it
		text = substr(text, 1, tab - 1) substr("        ", (tab - 1) % 8 + 1) substr(text, tab + 1)
	if (length(text) > 100 && text !~ /"/)
		remark("line of " length(text) " columns", ++n_wide)
}
/^{/ { inside = FNR; name = before }
/^}/ && inside {
	functions[++n_functions] = FNR - inside - 1
	if (FNR - inside - 1 > 60)
		complain(name " has " FNR - inside - 1 " lines")
	inside = 0
}
/^[a-z_].*\(/ && !inside { before = $0; sub(/\(.*/, "", before) }
# A prototype in a contract: text that starts a declaration and follows no comment.
FILENAME ~ /^include\// && /^[A-Za-z_].*\(.*/ && !/^(static|typedef|struct [a-z_]* \{|enum|extern)/ &&
/[a-z_0-9]+\(/ && !/^#/ && previous !~ /\*\/$/ && previous !~ /\);( .*)?$/ && previous !~ /PRINTF_LIKE/ {
	if (previous ~ /^$/)
		remark("undocumented: " $0, ++n_bare)
}
{ previous = $0 }
END {
	end_file()
	figures("files", files, n_files, 400)
	figures("functions", functions, n_functions, 40)
	printf "style: %d lines over 100 columns, %d bare prototypes (-v says where)\n",
		n_wide, n_bare
	exit bad > 0 || n_files == 0
}' /dev/null
