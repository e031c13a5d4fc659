#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sums what test programs said into one last line: N passed, N failed.

usage: sum-tests.py [--shared] LOG.json...

Each log holds one JSON object a line, as `meson test` writes it. A program that speaks TAP counts by its cases, any
other as one. A program that crashed, ran out of time, broke its plan or ran nothing counts as failed, whatever its
cases said before. --shared: the shared files are here, so a case that says it skips for want of them has failed.
The exit status is 1 unless at least one case passed and none failed.
"""

import json
import re
import sys

CASE = re.compile(r"^(ok|not ok)\s+(\d+)\s*-?\s*([^#]*)(?:#\s*(\S+)\s*(.*))?$")
PLAN = re.compile(r"^1\.\.(\d+)\s*(?:#\s*skip\b\s*(.*))?$", re.IGNORECASE)


class Sum:
    def __init__(self, shared_is_here):
        self.shared_is_here = shared_is_here
        self.passed = 0
        self.failures = []
        self.skips = []

    def skip(self, what, reason):
        if self.shared_is_here and "shared" in reason.lower():
            self.failures.append(f"{what}: skipped, though the shared files are here ({reason})")
        else:
            self.skips.append(f"{what}: {reason}" if reason else what)

    def add(self, test):
        name = test["name"]
        result = test["result"]
        cases = 0
        planned = None
        failed_before = len(self.failures)
        for line in test.get("stdout", "").splitlines():
            plan = PLAN.match(line)
            if plan:
                planned = int(plan[1])
                if planned == 0:
                    self.skip(name, plan[2] or "")
                continue
            case = CASE.match(line)
            if not case:
                continue
            cases += 1
            what = f"{name} {case[3].strip()}"
            directive = (case[4] or "").upper()
            if directive.startswith("SKIP"):
                self.skip(what, case[5])
            elif case[1] == "ok" and directive != "TODO":
                self.passed += 1
            else:
                self.failures.append(f"{what}: {case[5] or 'failed'}")

        if planned is None and cases == 0:
            # No TAP: the program as a whole is the case.
            if result == "OK":
                self.passed += 1
            elif result == "SKIP":
                self.skip(name, test.get("stdout", "").strip()[:200])
            else:
                self.failures.append(f"{name}: {result} (status {test.get('returncode')})")
            return
        said = len(self.failures) > failed_before
        if planned is not None and cases != planned:
            self.failures.append(f"{name}: {cases} of {planned} cases ran ({result}, status {test.get('returncode')})")
        elif result not in ("OK", "SKIP") and not said:
            self.failures.append(f"{name}: {result} (status {test.get('returncode')})")


def main():
    arguments = sys.argv[1:]
    shared_is_here = "--shared" in arguments
    total = Sum(shared_is_here)
    for path in arguments:
        if path == "--shared":
            continue
        with open(path, encoding="utf-8", errors="replace") as log:
            for line in log:
                if line.strip():
                    total.add(json.loads(line))

    for what in total.skips:
        print(f"skipped  {what}")
    for what in total.failures:
        print(f"FAILED   {what}")
    last = f"{total.passed} passed, {len(total.failures)} failed"
    if total.skips:
        last += f", {len(total.skips)} skipped"
    print(last)
    return 0 if total.passed and not total.failures else 1


if __name__ == "__main__":
    sys.exit(main())
