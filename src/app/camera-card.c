/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "camera-card.h"

#include <glib/gi18n-lib.h>

#include "attach.h"
#include "base/time.h"
#include "picture-viewer.h"
#include "say.h"
#include "station-words.h"

#define PICTURE_WIDTH 280
#define PICTURE_HEIGHT 180
/* Twice that. */
#define PICTURE_EDGE 640

/* A picture that the station has fetched is what the camera sees now for so long: it asks every three seconds. */
#define LIVE_MS (12 * ANLAN_SECOND)

struct _AnlanCameraCard
{
  AdwBin parent_instance;

  AnlanPlant *plant;
  char *key;    /* of the camera */
  char *shown;  /* SHA-256 of the picture that is shown or being read; NULL: a live one, or none */
  char *lately; /* what stands under "latest", to see whether it is another */
  GCancellable *cancellable;
  gboolean stale;

  GtkPicture *picture;
  GtkWidget *none;
  GtkButton *button; /* around the picture */
  GtkLabel *age;
  GtkBox *name_box;
  GtkLabel *state;
  GtkLabel *trouble;
  GtkLabel *wrong;
  GtkBox *latest;
};

G_DEFINE_FINAL_TYPE (AnlanCameraCard, anlan_camera_card, ADW_TYPE_BIN)

static char *
key_of (const AnlanCameraFacts *facts)
{
  return g_strdup_printf ("%s\n%s", facts->source != NULL ? facts->source->id : "", facts->name);
}

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && text[0] != '\0');
}

static void
clear_box (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

/* --- the picture ---------------------------------------------------------------------------------------------------------- */

static void
show_paintable (AnlanCameraCard *self, GdkTexture *texture)
{
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
  gtk_widget_set_visible (self->none, texture == NULL);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = anlan_picture_load_finish (result, &error);
  AnlanCameraCard *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  show_paintable (self, texture);
  if (texture == NULL)
    set_text (self->trouble, error->message);
}

static void
forget_picture (AnlanCameraCard *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_clear_pointer (&self->shown, g_free);
}

static void
show_stored (AnlanCameraCard *self, const char *sha256)
{
  if (g_strcmp0 (self->shown, sha256) == 0 &&
      (sha256 != NULL || gtk_picture_get_paintable (self->picture) == NULL))
    return;
  forget_picture (self);
  self->shown = g_strdup (sha256);
  if (sha256 != NULL)
    anlan_picture_load_async (self->plant, sha256, PICTURE_EDGE, self->cancellable, loaded_cb, self);
  else
    show_paintable (self, NULL);
}

static gboolean
is_live (const AnlanCameraFacts *facts, const AnlanCameraLive *live)
{
  return live != NULL && live->texture != NULL && live->seen > facts->pictured;
}

static void
say_age (AnlanCameraCard *self, const AnlanCameraFacts *facts, const AnlanCameraLive *live)
{
  gint64 at = is_live (facts, live) ? live->seen : facts->pictured, now = anlan_plant_now (self->plant);
  g_autofree char *span = anlan_say_span (MAX (0, now - at));
  g_autofree char *text = NULL;

  self->stale = at != G_MININT64 && now - at > LIVE_MS;
  if (at == G_MININT64)
    text = g_strdup (_ ("No picture yet"));
  else if (!self->stale)
    text = g_strdup (C_ ("picture of a camera", "Live"));
  else
    text = g_strdup_printf (C_ ("picture of a camera", "%s old"), span);
  gtk_label_set_label (self->age, text);
  if (self->stale)
    gtk_widget_add_css_class (GTK_WIDGET (self->picture), "stale");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->picture), "stale");
}

static void
clicked_cb (GtkButton *button, AnlanCameraCard *self)
{
  const char *all[] = { self->shown, NULL };
  AnlanPictureViewer *viewer;

  if (self->shown == NULL)
    return;
  viewer = anlan_picture_viewer_new (self->plant, all, 0, gtk_picture_get_alternative_text (self->picture));
  gtk_window_set_transient_for (GTK_WINDOW (viewer), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  gtk_window_present (GTK_WINDOW (viewer));
}

/* --- words ------------------------------------------------------------------------------------------------------------------ */

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
recording_cb (GtkButton *button, const char *address)
{
  gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (button))), address, GDK_CURRENT_TIME);
}

static GtkWidget *
add_button (GtkBox *box, const char *text)
{
  GtkWidget *button = gtk_button_new_with_label (text), *label = gtk_button_get_child (GTK_BUTTON (button));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (box, button);
  return button;
}

static void
add_alarm (AnlanCameraCard *self, const AnlanCameraFacts *facts, gint64 at, const char *when)
{
  g_autofree char *text = g_strdup_printf (_ ("Alarm %s: %s"), when, anlan_record_label (facts->last));
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (self->plant);
  g_autofree char *address = facts->source != NULL ? anlan_camera_recording (facts->source, at, zone) : NULL;
  GtkWidget *button = add_button (self->latest, text);

  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", facts->last->id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "alarm.open");
  if (address == NULL)
    return;
  button = add_button (self->latest, _ ("Recording, 15 min before and after"));
  g_signal_connect_data (button, "clicked", G_CALLBACK (recording_cb), g_steal_pointer (&address),
                         (GClosureNotify)(GCallback)g_free, 0);
}

/* What it saw last, then its last alarm. */
static void
show_latest (AnlanCameraCard *self, const AnlanCameraFacts *facts)
{
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (self->plant);
  gint64 now = anlan_plant_now (self->plant), at;
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autofree char *key = NULL;
  GtkWidget *seen;

  for (guint i = 0; i < facts->latest->len; i++)
    {
      const AnlanSpotted *spotted = g_ptr_array_index (facts->latest, i);
      g_autofree char *when = anlan_say_moment (spotted->ts, now, zone);

      g_string_append_printf (lines, "%s%s · %s", i > 0 ? "\n" : "", when,
                              anlan_camera_say_type (spotted->type));
    }
  key = g_strdup_printf ("%s\n%s", lines->str, facts->last != NULL ? facts->last->id : "");
  /* Who is about to press one of them keeps it. */
  if (g_strcmp0 (key, self->lately) == 0)
    return;
  g_free (self->lately);
  self->lately = g_steal_pointer (&key);
  clear_box (self->latest);
  if (lines->len > 0)
    {
      seen = gtk_label_new (lines->str);
      gtk_label_set_xalign (GTK_LABEL (seen), 0);
      gtk_label_set_wrap (GTK_LABEL (seen), TRUE);
      gtk_widget_add_css_class (seen, "numeric");
      gtk_box_append (self->latest, seen);
    }
  if (facts->last != NULL && anlan_time_parse (anlan_record_get_text (facts->last, "raised_at"), &at))
    {
      g_autofree char *when = anlan_say_moment (at, now, zone);

      add_alarm (self, facts, at, when);
    }
}

/* Its name leads to its source, where it has one. */
static void
show_name (AnlanCameraCard *self, const AnlanCameraFacts *facts)
{
  g_autofree char *key = key_of (facts);
  GtkWidget *name;

  if (g_strcmp0 (key, self->key) == 0)
    return;
  g_free (self->key);
  self->key = g_steal_pointer (&key);
  clear_box (self->name_box);
  if (facts->source != NULL)
    {
      name = gtk_button_new_with_label (facts->name);
      gtk_widget_add_css_class (name, "flat");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (name), "(ss)", "source", facts->source->id);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (name), "win.record");
    }
  else
    name = gtk_label_new (facts->name);
  gtk_widget_add_css_class (name, "heading");
  gtk_widget_add_css_class (name, "camera-name");
  gtk_box_append (self->name_box, name);
}

/* --- object ------------------------------------------------------------------------------------------------------------------ */

static void
anlan_camera_card_dispose (GObject *object)
{
  AnlanCameraCard *self = ANLAN_CAMERA_CARD (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->plant);
  G_OBJECT_CLASS (anlan_camera_card_parent_class)->dispose (object);
}

static void
anlan_camera_card_finalize (GObject *object)
{
  AnlanCameraCard *self = ANLAN_CAMERA_CARD (object);

  g_object_unref (self->cancellable);
  g_free (self->key);
  g_free (self->shown);
  g_free (self->lately);
  G_OBJECT_CLASS (anlan_camera_card_parent_class)->finalize (object);
}

static void
anlan_camera_card_class_init (AnlanCameraCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_camera_card_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_camera_card_finalize;
}

static GtkLabel *
add_label (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static GtkWidget *
make_picture (AnlanCameraCard *self)
{
  GtkWidget *overlay = gtk_overlay_new (), *room = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->picture = GTK_PICTURE (gtk_picture_new ());
  gtk_picture_set_content_fit (self->picture, GTK_CONTENT_FIT_COVER);
  gtk_widget_add_css_class (GTK_WIDGET (self->picture), "camera-picture");
  gtk_widget_set_overflow (GTK_WIDGET (self->picture), GTK_OVERFLOW_HIDDEN);
  /* The picture's own size would be that of its pixels. */
  gtk_widget_set_size_request (room, PICTURE_WIDTH, PICTURE_HEIGHT);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), room);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), GTK_WIDGET (self->picture));
  self->none = gtk_image_new_from_icon_name ("anlan-camera-symbolic");
  gtk_image_set_pixel_size (GTK_IMAGE (self->none), 48);
  gtk_widget_add_css_class (self->none, "dim-label");
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->none);
  self->age = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_set_halign (GTK_WIDGET (self->age), GTK_ALIGN_START);
  gtk_widget_set_valign (GTK_WIDGET (self->age), GTK_ALIGN_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->age), "camera-age");
  gtk_widget_add_css_class (GTK_WIDGET (self->age), "numeric");
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), GTK_WIDGET (self->age));
  return overlay;
}

static void
anlan_camera_card_init (AnlanCameraCard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6),
            *name = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->cancellable = g_cancellable_new ();
  self->button = GTK_BUTTON (gtk_button_new ());
  gtk_button_set_child (self->button, make_picture (self));
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "picture-tile");
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (clicked_cb), self, 0);
  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "camera-card");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->button));
  self->name_box = GTK_BOX (name);
  gtk_box_append (GTK_BOX (box), name);
  self->state = add_label (box, "dim-label");
  self->trouble = add_label (box, "caption");
  self->latest = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->latest));
  self->wrong = add_label (box, "dim-label");
  adw_bin_set_child (ADW_BIN (self), box);
}

AnlanCameraCard *
anlan_camera_card_new (AnlanPlant *plant)
{
  AnlanCameraCard *self = g_object_new (ANLAN_TYPE_CAMERA_CARD, NULL);

  self->plant = g_object_ref (plant);
  return self;
}

gboolean
anlan_camera_card_is_of (AnlanCameraCard *self, const AnlanCameraFacts *facts)
{
  g_autofree char *key = key_of (facts);

  return g_strcmp0 (key, self->key) == 0;
}

void
anlan_camera_card_set (AnlanCameraCard *self,
                       const AnlanCameraFacts *facts,
                       const AnlanCameraLive *live,
                       const char *state)
{
  g_autofree char *wrong = say_false (facts), *spoken = NULL;

  g_return_if_fail (ANLAN_IS_CAMERA_CARD (self) && facts != NULL);

  show_name (self, facts);
  set_text (self->state, state);
  set_text (self->trouble, live != NULL ? live->trouble : NULL);
  set_text (self->wrong, wrong);
  show_latest (self, facts);
  if (is_live (facts, live))
    {
      forget_picture (self);
      show_paintable (self, live->texture);
    }
  else
    show_stored (self, facts->picture);
  /* What is not stored cannot be shown large. */
  gtk_widget_set_focusable (GTK_WIDGET (self->button), self->shown != NULL);
  gtk_widget_set_can_target (GTK_WIDGET (self->button), self->shown != NULL);
  say_age (self, facts, live);
  spoken = g_strdup_printf (C_ ("camera, age of its picture", "%s, %s"), facts->name,
                            gtk_label_get_label (self->age));
  gtk_picture_set_alternative_text (self->picture, spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

gboolean
anlan_camera_card_is_stale (AnlanCameraCard *self)
{
  g_return_val_if_fail (ANLAN_IS_CAMERA_CARD (self), FALSE);

  return self->stale;
}

const char *
anlan_camera_card_get_age (AnlanCameraCard *self)
{
  g_return_val_if_fail (ANLAN_IS_CAMERA_CARD (self), NULL);

  return gtk_label_get_label (self->age);
}
