#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# screen-shot.sh PNG: the screen at hand without the frame that with-display.sh left room for.
set -euo pipefail
read -r width height < <(xdotool getdisplaygeometry)
frame=${ANLAN_SCREEN_FRAME:-0}
scrot --overwrite --silent --autoselect "$frame,$frame,$((width - 2 * frame)),$((height - 2 * frame))" "$1"
