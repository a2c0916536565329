# SPDX-License-Identifier: BSD-2-Clause
"""osmo-mgw as the neighbouring media gateway: Iu UP on the wire, in both roles, read by tshark."""

import os

from lib import capture
from lib.check import check, equal, until
from lib.osmo_mgw import Bridged, OsmoMgw
from lib.scene import scene

OUT = os.environ.get("SCENE_OUT")


def talk_through(s, we, name):
    """A protected call over osmo-mgw, both ways octet for octet; what tshark saw between it and the daemon."""
    os.makedirs(OUT or s.dir, exist_ok=True)
    with OsmoMgw(s) as mgw, capture.Capture(mgw.ip, os.path.join(OUT or s.dir, name)) as wire:
        call = s.call()
        call.exchange(2)
        bridged = Bridged(s, mgw, we)
        bridged.move(call)
        until(lambda: s.admin.value("sealift_iufp_initialisations_total", outcome="ready"), 1,
              "the initialisation with the daemon", 8.0)
        call.pb.wait_for(call.pa.push())
        call.release_ps()
        for _ in range(20):
            call.pb.wait_for(call.pa.push())
            call.gw.wait_for(call.pb.push())
        call.bye_moved()
        mgw.delete()
        file = wire.stop()
    port, pt = bridged.near.port, bridged.gw.pt
    equal(capture.faults(file, port, pt), [], "what tshark finds wrong")
    check(not bridged.gw.wrong and not bridged.gw.decoder.errors, "faults behind the MGW")
    for reason in ("iufp-crc", "iufp-frame", "iufp-bad-frame", "source", "payload-type"):
        equal(s.admin.value("sealift_packets_dropped_total", reason=reason), 0, "drops for " + reason)
    return capture.frames(file, port, pt), mgw.ip


def check_exchange(s, seen, asker, answerer):
    """One initialisation of ASKER's, acknowledged, then user data of 80 octets both ways."""
    asked = [f for f in seen if (f.iuup_pdu_type, f.iuup_ack, f.iuup_procedure) == ("14", "0", "0")]
    acks = [f for f in seen if (f.iuup_pdu_type, f.iuup_ack, f.iuup_procedure) == ("14", "1", "0")]
    equal({f.ip_src for f in asked}, {asker}, "who initialises")
    equal({f.ip_src for f in acks}, {answerer}, "who acknowledges")
    equal({f.iuup_rfci_0_flow_0_len for f in asked}, {"640"}, "bits of the subflow")
    data = [f for f in seen if f.iuup_pdu_type in ("0", "1")]
    equal({f.ip_src for f in data}, {asker, answerer}, "who sends user data")
    equal({(f.iuup_pdu_type, f.frame_len) for f in data}, {("0", str(14 + 20 + 8 + 12 + 4 + 80))}, "user data frames")


@scene(timeout=60, cs={"iufp-init": "initiate"})
def it_answers_us(s):
    """We initialise, osmo-mgw acknowledges; the protected stream crosses it both ways, octet for octet."""
    seen, mgw = talk_through(s, True, "iuup-we-initialise.pcapng")
    check_exchange(s, seen, s.ip, mgw)


@scene(timeout=60, cs={"iufp-init": "respond"})
def we_answer_it(s):
    """osmo-mgw initialises towards us, we acknowledge; the protected stream crosses it both ways."""
    seen, mgw = talk_through(s, False, "iuup-osmo-mgw-initialises.pcapng")
    check_exchange(s, seen, mgw, s.ip)
