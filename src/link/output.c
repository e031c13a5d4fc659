/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "link/output.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <modbus.h>
#include <string.h>

#include "base/blocking.h"
#include "base/error.h"
#include "link/settings.h"
#include "modbus-source.h"

/* A relay that takes longer is not there, s. */
#define PATIENCE 5

struct _AnlanOutput
{
  gboolean modbus;
  AnlanModbusLine line;
  int device;
  int coil;
  GUri *uris[2]; /* off, on */
  char *method;
  char *bodies[2]; /* or NULL */
};

void
anlan_output_free (AnlanOutput *output)
{
  if (output == NULL)
    return;
  anlan_modbus_line_clear (&output->line);
  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&output->uris[i], g_uri_unref);
      g_free (output->bodies[i]);
    }
  g_free (output->method);
  g_free (output);
}

static gboolean
read_coil (AnlanOutput *output, JsonObject *settings, GError **error)
{
  gint64 device, coil;

  if (!anlan_modbus_line_read (&output->line, settings, error) ||
      !anlan_settings_integer (settings, "device", 0, 247, 1, &device, error) ||
      !anlan_settings_integer (settings, "coil", 0, 65535, -1, &coil, error))
    return FALSE;
  if (coil < 0)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("Fill in the coil that switches it."));
      return FALSE;
    }
  output->device = (int)device;
  output->coil = (int)coil;
  return TRUE;
}

static gboolean
read_address (JsonObject *settings, const char *name, GUri **uri, GError **error)
{
  const char *text;

  if (!anlan_settings_need (settings, name, &text, error))
    return FALSE;
  *uri = g_uri_parse (text, SOUP_HTTP_URI_FLAGS, NULL);
  if (*uri != NULL && g_uri_get_host (*uri) != NULL && *g_uri_get_host (*uri) != '\0' &&
      (g_str_equal (g_uri_get_scheme (*uri), "http") || g_str_equal (g_uri_get_scheme (*uri), "https")))
    return TRUE;
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("“%s” must be a whole web address."), name);
  return FALSE;
}

static gboolean
read_web (AnlanOutput *output, JsonObject *settings, GError **error)
{
  const char *method, *on, *off;

  if (!read_address (settings, "off", &output->uris[0], error) ||
      !read_address (settings, "on", &output->uris[1], error) ||
      !anlan_settings_text (settings, "method", "POST", &method, error) ||
      !anlan_settings_text (settings, "body_on", NULL, &on, error) ||
      !anlan_settings_text (settings, "body_off", NULL, &off, error))
    return FALSE;
  if (!g_str_equal (method, "GET") && !g_str_equal (method, "POST") && !g_str_equal (method, "PUT"))
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("“method” must be GET, POST or PUT."));
      return FALSE;
    }
  output->method = g_strdup (method);
  output->bodies[0] = g_strdup (off);
  output->bodies[1] = g_strdup (on);
  return TRUE;
}

AnlanOutput *
anlan_output_new (const char *type, JsonObject *settings, GError **error)
{
  g_autoptr (AnlanOutput) output = NULL;

  g_return_val_if_fail (type != NULL && settings != NULL, NULL);

  output = g_new0 (AnlanOutput, 1);
  output->modbus = strcmp (type, "modbus") == 0;
  if (!output->modbus && strcmp (type, "http") != 0)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("An output is of type modbus or http, not “%s”."), type);
      return NULL;
    }
  if (!(output->modbus ? read_coil (output, settings, error) : read_web (output, settings, error)))
    return NULL;
  return g_steal_pointer (&output);
}

/* --- switching ------------------------------------------------------------------------------------------------- */

/* Function 5, of one coil: no other function that writes is in this program. */
static gboolean
set_coil (AnlanOutput *output, gboolean on, GError **error)
{
  modbus_t *bus = anlan_modbus_line_open (&output->line, error);
  gboolean done;

  if (bus == NULL)
    return FALSE;
  done = modbus_set_slave (bus, output->device) == 0 && modbus_write_bit (bus, output->coil, on) == 1;
  if (!done)
    g_set_error (
        error, ANLAN_ERROR, ANLAN_ERROR_IO,
        _ ("The relay does not switch (%s). See whether it has power, and whether device number and coil are "
           "right."),
        modbus_strerror (errno));
  modbus_close (bus);
  modbus_free (bus);
  return done;
}

static gboolean
set_web (AnlanOutput *output, gboolean on, GError **error)
{
  g_autoptr (SoupSession) session =
      soup_session_new_with_options ("timeout", (guint)PATIENCE, "user-agent", "Anlan", NULL);
  g_autoptr (SoupMessage) message = soup_message_new_from_uri (output->method, output->uris[on ? 1 : 0]);
  const char *body = output->bodies[on ? 1 : 0];
  g_autoptr (GBytes) bytes = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;
  g_autoptr (GInputStream) answer = NULL;
  g_autoptr (GError) trouble = NULL;
  guint status;

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  if (bytes != NULL)
    soup_message_set_request_body_from_bytes (message, body[0] == '{' ? "application/json" : "text/plain",
                                              bytes);
  answer = soup_session_send (session, message, NULL, &trouble);
  status = soup_message_get_status (message);
  if (answer != NULL && status >= 200 && status < 300)
    return TRUE;
  if (trouble != NULL)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_IO, _ ("The lamp or horn cannot be reached (%s)."),
                 trouble->message);
  else
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED,
                 _ ("The lamp or horn answers %u to its web address."), status);
  return FALSE;
}

gboolean
anlan_output_set (AnlanOutput *output, gboolean on, GError **error)
{
  g_return_val_if_fail (output != NULL, FALSE);

  anlan_may_block ("switch a lamp or horn");
  return output->modbus ? set_coil (output, on, error) : set_web (output, on, error);
}
