# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later

all_suites=(displayless display peers)

# run_suite DIR SUITE [MESON-OPTION...]: what the suite said lies in DIR/meson-logs/suite-SUITE.json afterwards.
run_suite ()
{
  local dir=$1 suite=$2
  shift 2
  local run=(meson test -C "$dir" --no-rebuild --suite "$suite" --logbase "suite-$suite" --print-errorlogs "$@")
  rm -f "$dir/meson-logs/suite-$suite".*
  echo "== $suite"
  case "$suite" in
    # One window at a time has the focus, and the focus is tested.
    display) GTK_A11Y=${GTK_A11Y:-test} with_display 1280x800 "${run[@]}" --num-processes 1 ;;
    *) "${run[@]}" ;;
  esac || true # what failed stands in the log, and is summed from there
}

# sum_suites LOG...: logs of suites without any test do not exist.
sum_suites ()
{
  local log logs=() shared=()
  for log in "$@"; do
    [ ! -e "$log" ] || logs+=("$log")
  done
  # Where the shared files lie beside the tree, continuous integration must not skip what needs them.
  if [ "${CI:-}" = true ] && [ -d ../shared/data ]; then
    shared=(--shared)
  fi
  build-aux/sum-tests.py "${shared[@]}" "${logs[@]}"
}

# From 2.40 on glibc translates nothing in C.UTF-8 (its bug 16621), and a fresh system may have no other locale.
speak_any_language ()
{
  if ! LC_ALL=C.UTF-8 LANGUAGE=zh_CN build/src/cli/anlanctl --help | grep -q 无窗口; then
    need shots
    mkdir -p build/locale
    private_locales build/locale
    export LOCPATH=$PWD/build/locale LC_ALL=en_US.UTF-8
  fi
}

dev_test ()
{
  local suites=("$@") logs=() suite
  [ ${#suites[@]} -gt 0 ] || suites=("${all_suites[@]}" fuzz)
  need build window display test peers
  configure build "${configure_options[@]}"
  build build
  speak_any_language
  for suite in "${suites[@]}"; do
    case "$suite" in
      # The same way each time, so that what fails here has been broken by the change; by hand it goes new ways.
      fuzz) fuzz_all "${ANLAN_FUZZ_SECONDS:-600}" 1 ;;
      *) run_suite build "$suite" ;;
    esac
    logs+=("build/meson-logs/suite-$suite.json")
  done
  sum_suites "${logs[@]}"
}
