# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later

shot_sizes=(1280x800 1920x1080)

# Locales that this machine need not have: dates and the choice of Chinese glyphs follow them.
private_locales ()
{
  local name
  mkdir -p "$1"
  for name in en_US zh_CN; do
    [ -d "$1/$name.UTF-8" ] || localedef -i "$name" -f UTF-8 "$1/$name.UTF-8"
  done
}

# shoot LANG SCHEME SIZE ARGUMENT...: shots.py with its arguments, in a home of its own, so that nobody's settings are
# seen or changed.
shoot ()
{
  local lang=$1 scheme=$2 size=$3 locale=en_US.UTF-8 home status=0
  shift 3
  [ "$lang" = en ] || locale=$lang.UTF-8
  home=$(mktemp -d)
  env HOME="$home" XDG_CONFIG_HOME="$home/config" XDG_DATA_HOME="$home/data" XDG_CACHE_HOME="$home/cache" \
    LOCPATH="$PWD/build/shots/locale" LC_ALL="$locale" LANGUAGE="$lang" GSETTINGS_BACKEND=memory \
    ADW_DEBUG_COLOR_SCHEME="prefer-$scheme" GSETTINGS_SCHEMA_DIR="$PWD/build/data" \
    build-aux/with-display.sh "$size" \
    build-aux/shots.py "$@" || status=$?
  rm -rf "$home"
  return "$status"
}

# dev_shots [PAGE...]
dev_shots ()
{
  local lang scheme size plant prefix program=build/src/app/anlan status=0
  need build window display test shots
  configure build "${configure_options[@]}"
  build build
  mkdir -p build/shots
  private_locales build/shots/locale
  for lang in en zh_CN; do
    plant=build/shots/plant-$lang
    rm -rf "$plant" "$plant-empty"
    from_build_folder build build/src/cli/anlanctl init "$plant" --demo --lang "$lang"
    from_build_folder build build/src/cli/anlanctl init "$plant-empty" --lang "$lang"
    for scheme in light dark; do
      for size in "${shot_sizes[@]}"; do
        prefix=build/shots/$lang-$scheme-$size
        shoot "$lang" "$scheme" "$size" "$program" "$plant" "$prefix" "$@" || status=1
        [ $# = 0 ] || continue
        shoot "$lang" "$scheme" "$size" "$program" "$plant-empty" "$prefix-empty" today hazard riskpoint || status=1
        shoot "$lang" "$scheme" "$size" --welcome "$program" "$prefix-welcome.png" || status=1
      done
    done
    rm -rf "$plant" "$plant-empty"
  done
  return "$status"
}
