/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bench/analysis/encode.c - 16-bit samples in, the frames of one codec out
 *
 *	analysis_encode CODEC ARGUMENT DTX [WORD] <samples >frames
 *
 *	amr MODE 0|1, amr-wb MODE 0|1, opus BITRATE 0|1 (and a word: APPLICATION.TICKS.VBR), gsm, g729 0|1,
 *	speex QUALITY 0|1, speex-wb QUALITY 0|1
 *
 * A frame is its length in two octets, high one first, and its octets as the library gives them; length 0
 * for a frame that the encoder does not send (DTX).  AMR frames begin with the storage format's header.
 */
#include <bcg729/encoder.h>
#include <gsm/gsm.h>
#include <opencore-amrnb/interf_enc.h>
#include <opus/opus.h>
#include <speex/speex.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vo-amrwbenc/enc_if.h>

enum {
	SAMPLES_MAX = 5760,
	FRAME_MAX = 1500,
};

static int16_t samples[SAMPLES_MAX];
static uint8_t frame[FRAME_MAX];

struct job {
	int argument;		/* mode, bit rate, quality */
	bool is_dtx;
	const char *word;
};

static bool
read_samples(size_t n)
{
	return fread(samples, sizeof(*samples), n, stdin) == n;
}

static void
write_frame(int n)
{
	putchar(n >> 8);
	putchar(n & 0xff);
	fwrite(frame, 1, (size_t)n, stdout);
}

static void
encode_amr(const struct job *job)
{
	void *enc = Encoder_Interface_init(job->is_dtx);

	while (read_samples(160)) {
		int n = Encoder_Interface_Encode(enc, (enum Mode)job->argument, samples, frame, 0);

		write_frame(frame[0] >> 3 == 15 ? 0 : n);	/* NO_DATA is not sent */
	}
	Encoder_Interface_exit(enc);
}

static void
encode_amr_wb(const struct job *job)
{
	void *enc = E_IF_init();

	while (read_samples(320)) {
		int n = E_IF_encode(enc, job->argument, samples, frame, job->is_dtx);

		write_frame((frame[0] >> 3 & 15) == 15 ? 0 : n);
	}
	E_IF_exit(enc);
}

static void
encode_opus(const struct job *job)
{
	int error, ticks = 960, vbr = 1, channels = 1;
	char application[16] = "voip";

	sscanf(job->word, "%15[a-z].%d.%d", application, &ticks, &vbr);

	OpusEncoder *enc = opus_encoder_create(48000, channels, strcmp(application, "voip") == 0 ?
					       OPUS_APPLICATION_VOIP : OPUS_APPLICATION_AUDIO, &error);

	opus_encoder_ctl(enc, OPUS_SET_BITRATE(job->argument));
	opus_encoder_ctl(enc, OPUS_SET_DTX(job->is_dtx));
	opus_encoder_ctl(enc, OPUS_SET_VBR(vbr));
	opus_encoder_ctl(enc, OPUS_SET_COMPLEXITY(3));
	if (job->is_dtx) {
		opus_encoder_ctl(enc, OPUS_SET_INBAND_FEC(1));
		opus_encoder_ctl(enc, OPUS_SET_PACKET_LOSS_PERC(10));
	}
	while (read_samples((size_t)ticks)) {
		int n = opus_encode(enc, samples, ticks, frame, FRAME_MAX);

		/* One octet: nothing new, need not be sent; libopus' users send the two-octet ones. */
		write_frame(n > 1 ? n : 0);
	}
	opus_encoder_destroy(enc);
}

static void
encode_gsm(const struct job *job)
{
	gsm enc = gsm_create();

	(void)job;
	while (read_samples(160)) {
		gsm_encode(enc, samples, frame);
		write_frame(33);
	}
	gsm_destroy(enc);
}

static void
encode_g729(const struct job *job)
{
	bcg729EncoderChannelContextStruct *enc = initBcg729EncoderChannel(job->is_dtx);

	while (read_samples(80)) {
		uint8_t n = 0;

		bcg729Encoder(enc, samples, frame, &n);
		write_frame(n);
	}
	closeBcg729EncoderChannel(enc);
}

static void
encode_speex(const struct job *job, const SpeexMode *mode, size_t n_samples)
{
	SpeexBits bits;
	void *enc = speex_encoder_init(mode);
	int quality = job->argument, on = job->is_dtx;

	speex_bits_init(&bits);
	speex_encoder_ctl(enc, SPEEX_SET_QUALITY, &quality);
	speex_encoder_ctl(enc, SPEEX_SET_VAD, &on);
	speex_encoder_ctl(enc, SPEEX_SET_DTX, &on);
	while (read_samples(n_samples)) {
		speex_bits_reset(&bits);

		bool is_sent = speex_encode_int(enc, samples, &bits);

		speex_bits_insert_terminator(&bits);
		write_frame(is_sent ? speex_bits_write(&bits, (char *)frame, FRAME_MAX) : 0);
	}
	speex_bits_destroy(&bits);
	speex_encoder_destroy(enc);
}

int
main(int argc, char **argv)
{
	const char *codec = argc > 1 ? argv[1] : "";
	struct job job = { argc > 2 ? atoi(argv[2]) : 0, argc > 3 && atoi(argv[3]),
			   argc > 4 ? argv[4] : "" };

	if (strcmp(codec, "amr") == 0)
		encode_amr(&job);
	else if (strcmp(codec, "amr-wb") == 0)
		encode_amr_wb(&job);
	else if (strcmp(codec, "opus") == 0)
		encode_opus(&job);
	else if (strcmp(codec, "gsm") == 0)
		encode_gsm(&job);
	else if (strcmp(codec, "g729") == 0)
		encode_g729(&job);
	else if (strcmp(codec, "speex") == 0)
		encode_speex(&job, speex_lib_get_mode(SPEEX_MODEID_NB), 160);
	else if (strcmp(codec, "speex-wb") == 0)
		encode_speex(&job, speex_lib_get_mode(SPEEX_MODEID_WB), 320);
	else
		return EXIT_FAILURE;
	return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_SUCCESS : EXIT_FAILURE;
}
