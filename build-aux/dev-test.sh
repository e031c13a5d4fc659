# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later

all_suites=(displayless display peers)

# run_suite DIR SUITE [MESON-OPTION...]: what failed stands in logs_of DIR SUITE and is summed from there, also that
# nothing ran.
run_suite ()
{
  local dir=$1 suite=$2 log="$1/meson-logs/suite-$2.json" processes=()
  shift 2
  rm -f "$dir/meson-logs/suite-$suite".*
  echo "== $suite"
  # A window waits more than it works, for its keys, its frames and its clock.
  [ "$suite" != display ] || processes=(--num-processes $((2 * $(nproc))))
  meson test -C "$dir" --print-errorlogs --suite "$suite" --logbase "suite-$suite" "${processes[@]}" "$@" \
    || [ -s "$log" ] || printf '{"name": "suite %s", "result": "DID NOT RUN"}\n' "$suite" > "$log"
}

# logs_of DIR SUITE
logs_of ()
{
  local log="$1/meson-logs/suite-$2.json"
  [ ! -e "$log" ] || echo "$log"
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

# get_module FOLDER PACKAGE VERSION: a module from the npm registry, into build/FOLDER, where it stays.
get_module ()
{
  local dir=build/$1
  [ "$(cat "$dir/version" 2> /dev/null)" != "$3" ] || return 0
  [ "${ANLAN_NO_INSTALL:-}" != 1 ] || return 0
  command -v npm > /dev/null || need node
  mkdir -p "$dir"
  if npm install --prefix "$dir" --no-audit --no-fund --no-update-notifier --loglevel=error --ignore-scripts \
    "$2@$3" > "$dir/install.log" 2>&1; then
    echo "$3" > "$dir/version"
  else
    echo "dev: $2 cannot be had from the npm registry, so what it looks at is tried without it" >&2
  fi
}

# What looks for barriers in the pages for phones.
get_axe ()
{
  get_module axe axe-core 4.14.1
}

# What looks whether the API's document is one by the specification of OpenAPI.
get_redocly ()
{
  get_module redocly @redocly/cli 2.77.0
}

dev_test ()
{
  local suites=("$@") logs=() suite
  [ ${#suites[@]} -gt 0 ] || suites=("${all_suites[@]}" fuzz)
  need build window display test peers
  if [[ " ${suites[*]} " == *" peers "* ]]; then
    need browser || echo "dev: without Chromium its tests are skipped" >&2
    get_node_red
    get_axe
    get_redocly
  fi
  configure build "${configure_options[@]}"
  build build
  speak_any_language
  for suite in "${suites[@]}"; do
    case "$suite" in
      # The same way each time, so that what fails here has been broken by the change; by hand it goes new ways.
      fuzz) fuzz_all "${ANLAN_FUZZ_SECONDS:-600}" 1 ;;
      *) run_suite build "$suite" --no-rebuild ;;
    esac
    mapfile -t -O ${#logs[@]} logs < <(logs_of build "$suite")
  done
  sum_suites "${logs[@]}"
}
