/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "web-files.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/hash.h"
#include "web-resources.h"

#define PREFIX "/io/github/anlan/web/"

/* What is served as it is. */
static const struct
{
  const char *name;
  const char *type;
} files[] = {
  { "style.css", "text/css; charset=utf-8" },
  { "page.js", "text/javascript; charset=utf-8" },
  { "icon.svg", "image/svg+xml" },
};

static GBytes *
load (const char *name)
{
  static gsize registered = 0;
  g_autofree char *path = g_strconcat (PREFIX, name, NULL);

  if (g_once_init_enter (&registered))
    {
      anlan_web_register_resource ();
      g_once_init_leave (&registered, 1);
    }
  return g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

const char *
web_files_template (const char *name, gpointer unused)
{
  g_autofree char *file = g_strconcat (name, ".html", NULL);
  g_autoptr (GBytes) bytes = load (file);

  /* Resources stay where they are in the program, and end with NUL. */
  return bytes != NULL ? g_bytes_get_data (bytes, NULL) : NULL;
}

const char *
web_files_version (void)
{
  static char *version = NULL;

  if (g_once_init_enter (&version))
    {
      char hex[ANLAN_SHA256_HEX + 1];
      AnlanSha256 state;

      anlan_sha256_init (&state);
      for (guint i = 0; i < G_N_ELEMENTS (files); i++)
        {
          g_autoptr (GBytes) bytes = load (files[i].name);

          anlan_sha256_update (&state, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
        }
      anlan_sha256_hex (&state, hex);
      g_once_init_leave (&version, g_strndup (hex, 12));
    }
  return version;
}

void
web_files_handle (WebCall *call)
{
  const char *name = web_part (call, 0);

  for (guint i = 0; name != NULL && call->path[1] == NULL && i < G_N_ELEMENTS (files); i++)
    if (strcmp (files[i].name, name) == 0)
      {
        call->bytes = load (name);
        call->bytes_type = files[i].type;
        call->status = 200;
        call->keep = TRUE;
        return;
      }
  web_refuse (call, 404, _ ("There is no such page. Scan the code again, or ask the safety office."));
}
