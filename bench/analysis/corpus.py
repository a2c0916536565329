#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""corpus.py ENCODER DIRECTORY - sound that nobody drew, in the frames of every codec that Debian encodes.

Speech from espeak-ng (voices, languages, texts, pauses, background noise), music and noise from sox, silence; then
each through each encoder: libopencore-amrnb, libvo-amrwbenc, libopus, libgsm, libspeex and bcg729 (ENCODER, see
encode.c), and ffmpeg for G.711, G.722, G.723.1, G.726, and for three that the classifier does not know:
AAC, Codec 2 and MPEG audio.

Leaves DIRECTORY/CONFIGURATION@SOURCE.frames: a frame is its length in two octets and its octets; length 0
for one that is not sent.  What is there already is not made again.
"""

import concurrent.futures
import os
import struct
import subprocess
import sys

SECONDS = 8
RATES = (8000, 16000, 48000)

# voice, words a minute, pitch, text
SPEECH = (
    ('en-us', 150, 50, 'Hello, this is a call to see whether the line is good. Can you hear me? I can hear you well.'),
    ('en-gb+f3', 175, 70, 'Numbers: one, two, three, four, five, six, seven, eight, nine. The quick brown fox jumps.'),
    ('de', 140, 40, 'Guten Tag, ich rufe wegen der Rechnung von gestern an. Können Sie mich zurückrufen?'),
    ('fr+f2', 160, 60, 'Bonjour, je suis dans le train, la communication va peut-être couper. Tu m entends?'),
    ('fi', 170, 35, 'Hyvää päivää, tässä puhelimessa puhutaan suomea aika nopeasti, kuuletko minut vielä?'),
    ('es+m3', 190, 45, 'Buenos días. Quisiera reservar una mesa para cuatro personas a las nueve de la noche.'),
    ('it+f4', 130, 80, 'Pronto? Sì, va bene, ci vediamo domani alla stazione, verso le otto e mezza.'),
    ('pl', 150, 55, 'Dzień dobry, dzwonię w sprawie ogłoszenia. Czy mieszkanie jest jeszcze wolne?'),
    ('sv+f1', 145, 65, 'Hej, det är jag igen. Jag kommer lite senare i dag, vänta inte på mig med maten.'),
    ('cmn', 150, 50, '你好，我想问一下明天的火车几点开。谢谢，再见。你好，我想问一下明天的火车几点开。'),
)

MUSIC = (
    'synth 8 pluck C3 synth 8 pluck mix E3 synth 8 pluck mix G3 tremolo 3 60',
    'synth 8 sine 440 synth 8 sine mix 660 synth 8 triangle mix 220 tremolo 5 80',
    'synth 8 sawtooth 110 synth 8 square mix 165 lowpass 2500 reverb 40',
    'synth 8 sine 200-3000 synth 8 trapezium mix 300 vol 0.6',
    'synth 8 pluck A2 synth 8 pluck mix A3 synth 8 brownnoise mix vol 0.8 reverb',
)

NOISE = (
    'synth 8 whitenoise vol 0.7',
    'synth 8 whitenoise vol 0.02',
    'synth 8 pinknoise vol 0.5',
    'synth 8 brownnoise vol 0.3 tremolo 0.5 90',
)

SILENCE = ('trim 0 8 vol 0', 'synth 8 brownnoise vol 0.0005')


def run(*argv, **kwargs):
    return subprocess.run(argv, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **kwargs)


def sources(directory):
    """name -> wav at 48 kHz"""
    made = {}

    def sox(name, *argv):
        path = os.path.join(directory, name + '.wav')
        if not os.path.exists(path):
            part = os.path.join(directory, 'part.wav')
            run('sox', '-R', *argv[0], '-r', '48000', '-c', '1', '-b', '16', part, *argv[1].split())
            os.rename(part, path)
        made[name] = path

    for i, (voice, speed, pitch, text) in enumerate(SPEECH):
        raw = os.path.join(directory, f'voice{i}.wav')
        if not os.path.exists(raw):
            run('espeak-ng', '-v', voice, '-s', str(speed), '-p', str(pitch), '-w', raw, text)
        # A pause in front and one behind: DTX has something to do.
        sox(f'speech{i}', (raw,), f'pad 0.4 2 repeat 2 trim 0 {SECONDS} vol {0.3 + 0.07 * i:.2f}')
    for i in range(3):
        path = os.path.join(directory, f'noisy{i}.wav')
        if not os.path.exists(path):
            part = os.path.join(directory, 'part.wav')
            noise = os.path.join(directory, 'hum.wav')
            run('sox', '-R', '-n', '-r', '48000', '-c', '1', '-b', '16', noise, 'synth', str(SECONDS),
                'pinknoise', 'vol', str(0.02 * (i + 1)))
            run('sox', '-m', made[f'speech{i}'], noise, part)
            os.rename(part, path)
        made[f'noisy{i}'] = path
    for kind, recipes in (('music', MUSIC), ('noise', NOISE), ('silence', SILENCE)):
        for i, recipe in enumerate(recipes):
            sox(f'{kind}{i}', ('-n',), recipe)
    return made


def samples(wav, rate):
    path = f'{wav[:-4]}.{rate}'
    if not os.path.exists(path):
        with open(path + '.part', 'wb') as f:
            f.write(run('sox', '-R', '-D', wav, '-r', str(rate), '-t', 'raw', '-e', 'signed', '-b', '16',
                        '-').stdout)
        os.rename(path + '.part', path)
    return path


def frames(parts):
    return b''.join(struct.pack('>H', len(p)) + p for p in parts)


def cut(octets, size):
    return frames(octets[i:i + size] for i in range(0, len(octets) - size + 1, size))


def ffmpeg(pcm, rate, *argv):
    return run('ffmpeg', '-hide_banner', '-nostdin', '-f', 's16le', '-ar', str(rate), '-ac', '1', '-i', pcm,
               *argv, '-').stdout


def cut_adts(octets):
    """RFC 3640, AAC-hbr: AU-headers-length, size and index, then the access unit."""
    parts, at = [], 0
    while at + 7 <= len(octets):
        n = (octets[at + 3] & 3) << 11 | octets[at + 4] << 3 | octets[at + 5] >> 5
        au = octets[at + 7:at + n]
        parts.append(struct.pack('>HH', 16, len(au) << 3) + au)
        at += n
    return frames(parts)


def encoder(binary, rate, *argv):
    def encode(wav):
        with open(samples(wav, rate), 'rb') as f:
            return run(binary, *argv, stdin=f).stdout
    return encode


def by_ffmpeg(rate, size, *argv):
    def encode(wav):
        return cut(ffmpeg(samples(wav, rate), rate, *argv), size)
    return encode


def configurations(binary):
    """name -> function that makes the frames of a wav; the names are those of configuration.c"""
    made = {}
    for mode in range(8):
        for dtx in ((0, 1) if mode in (0, 2, 7) else (mode % 2,)):
            made[f'amr-{mode}-{dtx}'] = encoder(binary, 8000, 'amr', str(mode), str(dtx))
    for mode in range(9):
        for dtx in ((0, 1) if mode in (0, 2, 8) else (mode % 2,)):
            made[f'amr-wb-{mode}-{dtx}'] = encoder(binary, 16000, 'amr-wb', str(mode), str(dtx))
    for rate, dtx, word in ((8000, 1, 'voip.960.1'), (12000, 0, 'voip.960.1'), (16000, 1, 'voip.960.1'),
                            (24000, 0, 'voip.960.1'), (24000, 0, 'voip.960.0'), (24000, 1, 'voip.1920.1'),
                            (32000, 0, 'audio.960.1'), (40000, 0, 'voip.960.0'), (64000, 0, 'audio.960.1'),
                            (64000, 0, 'audio.480.1'), (20000, 0, 'voip.2880.1'), (96000, 0, 'audio.960.0')):
        name = f'opus-{rate}-{dtx}-{word}'
        made[name] = encoder(binary, 48000, 'opus', str(rate), str(dtx), word)
    made['gsm'] = encoder(binary, 8000, 'gsm')
    for dtx in (0, 1):
        made[f'g729-{dtx}'] = encoder(binary, 8000, 'g729', '0', str(dtx))
    for quality, dtx in ((2, 0), (5, 1), (8, 0)):
        made[f'speex-{quality}-{dtx}'] = encoder(binary, 8000, 'speex', str(quality), str(dtx))
        made[f'speex-wb-{quality}-{dtx}'] = encoder(binary, 16000, 'speex-wb', str(quality), str(dtx))
    made['pcmu'] = by_ffmpeg(8000, 80, '-c:a', 'pcm_mulaw', '-f', 'mulaw')
    made['pcma'] = by_ffmpeg(8000, 80, '-c:a', 'pcm_alaw', '-f', 'alaw')
    made['g722'] = by_ffmpeg(16000, 80, '-c:a', 'g722', '-f', 'g722')
    made['g723'] = by_ffmpeg(8000, 24, '-c:a', 'g723_1', '-b:a', '6300', '-f', 'g723_1')
    made['g726'] = by_ffmpeg(8000, 40, '-c:a', 'g726le', '-b:a', '32k', '-f', 'g726le')
    made['codec2'] = by_ffmpeg(8000, 6, '-c:a', 'libcodec2', '-mode', '2400', '-f', 'codec2raw')
    made['aac'] = lambda wav: cut_adts(ffmpeg(samples(wav, 48000), 48000, '-c:a', 'aac', '-b:a', '48k', '-f', 'adts'))
    made['mp2'] = by_ffmpeg(48000, 192, '-c:a', 'mp2', '-b:a', '64k', '-f', 'mp2')
    return made


def make(directory, name, encode, source, wav):
    path = os.path.join(directory, f'{name}@{source}.frames')
    if os.path.exists(path):
        return 0
    made = encode(wav)
    if not made:
        sys.exit(f'corpus: nothing came of {name} of {source}')
    with open(path + '.part', 'wb') as f:
        f.write(made)
    os.rename(path + '.part', path)
    return 1


def main():
    binary, directory = sys.argv[1:3]
    os.makedirs(directory, exist_ok=True)
    wavs = sources(directory)
    for wav in wavs.values():
        for rate in RATES:
            samples(wav, rate)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        jobs = [pool.submit(make, directory, name, encode, source, wav)
                for name, encode in configurations(binary).items() for source, wav in wavs.items()]
        made = sum(job.result() for job in jobs)
    print(f'{len(wavs)} recordings of {SECONDS} s, {len(jobs)} files of frames, {made} made now')


if __name__ == '__main__':
    main()
