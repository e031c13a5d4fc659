# shellcheck shell=bash disable=SC2034 # the groups are read by name
# SPDX-License-Identifier: GPL-3.0-or-later
# Debian and Ubuntu packages by what they are needed for. "a|b" is a where it exists, else b: the names differ between
# Debian 12 and 13 and Ubuntu 24.04.

# libminizip-dev: Debian 13's libxlsxwriter-dev names it in its pkg-config file and does not depend on it.
packages_build=(
  gcc libc6-dev meson ninja-build 'pkgconf|pkg-config' gettext appstream desktop-file-utils
  libglib2.0-dev 'libglib2.0-dev-bin|libglib2.0-bin' libxml2-utils
  libgtk-4-dev libgtk-4-bin libadwaita-1-dev libshumate-dev libsoup-3.0-dev libjson-glib-dev
  libsqlite3-dev libsodium-dev libsecret-1-dev libcurl4-gnutls-dev libgeos-dev libicu-dev
  libarchive-dev libxml2-dev libxlsxwriter-dev libminizip-dev libqrencode-dev
  libgdk-pixbuf-2.0-dev libexif-dev librsvg2-dev libpoppler-glib-dev
  libgnutls28-dev libmodbus-dev libmosquitto-dev libgsound-dev
)
packages_window=(librsvg2-common adwaita-icon-theme fonts-cantarell fonts-noto-cjk)
packages_display=(xvfb openbox xdotool scrot dbus-daemon at-spi2-core python3-gi)
packages_test=(sqlite3 poppler-utils gir1.2-atspi-2.0 python3-pyatspi x11-utils)
packages_shots=(locales)
packages_peers=(sqlite3 poppler-utils libxml2-utils gdal-bin python3-openpyxl zbar-tools gnome-keyring dbus-daemon
  python3-pymodbus python3-serial python3-serial-asyncio mosquitto mosquitto-clients openssl socat)
# Not on Ubuntu, whose browser is a snap: its tests say that they are skipped.
packages_browser=(chromium)
packages_node=(nodejs npm)
packages_fuzz=(clang libclang-rt-dev)
packages_lint=(git clang-format cppcheck shellcheck groff-base)

installed ()
{
  [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Those of the packages named that are not installed, each with all its alternatives, one a line.
missing_packages ()
{
  local package name
  for package in "$@"; do
    for name in ${package//|/ }; do
      if installed "$name"; then
        continue 2
      fi
    done
    echo "$package"
  done
}

# The first of the alternatives that apt-get could install; the first of all when it knows none, so that apt-get says so.
installable ()
{
  local name policy
  for name in ${1//|/ }; do
    policy=$(LC_ALL=C apt-cache policy "$name" 2>/dev/null)
    if [[ $policy == *'Candidate: '[!\(]* ]]; then
      echo "$name"
      return
    fi
  done
  echo "${1%%|*}"
}

# need GROUP...: installs what is missing of packages_GROUP.
need ()
{
  local group wanted=() missing as_root=() names=() package
  for group in "$@"; do
    local -n list=packages_$group
    wanted+=("${list[@]}")
  done
  if ! command -v dpkg-query > /dev/null; then
    echo "dev: no Debian or Ubuntu here: what is missing has to be installed by hand (${wanted[*]})" >&2
    return 0
  fi
  mapfile -t missing < <(missing_packages "${wanted[@]}")
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "${ANLAN_NO_INSTALL:-}" = 1 ]; then
    echo "dev: missing, and ANLAN_NO_INSTALL forbids to install: ${missing[*]}" >&2
    return 0
  fi
  if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo > /dev/null; then
      echo "dev: these packages are missing; install them as root, then run this again: ${missing[*]%%|*}" >&2
      return 1
    fi
    as_root=(sudo)
  fi
  echo "dev: installing ${#missing[@]} missing packages" >&2
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0)
  "${apt[@]}" update -qq < /dev/null >&2
  for package in "${missing[@]}"; do
    names+=("$(installable "$package")")
  done
  "${apt[@]}" install -y -qq --no-install-recommends "${names[@]}" < /dev/null >&2
}
