/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/sofia.h - what we use of sofia-sip, with our types as its contexts
 *
 * Included instead of sofia's headers, so that every file agrees about the context types.
 */
#ifndef SIP_SOFIA_H
#define SIP_SOFIA_H

struct agent;
struct exchange;
struct reliable;
struct watch;

#define SU_ROOT_MAGIC_T struct agent
#define SU_WAKEUP_ARG_T struct watch
#define SU_TIMER_ARG_T struct agent
#define NTA_AGENT_MAGIC_T struct agent
#define NTA_INCOMING_MAGIC_T struct exchange
#define NTA_OUTGOING_MAGIC_T void
#define NTA_RELIABLE_MAGIC_T struct reliable

/* sofia's inline functions do not meet our warnings */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#include <sofia-sip/msg.h>
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/msg_header.h>
#include <sofia-sip/msg_parser.h>
#include <sofia-sip/nta.h>
#include <sofia-sip/nta_stateless.h>
#include <sofia-sip/nta_tport.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_parser.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>
#include <sofia-sip/sip_util.h>
#include <sofia-sip/sofia_features.h>
#include <sofia-sip/sresolv.h>
#include <sofia-sip/su.h>
#include <sofia-sip/su_wait.h>
#include <sofia-sip/tport.h>
#include <sofia-sip/tport_tag.h>
#include <sofia-sip/url.h>
#pragma GCC diagnostic pop

#endif
