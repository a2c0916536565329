/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/fuzz/fuzz_csrtcp.c - RTP headers and RTCP compounds of any octets
 */
#include <string.h>

#include "fuzz.h"
#include "media/csrtcp.h"
#include "media/rtp.h"

static void
check_rtp(const uint8_t *pkt, size_t n)
{
	struct rtp rtp;

	if (rtp_parse(pkt, n, &rtp) < 0)
		return;
	FUZZ_CHECK(rtp.payload >= pkt + RTP_HEAD && rtp.payload <= pkt + n);
	FUZZ_CHECK(rtp.payload_n <= (size_t)(pkt + n - rtp.payload));
	FUZZ_CHECK(rtp.ssrc == rtp_ssrc(pkt) && rtp.seq == rtp_seq(pkt));
}

static void
check_rtcp(const uint8_t *pkt, size_t n)
{
	struct csrtcp_news news, again;
	uint8_t out[CSRTCP_OUT_MAX];

	if (csrtcp_parse(pkt, n, 0x01020304, &news) < 0)
		return;
	FUZZ_CHECK(n % 4 == 0 && n <= CSRTCP_IN_MAX);

	struct csrtcp_sender s = { .ssrc = news.ssrc, .is_sending = news.has_sr, .ntp = news.ntp };
	size_t m = csrtcp_format(&s, &news.report, news.has_report, news.has_bye, out);

	/* What was understood of it is understood again. */
	FUZZ_CHECK(csrtcp_parse(out, m, 0x01020304, &again) == 0);
	FUZZ_CHECK(again.ssrc == news.ssrc && again.has_sr == news.has_sr && again.ntp == news.ntp);
	FUZZ_CHECK(again.has_bye == news.has_bye && again.has_report == news.has_report);
	if (news.has_report)
		FUZZ_CHECK(memcmp(&again.report, &news.report, sizeof(news.report)) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_rtp(data, size);
	check_rtcp(data, size);
	return 0;
}
