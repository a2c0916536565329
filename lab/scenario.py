# SPDX-License-Identifier: BSD-2-Clause
"""One call from dial to hang-up, with what happens to it in between.

      handover  the MSC gets its bearer, the phone leaves LTE, 150 ms of tuning, then CS
      cancel    the same, but CS never comes up: the MSC gives up, the phone returns to LTE
      refuse    the MSC can carry speech only: it is refused, and nothing else happens

Gives a Run: the moments, what each party printed and said, the captures.  proofs.py judges it.
"""
import os
import shutil
import time

import capture
import core
import msc
import net
import phone
import radio
import sip
import stack

NUMBER_A = "+358401111111"  # also phone A's C-MSISDN
NUMBER_B = "+358402222222"
STN_SR = "tel:+358400000001"

TUNING_S = 0.150
SETTLE_S = 0.4  # for what is under way when phone A has stopped talking
GIVE_UP_S = 1.0  # how long the MSC of a cancelled handover waits for the phone

TALK_S = {  # scenario -> before and after, at full length and short
    "handover": ((6.0, 8.0), (2.5, 4.0)),
    "cancel": ((3.0, 4.0), (1.5, 2.0)),
    "refuse": ((4.0, 4.0), (2.0, 2.0)),
}


class Run:
    """What is known of one call when it is over."""

    def __init__(self, scenario, directory, spoil):
        self.scenario = scenario
        self.spoil = spoil  # flip a bit on the way: the checks must notice
        self.directory = directory
        self.moments = {}
        self.problems = []  # what went wrong in the running itself

    def mark(self, name, told=None):
        """Remember when; @told is for who watches."""
        self.moments[name] = time.time()
        if told:
            print("  %6.2f s  %s" % (self.moments[name] - self.moments["dial"], told), flush=True)


class Lab:
    """Everything that runs during a call.  open() starts it, close() ends it, whatever happened."""

    def __init__(self, run, programs, voices, release_ms):
        def home(name):
            return os.path.join(run.directory, name)

        self.run = run
        self.captures = {}
        self.core = core.Core(
            programs["sealiftd"], run.directory, STN_SR, radio.CORE_PORTS, release_ms
        )
        self.radio = radio.Radio(programs["modem"])
        self.a = phone.Phone(net.UA_A, "lte", net.UA_A_ADDR, NUMBER_A, voices[0], home("ua-a"))
        self.b = phone.Phone(net.UA_B, "net", net.UA_B_ADDR, NUMBER_B, voices[1], home("ua-b"))

    def open(self):
        net.wire_up()
        self.captures = capture.everywhere(self.run.directory)
        self.core.start()
        self.radio.start()
        self.msc = msc.Msc(NUMBER_A, STN_SR, radio.Modem.PORT)
        self.b.start()
        self.a.start()

    def close(self):
        steps = [self.a.stop, self.b.stop, self._counters, self._stop_core]
        for step in steps + [c.stop for c in self.captures.values()]:
            try:
                step()
            except Exception as e:  # the rest must still be closed
                self.run.problems.append("closing: %s" % e)
        run = self.run
        run.moments.update(("radio " + k, t) for k, t in self.radio.moments.items())
        run.a, run.b, run.core, run.captures = self.a, self.b, self.core, self.captures

    def _counters(self):
        self.msc.stop()
        self.run.modem = self.radio.modem.stop()
        self.run.lost = self.radio.counters()
        self.run.metrics = self.core.metrics()

    def _stop_core(self):
        self.run.core_exit = self.core.stop()


def call_up(lab):
    lab.run.mark("dial", "phone A calls phone B")
    lab.a.command("dial", "sip:%s@%s" % (NUMBER_B, net.CORE_ADDR))
    lab.a.wait("CALL_ESTABLISHED")
    lab.b.wait("CALL_ESTABLISHED")
    lab.run.mark("up", "they talk, SRTP from end to end")


def ask_transfer(lab, codecs):
    lab.run.mark("invite", "the MSC asks for phone A's call, offering " + codecs[0][1])
    lab.run.answer = lab.msc.invite(codecs)
    lab.run.mark("answer", "sealiftd answers %s" % sip.status(lab.run.answer))


def hang_up_on_lte(lab):
    lab.run.mark("hang-up", "phone A hangs up")
    lab.a.command("hangup")
    time.sleep(SETTLE_S)


def to_cs(lab):
    """The gateway brings the bearer up at once; the phone will need its tuning."""
    lab.run.sessions_before = lab.core.sessions()
    ask_transfer(lab, msc.CLEARMODE)
    if sip.status(lab.run.answer) != 200:
        raise RuntimeError("the transfer was refused: " + lab.run.answer.splitlines()[0])
    lab.radio.modem.tell("bearer %s %d %d" % lab.msc.bearer(lab.run.answer))
    lab.radio.cut()
    lab.run.mark("left", "phone A leaves LTE: nothing passes")


def handover(lab, before_s, after_s):
    time.sleep(before_s)
    to_cs(lab)
    time.sleep(TUNING_S)
    lab.radio.cs_up()
    lab.run.mark("arrived", "phone A is on CS, and they talk")
    if lab.run.spoil:
        time.sleep(1)
        lab.radio.modem.tell("spoil")
    time.sleep(after_s)
    lab.run.sessions_after = lab.core.sessions()
    lab.run.mark("hang-up", "phone A hangs up")
    lab.a.command("hangup")  # its BYE is lost on the dead LTE: the network hears it from the MSC
    time.sleep(SETTLE_S)
    lab.run.mark("bye", "the MSC says so")
    lab.msc.bye('Q.850;cause=16;text="Normal call clearing"')
    time.sleep(SETTLE_S)


def cancel(lab, before_s, after_s):
    time.sleep(before_s)
    to_cs(lab)
    time.sleep(GIVE_UP_S)
    lab.run.mark("msc-bye", "CS does not come up: the MSC gives up, phone A returns to LTE")
    lab.msc.bye('SIP;cause=487;text="Handover cancelled"')
    lab.radio.back()
    returning = stack.Stack()
    lab.run.mark("return")
    lab.a.command("reinvite")
    time.sleep(after_s)
    lab.run.sessions_after = lab.core.sessions()
    returning.stop()
    lab.radio.back()  # baresip's own way again
    hang_up_on_lte(lab)


def refuse(lab, before_s, after_s):
    time.sleep(before_s)
    lab.run.sessions_before = lab.core.sessions()
    ask_transfer(lab, msc.SPEECH)
    time.sleep(after_s)
    lab.run.sessions_after = lab.core.sessions()
    hang_up_on_lte(lab)


SCENARIOS = {"handover": handover, "cancel": cancel, "refuse": refuse}


def play(scenario, directory, programs, voices, short, spoil=False):
    """Run @scenario into @directory.  What fails on the way is a problem of the Run, no exception."""
    shutil.rmtree(directory, ignore_errors=True)
    os.makedirs(directory)
    run = Run(scenario, directory, spoil)
    before_s, after_s = TALK_S[scenario][1 if short else 0]
    lab = Lab(run, programs, voices, release_ms=2000 if short else 4000)
    try:
        lab.open()
        call_up(lab)
        SCENARIOS[scenario](lab, before_s, after_s)
    except (RuntimeError, OSError) as e:  # TimeoutError is an OSError
        run.problems.append(str(e))
    finally:
        lab.close()
    return run
