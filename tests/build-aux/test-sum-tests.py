#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sum that says whether everything passed must not be talked out of a failure. TAP."""

import json
import os
import subprocess
import sys
import tempfile

SUM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "build-aux", "sum-tests.py")


def program(stdout, result="OK", status=0):
    return {"name": "x", "stdout": stdout, "result": result, "returncode": status}


# name, programs, options, last line, exit status
TABLE = [
    ("all passed", [program("1..2\nok 1 /a\nok 2 /b\n")], [], "2 passed, 0 failed", 0),
    ("newer GLib", [program("TAP version 14\n# random seed: 1\n1..1\nok 1 - /a\n")], [], "1 passed, 0 failed", 0),
    ("plain program", [program("hello\n")], [], "1 passed, 0 failed", 0),
    ("plain failure", [program("", "FAIL", 1)], [], "0 passed, 1 failed", 1),
    ("failed case", [program("1..2\nok 1 /a\nnot ok 2 /b\n", "FAIL", 1)], [], "1 passed, 1 failed", 1),
    ("to do is failed", [program("1..1\nnot ok 1 /a # TODO later\n")], [], "0 passed, 1 failed", 1),
    ("to do that passes", [program("1..1\nok 1 /a # TODO later\n")], [], "0 passed, 1 failed", 1),
    ("crash in the middle", [program("1..3\nok 1 /a\n", "ERROR", -11)], [], "1 passed, 1 failed", 1),
    ("crash at the end", [program("1..1\nok 1 /a\n", "ERROR", -6)], [], "1 passed, 1 failed", 1),
    ("crash before the plan", [program("", "ERROR", -11)], [], "0 passed, 1 failed", 1),
    ("too late", [program("1..2\nok 1 /a\n", "TIMEOUT", -15)], [], "1 passed, 1 failed", 1),
    ("bail out", [program("1..2\nok 1 /a\nBail out! ERROR: x\n", "ERROR", -6)], [], "1 passed, 1 failed", 1),
    ("cases left out", [program("1..3\nok 1 /a\nok 2 /b\n")], [], "2 passed, 1 failed", 1),
    ("output between", [program("1..1\nok, here we go\n# ok 7 /no\n    ok 1 /inner\nok 1 /a\n")], [], "1 passed, 0 failed", 0),
    ("skipped case", [program("1..2\nok 1 /a\nok 2 /b # SKIP no printer\n")], [], "1 passed, 0 failed, 1 skipped", 0),
    ("nothing but skips", [program("1..1\nok 1 /a # SKIP no printer\n")], [], "0 passed, 0 failed, 1 skipped", 1),
    ("skipped program", [program("1..0 # SKIP no printer\n", "SKIP")], [], "0 passed, 0 failed, 1 skipped", 1),
    ("shared missing", [program("1..2\nok 1 /a\nok 2 /b # SKIP no shared files\n")], [],
     "1 passed, 0 failed, 1 skipped", 0),
    ("shared is here", [program("1..2\nok 1 /a\nok 2 /b # SKIP no shared files\n")], ["--shared"],
     "1 passed, 1 failed", 1),
    ("nothing ran", [], [], "0 passed, 0 failed", 1),
]


def main():
    failed = 0
    print(f"1..{len(TABLE)}")
    for number, (name, programs, options, line, status) in enumerate(TABLE, 1):
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as log:
            log.writelines(json.dumps(entry) + "\n" for entry in programs)
            log.flush()
            run = subprocess.run([sys.executable, SUM, *options, log.name], capture_output=True, text=True, check=False)
        last = run.stdout.splitlines()[-1] if run.stdout else ""
        good = last == line and run.returncode == status
        if not good:
            failed += 1
            print(f"# expected {line!r} and {status}, obtained {last!r} and {run.returncode} {run.stderr}")
        print(f"{'ok' if good else 'not ok'} {number} {name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
