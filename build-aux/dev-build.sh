# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later

# Options of the folders that tests run in: no warning gets past continuous integration.
configure_options=()
[ "${CI:-}" != true ] || configure_options+=(-Dwerror=true)

# configure DIR [OPTION...]: sets a build folder up once; meson brings it up to date by itself later.
configure ()
{
  local dir=$1
  shift
  [ -e "$dir/build.ninja" ] || meson setup "$dir" "$@"
}

# build DIR [TARGET...]
build ()
{
  local dir=$1
  shift
  ninja -C "$dir" "$@"
}

# What binaries of a build folder need to find before they are installed.
from_build_folder ()
{
  env GSETTINGS_SCHEMA_DIR="$PWD/$1/data" "${@:2}"
}
