#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# fill-screen.sh PID: fills the screen at hand with the window of PID.
set -euo pipefail
mapfile -t windows < <(xdotool search --onlyvisible --pid "$1")
xdotool windowsize "${windows[0]}" 100% 100%
xdotool windowmove "${windows[0]}" 0 0
