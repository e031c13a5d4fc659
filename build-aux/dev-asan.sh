# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later

# sanitized COMMAND...: with what the sanitizers are to look for.
sanitized ()
(
  export ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1
  export LSAN_OPTIONS=suppressions=$PWD/build-aux/lsan.supp:print_suppressions=0
  export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
  "$@"
)

asan_suites ()
{
  local suite
  need build window display test
  configure build-asan -Db_sanitize=address,undefined -Db_lundef=false "${configure_options[@]}"
  build build-asan
  for suite in "$@"; do
    # They run three to five times as long.
    sanitized run_suite build-asan "$suite" --timeout-multiplier 5
  done
}

dev_asan ()
{
  local suites=("$@") logs
  [ ${#suites[@]} -gt 0 ] || suites=(displayless)
  asan_suites "${suites[@]}"
  logs=("${suites[@]/#/build-asan/meson-logs/suite-}")
  sum_suites "${logs[@]/%/.json}"
}
