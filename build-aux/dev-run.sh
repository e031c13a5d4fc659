# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later

demo_language ()
{
  case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
    zh*) echo zh_CN ;;
    *) echo en ;;
  esac
}

# The demo plant in the person's data folder, made on the first run; prints where it is.
demo_plant ()
{
  local plant=${XDG_DATA_HOME:-$HOME/.local/share}/anlan/demo
  if [ ! -e "$plant/plant.db" ]; then
    echo "dev: making the demo plant in $plant" >&2
    mkdir -p "$(dirname "$plant")"
    from_build_folder build build/src/cli/anlanctl init "$plant" --demo --lang "$(demo_language)" >&2
  fi
  echo "$plant"
}

dev_run ()
{
  local plant=${1:-}
  # A path is meant from where the person stands, not from the top of the tree.
  [ -z "$plant" ] || plant=$(cd "$caller" && realpath -- "$plant")
  need build window
  configure build
  build build
  [ -n "$plant" ] || plant=$(demo_plant)
  if have_display; then
    from_build_folder build build/src/app/anlan "$plant"
    return
  fi
  need display
  from_build_folder build with_display 1280x800 \
    build-aux/shots.py --first build/src/app/anlan "$plant" build/anlan.png
  echo "dev: there is no display here, so the window was opened on a virtual one: see build/anlan.png"
}
