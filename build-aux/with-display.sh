#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# with-display.sh WIDTHxHEIGHT COMMAND...: runs COMMAND on a virtual screen and D-Bus session of its own, with a window
# manager. Everything started here ends with COMMAND.
set -euo pipefail

# The window manager here knows no shadows, so GTK draws a frame of five pixels around a window: the screen is larger by
# it, and screen-shot.sh leaves it out.
export ANLAN_SCREEN_FRAME=5
size=$((${1%x*} + 2 * ANLAN_SCREEN_FRAME))x$((${1#*x} + 2 * ANLAN_SCREEN_FRAME))
shift
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
private=$(mktemp -d)
started=()

# shellcheck disable=SC2317 # called by the trap
clean_up ()
{
  local i
  for ((i = ${#started[@]} - 1; i >= 0; i--)); do
    kill "${started[i]}" 2>/dev/null || true
    wait "${started[i]}" 2>/dev/null || true
  done
  rm -rf "$private"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# await FILE PID WHAT: until FILE has a line, which PID writes when it is ready.
await ()
{
  local i
  for ((i = 0; i < 300; i++)); do
    [ ! -s "$1" ] || return 0
    if ! kill -0 "$2" 2>/dev/null; then
      cat "$private/log" >&2
      break
    fi
    sleep 0.1
  done
  echo "with-display: $3 did not start" >&2
  exit 1
}

# The server picks a free number itself and writes it once it listens.
Xvfb -displayfd 3 -screen 0 "${size}x24" -dpi 96 -nolisten tcp -noreset 3> "$private/number" 2> "$private/log" &
started+=($!)
await "$private/number" $! Xvfb
DISPLAY=:$(tr -d '[:space:]' < "$private/number")
export DISPLAY

# Sockets of the person's own session must not be found, and their settings not change a picture.
unset WAYLAND_DISPLAY
mkdir -m 700 "$private/run"
mkdir -p "$private/config/gtk-4.0"
printf '[Settings]\ngtk-font-name=Cantarell 11\n' > "$private/config/gtk-4.0/settings.ini"
export XDG_RUNTIME_DIR=$private/run XDG_CONFIG_DIRS=$private/config XDG_SESSION_TYPE=x11
export GDK_BACKEND=x11 GSK_RENDERER=${GSK_RENDERER:-cairo} ADW_DISABLE_PORTAL=1

dbus-daemon --session --nofork --nosyslog --print-address=3 3> "$private/address" > "$private/bus" 2>&1 &
started+=($!)
await "$private/address" $! dbus-daemon
DBUS_SESSION_BUS_ADDRESS=$(head -n 1 "$private/address")
export DBUS_SESSION_BUS_ADDRESS

# It must be there before the first window, or that one never gets the focus.
openbox --config-file "$here/openbox.xml" --startup "sh -c 'echo ready > $private/managed'" > "$private/openbox" 2>&1 &
started+=($!)
await "$private/managed" $! openbox

status=0
"$@" || status=$?
exit "$status"
