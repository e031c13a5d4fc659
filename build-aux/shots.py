#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the pages of a running window, on the screen at hand.

usage: shots.py PROGRAM PLANT PREFIX [PAGE...]     PREFIX-PAGE.png of each PAGE; of all that `PROGRAM --pages` lists,
                                                   and of the SCENES below, which are written like pages
       shots.py --first PROGRAM PLANT FILE.png     a picture of what it opens with
       shots.py --welcome PROGRAM FILE.png         a picture of what it shows without a plant

Starts PROGRAM with PLANT and shows one page after the other by the window's action "page" (the same that the sidebar
and the search use); its state is the page on the screen, and empty until the plant is open. A picture is taken once
nothing moves any more. The exit status is 1 when the program fell over, warned, or a page could not be shown.
"""

import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
import time

from gi.repository import Gio, GLib

HERE = os.path.dirname(os.path.abspath(__file__))
APPLICATION = "io.github.anlan.Anlan"
# What is no page: steps that lead there from the demo plant, and the keys that lead back. An action is one of the
# window or, with "app.", of the program.
SCENES = {
    "record-riskpoint": [("record", "(ss)", ("riskpoint", "RP-048"))],
    "record-hazard": [("record", "(ss)", ("hazard", "HZ-2026-0004"))],
    "record-closed": [("record", "(ss)", ("hazard", "HZ-2026-0001"))],
    "record-major": [("record", "(ss)", ("majorhazard", "MH-11"))],
    "sensor": [("page", "s", "sensors"), ("work-on", "(ss)", ("series", "GT-1201"))],
    "new-hazard": [("new-record", "s", "hazard")],
    "new-riskpoint": [("new-record", "s", "riskpoint")],
    "palette": [("page", "s", "today"), ("palette", None, None), ("type", "801"), ("back", "Escape")],
    "menu": [("menu", None, None), ("back", "Escape")],
    "preferences": [("app.preferences", None, None), ("back", "Escape")],
    "person-dialog": [("person", None, None), ("back", "Escape")],
    "new-source": [("page", "s", "station"), ("primary", None, None), ("back", "Escape")],
    "preferences-station": [("app.preferences-page", "s", "station"), ("back", "Escape")],
    "shortcuts": [("show-help-overlay", None, None), ("back", "Escape")],
}
# Seconds.
PATIENCE = 120
# This long nothing may move; a blinking cursor always does, so that after some time the last picture has to do.
STILL = 1.2
STILL_WITHIN = 15


class Window:
    """A running program and the actions of its first window."""

    def __init__(self, program, plant, log):
        # It fills the screen from its first frame on: one that is resized before may never be drawn again.
        screen = subprocess.run(["xdotool", "getdisplaygeometry"], check=True, capture_output=True, text=True).stdout
        self.size = screen.split()
        command = [program, "--size", "x".join(self.size)] + ([plant] if plant is not None else [])
        self.plant = plant
        self.process = subprocess.Popen(command, stdout=log, stderr=log)
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.path = None

    def call(self, path, method, parameters, reply):
        return self.bus.call_sync(APPLICATION, path, "org.gtk.Actions", method, parameters,
                                  GLib.VariantType(reply) if reply else None, Gio.DBusCallFlags.NONE, 5000)

    def state(self):
        _, _, state = self.call(self.path, "Describe", GLib.Variant("(s)", ("page",)), "((bgav))").unpack()[0]
        return state[0] if state else ""

    def find(self):
        """Looks for the window; the path of the first one may have any number."""
        for number in range(1, 4):
            path = "/" + APPLICATION.replace(".", "/") + f"/window/{number}"
            try:
                if "page" in self.call(path, "List", None, "(as)").unpack()[0]:
                    self.path = path
            except GLib.Error:
                continue

    def wait_for(self, what, reached):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"the program ended with status {self.process.returncode}")
            if reached():
                return
            time.sleep(0.2)
        raise RuntimeError(f"in {PATIENCE} seconds there was no {what}")

    def wait(self):
        """Until the window is there, its plant open, and the screen full of it."""
        def found():
            self.find()
            return self.path is not None

        self.wait_for("window with an action named page", found)
        if self.plant is not None:
            self.wait_for("open plant", lambda: self.state() != "")
        self.wait_for("window that fills the screen", self.fills_screen)
        # Nothing is lit or explained because the pointer happens to stand on it.
        subprocess.run(["xdotool", "mousemove", *self.size], check=True)

    def fills_screen(self):
        def ask(*command):
            return subprocess.run(["xdotool", *command], check=False, capture_output=True, text=True).stdout.split()

        wanted = {"X=0", "Y=0", "WIDTH=" + self.size[0], "HEIGHT=" + self.size[1]}
        windows = ask("search", "--onlyvisible", "--pid", str(self.process.pid))
        return any(wanted <= set(ask("getwindowgeometry", "--shell", window)) for window in windows)

    def show(self, page):
        self.call(self.path, "SetState", GLib.Variant("(sva{sv})", ("page", GLib.Variant("s", page), {})), None)
        self.wait_for(f"page {page}", lambda: self.state() == page)

    def activate(self, name, signature, value):
        path = "/" + APPLICATION.replace(".", "/") if name.startswith("app.") else self.path
        parameter = [GLib.Variant(signature, value)] if signature is not None else []
        self.call(path, "Activate", GLib.Variant("(sava{sv})", (name.removeprefix("app."), parameter, {})), None)

    def play(self, scene):
        for step in scene:
            if step[0] == "type":
                subprocess.run(["xdotool", "type", "--delay", "20", step[1]], check=True)
            elif step[0] != "back":
                self.activate(*step)
                # Keys go to what is on the screen.
                time.sleep(1)

    def leave(self, scene):
        for step in scene:
            if step[0] == "back":
                subprocess.run(["xdotool", "key", step[1]], check=True)
                time.sleep(0.5)

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise RuntimeError("the program did not end when told to")


def settle(scratch):
    """Takes pictures until they stay the same for a while; returns the last."""
    new, old = os.path.join(scratch, "new.png"), os.path.join(scratch, "old.png")
    if os.path.exists(old):
        os.unlink(old)
    now = time.monotonic()
    end, since = now + STILL_WITHIN, now
    while True:
        time.sleep(0.3)
        subprocess.run([os.path.join(HERE, "screen-shot.sh"), new], check=True)
        now = time.monotonic()
        if not os.path.exists(old) or not filecmp.cmp(new, old, shallow=False):
            since = now
        os.replace(new, old)
        if now - since >= STILL or now > end:
            return old


def shoot(window, pictures, scratch):
    """Takes the pictures of a window: file names by page, or by None for what is on the screen."""
    window.wait()
    for page, name in pictures.items():
        scene = SCENES.get(page, [])
        if page is not None and page not in SCENES:
            window.show(page)
        window.play(scene)
        shutil.copyfile(settle(scratch), name)
        window.leave(scene)


def main():
    arguments = sys.argv[1:]
    first = arguments[:1] in (["--first"], ["--welcome"])
    if arguments[:1] == ["--welcome"]:
        arguments.insert(2, None)
    if len(arguments) < 3 + first:
        print(__doc__, file=sys.stderr)
        return 2
    if first:
        program, plant, name = arguments[1:4]
        prefix, pictures = os.path.splitext(name)[0], {None: name}
    else:
        program, plant, prefix, *pages = arguments
        if not pages:
            listed = subprocess.run([program, "--pages"], check=True, capture_output=True, text=True)
            pages = listed.stdout.split() + list(SCENES)
        pictures = {page: f"{prefix}-{page}.png" for page in pages}

    with tempfile.TemporaryDirectory() as scratch, open(prefix + ".log", "w+", encoding="utf-8") as log:
        window = Window(program, plant, log)
        trouble = None
        try:
            shoot(window, pictures, scratch)
            window.end()
        except (RuntimeError, GLib.Error, OSError, subprocess.CalledProcessError) as error:
            window.process.kill()
            trouble = str(error)
        log.seek(0)
        said = log.read()
    if trouble is None and ("WARNING" in said or "CRITICAL" in said):
        trouble = "the program warned"
    if trouble is not None:
        print(f"{prefix}: {trouble}\n{said}", file=sys.stderr)
        return 1
    if not first:
        print(f"{len(pictures)} pictures {prefix}-*.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
