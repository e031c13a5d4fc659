/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "alarm-links.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "base/error.h"
#include "camera-facts.h"
#include "link/json-get.h"
#include "model/query.h"
#include "monitor/readings.h"
#include "store/side.h"
#include "wrap-box.h"

#define EVACUATION_PAGE "evacuate"
#define MOST_RECORDINGS 4

void
anlan_alarm_links_free (AnlanAlarmLinks *links)
{
  g_free (links->camera);
  g_clear_pointer (&links->recordings, g_ptr_array_unref);
  g_free (links);
}

/* --- finding ------------------------------------------------------------------------------------------------------------ */

/* Whether readings of this name are kept. A plant in which nothing was ever measured has no such file. */
static gboolean
find_series (AnlanPlant *plant, const char *name, gboolean *found, GError **error)
{
  const char *dir = anlan_store_get_dir (anlan_plant_get_store (plant));
  g_autoptr (GError) trouble = NULL;
  AnlanDb *db = anlan_side_open (dir, ANLAN_SIDE_READINGS, FALSE, &trouble);
  g_autoptr (GArray) readings = db != NULL ? anlan_readings_raw (db, name, 0, 0, 1, &trouble) : NULL;

  if (db != NULL)
    anlan_db_close (db);
  *found = readings != NULL;
  if (*found || g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&trouble));
  return FALSE;
}

/* The camera itself comes before one that looks at the same zone. */
static const AnlanRecord *
find_camera (GPtrArray *sources, const AnlanAlarm *alarm)
{
  const AnlanRecord *near = NULL;

  for (guint i = 0; i < sources->len; i++)
    {
      const AnlanRecord *source = g_ptr_array_index (sources, i);
      const char *zone = anlan_record_get_text (source, "zone");

      if (!anlan_camera_is_type (anlan_record_get_text (source, "type")))
        continue;
      if (g_str_equal (source->id, alarm->subject) ||
          g_str_equal (anlan_record_label (source), alarm->subject))
        return source;
      if (near == NULL && zone != NULL && g_strcmp0 (zone, alarm->zone) == 0)
        near = source;
    }
  return near;
}

static void
add_recording (AnlanAlarmLinks *links, const char *camera, const char *address)
{
  if (camera == NULL || address == NULL || links->recordings->len >= 2 * MOST_RECORDINGS)
    return;
  g_ptr_array_add (links->recordings, g_strdup (camera));
  g_ptr_array_add (links->recordings, g_strdup (address));
}

/* What the station has put by the alarm. */
static void
take_recordings (AnlanAlarmLinks *links, const char *text)
{
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;
  JsonArray *list = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonNode *item = json_array_get_element (list, i);

      if (JSON_NODE_HOLDS_OBJECT (item))
        add_recording (links, anlan_json_get_text (json_node_get_object (item), "camera"),
                       anlan_json_get_text (json_node_get_object (item), "address"));
    }
}

AnlanAlarmLinks *
anlan_alarm_links_find (AnlanPlant *plant, const AnlanAlarm *alarm, gboolean pictured, GError **error)
{
  g_autoptr (AnlanAlarmLinks) links = g_new0 (AnlanAlarmLinks, 1);
  g_autoptr (AnlanQuery) query = anlan_query_new ("source");
  g_autoptr (GPtrArray) sources = NULL;
  const AnlanRecord *camera;

  g_return_val_if_fail (plant != NULL && alarm != NULL, NULL);

  links->recordings = g_ptr_array_new_with_free_func (g_free);
  take_recordings (links, alarm->recordings);
  query->sort = g_strdup ("name");
  sources = anlan_plant_find (plant, query, error);
  if (sources == NULL || !find_series (plant, alarm->subject, &links->series, error))
    return NULL;
  camera = find_camera (sources, alarm);
  if (camera != NULL)
    {
      g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
      g_autofree char *address = anlan_camera_recording (camera, alarm->raised, zone);

      links->camera = g_strdup (camera->id);
      /* An alarm of before the station looked for them, or of a rule whose zone has none. */
      if (links->recordings->len == 0)
        add_recording (links, anlan_record_label (camera), address);
    }
  else if (pictured && !links->series)
    links->camera = g_strdup (alarm->subject);
  return g_steal_pointer (&links);
}

/* --- showing ------------------------------------------------------------------------------------------------------------ */

static GtkWidget *
add_button (GtkWidget *box, const char *label, const char *name)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_name (button, name);
  gtk_widget_insert_before (button, box, NULL);
  return button;
}

static void
recording_cb (GtkButton *button, const char *address)
{
  gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (button))), address, GDK_CURRENT_TIME);
}

GtkWidget *
anlan_alarm_links_make (const AnlanAlarmLinks *links, const AnlanAlarm *alarm, AnlanPages *pages)
{
  GtkWidget *box, *button;
  gboolean leave;

  g_return_val_if_fail (links != NULL && alarm != NULL && pages != NULL, NULL);

  leave = alarm->evacuate != G_MININT64 && anlan_pages_find (pages, EVACUATION_PAGE) != NULL;
  if (!leave && !links->series && links->camera == NULL && links->recordings->len == 0)
    return NULL;
  box = g_object_new (ANLAN_TYPE_WRAP_BOX, NULL);
  if (leave)
    {
      button = add_button (box, _ ("Open the _evacuation view"), "evacuate");
      gtk_widget_add_css_class (button, "destructive-action");
      gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), "win.page::" EVACUATION_PAGE);
    }
  if (links->series)
    {
      button = add_button (box, _ ("_Readings then"), "readings");
      gtk_widget_set_tooltip_text (button,
                                   _ ("What was measured around the alarm, with the levels of its rules"));
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ssx)", alarm->id, alarm->subject,
                                        alarm->raised);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "alarm.readings");
    }
  if (links->camera != NULL)
    {
      button = add_button (box, _ ("_Camera"), "camera");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", alarm->id, links->camera);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "alarm.camera");
    }
  for (guint i = 0; i + 1 < links->recordings->len; i += 2)
    {
      g_autofree char *title =
          g_strdup_printf (_ ("Recording: %s"), (const char *)links->recordings->pdata[i]);

      button = gtk_button_new_with_label (title);
      gtk_widget_set_name (button, "recording");
      gtk_widget_set_tooltip_text (button,
                                   _ ("15 min before and after. The recorder asks for its own password."));
      gtk_widget_insert_before (button, box, NULL);
      g_signal_connect_data (button, "clicked", G_CALLBACK (recording_cb),
                             g_strdup (links->recordings->pdata[i + 1]), (GClosureNotify)(GCallback)g_free,
                             0);
    }
  return box;
}
