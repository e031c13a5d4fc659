/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "camera-page.h"

#include <glib/gi18n-lib.h>

#include "camera-card.h"
#include "camera-facts.h"
#include "camera-look.h"
#include "resources.h"
#include "source-dialog.h"
#include "station-child.h"
#include "station-words.h"

/* As often as the station asks a camera. */
#define LOOK_EVERY_S 3

struct _AnlanCameraPage
{
  AnlanPage parent_instance;

  /* template */
  GtkStack *stack;
  GtkFlowBox *box;

  AnlanCameraLook look;  /* as it was read last */
  GCancellable *reading; /* NULL: nothing is being read */
  gboolean again;        /* the plant has changed meanwhile */
  guint timeout;         /* while it is on the screen */
  char *wanted;          /* camera that is to be brought into view once it is known, or NULL */
  char *alarm;           /* that led here, or NULL */
};

G_DEFINE_FINAL_TYPE (AnlanCameraPage, anlan_camera_page, ANLAN_TYPE_PAGE)

static AnlanDesk *
desk_of (AnlanCameraPage *self)
{
  return anlan_page_get_desk (ANLAN_PAGE (self));
}

/* --- showing ------------------------------------------------------------------------------------------------------------ */

static char *
say_state (AnlanCameraPage *self, const AnlanCameraFacts *facts)
{
  AnlanStationChild *child = anlan_desk_get_station (desk_of (self));
  AnlanPlant *plant = anlan_desk_get_plant (desk_of (self));
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  const AnlanStationSource *source;
  g_autofree char *said = NULL;

  if (facts->source == NULL)
    return g_strdup (_ ("Known by its pictures"));
  if (g_strcmp0 (anlan_record_get_text (facts->source, "state"), "off") == 0)
    return g_strdup (_ ("Switched off"));
  source = anlan_station_watch_find_source (anlan_station_child_get_watch (child), facts->source->id);
  if (source == NULL)
    return g_strdup (_ ("Nobody listens to it now"));
  said = anlan_source_say (&source->status, anlan_plant_now (plant), zone);
  return g_strdup_printf ("%s · %s", anlan_source_say_state (source->status.state), said);
}

/* The first of several cameras of a recorder is the one that the station asks. */
static const AnlanCameraLive *
live_of (AnlanCameraPage *self, guint i)
{
  const AnlanCameraFacts *facts = g_ptr_array_index (self->look.cameras, i);
  const AnlanCameraFacts *before = i > 0 ? g_ptr_array_index (self->look.cameras, i - 1) : NULL;

  if (facts->source == NULL ||
      (before != NULL && before->source != NULL && g_str_equal (before->source->id, facts->source->id)))
    return NULL;
  return g_hash_table_lookup (self->look.live, facts->source->id);
}

static AnlanCameraCard *
card_at (AnlanCameraPage *self, guint i)
{
  GtkFlowBoxChild *item = gtk_flow_box_get_child_at_index (self->box, (int)i);

  return item != NULL ? ANLAN_CAMERA_CARD (gtk_flow_box_child_get_child (item)) : NULL;
}

/* Cards stay the same widgets where the same cameras come in the same order: who is on one of them by keys stays there. */
static AnlanCameraCard *
ensure_card (AnlanCameraPage *self, guint i)
{
  AnlanCameraCard *card = card_at (self, i);
  GtkWidget *item;

  while (card != NULL && !anlan_camera_card_is_of (card, g_ptr_array_index (self->look.cameras, i)))
    {
      gtk_flow_box_remove (self->box, GTK_WIDGET (gtk_flow_box_get_child_at_index (self->box, (int)i)));
      card = card_at (self, i);
    }
  if (card != NULL)
    return card;
  card = anlan_camera_card_new (anlan_desk_get_plant (desk_of (self)));
  item = gtk_flow_box_child_new ();
  gtk_widget_set_focusable (item, FALSE);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (item), GTK_WIDGET (card));
  gtk_flow_box_append (self->box, item);
  return card;
}

/* The first button of its card: the card comes into view with it. */
static void
show_wanted (AnlanCameraPage *self)
{
  for (guint i = 0; self->wanted != NULL && self->look.cameras != NULL && i < self->look.cameras->len; i++)
    {
      const AnlanCameraFacts *facts = g_ptr_array_index (self->look.cameras, i);
      gboolean found = g_strcmp0 (facts->name, self->wanted) == 0 ||
                       g_strcmp0 (facts->camera, self->wanted) == 0 ||
                       (facts->source != NULL && g_str_equal (facts->source->id, self->wanted));

      if (!found)
        continue;
      gtk_widget_child_focus (GTK_WIDGET (card_at (self, i)), GTK_DIR_TAB_FORWARD);
      g_clear_pointer (&self->wanted, g_free);
    }
}

static void
show_cameras (AnlanCameraPage *self)
{
  g_autofree char *subtitle = NULL;
  guint n;

  if (desk_of (self) == NULL || anlan_desk_get_station (desk_of (self)) == NULL || self->look.cameras == NULL)
    return;
  n = self->look.cameras->len;
  for (guint i = 0; i < n; i++)
    {
      const AnlanCameraFacts *facts = g_ptr_array_index (self->look.cameras, i);
      g_autofree char *state = say_state (self, facts);

      anlan_camera_card_set (ensure_card (self, i), facts, live_of (self, i), state);
    }
  while (card_at (self, n) != NULL)
    gtk_flow_box_remove (self->box, GTK_WIDGET (gtk_flow_box_get_child_at_index (self->box, (int)n)));
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "cameras" : "empty");
  subtitle = g_strdup_printf (ngettext ("%u camera", "%u cameras", n), n);
  anlan_page_set_subtitle (ANLAN_PAGE (self), subtitle);
  show_wanted (self);
}

/* --- reading ------------------------------------------------------------------------------------------------------------ */

static void
read_cameras (AnlanCameraPage *self);

static void
forget_records (AnlanCameraPage *self)
{
  g_clear_pointer (&self->look.sources, g_ptr_array_unref);
  g_clear_pointer (&self->look.alarms, g_ptr_array_unref);
}

static void
looked_cb (GObject *plant, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanCameraPage) self = data;
  g_autoptr (GError) error = NULL;
  AnlanCameraLook look = { NULL };
  gboolean done = anlan_camera_look_finish (result, &look, &error);

  g_clear_object (&self->reading);
  if (desk_of (self) == NULL || anlan_desk_get_plant (desk_of (self)) != ANLAN_PLANT (plant))
    {
      anlan_camera_look_clear (&look);
      return;
    }
  anlan_page_set_busy (ANLAN_PAGE (self), FALSE);
  if (done)
    {
      anlan_camera_look_clear (&self->look);
      self->look = look;
      show_cameras (self);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    anlan_desk_say (desk_of (self), error->message);
  if (self->again)
    {
      self->again = FALSE;
      forget_records (self);
      read_cameras (self);
    }
}

/* The station is asked to look through the cameras while somebody sees this page, and while there is one. */
static void
read_cameras (AnlanCameraPage *self)
{
  AnlanPlant *plant = anlan_desk_get_plant (desk_of (self));
  AnlanStationWatch *watch;
  gboolean look_through;

  if (plant == NULL || self->reading != NULL)
    return;
  watch = anlan_station_child_get_watch (anlan_desk_get_station (desk_of (self)));
  look_through = gtk_widget_get_mapped (GTK_WIDGET (self)) && !anlan_desk_is_locked (desk_of (self)) &&
                 anlan_station_watch_get_state (watch) == ANLAN_WATCH_ON;
  self->reading = g_cancellable_new ();
  anlan_camera_look_async (plant, look_through, &self->look, self->reading, looked_cb, g_object_ref (self));
}

static gboolean
look_cb (gpointer data)
{
  read_cameras (data);
  return G_SOURCE_CONTINUE;
}

static void
on_changed_cb (AnlanPlant *plant, char **kinds, AnlanCameraPage *self)
{
  if (!g_strv_contains ((const char *const *)kinds, "source") &&
      !g_strv_contains ((const char *const *)kinds, "alarm"))
    return;
  self->again = self->reading != NULL;
  if (self->again)
    return;
  forget_records (self);
  read_cameras (self);
}

/* --- page --------------------------------------------------------------------------------------------------------------- */

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

static void
anlan_camera_page_map (GtkWidget *widget)
{
  AnlanCameraPage *self = ANLAN_CAMERA_PAGE (widget);

  GTK_WIDGET_CLASS (anlan_camera_page_parent_class)->map (widget);
  self->timeout = g_timeout_add_seconds (LOOK_EVERY_S, look_cb, self);
  read_cameras (self);
}

static void
anlan_camera_page_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (anlan_camera_page_parent_class)->unmap (widget);
  g_clear_handle_id (&ANLAN_CAMERA_PAGE (widget)->timeout, g_source_remove);
}

static void
anlan_camera_page_dispose (GObject *object)
{
  AnlanCameraPage *self = ANLAN_CAMERA_PAGE (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_CAMERA_PAGE);
  G_OBJECT_CLASS (anlan_camera_page_parent_class)->dispose (object);
}

static void
anlan_camera_page_finalize (GObject *object)
{
  AnlanCameraPage *self = ANLAN_CAMERA_PAGE (object);

  anlan_camera_look_clear (&self->look);
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
  widget_class->map = anlan_camera_page_map;
  widget_class->unmap = anlan_camera_page_unmap;
  ANLAN_PAGE_CLASS (klass)->primary = anlan_camera_page_primary;
  ANLAN_PAGE_CLASS (klass)->back = anlan_camera_page_back;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("camera-page"));
  gtk_widget_class_bind_template_child (widget_class, AnlanCameraPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AnlanCameraPage, box);
}

static void
anlan_camera_page_init (AnlanCameraPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AnlanPage *
anlan_camera_page_new (AnlanDesk *desk)
{
  AnlanCameraPage *self = g_object_new (ANLAN_TYPE_CAMERA_PAGE, "desk", desk, "busy", TRUE, NULL);

  anlan_page_set_title (ANLAN_PAGE (self), _ ("Cameras"));
  anlan_page_set_primary_label (ANLAN_PAGE (self), _ ("New source…"));
  g_signal_connect_object (anlan_desk_get_station (desk), "changed", G_CALLBACK (show_cameras), self,
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
