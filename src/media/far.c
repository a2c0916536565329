/* SPDX-License-Identifier: BSD-2-Clause */
#include "far.h"

#include <string.h>

static int
family_of(const struct addr *a)
{
	return a->family == ADDR_IP4 ? AF_INET : a->family == ADDR_IP6 ? AF_INET6 : AF_UNSPEC;
}

void
far_set(struct far *far, const struct addr *a, int family)
{
	struct sockaddr_storage ss;

	memset(far, 0, sizeof(*far));
	if (family_of(a) != family || addr_is_any(a) || !addr_port(a))
		return;
	far->len = addr_to_sockaddr(a, &ss);
	memcpy(&far->name, &ss, far->len);
}

void
far_learn(struct far *far, const union sockname *from)
{
	far->name = *from;
	far->len = from->sa.sa_family == AF_INET ? sizeof(from->in4) : sizeof(from->in6);
}

bool
far_is(const struct far *far, const union sockname *from, bool any_port)
{
	if (!far->len || far->name.sa.sa_family != from->sa.sa_family)
		return false;
	if (from->sa.sa_family == AF_INET)
		return from->in4.sin_addr.s_addr == far->name.in4.sin_addr.s_addr &&
		       (any_port || from->in4.sin_port == far->name.in4.sin_port);
	return !memcmp(&from->in6.sin6_addr, &far->name.in6.sin6_addr, sizeof(struct in6_addr)) &&
	       (any_port || from->in6.sin6_port == far->name.in6.sin6_port);
}
