/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "base/hash.h"
#include "link/camera.h"
#include "link/cloudevents.h"
#include "link/profile.h"

G_BEGIN_DECLS

/**
 * AnlanInletMessage:
 * @source: id of the source
 * @settings: what the plant's record of it says
 * @profile: (nullable): that of its setting "profile"
 * @headers: those that events have; its content_type is that of any message
 * @address: of the sender
 *
 * What a device has posted to its source. Borrowed.
 */
typedef struct
{
  const char       *source;
  JsonObject       *settings;
  AnlanProfile     *profile;
  AnlanCloudHeaders headers;
  GBytes           *body;
  const char       *address;
  gint64            received;
} AnlanInletMessage;

/**
 * AnlanInletRead:
 *
 * How the bodies of a type of sources that are posted to are read: a pure function of this form in link/, which inlet.c finds
 * by the name of the type. ANLAN_ERROR_INPUT with what is wrong where nothing can be taken; any thread.
 */
typedef AnlanBatch *(*AnlanInletRead) (const AnlanInletMessage *message, GError **error);

/* NULL where sources of this type are not posted to, or by a camera. */
AnlanInletRead anlan_inlet_find      (const char *type);

/* Whether sources of this type are posted to by a camera, of which must be remembered what is going on (link/camera.h). */
gboolean       anlan_inlet_is_camera (const char *type, AnlanCameraMake *make);

/* Whether sources of this type are none, but an address at which others read what the plant has measured. */
gboolean       anlan_inlet_is_outlet (const char *type);

/* Any of them: what has an address at the station. */
gboolean       anlan_inlet_is_posted (const char *type);

/**
 * anlan_inlet_new_token:
 * @hash: (out): the only thing of it that is ever stored
 *
 * A secret of 192 random bits in 32 letters, digits, - and _, which is the end of the address that a device posts to.
 *
 * Returns: (transfer full): the token, to be shown once. Wiped and freed by the caller.
 */
char          *anlan_inlet_new_token  (char hash[ANLAN_SHA256_HEX + 1]);

/* Whether @token is the one of @hash, in a time that does not tell how much of it is right. */
gboolean       anlan_inlet_is_token   (const char *token, const char *hash);

G_END_DECLS
