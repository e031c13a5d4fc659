# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later

have_display ()
{
  [ -n "${DISPLAY:-}" ] \
    || { [ -n "${WAYLAND_DISPLAY:-}" ] && [ -S "${XDG_RUNTIME_DIR:-/nowhere}/$WAYLAND_DISPLAY" ]; }
}

# with_display WIDTHxHEIGHT COMMAND...
with_display ()
{
  build-aux/with-display.sh "$@"
}
