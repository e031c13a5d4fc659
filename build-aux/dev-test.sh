# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later

all_suites=(displayless display peers)

# run_suite DIR SUITE [MESON-OPTION...]: what the suite said is in logs_of DIR SUITE afterwards.
run_suite ()
{
  local dir=$1 suite=$2 screen=()
  shift 2
  rm -f "$dir/meson-logs/suite-$suite".* "$dir/meson-logs/suite-$suite"-*
  echo "== $suite"
  if [ "$suite" = display ]; then
    # One window at a time has the focus, and the focus is tested: one program at a time on a screen, but two screens
    # side by side, one of them for all that speaks Chinese.
    local -x GTK_A11Y=${GTK_A11Y:-test}
    screen=(with_display 1280x800)
    run_part "$dir" display-zh_CN --suite display-zh_CN --num-processes 1 "$@" &
    run_part "$dir" display --suite display --no-suite display-zh_CN --num-processes 1 "$@"
    wait
  else
    run_part "$dir" "$suite" --suite "$suite" "$@"
  fi
}

# run_part DIR LOG MESON-OPTION...: on the $screen of its caller, if any; what failed stands in the log and is summed from there, also that nothing ran.
run_part ()
{
  local dir=$1 log=$2
  shift 2
  "${screen[@]}" meson test -C "$dir" --no-rebuild --print-errorlogs --logbase "suite-$log" "$@" \
    || [ -s "$dir/meson-logs/suite-$log.json" ] \
    || printf '{"name": "suite %s", "result": "DID NOT RUN"}\n' "$log" > "$dir/meson-logs/suite-$log.json"
}

# logs_of DIR SUITE: a suite may have run in parts.
logs_of ()
{
  local log
  for log in "$1/meson-logs/suite-$2.json" "$1/meson-logs/suite-$2"-*.json; do
    [ ! -e "$log" ] || echo "$log"
  done
}

# sum_suites LOG...
sum_suites ()
{
  local shared=()
  # Where the shared files lie beside the tree, continuous integration must not skip what needs them.
  if [ "${CI:-}" = true ] && [ -d ../shared/data ]; then
    shared=(--shared)
  fi
  build-aux/sum-tests.py "${shared[@]}" "$@"
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

# Node-RED as its users install it, into the build folder, where it stays. Without the registry its tests are skipped and
# say so.
node_red_version=4.0.9
get_node_red ()
{
  local dir=build/node-red
  [ "$(cat "$dir/version" 2> /dev/null)" != "$node_red_version" ] || return 0
  [ "${ANLAN_NO_INSTALL:-}" != 1 ] || return 0
  # Who has Node.js from elsewhere has its npm with it.
  command -v npm > /dev/null || need node
  echo "dev: installing Node-RED $node_red_version" >&2
  mkdir -p "$dir"
  if npm install --prefix "$dir" --no-audit --no-fund --no-update-notifier --loglevel=error --ignore-scripts --omit=optional \
    "node-red@$node_red_version" > "$dir/install.log" 2>&1; then
    echo "$node_red_version" > "$dir/version"
  else
    echo "dev: Node-RED cannot be had from the npm registry, so its tests are skipped: $(tail -n 1 "$dir/install.log")" >&2
  fi
}

dev_test ()
{
  local suites=("$@") logs=() suite
  [ ${#suites[@]} -gt 0 ] || suites=("${all_suites[@]}" fuzz)
  need build window display test peers
  if [[ " ${suites[*]} " == *" peers "* ]]; then
    need browser || echo "dev: without Chromium its tests are skipped" >&2
    get_node_red
  fi
  configure build "${configure_options[@]}"
  build build
  speak_any_language
  for suite in "${suites[@]}"; do
    case "$suite" in
      # The same way each time, so that what fails here has been broken by the change; by hand it goes new ways.
      fuzz) fuzz_all "${ANLAN_FUZZ_SECONDS:-600}" 1 ;;
      *) run_suite build "$suite" ;;
    esac
    mapfile -t -O ${#logs[@]} logs < <(logs_of build "$suite")
  done
  sum_suites "${logs[@]}"
}
