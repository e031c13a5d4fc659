#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Translations: what the sources say now against what po/ holds.
#   po.sh pot FILE    writes the template of all messages
#   po.sh update      merges new messages into each po file, drops what is gone
#   po.sh check       fails on a message that is missing, untranslated, fuzzy or left over
# Places name files without lines, so that a moved line is no change and two branches rarely meet.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

pot ()
{
  local out=$1 files
  files=$(mktemp)
  grep -v '^#' po/POTFILES.in > "$files"
  # The keywords and flags are those of Meson's glib preset.
  GETTEXTDATADIRS=$PWD/data/gettext xgettext \
    --files-from="$files" --output="$out" --from-code=UTF-8 --add-comments --add-location=file \
    --package-name=anlan --copyright-holder='The Anlan authors' \
    --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 \
    --keyword=g_dcgettext:2 --keyword=g_dngettext:2,3 --keyword=g_dpgettext2:2c,3 \
    --flag=N_:1:pass-c-format --flag=C_:2:pass-c-format --flag=NC_:2:pass-c-format \
    --flag=g_dngettext:2:pass-c-format --flag=g_strdup_printf:1:c-format \
    --flag=g_string_printf:2:c-format --flag=g_string_append_printf:2:c-format \
    --flag=g_error_new:3:c-format --flag=g_set_error:4:c-format \
    --flag=g_markup_printf_escaped:1:c-format --flag=g_log:3:c-format --flag=g_print:1:c-format \
    --flag=g_printerr:1:c-format --flag=g_printf:1:c-format --flag=g_fprintf:2:c-format \
    --flag=g_sprintf:2:c-format --flag=g_snprintf:3:c-format
  rm -f "$files"
}

languages ()
{
  grep -v '^#' po/LINGUAS
}

update ()
{
  local template lang
  template=$(mktemp --suffix=.pot)
  pot "$template"
  for lang in $(languages); do
    [ -e "po/$lang.po" ] || msginit --no-translator --locale="$lang.UTF-8" --input="$template" --output="po/$lang.po"
    msgmerge --quiet --update --backup=none --no-fuzzy-matching --add-location=file --no-wrap \
      "po/$lang.po" "$template"
    # The dates of the template change with each run and say nothing.
    msgattrib --no-obsolete --add-location=file --no-wrap "po/$lang.po" \
      | sed '/^"POT-Creation-Date:/d' > "$template.po"
    mv "$template.po" "po/$lang.po"
  done
  rm -f "$template"
}

check ()
{
  local template lang left failed=0
  template=$(mktemp --suffix=.pot)
  pot "$template"
  for lang in $(languages); do
    # Prints each message that is missing, untranslated or fuzzy, and checks format strings.
    msgcmp "po/$lang.po" "$template" || failed=1
    msgfmt --check --output-file=/dev/null "po/$lang.po" || failed=1
    left=$(msgmerge --quiet --no-fuzzy-matching "po/$lang.po" "$template" \
           | msgattrib --only-obsolete --no-wrap - | grep -c '^#~ msgid "' || true)
    [ "$left" = 0 ] || { echo "po/$lang.po: $left messages that no source has any more (./dev po drops them)" >&2; failed=1; }
  done
  rm -f "$template"
  [ "$failed" = 0 ] || echo "po: run ./dev po, then translate what is empty" >&2
  return "$failed"
}

case "${1:-}" in
  pot) pot "${2:?po.sh pot FILE}" ;;
  update) update ;;
  check) check ;;
  *) sed -n '3,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
