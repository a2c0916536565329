# SPDX-License-Identifier: BSD-2-Clause
"""The radio of phone A: which way its packets go, and which of them are lost.

      lte     everything goes to the core over IP
      tuning  nothing passes: every packet is lost, and counted by direction and kind
      cs      media goes into the modem and comes out of it; the rest stays lost
      back    everything goes to the core over IP again

Each change is one nftables transaction: a packet meets the old rules or the new ones, never none.
The flow's ports are read from an nftables set that the packets themselves fill, as a radio knows
its bearers; RTCP is one port above RTP on both sides.
"""
import json
import subprocess
import time

import net

MARK = 0x77  # packets that the modem shall have
TABLE_CS = 177
CORE_PORTS = "20000-27999"  # sealift.ini, [media] ports

COUNTERS = ("media_up_lost", "media_down_lost", "sip_up_lost", "sip_down_lost", "media_up_cs")

RULES_AT_START = r"""
table ip radio {{
    set flows {{
        type ipv4_addr . inet_service . ipv4_addr . inet_service
        flags dynamic, timeout
        timeout 1h
    }}
{counters}
    chain cs {{
        type filter hook prerouting priority mangle
    }}
    chain air {{
        type filter hook forward priority filter
    }}
    chain watch {{
        type filter hook forward priority filter + 10
        ip saddr {phone} udp dport {ports} \
            add @flows {{ ip saddr . udp sport . ip daddr . udp dport }}
    }}
}}
"""

RULES_CUT = """
add rule ip radio air ip saddr {phone} udp dport {ports} counter name "media_up_lost" drop
add rule ip radio air ip daddr {phone} udp sport {ports} counter name "media_down_lost" drop
add rule ip radio air ip saddr {phone} counter name "sip_up_lost" drop
add rule ip radio air ip daddr {phone} counter name "sip_down_lost" drop
"""

RULES_CS = r"""
add rule ip radio cs ip saddr {phone} udp dport {port} counter name "media_up_cs" \
    tproxy to {core}:{port} meta mark set {mark} accept
add rule ip radio cs ip saddr {phone} udp dport {rtcp} counter name "media_up_cs" \
    tproxy to {core}:{rtcp} meta mark set {mark} accept
"""

RULES_BACK = """
flush chain ip radio cs
flush chain ip radio air
"""


class Radio:
    def __init__(self, modem_program):
        self.modem_program = modem_program
        self.moments = {}  # state -> when it was entered

    def start(self):
        counters = "".join("\tcounter %s {\n\t}\n" % name for name in COUNTERS)
        self._nft(RULES_AT_START, counters=counters)
        net.run("ip", "-n", net.RADIO, "rule", "add", "fwmark", str(MARK), "lookup", str(TABLE_CS))
        net.run(
            "ip",
            "-n",
            net.RADIO,
            "route",
            "add",
            "local",
            "default",
            "dev",
            "lo",
            "table",
            str(TABLE_CS),
        )
        self.modem = Modem(self.modem_program)

    def _nft(self, rules, **more):
        text = rules.format(
            phone=net.UA_A_ADDR, ports=CORE_PORTS, core=net.CORE_ADDR, mark=MARK, **more
        )
        net.run(*net.within(net.RADIO, "nft", "-f", "-"), input=text)

    def _enter(self, state):
        self.moments.setdefault(state, time.time())

    def flow(self):
        """Phone A's RTP flow: (its address, its port, the core's address, the core's port)."""
        listing = json.loads(
            net.run(*net.within(net.RADIO, "nft", "-j", "list", "set", "ip", "radio", "flows"))
        )
        for item in listing["nftables"]:
            for elem in item.get("set", {}).get("elem", []):
                flow = elem["elem"]["val"]["concat"]
                if flow[3] % 2 == 0:
                    return tuple(flow)
        raise RuntimeError("the radio has seen no media of phone A")

    def cut(self):
        self._nft(RULES_CUT)
        self._enter("tuning")

    def cs_up(self):
        """Phone A is on the air again, circuit-switched."""
        phone, phone_port, core, port = self.flow()
        self.modem.tell("phone %s %d %s %d" % (phone, phone_port, core, port))
        self._nft(RULES_CS, port=port, rtcp=port + 1)
        self._enter("cs")

    def cs_down(self):
        """The circuit is gone, the phone has no radio at all."""
        self._nft("flush chain ip radio cs\n")
        self.modem.tell("off")
        self._enter("off")

    def back(self):
        self._enter("back")  # before: the first packet may pass while nft is still returning
        self._nft(RULES_BACK)

    def counters(self):
        listing = json.loads(net.run(*net.within(net.RADIO, "nft", "-j", "list", "counters")))
        return {
            item["counter"]["name"]: item["counter"]["packets"]
            for item in listing["nftables"]
            if "counter" in item
        }


class Modem:
    """lab/modem.c: its phone side on the radio, its line side at the MSC's gateway."""

    PORT = 4000
    PT = 97  # what the MSC offers CLEARMODE as

    def __init__(self, program):
        self.process = subprocess.Popen(
            net.within(
                net.RADIO,
                program,
                "/run/netns/" + net.MSC,
                net.MSC_ADDR,
                str(self.PORT),
                str(self.PT),
            ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.counters = None

    def tell(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        if self.process.stdout.readline() != "ok\n":
            raise RuntimeError("the modem is gone")

    def stop(self):
        """End it and keep its counters."""
        if self.counters is None:
            self.process.stdin.close()
            self.counters = json.loads(self.process.stdout.read())
            self.process.wait(2)
        return self.counters
