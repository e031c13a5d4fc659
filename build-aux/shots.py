#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the pages of a running window, on the screen at hand.

usage: shots.py PROGRAM PLANT PREFIX [PAGE...]

Starts PROGRAM with PLANT, shows one page after the other by the window's action "page" (the same that the sidebar and
the search use) and writes PREFIX-PAGE.png of each once the picture stands still. Without PAGE: all that
`PROGRAM --pages` lists. The exit status is 1 when the program fell over, warned, or a page could not be shown.
"""

import filecmp
import os
import subprocess
import sys
import tempfile
import time

from gi.repository import Gio, GLib

HERE = os.path.dirname(os.path.abspath(__file__))
APPLICATION = "io.github.anlan.Anlan"
STARTED_WITHIN = 60
# A blinking cursor never stands still: after this time the last picture has to do.
STILL_WITHIN = 10


class Window:
    """A running program and the actions of its first window."""

    def __init__(self, program, plant, log):
        self.process = subprocess.Popen([program, plant], stdout=log, stderr=log)
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.path = None

    def call(self, path, method, parameters, reply):
        return self.bus.call_sync(APPLICATION, path, "org.gtk.Actions", method, parameters,
                                  GLib.VariantType(reply) if reply else None, Gio.DBusCallFlags.NONE, 5000)

    def wait(self):
        """Until the window is there and has its actions; the path of the first one may have any number."""
        base = "/" + APPLICATION.replace(".", "/") + "/window/"
        end = time.monotonic() + STARTED_WITHIN
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"the program ended with status {self.process.returncode}")
            for number in range(1, 4):
                try:
                    names = self.call(f"{base}{number}", "List", None, "(as)").unpack()[0]
                except GLib.Error:
                    continue
                if "page" in names:
                    self.path = f"{base}{number}"
                    return
            time.sleep(0.2)
        raise RuntimeError("no window with an action named page")

    def show(self, page):
        self.call(self.path, "SetState", GLib.Variant("(sva{sv})", ("page", GLib.Variant("s", page), {})), None)
        _, _, state = self.call(self.path, "Describe", GLib.Variant("(s)", ("page",)), "((bgav))").unpack()[0]
        if state != [page]:
            raise RuntimeError(f"asked for {page}, and {state} is shown")

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise RuntimeError("the program did not end when told to")


def settle(scratch):
    """Takes pictures until two in a row are the same; returns the last."""
    new, old = os.path.join(scratch, "new.png"), os.path.join(scratch, "old.png")
    if os.path.exists(old):
        os.unlink(old)
    end = time.monotonic() + STILL_WITHIN
    while True:
        time.sleep(0.4)
        subprocess.run([os.path.join(HERE, "screen-shot.sh"), new], check=True)
        still = os.path.exists(old) and filecmp.cmp(new, old, shallow=False)
        os.replace(new, old)
        if still or time.monotonic() > end:
            return old


def main():
    if len(sys.argv) < 4:
        print(__doc__, file=sys.stderr)
        return 2
    program, plant, prefix, *pages = sys.argv[1:]
    if not pages:
        pages = subprocess.run([program, "--pages"], check=True, capture_output=True, text=True).stdout.split()
    with tempfile.TemporaryDirectory() as scratch, open(prefix + ".log", "w+", encoding="utf-8") as log:
        window = Window(program, plant, log)
        try:
            window.wait()
            subprocess.run([os.path.join(HERE, "fill-screen.sh"), str(window.process.pid)], check=True)
            for page in pages:
                window.show(page)
                picture = settle(scratch)
                subprocess.run(["cp", picture, f"{prefix}-{page}.png"], check=True)
        except (RuntimeError, GLib.Error, subprocess.CalledProcessError) as error:
            window.process.kill()
            log.seek(0)
            print(f"{prefix}: {error}\n{log.read()}", file=sys.stderr)
            return 1
        window.end()
        log.seek(0)
        said = log.read()
    if "WARNING" in said or "CRITICAL" in said:
        print(f"{prefix}: the program warned:\n{said}", file=sys.stderr)
        return 1
    print(f"{len(pages)} pictures {prefix}-*.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
