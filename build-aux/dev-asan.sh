# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later

# What the sanitizers look for, and leaks that are not ours, stand in tests/meson.build and tests/lsan.supp.
asan_suites ()
{
  local suite
  need build window display test
  configure build-asan -Db_sanitize=address,undefined -Db_lundef=false
  build build-asan catalogs
  for suite in "$@"; do
    # What the suite asks for is built, and no more: without the window it is half. They run three to five times as long.
    run_suite build-asan "$suite" --timeout-multiplier 5
  done
}

dev_asan ()
{
  local suites=("$@") suite logs=()
  [ ${#suites[@]} -gt 0 ] || suites=(displayless)
  asan_suites "${suites[@]}"
  for suite in "${suites[@]}"; do
    mapfile -t -O ${#logs[@]} logs < <(logs_of build-asan "$suite")
  done
  sum_suites "${logs[@]}"
}
