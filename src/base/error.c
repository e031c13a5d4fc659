/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/error.h"

G_DEFINE_QUARK (anlan-error, anlan_error)
