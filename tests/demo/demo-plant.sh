#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# demo-plant.sh ANLANCTL LANGUAGE DIR [KEPT]: puts a demo plant into DIR/plant, and what its desk keeps of it into DIR/desk.
# To make one takes seconds (a minute under the sanitizers), and nearly every program that draws asks for one: it is made
# once, beside the build, and copied. A story that ends yesterday is made anew the next day, and whenever the program or
# its data are newer. Who needs one whose sensors have just spoken says where it is to be kept instead (KEPT).
set -euo pipefail
anlanctl=$1 language=$2 target=$3
kept=${4:-$(dirname "$anlanctl")/demo-plants/$language}
data=$(dirname "${BASH_SOURCE[0]}")/../../data/demo

mkdir -p "$kept" "$target"
exec 9> "$kept/lock"
flock 9
if [ "$(cat "$kept/day" 2> /dev/null)" != "$(date +%F)" ] || [ -n "$(find "$anlanctl" "$data" -newer "$kept/day" -print -quit)" ]; then
  rm -rf "${kept:?}/plant" "${kept:?}/home" "${kept:?}/day"
  mkdir -p "$kept/home"
  day=$(date +%F)
  XDG_DATA_HOME=$kept/home "$anlanctl" init "$kept/plant" --demo --lang "$language" > "$kept/said" 2>&1 9>&- \
    || { cat "$kept/said" >&2; exit 1; }
  echo "$day" > "$kept/day"
fi
cp -a -- "$kept/plant" "$target/plant"
cp -a -- "$kept/home/anlan/desk" "$target/desk"
