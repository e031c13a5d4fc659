# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later

# Options of the folders that tests run in: no warning gets past continuous integration.
configure_options=()
[ "${CI:-}" != true ] || configure_options+=(-Dwerror=true)

# configure DIR [OPTION...]: sets a build folder up once; meson brings it up to date by itself later.
configure ()
{
  local dir=$1 log
  shift
  [ ! -e "$dir/build.ninja" ] || return 0
  log=$(mktemp)
  echo "dev: configuring $dir" >&2
  if ! meson setup "$dir" "$@" > "$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

# build DIR [TARGET...]: tells each step to who watches, and to a log only what is wrong.
build ()
{
  local dir=$1 log
  shift
  if [ -t 1 ]; then
    ninja -C "$dir" "$@"
    return
  fi
  log=$dir/dev-build.log
  ninja -C "$dir" "$@" > "$log" 2>&1 || { cat "$log"; return 1; }
  grep -A 4 'warning: ' "$log" || true
}

# from_build_folder DIR COMMAND...: with what a program of DIR needs to find before it is installed.
from_build_folder ()
(
  export GSETTINGS_SCHEMA_DIR=$PWD/$1/data
  shift
  "$@"
)
