#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen reader finds in the real window, and a job done through it alone.

usage: atspi.py PROGRAM ANLANCTL LANGUAGE      on the screen and D-Bus session that with-display.sh gives

Walks the pages that `PROGRAM --pages` lists, every other one in each language, and a record, by AT-SPI: whatever can take
the focus must have a role, and a name that is not merely the name of its class. (That all names are there in both languages
is what app-names looks at, from within and in a tenth of the time.) Then, in English, it enters a unit by AT-SPI alone: finds the list, begins a new
record, types and saves it; the command line tool says that it is stored. Writes TAP.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import warnings

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

# What GTK 4.8 gives only older names for is called deprecated.
warnings.simplefilter("ignore", DeprecationWarning)

DEMO_PLANT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "demo", "demo-plant.sh")
APPLICATION = "io.github.anlan.Anlan"
PATIENCE = 120
# Seconds: this long a page is left to fill itself.
STILL = 1.5
# Pages stay where they are, and all are asked again for each: a window of its own for some is quicker.
PAGES_A_WINDOW = 4
# Keysym.
RETURN = 0xff0d
UNIT = "Boiler house"

# Frames hand the focus on and say nothing themselves; the rows and cells of a header are GTK's own.
FRAMES = {Atspi.Role.SCROLL_PANE, Atspi.Role.VIEWPORT, Atspi.Role.FRAME, Atspi.Role.WINDOW, Atspi.Role.PANEL,
          Atspi.Role.LIST_BOX, Atspi.Role.GROUPING}
NO_ROLE = {Atspi.Role.INVALID, Atspi.Role.UNKNOWN}
# GTK 4.8 falls back to the name of the class where nothing names a widget.
CLASS_NAME = re.compile(r"^(Gtk|Adw|Anlan|Shumate)[A-Z]\w*$")


def children(node):
    for i in range(node.get_child_count()):
        child = node.get_child_at_index(i)
        if child is not None:
            yield child


def has_place(node):
    try:
        place = node.get_extents(Atspi.CoordType.WINDOW)
    except GLib.Error:
        return False  # a page of a stack has none itself, and what is gone meanwhile
    return place.width > 0 and place.height > 0


def descend(node):
    """All below NODE that have a place on the screen, depth first."""
    if node is None:
        return
    try:
        below = list(children(node))
    except GLib.Error:
        return
    for child in below:
        if has_place(child):
            yield child
        yield from descend(child)


def is_focusable(node):
    return node.get_state_set().contains(Atspi.StateType.FOCUSABLE)


def describe(node):
    path = []
    while node is not None and len(path) < 5:
        path.append(f"{node.get_role_name()} “{node.get_name()}”")
        node = node.get_parent()
    return " < ".join(path)


def is_not_ours(node):
    """What GTK 4.8 makes itself: the row of headers of a table, the button and the rows of a drop-down."""
    parent = node.get_parent()
    if node.get_role() == Atspi.Role.TABLE_ROW and parent is not None and parent.get_role() == Atspi.Role.TREE_TABLE:
        return True
    for _ in range(6):
        if parent is None:
            return False
        if parent.get_role() == Atspi.Role.COMBO_BOX:
            return True
        parent = parent.get_parent()
    return False


def is_named(node):
    name = node.get_name().strip()
    if name and not CLASS_NAME.match(name):
        return True
    return any(relation.get_relation_type() == Atspi.RelationType.LABELLED_BY for relation in node.get_relation_set())


class Window:
    def __init__(self, program, plant, log):
        self.process = subprocess.Popen([program, "--size", "1280x800", plant], stdout=log, stderr=log)
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.path = "/" + APPLICATION.replace(".", "/") + "/window/1"
        self.wait_for("page", lambda: self.state() != "")
        self.wait_for("accessible window", lambda: self.root() is not None)

    def wait_for(self, what, reached):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"the program ended with status {self.process.returncode}")
            try:
                found = reached()
            except GLib.Error:
                found = None
            if found:
                return found
            time.sleep(0.2)
        raise RuntimeError(f"in {PATIENCE} seconds there was no {what}")

    def call(self, method, parameters, reply):
        return self.bus.call_sync(APPLICATION, self.path, "org.gtk.Actions", method, parameters,
                                  GLib.VariantType(reply) if reply else None, Gio.DBusCallFlags.NONE, 5000)

    def state(self):
        _, _, state = self.call("Describe", GLib.Variant("(s)", ("page",)), "((bgav))").unpack()[0]
        return state[0] if state else ""

    def show(self, page):
        self.call("SetState", GLib.Variant("(sva{sv})", ("page", GLib.Variant("s", page), {})), None)
        self.wait_for(f"page {page}", lambda: self.state() == page)

    def show_record(self, kind, number):
        self.call("Activate", GLib.Variant("(sava{sv})", ("record", [GLib.Variant("(ss)", (kind, number))], {})), None)

    def root(self):
        """The program, once it has a window; below it stand all of its windows."""
        for application in children(Atspi.get_desktop(0)):
            if application.get_process_id() == self.process.pid and application.get_child_count() > 0:
                # Nobody here listens to what changes: what was asked before may be out of date.
                application.clear_cache()
                return application
        return None

    def find(self, role, name):
        for node in descend(self.root()):
            if node.get_role() == role and node.get_name() in (name, "_" + name, f"{name} {name}"):
                return node
        return None

    def await_node(self, role, name):
        return self.wait_for(f"{role.value_nick} “{name}”", lambda: self.find(role, name))

    def type(self, name, text):
        """By the keyboard that AT-SPI makes, once what has that name has the focus: EditableText puts nothing into a search
        in GTK 4.8."""
        self.wait_for(f"focus on “{name}”", lambda: any(
            node.get_name() == name and {Atspi.StateType.EDITABLE, Atspi.StateType.FOCUSED} <=
            set(node.get_state_set().get_states()) for node in descend(self.root())))
        assert Atspi.generate_keyboard_event(0, text, Atspi.KeySynthType.STRING), text

    def press(self, name):
        button = self.await_node(Atspi.Role.PUSH_BUTTON, name)
        assert Atspi.Action.do_action(button, 0), describe(button)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


def walk(window, title):
    """What is wrong on what is shown now, a line each."""
    time.sleep(STILL)
    wrong = set()
    seen = 0
    for node in descend(window.root()):
        try:
            if not is_focusable(node):
                continue
            seen += 1
            role = node.get_role()
            if role in NO_ROLE:
                wrong.add(f"{title}: no role: {describe(node)}")
            elif role not in FRAMES and not is_named(node) and not is_not_ours(node):
                wrong.add(f"{title}: no name: {describe(node)}")
        except GLib.Error:
            continue
    if seen < 5:
        wrong.add(f"{title}: only {seen} can take the focus")
    return sorted(wrong)


def walk_pages(program, plant, language, log):
    listed = subprocess.run([program, "--pages"], check=True, capture_output=True, text=True).stdout.split()
    listed = listed[0 if language == "en" else 1::2]
    wrong = []
    for i in range(0, len(listed), PAGES_A_WINDOW):
        with Window(program, plant, log) as window:
            for page in listed[i:i + PAGES_A_WINDOW]:
                window.show(page)
                wrong += walk(window, page)
            if i == 0:
                window.show_record("hazard", "HZ-2026-0004")
                wrong += walk(window, "record")
    return wrong


def enter_unit(window, plant, anlanctl):
    """The job: buttons are pressed by their accessible actions, text is typed by the keyboard that AT-SPI makes."""
    window.show("today")
    window.press("Search everywhere")
    window.type("Find a record, a page or a command", "Units")
    time.sleep(STILL)  # it looks once nobody types any more
    assert Atspi.generate_keyboard_event(RETURN, None, Atspi.KeySynthType.SYM)
    window.wait_for("list of units", lambda: window.state() == "unit")
    window.press("New unit")
    # Nothing has been entered: Save says what is missing and leads there.
    window.press("Save")
    text = window.wait_for("text view of the name", lambda: window.find(Atspi.Role.TEXT, "Name"))
    assert Atspi.EditableText.insert_text(text, 0, UNIT, len(UNIT)), describe(text)
    window.press("Save")

    def stored():
        listed = subprocess.run([anlanctl, "list", plant, "unit", "--where", f"name = '{UNIT}' AND NOT draft", "--json"],
                                check=True, capture_output=True, text=True)
        return [json.loads(line) for line in listed.stdout.splitlines()]

    return window.wait_for("stored unit", stored)


def main():
    program, anlanctl, language = sys.argv[1:4]
    if "DISPLAY" not in os.environ:
        print("1..0 # SKIP no screen: see build-aux/with-display.sh")
        return 0
    home = tempfile.mkdtemp()
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        os.environ[f"XDG_{name}_HOME"] = os.path.join(home, name.lower())
    os.environ.update(HOME=home, LANGUAGE=language, GSETTINGS_BACKEND="memory")
    # Through the bus, and without the tests' own way of looking.
    os.environ.pop("GTK_A11Y", None)
    os.environ.pop("G_DEBUG", None)
    plant = os.path.join(home, "plant")
    print("1..2", flush=True)
    failed = False
    with open(os.path.join(home, "log"), "w+", encoding="utf-8") as log:
        subprocess.run([DEMO_PLANT, anlanctl, language, home], check=True, stdout=log)
        Atspi.init()
        try:
            wrong = walk_pages(program, plant, language, log)
            for line in wrong:
                print(f"# {line}")
            print(f"{'not ok' if wrong else 'ok'} 1 everything that takes the focus has a role and a name", flush=True)
            failed = bool(wrong)
            if language == "en":
                with Window(program, plant, log) as window:
                    stored = enter_unit(window, plant, anlanctl)
                right = len(stored) == 1 and stored[0].get("type") == "department"
                print(f"{'ok' if right else 'not ok'} 2 a unit is entered by AT-SPI alone", flush=True)
                failed = failed or not right
            else:
                print("ok 2 # SKIP its keyboard has no Chinese", flush=True)
        except (RuntimeError, AssertionError, GLib.Error) as error:
            print(f"Bail out! {error}", flush=True)
            failed = True
        log.seek(0)
        for line in log.read().splitlines():
            print(f"# {line}")
            failed = failed or "CRITICAL" in line
    shutil.rmtree(home, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
