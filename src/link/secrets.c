/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "link/secrets.h"

#include <string.h>

#include "base/blocking.h"

G_DEFINE_INTERFACE (AnlanSecrets, anlan_secrets, G_TYPE_OBJECT)

static void
anlan_secrets_default_init (AnlanSecretsInterface *iface)
{
}

gboolean
anlan_secrets_name_valid (const char *name)
{
  g_return_val_if_fail (name != NULL, FALSE);

  return *name != '\0' && strspn (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._:-") == strlen (name);
}

gboolean
anlan_secrets_look_up (
    AnlanSecrets *secrets, const char *owner, const char *name, char **secret, GError **error)
{
  g_return_val_if_fail (ANLAN_IS_SECRETS (secrets) && secret != NULL, FALSE);
  g_return_val_if_fail (anlan_secrets_name_valid (owner) && anlan_secrets_name_valid (name), FALSE);

  anlan_may_block ("look up a secret");
  *secret = NULL;
  return ANLAN_SECRETS_GET_IFACE (secrets)->look_up (secrets, owner, name, secret, error);
}

gboolean
anlan_secrets_keep (
    AnlanSecrets *secrets, const char *owner, const char *name, const char *secret, GError **error)
{
  g_return_val_if_fail (ANLAN_IS_SECRETS (secrets), FALSE);
  g_return_val_if_fail (anlan_secrets_name_valid (owner) && anlan_secrets_name_valid (name), FALSE);

  anlan_may_block ("keep a secret");
  return ANLAN_SECRETS_GET_IFACE (secrets)->keep (secrets, owner, name, secret, error);
}

void
anlan_secret_free (char *secret)
{
  if (secret == NULL)
    return;

  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

gboolean
anlan_secrets_fill (
    AnlanSecrets *secrets, const char *owner, const char *const *names, JsonObject *settings, GError **error)
{
  g_return_val_if_fail (names != NULL && settings != NULL, FALSE);

  for (guint i = 0; names[i] != NULL; i++)
    {
      char *secret;

      if (!anlan_secrets_look_up (secrets, owner, names[i], &secret, error))
        return FALSE;
      if (secret != NULL)
        json_object_set_string_member (settings, names[i], secret);
      anlan_secret_free (secret);
    }
  return TRUE;
}

/* --- keyring before file --------------------------------------------------------------------------------------- */

#define ANLAN_TYPE_SECRETS_PAIR (anlan_secrets_pair_get_type ())
G_DECLARE_FINAL_TYPE (AnlanSecretsPair, anlan_secrets_pair, ANLAN, SECRETS_PAIR, GObject)

struct _AnlanSecretsPair
{
  GObject parent_instance;

  AnlanSecrets *keyring;
  AnlanSecrets *file;
};

/* A station that starts before anybody has signed in finds the keyring locked, and what it needs in the file. */
static gboolean
pair_look_up (AnlanSecrets *secrets, const char *owner, const char *name, char **secret, GError **error)
{
  AnlanSecretsPair *self = ANLAN_SECRETS_PAIR (secrets);
  GError *locked = NULL;

  if (anlan_secrets_look_up (self->keyring, owner, name, secret, &locked))
    return *secret != NULL || anlan_secrets_look_up (self->file, owner, name, secret, error);
  if (anlan_secrets_look_up (self->file, owner, name, secret, NULL) && *secret != NULL)
    {
      g_error_free (locked);
      return TRUE;
    }
  g_propagate_error (error, locked);
  return FALSE;
}

/* An old one in the file would come to light again once the new one is forgotten. */
static gboolean
pair_keep (AnlanSecrets *secrets, const char *owner, const char *name, const char *secret, GError **error)
{
  AnlanSecretsPair *self = ANLAN_SECRETS_PAIR (secrets);

  return anlan_secrets_keep (self->keyring, owner, name, secret, error) &&
         anlan_secrets_keep (self->file, owner, name, NULL, error);
}

static void
pair_iface_init (AnlanSecretsInterface *iface)
{
  iface->look_up = pair_look_up;
  iface->keep = pair_keep;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (AnlanSecretsPair,
                               anlan_secrets_pair,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ANLAN_TYPE_SECRETS, pair_iface_init))

static void
anlan_secrets_pair_dispose (GObject *object)
{
  AnlanSecretsPair *self = ANLAN_SECRETS_PAIR (object);

  g_clear_object (&self->keyring);
  g_clear_object (&self->file);
  G_OBJECT_CLASS (anlan_secrets_pair_parent_class)->dispose (object);
}

static void
anlan_secrets_pair_class_init (AnlanSecretsPairClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_secrets_pair_dispose;
}

static void
anlan_secrets_pair_init (AnlanSecretsPair *self)
{
}

AnlanSecrets *
anlan_secrets_new_pair (AnlanSecrets *keyring, AnlanSecrets *file)
{
  AnlanSecretsPair *pair;

  g_return_val_if_fail (ANLAN_IS_SECRETS (keyring) && ANLAN_IS_SECRETS (file), NULL);

  pair = g_object_new (ANLAN_TYPE_SECRETS_PAIR, NULL);
  pair->keyring = g_object_ref (keyring);
  pair->file = g_object_ref (file);
  return ANLAN_SECRETS (pair);
}

AnlanSecrets *
anlan_secrets_new (void)
{
  g_autoptr (AnlanSecrets) file = anlan_secrets_new_file (NULL);
  /* Why there is no keyring does not matter: a machine without a desktop has none. */
  g_autoptr (AnlanSecrets) keyring = anlan_secrets_new_keyring (NULL);

  return keyring != NULL ? anlan_secrets_new_pair (keyring, file) : g_steal_pointer (&file);
}
