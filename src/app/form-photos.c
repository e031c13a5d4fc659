/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "form-photos.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "attach.h"
#include "base/time.h"
#include "window.h"

/* --- dropped and pasted anywhere -------------------------------------------------------------------------------------- */

static AnlanFieldRow *
find_open (AnlanForm *form)
{
  const AnlanKind *kind = anlan_form_get_context (form)->kind;

  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);
      AnlanFieldRow *row = field->type == ANLAN_FIELD_PHOTOS ? anlan_form_get_row (form, field->id) : NULL;

      if (row != NULL && anlan_field_row_is_open (row) && gtk_widget_get_visible (GTK_WIDGET (row)))
        return row;
    }
  return NULL;
}

static gboolean
on_drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, AnlanForm *form)
{
  AnlanFieldRow *row = find_open (form);

  return row != NULL && anlan_attach_take (row, value);
}

/* Text goes where somebody types. Copied files come with their paths as text, which nobody means here; a picture that
 * comes with text is one of cells or of a page, whose text is meant. */
static gboolean
holds_pictures (GdkContentFormats *formats)
{
  return gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST) ||
         (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE) &&
          !gdk_content_formats_contain_gtype (formats, G_TYPE_STRING));
}

static gboolean
paste_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  AnlanFieldRow *row = find_open (data);
  GdkContentFormats *formats = gdk_clipboard_get_formats (gtk_widget_get_clipboard (widget));

  if (row == NULL || !holds_pictures (formats))
    return GDK_EVENT_PROPAGATE;
  anlan_attach_paste (row);
  return GDK_EVENT_STOP;
}

void
anlan_form_take_photos (AnlanForm *form, GtkWidget *widget)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();
  GType types[] = { GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE };

  g_return_if_fail (ANLAN_IS_FORM (form) && GTK_IS_WIDGET (widget));

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop_cb), form, 0);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (target));
  /* Before an entry takes it for text. */
  gtk_event_controller_set_propagation_phase (shortcuts, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (shortcuts),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_v, GDK_CONTROL_MASK),
                        gtk_callback_action_new (paste_cb, form, NULL)));
  gtk_widget_add_controller (widget, shortcuts);
}

/* --- what the camera wrote ---------------------------------------------------------------------------------------------- */

/* A value that was put in, and what stood there. */
typedef struct
{
  char *field;
  AnlanValue before;
} Proposal;

static void
proposal_free (Proposal *proposal)
{
  g_free (proposal->field);
  anlan_value_clear (&proposal->before);
  g_free (proposal);
}

static void
on_undo_cb (AdwToast *toast, AnlanForm *form)
{
  GPtrArray *proposals = g_object_get_data (G_OBJECT (toast), "anlan-proposals");

  for (guint i = 0; i < proposals->len; i++)
    {
      Proposal *proposal = g_ptr_array_index (proposals, i);
      AnlanFieldRow *row = anlan_form_get_row (form, proposal->field);

      if (row == NULL || !anlan_field_row_is_open (row))
        continue;
      anlan_field_row_set_value (row, &proposal->before, TRUE);
      anlan_field_row_commit (row, &proposal->before);
    }
}

static void
put (AnlanForm *form, AnlanFieldRow *row, const char *text, GPtrArray *proposals)
{
  Proposal *proposal = g_new0 (Proposal, 1);
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  proposal->field = g_strdup (anlan_field_row_get_field (row)->id);
  anlan_value_copy (anlan_field_row_get_value (row), &proposal->before);
  g_ptr_array_add (proposals, proposal);
  anlan_value_set_text (&value, text);
  anlan_field_row_commit (row, &value);
}

static void
propose_place (AnlanForm *form, AnlanFieldRow *row, const AnlanFile *file, GPtrArray *proposals)
{
  char longitude[G_ASCII_DTOSTR_BUF_SIZE], latitude[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *json = NULL;

  if (isnan (file->latitude) || isnan (file->longitude) ||
      !anlan_value_is_null (anlan_field_row_get_value (row)))
    return;
  g_ascii_formatd (longitude, sizeof longitude, "%.7f", file->longitude);
  g_ascii_formatd (latitude, sizeof latitude, "%.7f", file->latitude);
  json = g_strdup_printf ("{\"type\":\"Point\",\"coordinates\":[%s,%s]}", longitude, latitude);
  put (form, row, json, proposals);
}

/* A camera whose clock is ahead says nothing. */
static void
propose_time (AnlanForm *form, AnlanFieldRow *row, const AnlanFile *file, GPtrArray *proposals)
{
  AnlanFormContext *context = anlan_form_get_context (form);
  g_autofree char *wall = g_strdelimit (g_strdup (file->taken), "T", ' ');
  g_autofree char *moment = wall != NULL ? anlan_moment_from_text (wall, context->zone) : NULL;
  gint64 ms;

  if (moment != NULL && anlan_time_parse (moment, &ms) && ms < anlan_plant_now (context->plant))
    put (form, row, moment, proposals);
}

static const AnlanFile *
find_told (AnlanForm *form, const AnlanField *photos)
{
  g_auto (GStrv) ids = anlan_value_get_items (&anlan_form_get_record (form)->values[photos->index]);

  for (guint i = 0; ids[i] != NULL; i++)
    {
      const AnlanFile *file = anlan_form_context_find_file (anlan_form_get_context (form), ids[i]);

      if (file != NULL && (file->taken != NULL || !isnan (file->latitude)))
        return file;
    }
  return NULL;
}

static void
say (AnlanForm *form, GPtrArray *proposals)
{
  AnlanWindow *window = anlan_window_of (GTK_WIDGET (form));
  AdwToast *toast;

  if (window == NULL)
    return;
  toast = adw_toast_new (_ ("Place and time are taken from the photo"));
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_timeout (toast, 8);
  g_object_set_data_full (G_OBJECT (toast), "anlan-proposals", g_ptr_array_ref (proposals),
                          (GDestroyNotify)g_ptr_array_unref);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_undo_cb), form, 0);
  anlan_window_toast (window, toast);
}

void
anlan_form_propose (AnlanForm *form, const AnlanField *photos)
{
  const AnlanKind *kind = anlan_form_get_context (form)->kind;
  const AnlanFile *file = find_told (form, photos);
  g_autoptr (GPtrArray) proposals = g_ptr_array_new_with_free_func ((GDestroyNotify)proposal_free);

  /* Once: who has undone it, or has typed something else, is not asked again by the next photo. */
  if (file == NULL || g_object_get_data (G_OBJECT (form), "anlan-proposed") != NULL)
    return;
  g_object_set_data (G_OBJECT (form), "anlan-proposed", form);
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);
      AnlanFieldRow *row = anlan_form_get_row (form, field->id);

      if (row == NULL || !anlan_field_row_is_open (row) || g_strcmp0 (field->section, photos->section) != 0)
        continue;
      if (field->type == ANLAN_FIELD_PLACE && g_strcmp0 (field->geometry, "point") == 0)
        propose_place (form, row, file, proposals);
      else if (field->type == ANLAN_FIELD_MOMENT && field->fallback != NULL &&
               strstr (field->fallback, "now()") != NULL)
        propose_time (form, row, file, proposals);
    }
  if (proposals->len > 0)
    say (form, proposals);
}
