# SPDX-License-Identifier: BSD-2-Clause
"""admin.py - what operators see: /health, /metrics and /sessions, fetched and taken apart."""

import http.client
import json
import re

SAMPLE = re.compile(r"^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$")
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


class Admin:
    def __init__(self, host, port):
        self.host, self.port = host, port

    def get(self, path, method="GET"):
        """(status, body text); status 0 where nobody listens."""
        conn = http.client.HTTPConnection(self.host, self.port, timeout=5)
        try:
            conn.request(method, path, headers={"Connection": "close"})
            resp = conn.getresponse()
            return resp.status, resp.read().decode()
        except OSError:
            return 0, ""
        finally:
            conn.close()

    def status(self, path):
        return self.get(path)[0]

    def sessions(self, query=""):
        status, body = self.get("/sessions" + query)
        if status != 200:
            raise OSError("/sessions answered %d" % status)
        return json.loads(body)

    def metrics(self):
        status, body = self.get("/metrics")
        if status != 200:
            raise OSError("/metrics answered %d" % status)
        return Metrics(body)

    def value(self, name, **labels):
        return self.metrics().sum(name, **labels)


class Metrics:
    """One scrape of Prometheus text."""

    def __init__(self, text):
        self.text = text
        self.samples = []               # (name, {label: value}, number)
        for line in text.splitlines():
            if line.startswith("#") or not line.strip():
                continue
            m = SAMPLE.match(line)
            if not m:
                raise ValueError("no Prometheus sample: %r" % line)
            self.samples.append((m.group(1), dict(LABEL.findall(m.group(2) or "")), float(m.group(3))))

    def sum(self, name, **labels):
        """All samples of NAME whose labels include LABELS, added up."""
        return sum(v for n, have, v in self.samples
                   if n == name and all(have.get(k) == w for k, w in labels.items()))

    def has(self, name):
        return any(n == name for n, _, _ in self.samples)

    def by(self, name, label):
        """{label value: number} of one family."""
        out = {}
        for n, have, v in self.samples:
            if n == name:
                out[have.get(label)] = out.get(have.get(label), 0) + v
        return out
