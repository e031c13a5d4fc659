/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"

G_BEGIN_DECLS

/* The parts of what the station serves to browsers and programs. Each has a switch of its own, a setting of the plant that is
 * "on" or not, behind the one for all of it; all are off until somebody switches them on. */
typedef enum
{
  ANLAN_WEB_REPORT,    /* posters */
  ANLAN_WEB_DUTIES,    /* personal links: what I owe */
  ANLAN_WEB_STATUS,    /* by the code of a receipt */
  ANLAN_WEB_ROUNDS,
  ANLAN_WEB_READ,      /* read and understood */
  ANLAN_WEB_VERIFY,    /* codes on papers and badges */
  ANLAN_WEB_MUSTER,
  ANLAN_WEB_BROADCAST, /* what is to be done here, in an alarm */
  ANLAN_WEB_API,       /* other programs */
  ANLAN_WEB_N_PARTS,
  ANLAN_WEB_ANY = ANLAN_WEB_N_PARTS, /* of a route: what all pages need */
} AnlanWebPart;

#define ANLAN_WEB_SETTING "web"

/* "on": what needs a personal link or a token is given over plain HTTP, too. Then whoever listens in the plant's network can
 * read and take over what is sent. */
#define ANLAN_WEB_PLAIN_SETTING "web-plain"

const char *anlan_web_part_setting  (AnlanWebPart part); /* "web-report" */
const char *anlan_web_part_title    (AnlanWebPart part); /* for people */

/* Whether it is given over plain HTTP without the plant's word: reports by a poster, the status by a receipt, codes that are
 * only looked at, and instructions in an alarm. The rest bears a person's name or a program's rights. */
gboolean    anlan_web_part_is_plain (AnlanWebPart part);

/* Whether it and all of it are switched on; of ANLAN_WEB_ANY any part. No SQL; any thread. */
gboolean    anlan_web_is_on         (AnlanPlant *plant, AnlanWebPart part);

/* Whether it may be given over plain HTTP to other machines. */
gboolean    anlan_web_may_be_plain  (AnlanPlant *plant, AnlanWebPart part);

G_END_DECLS
