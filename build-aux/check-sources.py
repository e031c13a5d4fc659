#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for the sources and no compiler sees.

usage: check-sources.py CHECK...
  floors    a folder of src/ includes only floors below it, and nothing by ".."
  sqlite    only src/store calls sqlite3_*
  gtk       only src/app knows GTK
  potfiles  po/POTFILES.in names every file with strings people see, sorted
  strings   no message is cut by a macro that gettext cannot read
  spdx      the licence stands at the head of each source
  length    no source is longer than 1,200 lines

Prints each finding with its place; the exit status is 1 where there is one.
"""

import fnmatch
import pathlib
import re
import subprocess
import sys

# Lowest first; floors of one row are siblings and never include each other.
FLOORS = [
    ["base"],
    ["store"],
    ["model"],
    ["safety", "monitor", "egress"],
    ["report", "link"],
    ["station"],
    ["app", "cli"],
]
# Pure computation: arrays in, arrays out.
ONLY = {"egress": {"base", "egress"}}

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.MULTILINE)
SQLITE = re.compile(r"\bsqlite3_\w+\s*\(|#\s*include\s*<sqlite3\.h>")
GTK = re.compile(r"^(gtk/|gdk/|gsk/|adwaita\.h|shumate/)")
TRANSLATED = re.compile(r"(?<!\w)(?:_|N_|C_|NC_|ngettext|g_dngettext|g_dpgettext2)\s*\(\s*[\"A-Z]")
# gettext knows PRId64 and its like, but not GLib's names for them: it would end the message there.
CUT = re.compile(r"\b_\s*\((?:\s*(?:\"(?:[^\"\\]|\\.)*\"|PRI\w+))+\s*G_\w+")
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
LONGEST = 1200


def tracked(*patterns):
    """Files of the tree, new ones included, that git does not ignore; all files where there is no git."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
            check=True, capture_output=True).stdout.decode().split("\0")
        paths = [pathlib.Path(name) for name in listed if name]
    except (OSError, subprocess.CalledProcessError):
        paths = [path for path in pathlib.Path(".").rglob("*")
                 if any(fnmatch.fnmatch(str(path), pattern) for pattern in patterns)
                 and not path.parts[0].startswith(("build", ".git"))]
    return sorted(path for path in set(paths) if path.is_file())


def text_of(path):
    return path.read_text(encoding="utf-8", errors="replace")


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def sources_by_floor():
    for path in tracked("src/*.c", "src/*.h"):
        yield path, path.parts[1]


def check_floors():
    rank = {floor: row for row, floors in enumerate(FLOORS) for floor in floors}
    for path, floor in sources_by_floor():
        if floor not in rank:
            yield f"{path}: src/{floor} is no floor"
            continue
        text = text_of(path)
        for include in INCLUDE.finditer(text):
            name = include[2]
            place = f"{path}:{line_of(text, include.start())}"
            other = name.split("/")[0]
            if ".." in name.split("/"):
                yield f"{place}: {name} climbs out of its folder"
            elif include[1] == '"' and "/" in name and other in rank and other != floor:
                allowed = ONLY.get(floor)
                if rank[other] >= rank[floor] or (allowed and other not in allowed):
                    yield f"{place}: {floor} may not use {other} ({name})"


def check_sqlite():
    for path, floor in sources_by_floor():
        if floor != "store":
            text = COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text_of(path))
            for call in SQLITE.finditer(text):
                yield f"{path}:{line_of(text, call.start())}: SQLite outside src/store: {call[0]}"


def check_gtk():
    for path, floor in sources_by_floor():
        if floor != "app":
            text = text_of(path)
            for include in INCLUDE.finditer(text):
                if GTK.match(include[2]):
                    yield f"{path}:{line_of(text, include.start())}: GTK below src/app: {include[2]}"


def has_strings(path):
    if path.suffix in (".c", ".h"):
        return TRANSLATED.search(COMMENT.sub("", text_of(path))) is not None
    if path.suffix == ".ui":
        return 'translatable="yes"' in text_of(path) or 'translatable="true"' in text_of(path)
    if path.parts[:2] in (("resources", "kinds"), ("resources", "papers")):
        return path.suffix == ".xml"
    return path.name.endswith((".desktop.in.in", ".metainfo.xml.in.in", ".gschema.xml"))


def check_potfiles():
    listed = [line for line in text_of(pathlib.Path("po/POTFILES.in")).splitlines() if line and line[0] != "#"]
    for path in tracked("src/*.c", "src/*.h", "resources/*.ui", "resources/kinds/*.xml", "resources/papers/*.xml", "data/*.in.in",
                        "data/*.gschema.xml"):
        if has_strings(path) and str(path) not in listed:
            yield f"{path}: not in po/POTFILES.in"
    for name in listed:
        if not pathlib.Path(name).is_file():
            yield f"po/POTFILES.in: {name} does not exist"
    if listed != sorted(set(listed)):
        yield "po/POTFILES.in: not sorted, or a file twice (LC_ALL=C sort -u)"


def check_strings():
    for path, _ in sources_by_floor():
        text = text_of(path)
        for cut in CUT.finditer(text):
            yield f"{path}:{line_of(text, cut.end())}: {cut[0].split()[-1]} in a message: gettext needs PRId64 and its like"


def check_spdx():
    for path in tracked("src/*.c", "src/*.h", "tests/*.c", "tests/*.h", "tests/*.py", "build-aux/*", "dev", ".ci/run",
                        "resources/*.ui", "resources/*.css", "resources/*.js", "resources/*.html", "resources/kinds/*.xml", "resources/kinds/*.rng", "resources/papers/*.xml", "resources/papers/*.rng",
                        "resources/*.svg", "resources/*.sql", "data/*.in", "data/*.xml", "data/icons/*.svg", "data/*.1",
                        "data/gettext/*"):
        head = "\n".join(text_of(path).splitlines()[:3])
        if "SPDX-License-Identifier: GPL-3.0-or-later" not in head:
            yield f"{path}: no SPDX-License-Identifier: GPL-3.0-or-later in its first lines"


def check_length():
    for path in tracked("src/*.c", "src/*.h", "tests/*.c", "tests/*.h", "*.py", "*.sh", "*.ui", "*.css", "*.js"):
        lines = text_of(path).count("\n")
        if lines > LONGEST:
            yield f"{path}: {lines} lines: split it"


CHECKS = {name[len("check_"):]: check for name, check in globals().items() if name.startswith("check_")}


def main():
    names = sys.argv[1:]
    if not names or not set(names) <= set(CHECKS):
        print(__doc__, file=sys.stderr)
        return 2
    findings = [finding for name in names for finding in CHECKS[name]()]
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
