/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AnlanSecrets:
 *
 * Where tokens, passwords and the addresses that are themselves keys are kept: never in the plant, its logs or its exports.
 * Each belongs to an owner (the id of a channel or source) and has a name. Calls block, and belong on no thread that draws;
 * any other thread may use the same object.
 */
#define ANLAN_TYPE_SECRETS (anlan_secrets_get_type ())
G_DECLARE_INTERFACE (AnlanSecrets, anlan_secrets, ANLAN, SECRETS, GObject)

struct _AnlanSecretsInterface
{
  GTypeInterface parent_interface;

  gboolean (*look_up) (
      AnlanSecrets *secrets, const char *owner, const char *name, char **secret, GError **error);
  gboolean (*keep) (
      AnlanSecrets *secrets, const char *owner, const char *name, const char *secret, GError **error);
};

/* The keyring of the person who is signed in (Secret Service). NULL with the reason where there is none. */
AnlanSecrets *
anlan_secrets_new_keyring (GError **error);

/* A file that only its owner may read. @path NULL: in the user's data folder. */
AnlanSecrets *
anlan_secrets_new_file (const char *path);

/* What is kept goes into the keyring and leaves the file; what is not in the keyring, or cannot be read there because it is
 * locked, is looked for in the file. */
AnlanSecrets *
anlan_secrets_new_pair (AnlanSecrets *keyring, AnlanSecrets *file);

/* Both where there is a keyring, else the file alone. */
AnlanSecrets *
anlan_secrets_new (void);

/* Ids and names have letters, digits and "._:-" only. */
gboolean
anlan_secrets_name_valid (const char *name);

/* *secret (nullable): freed by the caller with anlan_secret_free(); NULL, and TRUE, where there is none. */
gboolean
anlan_secrets_look_up (
    AnlanSecrets *secrets, const char *owner, const char *name, char **secret, GError **error);

/* @secret: (nullable): NULL forgets it. */
gboolean
anlan_secrets_keep (
    AnlanSecrets *secrets, const char *owner, const char *name, const char *secret, GError **error);

/* Overwrites it first. */
void
anlan_secret_free (char *secret);

/**
 * anlan_secrets_fill:
 * @names: what of @settings is secret
 *
 * Sets each member of @names that is kept for @owner.
 */
gboolean
anlan_secrets_fill (
    AnlanSecrets *secrets, const char *owner, const char *const *names, JsonObject *settings, GError **error);

G_END_DECLS
