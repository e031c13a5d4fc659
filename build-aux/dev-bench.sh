# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later

# Every program in build/tests/bench measures itself against a reference in the same run and prints its figures, a line
# each. They need a screen of their own, and a machine that does nothing else.
dev_bench ()
{
  local program status=0 programs=()
  need build window display
  configure build "${configure_options[@]}"
  build build
  for program in build/tests/bench/*; do
    if [ -f "$program" ] && [ -x "$program" ]; then
      programs+=("$program")
    fi
  done
  [ ${#programs[@]} -gt 0 ] || { echo "dev: there is no program in build/tests/bench" >&2; return 1; }
  for program in "${programs[@]}"; do
    echo "== $(basename "$program")"
    from_build_folder build with_display 1280x800 "$program" || { echo "dev: $program failed" >&2; status=1; }
  done
  return "$status"
}
