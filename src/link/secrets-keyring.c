/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

/* Secrets in the keyring of the person who is signed in. */

#include "link/secrets.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

#include "base/error.h"

#define ANLAN_TYPE_SECRETS_KEYRING (anlan_secrets_keyring_get_type ())
G_DECLARE_FINAL_TYPE (AnlanSecretsKeyring, anlan_secrets_keyring, ANLAN, SECRETS_KEYRING, GObject)

struct _AnlanSecretsKeyring
{
  GObject parent_instance;
};

static const SecretSchema schema = {
  "io.github.anlan.Anlan",
  SECRET_SCHEMA_NONE,
  { { "owner", SECRET_SCHEMA_ATTRIBUTE_STRING }, { "name", SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

static gboolean
set_failed (GError *trouble, GError **error)
{
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_IO,
               _ ("The keyring did not answer (%s). Unlock it, then try again."), trouble->message);
  return FALSE;
}

static gboolean
keyring_look_up (AnlanSecrets *secrets, const char *owner, const char *name, char **secret, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  char *found = secret_password_lookup_sync (&schema, NULL, &trouble, "owner", owner, "name", name, NULL);

  if (trouble != NULL)
    return set_failed (trouble, error);
  *secret = g_strdup (found);
  secret_password_free (found);
  return TRUE;
}

static gboolean
keyring_keep (AnlanSecrets *secrets, const char *owner, const char *name, const char *secret, GError **error)
{
  g_autofree char *label = g_strdup_printf (_ ("Anlan: “%s” of %s"), name, owner);
  g_autoptr (GError) trouble = NULL;

  if (secret != NULL)
    secret_password_store_sync (&schema, SECRET_COLLECTION_DEFAULT, label, secret, NULL, &trouble, "owner",
                                owner, "name", name, NULL);
  else
    secret_password_clear_sync (&schema, NULL, &trouble, "owner", owner, "name", name, NULL);
  return trouble == NULL || set_failed (trouble, error);
}

static void
keyring_iface_init (AnlanSecretsInterface *iface)
{
  iface->look_up = keyring_look_up;
  iface->keep = keyring_keep;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (AnlanSecretsKeyring,
                               anlan_secrets_keyring,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ANLAN_TYPE_SECRETS, keyring_iface_init))

static void
anlan_secrets_keyring_class_init (AnlanSecretsKeyringClass *klass)
{
}

static void
anlan_secrets_keyring_init (AnlanSecretsKeyring *self)
{
}

AnlanSecrets *
anlan_secrets_new_keyring (GError **error)
{
  g_autoptr (GError) trouble = NULL;
  g_autoptr (SecretService) service = secret_service_get_sync (SECRET_SERVICE_OPEN_SESSION, NULL, &trouble);

  if (service != NULL)
    return g_object_new (ANLAN_TYPE_SECRETS_KEYRING, NULL);
  set_failed (trouble, error);
  return NULL;
}
