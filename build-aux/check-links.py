#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window is linked with, for that costs time at each start.

check-links.py PROGRAM MODULE: the program must be linked with what any window of GTK and libadwaita has and nothing more
(src/app/main.c says why), and the module with none of the libraries that are opened late, or only by the station.

Prints each finding; the exit status is 1 where there is one."""

import re
import subprocess
import sys

PROGRAM = {"libadwaita-1", "libc", "libcairo", "libgdk_pixbuf-2.0", "libgio-2.0", "libglib-2.0", "libgmodule-2.0",
           "libgobject-2.0", "libgraphene-1.0", "libgtk-4", "libharfbuzz", "libpango-1.0", "libpangocairo-1.0",
           "libcairo-gobject", "libasan", "libubsan"}
MUST = {"libgtk-4", "libadwaita-1"}  # GtkBuilder looks for their types in the program
LATE = {"libcurl-gnutls", "libcurl", "libgeos_c", "libgeos", "libmodbus", "libmosquitto", "libpoppler-glib", "librsvg-2",
        "libxlsxwriter"}


def linked(path):
    text = subprocess.run(["readelf", "-d", "--wide", path], check=True, capture_output=True, text=True).stdout
    return set(re.findall(r"\(NEEDED\).*\[(.+?)\.so[.\d]*\]", text))


def main():
    program, module = map(linked, sys.argv[1:3])
    findings = [f"the program is linked with {name}" for name in sorted(program - PROGRAM)]
    findings += [f"the program is not linked with {name}" for name in sorted(MUST - program)]
    findings += [f"the window is linked with {name}" for name in sorted(module & LATE)]
    if not module:
        findings.append(f"nothing is known of {sys.argv[2]}")
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
