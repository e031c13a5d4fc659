/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "position-entry.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/text.h"
#include "base/units.h"
#include "resources.h"

struct _AnlanPositionEntry
{
  AdwPreferencesGroup parent_instance;

  /* template */
  AdwEntryRow *text_row;
  AdwComboRow *origin_row;
  AdwActionRow *result_row;

  /* owned */
  AnlanDesk *desk; /* or NULL */
  AnlanPlantGrid grid;
  gboolean has_grid, no_grid;
  AnlanLonLat near;
  gboolean has_near;
  gboolean quiet;
};

G_DEFINE_FINAL_TYPE (AnlanPositionEntry, anlan_position_entry, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  CHANGED,
  ACTIVATE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *const titles[ANLAN_N_ORIGINS] = {
  N_ ("GPS or Tianditu (WGS-84)"),
  N_ ("AMap or Tencent (GCJ-02)"),
  N_ ("Baidu (BD-09)"),
  N_ ("The plant's own grid"),
};

const char *
anlan_origin_get_title (AnlanOrigin origin)
{
  g_return_val_if_fail (origin < ANLAN_N_ORIGINS, "");

  return _ (titles[origin]);
}

/* --- the plant ----------------------------------------------------------------------------------------------- */

gboolean
anlan_plant_read_grid (AnlanPlant *plant, AnlanPlantGrid *grid)
{
  g_autofree char *text = anlan_plant_get_setting (plant, "plant-grid");

  return text != NULL && text[0] != '\0' && anlan_plant_grid_from_text (grid, text, NULL);
}

gboolean
anlan_plant_read_position (AnlanPlant *plant, AnlanLonLat *position)
{
  g_autofree char *lon = anlan_plant_get_setting (plant, "longitude");
  g_autofree char *lat = anlan_plant_get_setting (plant, "latitude");
  AnlanLonLat found;

  if (lon == NULL || lat == NULL || !anlan_text_to_number (lon, &found.lon, NULL) ||
      !anlan_text_to_number (lat, &found.lat, NULL) || !(fabs (found.lon) <= 180) ||
      !(fabs (found.lat) <= 90))
    return FALSE;
  *position = found;
  return TRUE;
}

/* --- what comes of it ---------------------------------------------------------------------------------------- */

static AnlanOrigin
get_origin (AnlanPositionEntry *self)
{
  guint place = adw_combo_row_get_selected (self->origin_row);

  return place < ANLAN_N_ORIGINS ? (AnlanOrigin)place : ANLAN_ORIGIN_WGS84;
}

static gboolean
read_position (AnlanPositionEntry *self, AnlanLonLat *position, gboolean *ambiguous, GError **error)
{
  g_autofree char *text = anlan_text_collapse (gtk_editable_get_text (GTK_EDITABLE (self->text_row)));

  if (text[0] == '\0')
    return FALSE;
  return anlan_position_read (text, get_origin (self), self->has_grid ? &self->grid : NULL,
                              self->has_near ? &self->near : NULL, position, ambiguous, error);
}

static char *
describe (AnlanPositionEntry *self, AnlanLonLat position, gboolean ambiguous)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *written = anlan_position_to_text (position);
  AnlanOrigin origin = get_origin (self);

  g_string_append (text, written);
  if (origin == ANLAN_ORIGIN_GCJ02 || origin == ANLAN_ORIGIN_BD09)
    {
      AnlanLonLat shown = anlan_datum_from_wgs84 (position, (AnlanDatum)origin);
      double metres = anlan_distance_m (position, shown);

      g_string_append (text, "\n");
      if (metres > 1)
        g_string_append_printf (text, _ ("%.0f m from where that map shows it"), metres);
      else
        g_string_append (text, _ ("Outside China that map is not shifted"));
    }
  if (ambiguous)
    g_string_append_printf (text, "\n%s", _ ("The first number is taken as the latitude"));
  if (self->has_near && anlan_distance_m (position, self->near) > 20000)
    {
      const AnlanUnit *km = anlan_unit_find ("km");
      g_autofree char *distance =
          anlan_quantity_format (anlan_distance_m (position, self->near) / 1000, km, 0);

      g_string_append_printf (text, "\n");
      g_string_append_printf (text, _ ("Check it: this is %s from the plant"), distance);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
set_wrong (GtkWidget *widget, gboolean wrong)
{
  if (wrong)
    gtk_widget_add_css_class (widget, "error");
  else
    gtk_widget_remove_css_class (widget, "error");
}

static void
update (AnlanPositionEntry *self)
{
  g_autoptr (GError) error = NULL;
  AnlanLonLat position;
  gboolean ambiguous;
  gboolean ok = read_position (self, &position, &ambiguous, &error);
  g_autofree char *text = ok ? describe (self, position, ambiguous) : NULL;

  set_wrong (GTK_WIDGET (self->text_row), error != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->result_row), ok || error != NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->result_row),
                                 ok ? _ ("Position on the earth (WGS-84)") : _ ("No position yet"));
  adw_action_row_set_subtitle (self->result_row, ok ? text : error != NULL ? error->message : NULL);
}

static void
on_changed_cb (GtkEditable *editable, AnlanPositionEntry *self)
{
  update (self);
  if (!self->quiet)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_origin_cb (AdwComboRow *row, GParamSpec *pspec, AnlanPositionEntry *self)
{
  update (self);
  if (self->quiet)
    return;
  if (self->desk != NULL)
    anlan_desk_set_string (self->desk, "position-origin", anlan_origin_to_text (get_origin (self)));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_activated_cb (AdwEntryRow *row, AnlanPositionEntry *self)
{
  g_signal_emit (self, signals[ACTIVATE], 0);
}

/* --- object -------------------------------------------------------------------------------------------------- */

static void
fill_origins (AnlanPositionEntry *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint selected = adw_combo_row_get_selected (self->origin_row);

  for (guint i = 0; i < ANLAN_N_ORIGINS; i++)
    if (i != ANLAN_ORIGIN_GRID || (self->has_grid && !self->no_grid))
      gtk_string_list_append (list, anlan_origin_get_title ((AnlanOrigin)i));
  self->quiet = TRUE;
  adw_combo_row_set_model (self->origin_row, G_LIST_MODEL (list));
  if (selected < g_list_model_get_n_items (G_LIST_MODEL (list)))
    adw_combo_row_set_selected (self->origin_row, selected);
  self->quiet = FALSE;
}

static void
anlan_position_entry_dispose (GObject *object)
{
  AnlanPositionEntry *self = ANLAN_POSITION_ENTRY (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_POSITION_ENTRY);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_position_entry_parent_class)->dispose (object);
}

static gboolean
anlan_position_entry_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (ANLAN_POSITION_ENTRY (widget)->text_row));
}

static void
anlan_position_entry_class_init (AnlanPositionEntryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_position_entry_dispose;
  widget_class->grab_focus = anlan_position_entry_grab_focus;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[ACTIVATE] = g_signal_new ("activate", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("position-entry"));
  gtk_widget_class_bind_template_child (widget_class, AnlanPositionEntry, text_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanPositionEntry, origin_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanPositionEntry, result_row);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_origin_cb);
}

static void
anlan_position_entry_init (AnlanPositionEntry *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_origins (self);
}

AnlanPositionEntry *
anlan_position_entry_new (void)
{
  return g_object_new (ANLAN_TYPE_POSITION_ENTRY, NULL);
}

void
anlan_position_entry_set_desk (AnlanPositionEntry *self, AnlanDesk *desk)
{
  AnlanPlant *plant;
  g_autofree char *last = NULL;
  AnlanOrigin origin;

  g_return_if_fail (ANLAN_IS_POSITION_ENTRY (self) && ANLAN_IS_DESK (desk));

  g_set_object (&self->desk, desk);
  plant = anlan_desk_get_plant (desk);
  self->has_grid = plant != NULL && anlan_plant_read_grid (plant, &self->grid);
  self->has_near = plant != NULL && anlan_plant_read_position (plant, &self->near);
  fill_origins (self);
  last = anlan_desk_get_string (desk, "position-origin");
  origin = anlan_origin_from_text (last);
  self->quiet = TRUE;
  if (origin < g_list_model_get_n_items (adw_combo_row_get_model (self->origin_row)))
    adw_combo_row_set_selected (self->origin_row, origin);
  self->quiet = FALSE;
  update (self);
}

void
anlan_position_entry_leave_out_grid (AnlanPositionEntry *self)
{
  g_return_if_fail (ANLAN_IS_POSITION_ENTRY (self));

  self->no_grid = TRUE;
  fill_origins (self);
}

void
anlan_position_entry_set_title (AnlanPositionEntry *self, const char *title)
{
  g_return_if_fail (ANLAN_IS_POSITION_ENTRY (self));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->text_row), title);
}

static void
set_text (AnlanPositionEntry *self, const char *text)
{
  self->quiet = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->text_row), text);
  self->quiet = FALSE;
}

void
anlan_position_entry_set_position (AnlanPositionEntry *self, AnlanLonLat position)
{
  g_autofree char *text = NULL;

  g_return_if_fail (ANLAN_IS_POSITION_ENTRY (self));

  text = anlan_position_write (position, get_origin (self), self->has_grid ? &self->grid : NULL);
  set_text (self, text);
}

void
anlan_position_entry_clear (AnlanPositionEntry *self)
{
  g_return_if_fail (ANLAN_IS_POSITION_ENTRY (self));

  set_text (self, "");
}

gboolean
anlan_position_entry_get_position (AnlanPositionEntry *self, AnlanLonLat *position, GError **error)
{
  gboolean ambiguous;

  g_return_val_if_fail (ANLAN_IS_POSITION_ENTRY (self) && position != NULL, FALSE);

  return read_position (self, position, &ambiguous, error);
}
