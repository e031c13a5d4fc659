/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "link/push.h"

G_BEGIN_DECLS

/**
 * AnlanHj212Source:
 *
 * A port that data loggers of HJ 212-2017 connect to. A message that asks for it is answered once it is committed, so that
 * what could not be stored is sent again. Bounded: 64 connections, 8 from one address; one message at a time of each.
 *
 * Settings:
 *   address   of the interface it listens on, 0.0.0.0 for all; also with the port behind a colon
 *   port      1 to 65535; 0: any that is free
 *   stations  MN of those that may send, with commas between them; left out: all
 *   password  PW that they must send; left out: any
 *   timeout   seconds without a word after which a connection is closed, 1 to 86400; 3600
 *   lenient   messages with a wrong checksum are taken, their readings marked as uncertain
 */
#define ANLAN_TYPE_HJ212_SOURCE (anlan_hj212_source_get_type ())
G_DECLARE_FINAL_TYPE (AnlanHj212Source, anlan_hj212_source, ANLAN, HJ212_SOURCE, AnlanSource)

AnlanSource *anlan_hj212_source_make     (const char *id, AnlanIntake *intake, JsonObject *settings, GError **error);

/* On which port it listens, or 0. */
guint16      anlan_hj212_source_get_port (AnlanHj212Source *self);

G_END_DECLS
