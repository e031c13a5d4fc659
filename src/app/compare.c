/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "compare.h"

#include <glib/gi18n-lib.h>

#include "attach.h"
#include "compare-view.h"
#include "compare-work.h"

/* Sharp at twice the size of the frame, and when zoomed in. */
#define EDGE 1920
#define KEY_ZOOM 1.25

typedef struct
{
  AnlanCompare *compare; /* borrowed */
  char **ids;
  guint place;
  char *title;
  GdkTexture *texture;
  GtkWidget *caption;
} Side;

struct _AnlanCompare
{
  AdwBin parent_instance;

  AnlanPlant *plant;
  Side sides[2]; /* before, after */
  AnlanCompareView *view;
  GtkWidget *heat_button;
  GtkWidget *note;
  GCancellable *cancellable;
  guint pending;
};

G_DEFINE_FINAL_TYPE (AnlanCompare, anlan_compare, ADW_TYPE_BIN)

static void
say (AnlanCompare *compare, const char *text)
{
  gtk_label_set_label (GTK_LABEL (compare->note), text != NULL ? text : "");
  gtk_widget_set_visible (compare->note, text != NULL);
}

/* --- reading --------------------------------------------------------------------------------------------------------- */

/* FALSE: somebody has asked for others since, or it is gone. */
static gboolean
take_answer (AnlanCompare *compare, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || compare->plant == NULL)
    return FALSE;
  compare->pending--;
  if (error != NULL)
    say (compare, error->message);
  return error == NULL;
}

static void
loaded (AnlanCompare *compare, GAsyncResult *result, guint side)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = anlan_picture_load_finish (result, &error);

  if (!take_answer (compare, error))
    return;
  g_set_object (&compare->sides[side].texture, texture);
  anlan_compare_view_set (compare->view, compare->sides[0].texture, compare->sides[1].texture);
}

static void
before_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanCompare) compare = data;

  loaded (compare, result, 0);
}

static void
after_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanCompare) compare = data;

  loaded (compare, result, 1);
}

static void
say_part (AnlanCompare *compare, double part)
{
  g_autofree char *text =
      g_strdup_printf (_ ("About %d %% of the picture differs (violet)."), (int)(part * 100 + 0.5));

  if (part < 0.005)
    say (compare, _ ("No place is seen to differ. Look whether it is the same photo."));
  else
    say (compare, text);
}

static void
differed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanCompare) compare = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanDifference) difference = anlan_difference_finish (result, &error);
  g_autoptr (GdkTexture) heat = NULL;
  gboolean wanted = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (compare->heat_button));

  if (!take_answer (compare, error))
    return;
  if (difference->heat != NULL)
    heat = gdk_texture_new_for_pixbuf (difference->heat);
  anlan_compare_view_set_fit (compare->view, heat != NULL ? &difference->fit : NULL, heat);
  if (heat == NULL)
    say (compare, wanted
                      ? _ ("The two photos do not show the same scene from about the same place: where they "
                           "differ cannot be told.")
                      : NULL);
  else if (wanted)
    say_part (compare, difference->part);
}

/* Also when nobody wants to see it: the second photo is laid on the first one as it was taken. */
static void
find_difference (AnlanCompare *compare)
{
  compare->pending++;
  anlan_difference_async (compare->plant, compare->sides[0].ids[compare->sides[0].place],
                          compare->sides[1].ids[compare->sides[1].place], compare->cancellable, differed_cb,
                          g_object_ref (compare));
}

static void
update_caption (Side *side)
{
  guint count = g_strv_length (side->ids);
  g_autofree char *text = count > 1 ? g_strdup_printf (_ ("%s %u/%u"),
                                                       side->title, side->place + 1, count)
                                    : g_strdup (side->title);

  gtk_button_set_label (GTK_BUTTON (side->caption), text);
  gtk_widget_set_sensitive (side->caption, count > 1);
  gtk_widget_set_tooltip_text (side->caption, count > 1 ? _ ("Show the next photo") : NULL);
}

static void
reload (AnlanCompare *compare)
{
  static const GAsyncReadyCallback callbacks[] = { before_loaded_cb, after_loaded_cb };

  g_cancellable_cancel (compare->cancellable);
  g_object_unref (compare->cancellable);
  compare->cancellable = g_cancellable_new ();
  compare->pending = 0;
  say (compare, NULL);
  anlan_compare_view_set_fit (compare->view, NULL, NULL);
  for (guint i = 0; i < 2; i++)
    {
      update_caption (&compare->sides[i]);
      compare->pending++;
      anlan_picture_load_async (compare->plant, compare->sides[i].ids[compare->sides[i].place], EDGE,
                                compare->cancellable, callbacks[i], g_object_ref (compare));
    }
  find_difference (compare);
}

/* --- what is pressed ---------------------------------------------------------------------------------------------------- */

static void
on_caption_clicked_cb (GtkButton *button, Side *side)
{
  side->place = (side->place + 1) % g_strv_length (side->ids);
  reload (side->compare);
}

static void
on_heat_toggled_cb (GtkToggleButton *button, AnlanCompare *compare)
{
  gboolean shown = gtk_toggle_button_get_active (button);

  g_object_set (compare->view, "shows-heat", shown, NULL);
  say (compare, NULL);
  /* What there is to say about it comes with the answer. */
  if (shown && compare->sides[0].ids != NULL)
    find_difference (compare);
}

static void
on_zoom_in_cb (GtkButton *button, AnlanCompare *compare)
{
  anlan_compare_view_zoom (compare->view, KEY_ZOOM * KEY_ZOOM);
}

static void
on_zoom_out_cb (GtkButton *button, AnlanCompare *compare)
{
  anlan_compare_view_zoom (compare->view, 1 / (KEY_ZOOM * KEY_ZOOM));
}

/* --- public --------------------------------------------------------------------------------------------------------------- */

void
anlan_compare_set (AnlanCompare *compare, const char *const *before, const char *const *after)
{
  const char *const *given[] = { before, after };

  g_return_if_fail (ANLAN_IS_COMPARE (compare) && before[0] != NULL && after[0] != NULL);

  if (compare->sides[0].ids != NULL && g_strv_equal ((const char *const *)compare->sides[0].ids, before) &&
      g_strv_equal ((const char *const *)compare->sides[1].ids, after))
    return;
  for (guint i = 0; i < 2; i++)
    {
      g_strfreev (compare->sides[i].ids);
      compare->sides[i].ids = g_strdupv ((char **)given[i]);
      compare->sides[i].place = 0;
      g_clear_object (&compare->sides[i].texture);
    }
  anlan_compare_view_set (compare->view, NULL, NULL);
  reload (compare);
}

void
anlan_compare_set_titles (AnlanCompare *compare, const char *before, const char *after)
{
  const char *titles[] = { before, after };

  g_return_if_fail (ANLAN_IS_COMPARE (compare));

  for (guint i = 0; i < 2; i++)
    {
      g_free (compare->sides[i].title);
      compare->sides[i].title = g_strdup (titles[i]);
      if (compare->sides[i].ids != NULL)
        update_caption (&compare->sides[i]);
    }
}

gboolean
anlan_compare_set_record (AnlanCompare *compare, const AnlanRecord *record)
{
  g_auto (GStrv) before = NULL, after = NULL;
  gboolean shown = FALSE;

  g_return_val_if_fail (ANLAN_IS_COMPARE (compare) && record != NULL, FALSE);

  if (record->kind->compares[0] != NULL)
    {
      before = anlan_value_get_items (anlan_record_get (record, record->kind->compares[0]));
      after = anlan_value_get_items (anlan_record_get (record, record->kind->compares[1]));
      shown = before[0] != NULL && after[0] != NULL;
    }
  gtk_widget_set_visible (GTK_WIDGET (compare), shown);
  if (shown)
    anlan_compare_set (compare, (const char *const *)before, (const char *const *)after);
  return shown;
}

gboolean
anlan_compare_is_busy (AnlanCompare *compare)
{
  g_return_val_if_fail (ANLAN_IS_COMPARE (compare), FALSE);

  return compare->pending > 0;
}

/* --- object ------------------------------------------------------------------------------------------------------------------- */

static void
anlan_compare_dispose (GObject *object)
{
  AnlanCompare *compare = ANLAN_COMPARE (object);

  g_cancellable_cancel (compare->cancellable);
  adw_bin_set_child (ADW_BIN (compare), NULL);
  g_clear_object (&compare->plant);
  G_OBJECT_CLASS (anlan_compare_parent_class)->dispose (object);
}

static void
anlan_compare_finalize (GObject *object)
{
  AnlanCompare *compare = ANLAN_COMPARE (object);

  for (guint i = 0; i < 2; i++)
    {
      g_strfreev (compare->sides[i].ids);
      g_free (compare->sides[i].title);
      g_clear_object (&compare->sides[i].texture);
    }
  g_object_unref (compare->cancellable);
  G_OBJECT_CLASS (anlan_compare_parent_class)->finalize (object);
}

static void
anlan_compare_class_init (AnlanCompareClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_compare_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_compare_finalize;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "compare");
}

static GtkWidget *
make_tool (AnlanCompare *compare, const char *icon, const char *name, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", callback, compare, 0);
  return button;
}

static GtkWidget *
make_tools (AnlanCompare *compare)
{
  GtkWidget *tools = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *beside = gtk_toggle_button_new_with_mnemonic (_ ("_Side by side"));

  compare->heat_button = gtk_toggle_button_new_with_mnemonic (_ ("_Where they differ"));
  gtk_widget_add_css_class (beside, "compare-toggle");
  gtk_widget_add_css_class (compare->heat_button, "compare-toggle");
  g_object_bind_property (beside, "active", compare->view, "beside", G_BINDING_DEFAULT);
  g_signal_connect_object (compare->heat_button, "toggled", G_CALLBACK (on_heat_toggled_cb), compare, 0);
  gtk_box_append (GTK_BOX (tools), beside);
  gtk_box_append (GTK_BOX (tools), compare->heat_button);
  compare->note = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (compare->note), TRUE);
  gtk_label_set_xalign (GTK_LABEL (compare->note), 0);
  gtk_widget_add_css_class (compare->note, "caption");
  gtk_widget_set_visible (compare->note, FALSE);
  gtk_box_append (GTK_BOX (tools), gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  gtk_widget_set_hexpand (gtk_widget_get_last_child (tools), TRUE);
  gtk_box_append (GTK_BOX (tools),
                  make_tool (compare, "zoom-out-symbolic", _ ("Zoom out (-)"), G_CALLBACK (on_zoom_out_cb)));
  gtk_box_append (GTK_BOX (tools),
                  make_tool (compare, "zoom-in-symbolic", _ ("Zoom in (+)"), G_CALLBACK (on_zoom_in_cb)));
  return tools;
}

static GtkWidget *
make_caption (AnlanCompare *compare, guint side, GtkAlign align)
{
  Side *own = &compare->sides[side];

  own->compare = compare;
  own->title = g_strdup (side == 0 ? _ ("Before") : _ ("After"));
  own->caption = gtk_button_new_with_label (own->title);
  gtk_widget_add_css_class (own->caption, "osd");
  gtk_widget_add_css_class (own->caption, "compare-caption");
  gtk_widget_set_halign (own->caption, align);
  gtk_widget_set_valign (own->caption, GTK_ALIGN_START);
  g_signal_connect (own->caption, "clicked", G_CALLBACK (on_caption_clicked_cb), own);
  return own->caption;
}

static void
anlan_compare_init (AnlanCompare *compare)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *overlay = gtk_overlay_new ();

  compare->cancellable = g_cancellable_new ();
  compare->view = ANLAN_COMPARE_VIEW (anlan_compare_view_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (compare->view), TRUE);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (compare->view));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), make_caption (compare, 0, GTK_ALIGN_START));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), make_caption (compare, 1, GTK_ALIGN_END));
  gtk_box_append (GTK_BOX (box), overlay);
  gtk_box_append (GTK_BOX (box), make_tools (compare));
  gtk_box_append (GTK_BOX (box), compare->note);
  adw_bin_set_child (ADW_BIN (compare), box);
}

AnlanCompare *
anlan_compare_new (AnlanPlant *plant)
{
  AnlanCompare *compare = g_object_new (ANLAN_TYPE_COMPARE, NULL);

  compare->plant = g_object_ref (plant);
  return compare;
}
