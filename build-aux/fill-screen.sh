#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# fill-screen.sh PID: fills the screen at hand with the window of PID, and sees to it that this stays so.
set -euo pipefail
read -r width height < <(xdotool getdisplaygeometry)
mapfile -t windows < <(xdotool search --onlyvisible --pid "$1")
window=${windows[0]}
filled=0
for ((i = 0; i < 40; i++)); do
  geometry=$(xdotool getwindowgeometry --shell "$window")
  if [[ $geometry == *"X=0"$'\n'"Y=0"$'\n'"WIDTH=$width"$'\n'"HEIGHT=$height"* ]]; then
    # A window that is just being laid out may ask for its own size once more.
    filled=$((filled + 1))
    [ "$filled" -lt 3 ] || exit 0
  else
    filled=0
    xdotool windowsize "$window" 100% 100%
    xdotool windowmove "$window" 0 0
  fi
  sleep 0.25
done
echo "fill-screen: the window does not take the size of the screen:" >&2
echo "$geometry" >&2
exit 1
