/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/dialog.h - one dialog as text: who, where to, and which number comes next
 *
 * A leg that forks downstream has one of these per remote tag.  Strings are owned.
 *
 * Thread      signalling
 * Standards   RFC 3261 section 12
 */
#ifndef SIP_DIALOG_H
#define SIP_DIALOG_H

#include "base/addr.h"
#include "base/text.h"
#include "sofia.h"

enum { DIALOG_TEXT_MAX = 8192 };	/* octets of a From, To, Contact or route set */

struct dialog {
	char *call_id;
	char *local;			/* our name-addr, no tag */
	char *local_tag;
	char *remote;			/* the peer's name-addr, no tag */
	char *remote_tag;		/* NULL: no dialog yet */
	char *target;			/* where requests are addressed: the peer's Contact URI */
	char *routes;			/* value of a Route header, "" for none */
	uint32_t seq;			/* of our latest request */
	uint32_t remote_seq;		/* of the peer's latest request, 0: none */
	struct addr peer;		/* where its latest message came from */
	struct addr hop;		/* where requests are sent; none: to peer */
};

/** The dialog that an INVITE to us makes.  Fails -ENOMEM; free it all the same. */
MUST_CHECK int dialog_serve(struct dialog *dialog, const sip_t *invite, const char *local_tag,
			    const struct addr *from);

/** A copy with another remote tag, for a fork.  Fails -ENOMEM. */
MUST_CHECK int dialog_fork(const struct dialog *dialog, const char *remote_tag, struct dialog *ret);

/** The dialog set up by a response to our INVITE: tag, route set, target.  Fails -ENOMEM. */
MUST_CHECK int dialog_establish(struct dialog *dialog, const sip_t *response,
				const struct addr *from);

/** Target refresh: a Contact in a request or response of the peer.  Also notes @from. */
void dialog_refresh(struct dialog *dialog, const sip_t *sip, const struct addr *from);

/** The request line of @method and the headers of the dialog; @cseq 0: the next number. */
void dialog_put_request(struct dialog *dialog, struct text *out, const char *method, uint32_t cseq);

/**
 * Where a request of this dialog is sent: numeric host of the first hop, else where the peer
 * spoke from.
 */
struct addr dialog_next_hop(const struct dialog *dialog);

void dialog_fini(struct dialog *dialog);

/**
 * Has @sip a Contact that requests can be sent to: a sip or sips URI with a host (RFC 3261
 * section 8.1.1.8)?
 */
bool dialog_has_contact(const sip_t *sip);

/** A numeric host and port of a URI; 5060 if none.  False: a name, or no sip URI. */
bool dialog_uri_addr(const url_t *url, struct addr *ret);

#endif
