# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Each lint_NAME is a check that says nothing when it holds. Facts about the tree that no tool knows are in
# check-sources.py.

lint_checks=(
  format cppcheck floors sqlite gtk spdx length potfiles strings translations kinds papers ui schema desktop metainfo manual json shell
)

# The commit that a change starts from: where it left main, else the commit before.
lint_base ()
{
  local base='' branch
  for branch in main origin/main; do
    base=$(git merge-base "$branch" HEAD 2> /dev/null) || base=''
    if [ -n "$base" ] && [ "$base" != "$(git rev-parse HEAD)" ]; then
      echo "$base"
      return
    fi
  done
  git rev-parse --verify --quiet HEAD~1
}

# Headers line their prototypes up in columns by hand, which clang-format cannot, so it judges the .c files.
lint_format ()
{
  local base out
  base=$(lint_base) || { echo "no commit to compare with"; return 1; }
  out=$(git clang-format --quiet --diff "$base" -- '*.c')
  case "$out" in
    ''|'no modified files to format'*|'clang-format did not modify any files'*) ;;
    *) echo "$out"; echo "mend with: git clang-format $base"; return 1 ;;
  esac
}

lint_cppcheck ()
{
  local includes=() dir cache
  # What it keeps from the last run says nothing of the rules that it was run by.
  cache=build/cppcheck-$(cat build-aux/cppcheck.* build-aux/dev-lint.sh | cksum | cut -d ' ' -f 1)
  for dir in src/*/include src/*/; do
    includes+=("-I${dir%/}")
  done
  mkdir -p "$cache"
  cppcheck --quiet --enable=warning,performance,portability --inline-suppr --error-exitcode=1 --std=c11 -j "$(nproc)" \
    --library=gtk --library=build-aux/cppcheck.cfg --suppressions-list=build-aux/cppcheck.supp --cppcheck-build-dir="$cache" \
    --template='{file}:{line}: {severity}: {message} [{id}]' "${includes[@]}" src 2>&1
}

lint_floors () { build-aux/check-sources.py floors; }
lint_sqlite () { build-aux/check-sources.py sqlite; }
lint_gtk () { build-aux/check-sources.py gtk; }
lint_spdx () { build-aux/check-sources.py spdx; }
lint_length () { build-aux/check-sources.py length; }
lint_potfiles () { build-aux/check-sources.py potfiles; }
lint_strings () { build-aux/check-sources.py strings; }
lint_translations () { build-aux/po.sh check 2>&1; }

lint_kinds ()
{
  xmllint --noout --relaxng resources/kinds/kind.rng resources/kinds/*.xml 2>&1 | grep -v ' validates$'
  return "${PIPESTATUS[0]}"
}

lint_papers ()
{
  xmllint --noout --relaxng resources/papers/paper.rng resources/papers/*.xml 2>&1 | grep -v ' validates$'
  return "${PIPESTATUS[0]}"
}

lint_ui ()
{
  # The tool does not know types of our own: files with a template are opened by the display tests.
  local plain=()
  mapfile -t plain < <(git ls-files -z 'resources/*.ui' | xargs -0 -r grep -L '<template')
  [ ${#plain[@]} -gt 0 ] || return 0
  # shellcheck disable=SC2016 # for the inner shell
  with_display 640x480 bash -c '
    status=0
    for file; do gtk4-builder-tool validate "$file" || status=1; done
    exit $status' bash "${plain[@]}" 2>&1
}

lint_schema () { glib-compile-schemas --strict --dry-run data 2>&1; }
lint_desktop () { desktop-file-validate build/data/*.desktop 2>&1; }

lint_metainfo ()
{
  local out
  out=$(appstreamcli validate --no-net --no-color build/data/*.metainfo.xml 2>&1) || { echo "$out"; return 1; }
}

lint_manual ()
{
  local page out=''
  for page in data/*.1; do
    out+=$(groff -man -Tutf8 -ww -z "$page" 2>&1)
  done
  # The commands of the manual are those that the program lists when it is called with none.
  out+=$(diff --label anlanctl.1 <(sed -n 's/^\.BI \([a-z]*\)\\~ .*/\1/p' data/anlanctl.1 | sort -u) \
              --label anlanctl <(build/src/cli/anlanctl 2>&1 | sed -n 's/^  anlanctl \([a-z]*\) .*/\1/p' | sort)) || true
  [ -z "$out" ] || { echo "$out"; return 1; }
}

lint_json ()
{
  local file status=0
  while IFS= read -r -d '' file; do
    python3 -m json.tool "$file" > /dev/null || { echo "$file is no JSON"; status=1; }
  done < <(git ls-files -z '*.json') 2>&1
  return "$status"
}

lint_shell ()
{
  local file files=() status=0
  mapfile -t files < <(git ls-files dev .ci/run '*.sh')
  for file in "${files[@]}"; do
    bash -n "$file" 2>&1 || status=1
  done
  # The parts of ./dev are read through it, so that names of one part are known in the next.
  mapfile -t files < <(printf '%s\n' "${files[@]}" | grep -v '/dev-')
  shellcheck --external-sources "${files[@]}" || status=1
  return "$status"
}

dev_lint ()
{
  local check out failed=0 checks=("$@")
  [ ${#checks[@]} -gt 0 ] || checks=("${lint_checks[@]}")
  need build window display lint
  configure build "${configure_options[@]}"
  # What is validated is what is installed, so it has to be there.
  build build
  for check in "${checks[@]}"; do
    if out=$("lint_$check"); then
      echo "ok      $check"
    else
      echo "FAILED  $check"
      sed 's/^/        /' <<< "$out"
      failed=1
    fi
  done
  return "$failed"
}
