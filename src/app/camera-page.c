/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "camera-page.h"

#include <glib/gi18n-lib.h>

#include "base/time.h"
#include "camera-facts.h"
#include "model/query.h"
#include "picture-tile.h"
#include "resources.h"
#include "say.h"
#include "source-dialog.h"
#include "station-child.h"
#include "station-words.h"

/* So many of the latest alarms are looked through. */
#define MOST_ALARMS 2000
#define TILE_WIDTH 250

struct _AnlanCameraPage
{
  AnlanPage parent_instance;

  /* template */
  GtkStack *stack;
  GtkFlowBox *box;

  GPtrArray *sources; /* AnlanRecord, or NULL: not read yet */
  GPtrArray *cameras; /* AnlanCameraFacts, or NULL */
  GPtrArray *states;  /* GtkLabel, parallel to them: whether it speaks; borrowed */
  GCancellable *cancellable;
  char *wanted; /* camera that is to be brought into view once it is known, or NULL */
  char *alarm;  /* that led here, or NULL */
};

G_DEFINE_FINAL_TYPE (AnlanCameraPage, anlan_camera_page, ANLAN_TYPE_PAGE)

static AnlanDesk *
desk_of (AnlanCameraPage *self)
{
  return anlan_page_get_desk (ANLAN_PAGE (self));
}

/* --- one camera --------------------------------------------------------------------------------------------------------- */

static char *
say_state (AnlanCameraPage *self, const AnlanCameraFacts *facts)
{
  AnlanStationChild *child = anlan_desk_get_station (desk_of (self));
  AnlanPlant *plant = anlan_desk_get_plant (desk_of (self));
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  const AnlanStationSource *source;
  g_autofree char *said = NULL;

  if (facts->source == NULL)
    return g_strdup (_ ("Known by its alarms"));
  if (g_strcmp0 (anlan_record_get_text (facts->source, "state"), "off") == 0)
    return g_strdup (_ ("Switched off"));
  source = anlan_station_watch_find_source (anlan_station_child_get_watch (child), facts->source->id);
  if (source == NULL)
    return g_strdup (_ ("Nobody listens to it now"));
  said = anlan_source_say (&source->status, anlan_plant_now (plant), zone);
  return g_strdup_printf ("%s · %s", anlan_source_say_state (source->status.state), said);
}

static char *
say_false (const AnlanCameraFacts *facts)
{
  if (facts->alarms == 0)
    return g_strdup (_ ("No alarm yet"));
  if (facts->judged == 0)
    return g_strdup_printf (
        ngettext ("%u alarm, none judged yet", "%u alarms, none judged yet", facts->alarms), facts->alarms);
  return g_strdup_printf (ngettext ("%u alarm, of those judged %u %% false",
                                    "%u alarms, of those judged %u %% false", facts->alarms),
                          facts->alarms, (100 * facts->wrong + facts->judged / 2) / facts->judged);
}

static void
on_recording_clicked_cb (GtkButton *button, const char *address)
{
  gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (button))), address, GDK_CURRENT_TIME);
}

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
make_picture (AnlanCameraPage *self, const AnlanCameraFacts *facts)
{
  GtkWidget *none;

  if (facts->pictured != NULL)
    {
      g_auto (GStrv) pictures = anlan_value_get_items (anlan_record_get (facts->pictured, "pictures"));

      return anlan_picture_tile_new (anlan_desk_get_plant (desk_of (self)), (const char *const *)pictures, 0,
                                     facts->name);
    }
  none = gtk_image_new_from_icon_name ("anlan-camera-symbolic");
  gtk_image_set_pixel_size (GTK_IMAGE (none), 48);
  gtk_widget_set_size_request (none, TILE_WIDTH, 120);
  gtk_widget_add_css_class (none, "dim-label");
  return none;
}

static void
add_last (AnlanCameraPage *self, GtkWidget *box, const AnlanCameraFacts *facts)
{
  AnlanPlant *plant = anlan_desk_get_plant (desk_of (self));
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  g_autofree char *when = NULL, *text = NULL,
                  *template = facts->source != NULL ? anlan_camera_recorder (facts->source) : NULL;
  GtkWidget *button;
  gint64 at;

  if (facts->last == NULL || !anlan_time_parse (anlan_record_get_text (facts->last, "raised_at"), &at))
    return;
  when = anlan_say_moment (at, anlan_plant_now (plant), zone);
  text = g_strdup_printf (_ ("%s: %s"), when, anlan_record_label (facts->last));
  button = gtk_button_new_with_label (text);
  gtk_label_set_wrap (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), TRUE);
  gtk_label_set_xalign (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), 0);
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", "alarm", facts->last->id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.record");
  gtk_box_append (GTK_BOX (box), button);
  if (template == NULL)
    return;
  button = gtk_button_new_with_label (_ ("Recording, 15 min before and after"));
  g_signal_connect_data (button, "clicked", G_CALLBACK (on_recording_clicked_cb),
                         anlan_camera_recording (template, at), (GClosureNotify)(GCallback)g_free, 0);
  gtk_box_append (GTK_BOX (box), button);
}

static GtkWidget *
make_card (AnlanCameraPage *self, const AnlanCameraFacts *facts)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *state = make_label (NULL, "dim-label");
  g_autofree char *wrong = say_false (facts);

  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "camera-card");
  gtk_box_append (GTK_BOX (box), make_picture (self, facts));
  if (facts->source != NULL)
    {
      GtkWidget *name = gtk_button_new_with_label (facts->name);

      gtk_widget_add_css_class (name, "flat");
      gtk_widget_add_css_class (name, "heading");
      gtk_widget_set_halign (name, GTK_ALIGN_START);
      gtk_actionable_set_action_target (GTK_ACTIONABLE (name), "(ss)", "source", facts->source->id);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (name), "win.record");
      gtk_box_append (GTK_BOX (box), name);
    }
  else
    gtk_box_append (GTK_BOX (box), make_label (facts->name, "heading"));
  gtk_box_append (GTK_BOX (box), state);
  gtk_box_append (GTK_BOX (box), make_label (wrong, NULL));
  add_last (self, box, facts);
  g_ptr_array_add (self->states, state);
  return box;
}

/* --- all ------------------------------------------------------------------------------------------------------------------- */

static void
update_states (AnlanCameraPage *self)
{
  if (desk_of (self) == NULL || anlan_desk_get_station (desk_of (self)) == NULL)
    return;
  for (guint i = 0; self->cameras != NULL && i < self->cameras->len; i++)
    {
      g_autofree char *said = say_state (self, g_ptr_array_index (self->cameras, i));

      gtk_label_set_label (g_ptr_array_index (self->states, i), said);
    }
}

/* The first button of its card: the card comes into view with it. */
static void
show_wanted (AnlanCameraPage *self)
{
  for (guint i = 0; self->wanted != NULL && self->cameras != NULL && i < self->cameras->len; i++)
    {
      const AnlanCameraFacts *facts = g_ptr_array_index (self->cameras, i);
      gboolean found = g_str_equal (facts->name, self->wanted) ||
                       (facts->source != NULL && g_str_equal (facts->source->id, self->wanted));

      if (!found)
        continue;
      gtk_widget_child_focus (GTK_WIDGET (gtk_flow_box_get_child_at_index (self->box, (int)i)),
                              GTK_DIR_TAB_FORWARD);
      g_clear_pointer (&self->wanted, g_free);
    }
}

static void
show_cameras (AnlanCameraPage *self)
{
  GtkWidget *child;
  g_autofree char *subtitle = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_flow_box_remove (self->box, child);
  g_ptr_array_set_size (self->states, 0);
  for (guint i = 0; i < self->cameras->len; i++)
    {
      GtkWidget *item = gtk_flow_box_child_new ();

      gtk_widget_set_focusable (item, FALSE);
      gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (item),
                                    make_card (self, g_ptr_array_index (self->cameras, i)));
      gtk_flow_box_append (self->box, item);
    }
  gtk_stack_set_visible_child_name (self->stack, self->cameras->len > 0 ? "cameras" : "empty");
  subtitle = g_strdup_printf (ngettext ("%u camera", "%u cameras", self->cameras->len), self->cameras->len);
  anlan_page_set_subtitle (ANLAN_PAGE (self), subtitle);
  update_states (self);
  show_wanted (self);
}

/* FALSE: nobody waits for it any more. */
static gboolean
take (AnlanCameraPage *self, GObject *plant, GAsyncResult *result, GPtrArray **records)
{
  g_autoptr (GError) error = NULL;

  *records = anlan_plant_find_finish (ANLAN_PLANT (plant), result, &error);
  if (*records != NULL)
    return TRUE;
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && desk_of (self) != NULL)
    {
      anlan_page_set_busy (ANLAN_PAGE (self), FALSE);
      anlan_desk_say (desk_of (self), error->message);
    }
  return FALSE;
}

static void
alarms_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanCameraPage) self = data;
  g_autoptr (GPtrArray) alarms = NULL;

  if (!take (self, source, result, &alarms) || anlan_desk_get_plant (desk_of (self)) == NULL)
    return;
  g_clear_pointer (&self->cameras, g_ptr_array_unref);
  self->cameras = anlan_camera_facts_gather (self->sources, alarms);
  anlan_page_set_busy (ANLAN_PAGE (self), FALSE);
  show_cameras (self);
}

static void
sources_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanCameraPage) self = data;
  g_autoptr (AnlanQuery) query = anlan_query_new ("alarm");
  GPtrArray *sources;

  if (!take (self, source, result, &sources))
    return;
  g_clear_pointer (&self->sources, g_ptr_array_unref);
  self->sources = sources;
  query->sort = g_strdup ("-raised_at");
  query->limit = MOST_ALARMS;
  anlan_plant_find_async (ANLAN_PLANT (source), query, self->cancellable, alarms_found_cb,
                          g_object_ref (self));
}

static void
read_cameras (AnlanCameraPage *self)
{
  AnlanPlant *plant = anlan_desk_get_plant (desk_of (self));
  g_autoptr (AnlanQuery) query = anlan_query_new ("source");

  if (plant == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  query->sort = g_strdup ("name");
  anlan_plant_find_async (plant, query, self->cancellable, sources_found_cb, g_object_ref (self));
}

static void
on_changed_cb (AnlanPlant *plant, char **kinds, AnlanCameraPage *self)
{
  if (g_strv_contains ((const char *const *)kinds, "source") ||
      g_strv_contains ((const char *const *)kinds, "alarm"))
    read_cameras (self);
}

static void
anlan_camera_page_primary (AnlanPage *page)
{
  anlan_source_dialog_show (anlan_page_get_desk (page), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))));
}

static gboolean
anlan_camera_page_back (AnlanPage *page)
{
  g_autofree char *alarm = g_steal_pointer (&ANLAN_CAMERA_PAGE (page)->alarm);

  return alarm != NULL && gtk_widget_activate_action (GTK_WIDGET (page), "alarm.open", "s", alarm);
}

/* --- object ------------------------------------------------------------------------------------------------------------------ */

static void
anlan_camera_page_dispose (GObject *object)
{
  AnlanCameraPage *self = ANLAN_CAMERA_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_CAMERA_PAGE);
  G_OBJECT_CLASS (anlan_camera_page_parent_class)->dispose (object);
}

static void
anlan_camera_page_finalize (GObject *object)
{
  AnlanCameraPage *self = ANLAN_CAMERA_PAGE (object);

  g_object_unref (self->cancellable);
  g_clear_pointer (&self->sources, g_ptr_array_unref);
  g_clear_pointer (&self->cameras, g_ptr_array_unref);
  g_ptr_array_unref (self->states);
  g_free (self->wanted);
  g_free (self->alarm);
  G_OBJECT_CLASS (anlan_camera_page_parent_class)->finalize (object);
}

static void
anlan_camera_page_class_init (AnlanCameraPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_camera_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_camera_page_finalize;
  ANLAN_PAGE_CLASS (klass)->primary = anlan_camera_page_primary;
  ANLAN_PAGE_CLASS (klass)->back = anlan_camera_page_back;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("camera-page"));
  gtk_widget_class_bind_template_child (widget_class, AnlanCameraPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AnlanCameraPage, box);
}

static void
anlan_camera_page_init (AnlanCameraPage *self)
{
  self->cancellable = g_cancellable_new ();
  self->states = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

AnlanPage *
anlan_camera_page_new (AnlanDesk *desk)
{
  AnlanCameraPage *self = g_object_new (ANLAN_TYPE_CAMERA_PAGE, "desk", desk, "busy", TRUE, NULL);

  anlan_page_set_title (ANLAN_PAGE (self), _ ("Cameras"));
  anlan_page_set_primary_label (ANLAN_PAGE (self), _ ("New source…"));
  g_signal_connect_object (anlan_desk_get_station (desk), "changed", G_CALLBACK (update_states), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (anlan_desk_get_plant (desk), "changed", G_CALLBACK (on_changed_cb), self, 0);
  read_cameras (self);
  return ANLAN_PAGE (self);
}

void
anlan_camera_page_show (AnlanCameraPage *self, const char *camera, const char *alarm)
{
  g_return_if_fail (ANLAN_IS_CAMERA_PAGE (self) && camera != NULL);

  g_free (self->wanted);
  self->wanted = g_strdup (camera);
  g_free (self->alarm);
  self->alarm = g_strdup (alarm);
  show_wanted (self);
}
