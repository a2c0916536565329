/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * app/settings.c - the option table of sealift.ini
 *
 * etc/sealift.ini and the option section of sealift.conf(5) are printed from this table
 * (sealift-options, see Makefile.am), so a key cannot be undocumented.
 *
 * Thread      main
 */
#include "settings.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "settings_check.h"

static const char *const role_names[] = { "standalone", "atcf", "scc-as", NULL };
static const char *const fallback_names[] = { "none", "from", NULL };
static const char *const fast_path_names[] = { "auto", "off", "require", NULL };
static const char *const source_names[] = { "strict", "address", NULL };
static const char *const iufp_mode_names[] = { "transparent", "support", NULL };
static const char *const iufp_init_names[] = { "auto", "initiate", "respond", NULL };
static const char *const iufp_sdu_names[] = { "640", "320", NULL };
static const char *const bearer_names[] = { "64000", "57600", "28800", NULL };
static const char *const fit_names[] = { "peak", "mean", NULL };
static const char *const target_names[] = { "reject", "terminate", NULL };
static const char *const level_names[] = { "error", "warn", "info", "debug", NULL };

#define AT(member) .offset = offsetof(struct settings, member)
#define MANY(member, count, most)                                                                  \
	.offset = offsetof(struct settings, member),                                               \
	.count_offset = offsetof(struct settings, count), .repeat = (most)

/* clang-format off */
static const struct opt opts[] = {
	{ .section = "node", .key = "name", .type = OPT_STRING, AT(name), .required = true,
	  .example = "atcf1.visited.example",
	  .help = "Who we are in identities, logs and metrics. Via and Contact carry the "
		  "listening address." },
	{ .section = "node", .key = "role", .type = OPT_ENUM, AT(role), .def = "standalone",
	  .names = role_names,
	  .help = "What this node is in the IMS. Only standalone is in this release." },

	{ .section = "sip", .key = "listen", .type = OPT_LISTEN,
	  MANY(listen, n_listen, AGENT_LISTENS_MAX),
	  .required = true, .example = "udp:198.51.100.1:5060",
	  .help = "Transport, address and port to listen on; IPv6 in brackets. May be repeated. "
		  "Only udp is in this release." },
	{ .section = "sip", .key = "advertise", .type = OPT_STRING, AT(advertise),
	  .example = "203.0.113.5",
	  .help = "Address named in Via, Contact and Route instead of the listening one." },
	{ .section = "sip", .key = "next-hop", .type = OPT_URI, AT(next_hop), .reloadable = true,
	  .example = "sip:198.51.100.9:5060",
	  .help = "Where initial requests go that carry no Route of another. A numeric address. "
		  "Required in role standalone." },
	{ .section = "sip", .key = "trusted", .type = OPT_PREFIX,
	  MANY(trusted.v, trusted.n, OPT_REPEAT_MAX),
	  .reloadable = true, .example = "198.51.100.0/24",
	  .help = "Peers whose requests and P-Asserted-Identity we believe. Initial requests of "
		  "others get 403. May be repeated." },
	{ .section = "sip", .key = "t1-ms", .type = OPT_UINT, AT(t1_ms), .min = 10,
	  .max = 10000, .unit = "ms", .def = "500",
	  .help = "Round-trip estimate T1 of RFC 3261 section 17.1.1.1; all transaction timers "
		  "follow it." },
	{ .section = "sip", .key = "ring-ms", .type = OPT_UINT, AT(ring_ms), .min = 1000,
	  .max = 3600000, .unit = "ms",
	  .def = "180000", .reloadable = true,
	  .help = "An INVITE that nobody answers for so long is given up (408 to the caller, "
		  "CANCEL to the callee)." },
	{ .section = "sip", .key = "guard-ms", .type = OPT_UINT, AT(guard_ms), .min = 0,
	  .max = 86400000, .unit = "ms",
	  .def = "300000", .reloadable = true,
	  .help = "A session with neither media nor signalling for so long has its peers asked "
		  "for a sign of life (OPTIONS); "
		  "it ends if they are gone. 0: never asked." },

	{ .section = "identity", .key = "fallback", .type = OPT_ENUM, AT(fallback),
	  .def = "none", .names = fallback_names,
	  .reloadable = true,
	  .help = "Who a caller without P-Asserted-Identity is: none, nobody; from, what its "
		  "From says (labs only)." },

	{ .section = "srvcc", .key = "stn-sr", .type = OPT_URI,
	  MANY(stn_sr, n_stn_sr, AGENT_STN_SRS_MAX),
	  .reloadable = true, .example = "tel:+358400000001",
	  .help = "Session Transfer Number for SRVCC: an INVITE to it asks for a transfer. A "
		  "global number. May be repeated." },
	{ .section = "srvcc", .key = "msc", .type = OPT_PREFIX,
	  MANY(msc.v, msc.n, OPT_REPEAT_MAX), .reloadable = true,
	  .example = "198.51.100.0/24",
	  .help = "Peers that may ask for a transfer. May be repeated. Without it: those in "
		  "trusted." },
	{ .section = "srvcc", .key = "source-wait-ms", .type = OPT_UINT, AT(source_wait_ms),
	  .min = 0, .max = 60000,
	  .unit = "ms", .def = "3000", .reloadable = true,
	  .help = "How long a session whose PS leg the network tore down (BYE with cause 503) "
		  "waits for its transfer." },
	{ .section = "srvcc", .key = "source-release-ms", .type = OPT_UINT,
	  AT(source_release_ms), .min = 0, .max = 30000,
	  .unit = "ms", .def = "8000", .reloadable = true,
	  .help = "How long the PS leg that was left is kept, so that a failed handover can "
		  "come back to it." },
	{ .section = "srvcc", .key = "reoffer-wait-ms", .type = OPT_UINT, AT(reoffer_wait_ms),
	  .min = 100, .max = 20000,
	  .unit = "ms", .def = "3000", .reloadable = true,
	  .help = "How long the INVITE of an MSC waits while the other party of an unprotected "
		  "call is offered the MSC's codecs. A glare (491) takes 2.1 s at least." },

	{ .section = "media", .key = "address", .type = OPT_IP,
	  MANY(address.v, address.n, MEDIA_ADDRESSES_MAX),
	  .required = true, .example = "198.51.100.1",
	  .help = "Address of the relay's ports, named in SDP. May be repeated, one of each "
		  "family." },
	{ .section = "media", .key = "address-access", .type = OPT_IP,
	  MANY(address_access.v, address_access.n, MEDIA_ADDRESSES_MAX), .example = "198.51.100.1",
	  .help = "The same for the side towards the phones, where the sides differ." },
	{ .section = "media", .key = "address-core", .type = OPT_IP,
	  MANY(address_core.v, address_core.n, MEDIA_ADDRESSES_MAX), .example = "203.0.113.1",
	  .help = "The same for the side towards next-hop." },
	{ .section = "media", .key = "address-cs", .type = OPT_IP,
	  MANY(address_cs.v, address_cs.n, MEDIA_ADDRESSES_MAX), .example = "192.0.2.1",
	  .help = "The same for the side towards the MSC and its gateways." },
	{ .section = "media", .key = "ports", .type = OPT_PORTS, AT(ports), .def = "20000-27999",
	  .help = "Ports of the relay, RTP on even ones. Keep them out of "
		  "net.ipv4.ip_local_port_range." },
	{ .section = "media", .key = "workers", .type = OPT_UINT, AT(workers), .min = 1,
	  .max = MEDIA_WORKERS_MAX,
	  .unit = "threads", .def = "1",
	  .help = "Threads that relay. One a core that shall relay." },
	{ .section = "media", .key = "fast-path", .type = OPT_ENUM, AT(fast_path),
	  .def = "auto", .names = fast_path_names,
	  .help = "Relay in the kernel where possible. Not in this release: auto means user "
		  "space, require does not start." },
	{ .section = "media", .key = "source", .type = OPT_ENUM, AT(source), .def = "strict",
	  .names = source_names,
	  .help = "Whose packets are relayed: strict, those from the signalled address and "
		  "port; address, any port of that address." },
	{ .section = "media", .key = "dscp", .type = OPT_UINT, AT(dscp), .min = 0, .max = 63,
	  .def = "46",
	  .help = "Differentiated services code point of media packets (46: expedited "
		  "forwarding)." },
	{ .section = "media", .key = "quarantine-ms", .type = OPT_UINT, AT(quarantine_ms),
	  .min = 0, .max = 600000,
	  .unit = "ms", .def = "5000",
	  .help = "A released port rests so long before it is used again, so that late packets "
		  "meet nobody else's call." },
	{ .section = "media", .key = "freebind", .type = OPT_BOOL, AT(freebind), .def = "no",
	  .help = "Bind addresses that this machine does not have (yet): a standby node." },

	{ .section = "cs", .key = "iufp-mode", .type = OPT_ENUM, AT(iufp_mode), .def = "support",
	  .names = iufp_mode_names, .reloadable = true,
	  .help = "How Iu UP is spoken where the MSC offers VND.3GPP.IUFP: support, in frames that "
		  "are initialised; transparent, the octets alone. The gateway must do the same." },
	{ .section = "cs", .key = "iufp-init", .type = OPT_ENUM, AT(iufp_init), .def = "auto",
	  .names = iufp_init_names, .reloadable = true,
	  .help = "Who initialises Iu UP in support mode: respond, the gateway; initiate, we; auto, "
		  "the gateway if it does so within 300 ms, else we. The gateway's initialisation "
		  "is answered in any case." },
	{ .section = "cs", .key = "iufp-sdu", .type = OPT_ENUM, AT(iufp_sdu), .def = "640",
	  .names = iufp_sdu_names, .unit = "bits", .reloadable = true,
	  .help = "The SDU that we propose: 640 bits every 10 ms or 320 every 5. An offer with "
		  "ptime 5 or 10, and the gateway's initialisation, say it themselves." },
	{ .section = "cs", .key = "iufp-tinit-ms", .type = OPT_UINT, AT(iufp_tinit_ms), .min = 50,
	  .max = 10000, .unit = "ms", .def = "1000", .reloadable = true,
	  .help = "TINIT of TS 25.415: after so long our initialisation is repeated, three times at "
		  "most." },
	{ .section = "cs", .key = "bearer-rate", .type = OPT_ENUM, AT(bearer_rate),
	  .def = "64000", .names = bearer_names, .reloadable = true,
	  .help = "Bit/s of content that the radio bearer behind the MSC's gateways carries. What "
		  "a stream needs is held against it, and our line is paced to it. An MSC's offer "
		  "may say less (b=)." },
	{ .section = "cs", .key = "queue-ms", .type = OPT_UINT, AT(queue_ms), .min = 20,
	  .max = 250, .unit = "ms", .def = "200", .reloadable = true,
	  .help = "Line time of packets that may wait for the bearer. More are dropped whole and "
		  "counted, SRTCP when half of it waits, a picture when a quarter does." },
	{ .section = "cs", .key = "fit", .type = OPT_ENUM, AT(fit), .def = "peak",
	  .names = fit_names, .reloadable = true,
	  .help = "When a protected stream may move to a data bearer: peak, if it fits with "
		  "every bit stuffed at worst; mean, if it does so on average, and packets are "
		  "dropped now and then." },

	{ .section = "security", .key = "on-insecure-target", .type = OPT_ENUM,
	  AT(on_insecure_target), .def = "reject",
	  .names = target_names, .reloadable = true,
	  .help = "When the MSC can carry speech only and the stream is protected: reject refuses "
		  "the transfer, and the call stays protected. terminate gives it speech in the "
		  "clear and goes on with SRTP towards the other party, with keys that the SDP "
		  "showed us (SDES only; MIKEY and DTLS are refused all the same); the session "
		  "is then marked as degraded in views, log and metrics." },

	{ .section = "limits", .key = "sessions", .type = OPT_UINT, AT(sessions), .min = 0,
	  .max = 1000000,
	  .unit = "calls", .def = "0", .reloadable = true,
	  .help = "Most sessions at once; more get 503. 0: as many as there are ports." },

	{ .section = "admin", .key = "listen", .type = OPT_ADDR, AT(admin),
	  .def = "127.0.0.1:8070",
	  .help = "HTTP for operators: /health /metrics /sessions. It has no password: keep it "
		  "on loopback or a management network." },

	{ .section = "log", .key = "level", .type = OPT_ENUM, AT(level), .def = "info",
	  .names = level_names,
	  .reloadable = true,
	  .help = "error, warn, info (the life of a call) or debug (each step)." },
};
/* clang-format on */

const struct opt_table settings_table = { opts, ARRAY_LEN(opts), sizeof(struct settings) };

int
settings_load(struct opt_errors *errors, struct settings *ret)
{
	struct settings settings;
	int err = opt_load(&settings_table, &settings, errors);

	if (err)
		return err;

	settings_check(&settings, errors);
	if (errors->count > 0) {
		settings_fini(&settings);
		return -EINVAL;
	}

	*ret = settings;
	return 0;
}

void
settings_fini(struct settings *settings)
{
	opt_fini(&settings_table, settings);
}

static void
copy_realm(const struct setting_ips *own, const struct setting_ips *all, enum realm realm,
	   struct media_config *ret)
{
	const struct setting_ips *from = own->n > 0 ? own : all;

	memcpy(ret->address[realm], from->v, from->n * sizeof(from->v[0]));
	ret->n_address[realm] = from->n;
}

void
settings_media_config(const struct settings *settings, struct media_config *ret)
{
	*ret = (struct media_config){
		.port_first = settings->ports.lo,
		.port_last = settings->ports.hi,
		.workers = settings->workers,
		.source_any_port = settings->source == SOURCE_ADDRESS,
		.dscp = (uint8_t)settings->dscp,
		.freebind = settings->freebind,
		.quarantine_ms = settings->quarantine_ms,
	};
	copy_realm(&settings->address_access, &settings->address, REALM_ACCESS, ret);
	copy_realm(&settings->address_core, &settings->address, REALM_CORE, ret);
	copy_realm(&settings->address_cs, &settings->address, REALM_CS, ret);
}

/** AF_UNSPEC where the realm has both families, else the one it has. */
static int
family_of(const struct media_config *media, enum realm realm)
{
	int family = media->address[realm][0].family == ADDR_IP6 ? AF_INET6 : AF_INET;

	for (unsigned int i = 1; i < media->n_address[realm]; i++)
		if (media->address[realm][i].family != media->address[realm][0].family)
			return AF_UNSPEC;
	return family;
}

/** Settings were checked: texts fit, numbers parse. */
static void
copy_text(char dst[AGENT_URI_MAX], const char *text)
{
	if (text && span_copy(dst, AGENT_URI_MAX, span_of(text)) != 0)
		dst[0] = '\0';
}

void
settings_agent_config(const struct settings *settings, struct agent_config *ret)
{
	struct media_config media;

	*ret = (struct agent_config){
		.role = (enum agent_role)settings->role,
		.n_listen = settings->n_listen,
		.n_trusted = settings->trusted.n,
		.n_msc = settings->msc.n,
		.fallback_from = settings->fallback == 1,
		.t1_ms = settings->t1_ms,
	};
	copy_text(ret->node, settings->name);
	copy_text(ret->advertise, settings->advertise);
	copy_text(ret->next_hop, settings->next_hop);
	for (unsigned int i = 0; i < settings->n_listen; i++)
		ret->listen[i] = settings->listen[i].addr;
	memcpy(ret->trusted, settings->trusted.v, settings->trusted.n * sizeof(ret->trusted[0]));
	memcpy(ret->msc, settings->msc.v, settings->msc.n * sizeof(ret->msc[0]));

	for (unsigned int i = 0; i < settings->n_stn_sr; i++)
		if (settings_number(settings->stn_sr[i], &ret->stn_sr[ret->n_stn_sr]) == 0)
			ret->n_stn_sr++;

	settings_media_config(settings, &media);
	for (unsigned int realm = 0; realm < REALMS; realm++)
		ret->media_family[realm] = family_of(&media, (enum realm)realm);
}

void
settings_core_config(const struct settings *settings, struct core_config *ret)
{
	static const uint32_t bearer_bps[] = { 64000, 57600, 28800 };

	*ret = (struct core_config){
		.sessions_max = settings->sessions,
		.ring_ms = settings->ring_ms,
		.source_wait_ms = settings->source_wait_ms,
		.source_release_ms = settings->source_release_ms,
		.reoffer_wait_ms = settings->reoffer_wait_ms,
		.guard_ms = settings->guard_ms,
		.on_insecure_target = (enum insecure_target)settings->on_insecure_target,
		.iufp = {
			.mode = (enum iufp_mode)settings->iufp_mode,
			.role = (enum iufp_role)settings->iufp_init,
			.tinit_ms = (uint16_t)settings->iufp_tinit_ms,
		},
		.iufp_ptime_ms = settings->iufp_sdu == 0 ? 10 : 5,
		.bearer_bps = bearer_bps[settings->bearer_rate],
		.cs_queue_ms = settings->queue_ms,
		.fit_by_mean = settings->fit == 1,
	};
}

unsigned int
settings_descriptors(const struct settings *settings)
{
	enum {
		SPARE = 128
	}; /* stdio, HTTP clients, epoll, eventfds, SIP sockets, shared objects */
	struct media_config media;

	settings_media_config(settings, &media);
	return media_descriptors(&media) + SPARE;
}
