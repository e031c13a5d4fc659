#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# window-shot.sh PNG COMMAND...: starts a program on the screen at hand, fills the screen with its window, waits until
# the picture stands still, writes it to PNG and ends the program. Fails when no window came or the program fell over.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
png=$1
shift
"$@" &
program=$!
trap 'kill "$program" 2>/dev/null || true' EXIT

# fallen: whether the program has ended by itself, which it says.
fallen ()
{
  local status=0
  kill -0 "$program" 2>/dev/null && return 1
  wait "$program" || status=$?
  echo "window-shot: $1 ended with status $status before its picture was taken" >&2
}

for ((i = 0; i < 300; i++)); do
  xdotool search --onlyvisible --pid "$program" > /dev/null 2>&1 && break
  if fallen "$1"; then exit 1; fi
  sleep 0.2
done
[ "$i" -lt 300 ] || { echo "window-shot: $1 showed no window in a minute" >&2; exit 1; }

"$here/fill-screen.sh" "$program"
mkdir -p "$(dirname "$png")"
pictures=$(mktemp -d)
trap 'kill "$program" 2>/dev/null || true; rm -rf "$pictures"' EXIT
# A blinking cursor never stands still: after twenty seconds the last picture has to do.
for ((i = 0; i < 40; i++)); do
  sleep 0.5
  if fallen "$1"; then exit 1; fi
  "$here/screen-shot.sh" "$pictures/new.png"
  if cmp --quiet "$pictures/new.png" "$pictures/old.png"; then break; fi
  mv "$pictures/new.png" "$pictures/old.png"
done
mv "$pictures/old.png" "$png"
