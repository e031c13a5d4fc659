# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Chromium without a window, told what to do through its debugging pipe (DevTools protocol, messages of JSON that
each end with NUL)."""

import json
import os
import shutil
import subprocess
import tempfile


def find_browser():
    return shutil.which("chromium") or shutil.which("chromium-browser")


class Browser:
    def __init__(self, program, root, *options):
        folder = tempfile.mkdtemp(prefix="browser-", dir=root)
        there, self.commands = os.pipe()
        self.events, here = os.pipe()
        # The protocol has its pipes at 3 and 4.
        command = ["sh", "-c", f'exec 3<&{there} 4>&{here}; exec "$0" "$@"', program, "--headless", "--no-sandbox",
                   "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
                   "--disable-component-update", "--disable-sync", "--no-proxy-server", "--remote-debugging-pipe",
                   f"--user-data-dir={folder}", *options]
        self.process = subprocess.Popen(command, pass_fds=(there, here), stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, env=dict(os.environ, HOME=folder))
        os.close(there)
        os.close(here)
        self.number = 0
        self.waiting = b""
        self.session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")

    def __enter__(self):
        return self

    def __exit__(self, *reason):
        self.process.terminate()
        self.process.wait()
        os.close(self.commands)
        os.close(self.events)

    def read(self):
        while b"\0" not in self.waiting:
            more = os.read(self.events, 65536)
            assert more, "the browser has ended"
            self.waiting += more
        message, self.waiting = self.waiting.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session is not None:
            message["sessionId"] = self.session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                assert "error" not in answer, (method, answer["error"])
                return answer["result"]

    def open(self, url):
        """Until the page has loaded, whatever the server made of it."""
        self.call("Page.navigate", url=url)
        while self.run("document.readyState + ' ' + location.href") != "complete " + url:
            pass

    def run(self, script):
        told = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")
