# SPDX-License-Identifier: GPL-3.0-or-later
"""A plant with its real station as a process of its own, for tests and benches that post to it, end it and look at what it
has kept. Nothing but Python's own library."""

import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.parse

PATIENCE = 60  # s


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(what, done, patience=PATIENCE):
    """Until @done says so; fails with @what it was waited for."""
    end = time.monotonic() + patience
    while not done():
        assert time.monotonic() < end, f"waited {patience} s in vain for {what}"
        time.sleep(0.05)


class Plant:
    def __init__(self, program, root):
        self.program = program
        self.dir = os.path.join(root, "plant")
        self.environment = dict(os.environ, XDG_DATA_HOME=os.path.join(root, "data"), LC_ALL="C.UTF-8", LANGUAGE="",
                                GIO_USE_PROXY_RESOLVER="dummy")
        self.process = None
        self.port = 0
        self.connection = None
        self.spoken = 0
        self.ctl("init", self.dir, "--name", "Test")

    def ctl(self, *command):
        done = subprocess.run([self.program, *command], env=self.environment, capture_output=True, text=True,
                              timeout=240, check=False)
        assert done.returncode == 0, f"{command}: {done.returncode}, {done.stdout[-500:]!r}, {done.stderr[-500:]!r}"
        return done.stdout

    def add(self, kind, **fields):
        """The new record's id."""
        told = self.ctl("add", self.dir, kind, *(f"{name}={value}" for name, value in fields.items()), "--json")
        return json.loads(told)["id"]

    def inlet(self, name, **fields):
        """A source that is posted to; the path of its address."""
        self.add("source", name=name, **fields)
        return json.loads(self.ctl("source", self.dir, "token", name, "--json"))["path"]

    def start(self):
        """The same port each time, so that devices find it again."""
        if self.port == 0:
            self.port = free_port()
        self.process = subprocess.Popen([self.program, "station", self.dir, "--port", str(self.port), "--json"],
                                        env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(f"the station did not start: {self.process.communicate()[1][-1000:]}")
        return json.loads(line)["url"]

    def kill(self):
        self.process.kill()
        self.process.communicate()

    def stop(self):
        """As it is told to by the system; what it had to complain about."""
        self.process.send_signal(signal.SIGTERM)
        complaints = self.process.communicate(timeout=PATIENCE)[1]
        assert self.process.returncode == 0, (self.process.returncode, complaints[-1000:])
        self.process = None
        return complaints

    def close(self):
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def post(self, path, body, content_type="application/json", headers=None):
        """Status and answer."""
        if isinstance(body, (list, dict)):
            body = json.dumps(body)
        if isinstance(body, str):
            body = body.encode()
        # One that was silent for long has been closed by the station.
        if self.connection is None or time.monotonic() - self.spoken > 5:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        self.spoken = time.monotonic()
        try:
            self.connection.request("POST", path, body, {"Content-Type": content_type, **(headers or {})})
            answer = self.connection.getresponse()
            status, said = answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.connection = None
            raise
        return status, json.loads(said) if said else None

    def ask(self, name, sql, *values):
        """Rows of one of the plant's databases; none where it is not there yet."""
        path = os.path.join(self.dir, name + ".db")
        if not os.path.exists(path):
            return []
        database = sqlite3.connect("file:" + urllib.parse.quote(path) + "?mode=ro", uri=True, timeout=PATIENCE)
        try:
            return database.execute(sql, values).fetchall()
        finally:
            database.close()

    def readings(self, series):
        """(ts, value) in the order of time."""
        return self.ask("readings", "SELECT ts, value FROM raw WHERE series = (SELECT id FROM series WHERE name = ?) "
                        "ORDER BY ts", series)

    def memory(self):
        """Of the station, MiB."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:")) / 1024


def run_tests(tests, prepare, clean):
    """As TAP. A test that returns a text was skipped for that reason."""
    failed = 0
    print(f"1..{len(tests)}", flush=True)
    context = prepare()
    for number, function in enumerate(tests, 1):
        try:
            reason = function(context)
            skip = f" # SKIP {reason}" if reason else ""
            print(f"ok {number} {function.__name__}{skip}", flush=True)
        except Exception as error:  # pylint: disable=broad-except
            failed += 1
            print(f"not ok {number} {function.__name__}", flush=True)
            print("\n".join("# " + line for line in f"{type(error).__name__}: {error}".splitlines()), flush=True)
    clean(context)
    return 1 if failed else 0
