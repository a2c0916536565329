#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Who may include whom: ARCHITECTURE, Layers, by machine.  tests/lint/includes.sh [TREE]
#
# Below are two tables.  A line `may LAYER LAYERS` names the layers whose contracts (include/) a layer
# sees; a line `lib PREFIX FILES` the only places that see a library.  Patterns are the shell's.
# Beyond that: core has no I/O and no clock; private headers stay in their layer.
set -u
tree=${1:-$(dirname "$0")/../..}
cd "$tree" || exit 2

find include src -name '*.[ch]' | sort | xargs grep -nE '^[[:space:]]*#[[:space:]]*include' /dev/null |
awk '
function complain(what)
{
	printf "%s:%s: %s %s\n", file, line, name, what
	bad++
}
function matches(path, patterns,	i, n, p, re)
{
	n = split(patterns, p, " ")
	for (i = 1; i <= n; i++) {
		re = p[i]
		gsub(/\./, "\\.", re)
		gsub(/\*/, ".*", re)
		if (path ~ "^" re "$")
			return 1
	}
	return 0
}
function exists(path,	l, r)
{
	r = (getline l < path) >= 0
	close(path)
	return r
}
BEGIN {
	may["base"] = "base"
	may["core"] = "core base"
	may["sip"] = "sip core base"
	may["media"] = "media core base"
	may["ops"] = "ops core base"
	may["app"] = "app ops media sip core base"

	lib["sofia-sip/sdp.h"] = "src/sip/sdp_map.c"
	lib["sofia-sip/"] = "src/sip/* src/app/version.c"
	lib["srtp2/"] = "src/media/seal.c src/app/version.c"
	lib["event2/"] = "src/media/loop.c src/ops/* src/app/sealiftctl*.c src/app/ctl*.c src/app/version.c"
	lib["openssl/"] = "src/media/*.c src/app/version.c"
	lib["json-c/"] = "src/ops/* src/app/sealiftctl*.c src/app/ctl*.c"
	lib["bpf/"] = "src/media/fastpath*.c"
	lib["ini.h"] = "src/base/ini.c"
	lib["check.h"] = ""
	lib["osmocom/"] = ""

	# What does I/O or reads a clock, so that core may not have it.
	n_io = split("time.h unistd.h pthread.h fcntl.h poll.h signal.h threads.h sys/* netinet/* " \
		     "arpa/* net/* linux/* base/mono.h base/mailbox.h", io, " ")
	libc_dirs = "sys/* netinet/* arpa/* net/* linux/* bits/*"
}
{
	match($0, /:[0-9]+:/)
	file = substr($0, 1, RSTART - 1)
	line = substr($0, RSTART + 1, RLENGTH - 2)
	split(file, part, "/")
	layer = part[2]
	contract = part[1] == "include"
	rest = substr($0, RSTART + RLENGTH)
	if (!match(rest, /["<][^">]+[">]/))
		next
	ours = substr(rest, RSTART, 1) == "\""
	name = substr(rest, RSTART + 1, RLENGTH - 2)
	n++

	if (layer == "core") {
		for (i = 1; i <= n_io; i++) {
			if (matches(name, io[i]))
				complain("does I/O or reads a clock; core is pure")
		}
	}
	if (ours)
		own()
	else
		foreign()
}
function own(	dir)
{
	if (index(name, "/") == 0) {
		dir = file
		sub(/[^\/]*$/, "", dir)
		if (contract)
			complain("is private; a contract includes contracts only")
		else if (name != "config.h" && !exists(dir name))
			complain("is not beside this file")
		return
	}
	split(name, to, "/")
	if (!(layer in may) || !matches(to[1], may[layer]))
		complain("is above or beside " layer)
	else if (!exists("include/" name) && (contract || to[1] != layer))
		complain("is not a contract (include/)")
}
function foreign(	best, l)
{
	best = ""
	for (l in lib) {
		if (index(name, l) == 1 && length(l) > length(best))
			best = l
	}
	if (best != "") {
		if (!matches(file, lib[best]))
			complain("belongs to " (lib[best] ? lib[best] : "tests and lab"))
	} else if (index(name, "/") && !matches(name, libc_dirs)) {
		complain("is of a library that no layer owns")
	}
}
END {
	printf "includes: %d read, %d refused\n", n, bad
	exit bad > 0 || n == 0
}'
