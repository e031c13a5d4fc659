# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The fuzz targets are tests/fuzz/fuzz-NAME.c; what they start from lies in tests/fuzz/corpus/NAME/, words of the format
# in tests/fuzz/NAME.dict. Inputs found on the way stay in build-fuzz/corpus/, those that broke something in
# build-fuzz/broken/.

fuzz_one ()
{
  local target=$1 seconds=$2 seed=$3 name options=() status=0
  name=$(basename "$target")
  name=${name#fuzz-}
  mkdir -p "build-fuzz/corpus/$name" build-fuzz/broken
  [ ! -e "tests/fuzz/$name.dict" ] || options+=("-dict=tests/fuzz/$name.dict")
  [ ! -d "tests/fuzz/corpus/$name" ] || options+=("tests/fuzz/corpus/$name")
  ASAN_OPTIONS=detect_leaks=1:fast_unwind_on_malloc=0 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
    LSAN_OPTIONS=suppressions=$PWD/tests/lsan.supp:print_suppressions=0 \
    "$target" -seed="$seed" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 -verbosity=0 \
    -artifact_prefix="build-fuzz/broken/$name-" "build-fuzz/corpus/$name" "${options[@]}" \
    > "build-fuzz/$name.log" 2>&1 || status=$?
  if [ "$status" = 0 ]; then
    echo "fuzz $name: ok, $(sed -n 's/^stat::number_of_executed_units: *//p' "build-fuzz/$name.log") inputs" >&2
    printf '{"name": "fuzz / %s", "result": "OK", "returncode": 0}\n' "$name"
  else
    echo "fuzz $name: FAILED with status $status; the end of build-fuzz/$name.log:" >&2
    tail -n 40 "build-fuzz/$name.log" >&2
    printf '{"name": "fuzz / %s", "result": "FAIL", "returncode": %d}\n' "$name" "$status"
  fi
}

# fuzz_all SECONDS SEED: all targets together run SECONDS, an equal share each, as many at a time as there are cores.
# From SEED 0 libFuzzer takes another way each time.
fuzz_all ()
{
  local seconds=$1 seed=$2 targets=() target share jobs
  need build fuzz
  CC=clang configure build-fuzz -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false
  build build-fuzz fuzzers
  for target in build-fuzz/tests/fuzz/fuzz-*; do
    [ ! -f "$target" ] || [ ! -x "$target" ] || targets+=("$target")
  done
  [ ${#targets[@]} -gt 0 ] || { echo "dev: build-fuzz has no targets" >&2; return 1; }
  share=$(((seconds + ${#targets[@]} - 1) / ${#targets[@]}))
  jobs=$(nproc)
  echo "== fuzz: ${#targets[@]} targets, $share seconds each, $jobs at a time"
  mkdir -p build/meson-logs
  rm -f build-fuzz/results
  for target in "${targets[@]}"; do
    while [ "$(jobs -pr | wc -l)" -ge "$jobs" ]; do
      wait -n || true
    done
    fuzz_one "$target" "$share" "$seed" >> build-fuzz/results &
  done
  wait
  mv build-fuzz/results build/meson-logs/suite-fuzz.json
}

dev_fuzz ()
{
  fuzz_all "${1:-${ANLAN_FUZZ_SECONDS:-600}}" 0
  sum_suites build/meson-logs/suite-fuzz.json
}
