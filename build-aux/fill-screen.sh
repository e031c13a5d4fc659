#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# fill-screen.sh PID: fills the screen at hand with the window of PID.
set -euo pipefail
window=$(xdotool search --onlyvisible --pid "$1" | head -n 1)
xdotool windowsize "$window" 100% 100%
xdotool windowmove "$window" 0 0
