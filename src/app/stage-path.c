/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "stage-path.h"

#include <glib/gi18n-lib.h>

struct _AnlanStagePath
{
  GtkWidget parent_instance;

  GtkWidget *line; /* dots and bars */
  GtkWidget *words;
  GtkLabel *now;
  GtkLabel *next;
  GtkLabel *times;
};

G_DEFINE_FINAL_TYPE (AnlanStagePath, anlan_stage_path, GTK_TYPE_WIDGET)

static const AnlanStage *
follow (const AnlanKind *kind, const char *stage)
{
  for (guint i = 0; i < kind->steps->len; i++)
    {
      const AnlanFlowStep *step = g_ptr_array_index (kind->steps, i);

      if (step->primary && !step->reopen && g_strv_contains ((const char *const *)step->from, stage))
        return anlan_kind_stage (kind, step->to);
    }
  return NULL;
}

GPtrArray *
anlan_kind_usual_path (const AnlanKind *kind)
{
  GPtrArray *path = g_ptr_array_new ();
  const AnlanStage *stage = kind->stages->len > 0 ? g_ptr_array_index (kind->stages, 0) : NULL;

  while (stage != NULL && !g_ptr_array_find (path, stage, NULL))
    {
      g_ptr_array_add (path, (gpointer)stage);
      stage = follow (kind, stage->id);
    }
  return path;
}

static void
append_dot (AnlanStagePath *self, const AnlanStage *stage, const char *class_name)
{
  GtkWidget *dot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (dot, "dot");
  gtk_widget_add_css_class (dot, class_name);
  gtk_widget_set_valign (dot, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (dot, anlan_kind_text (stage->title));
  gtk_box_append (GTK_BOX (self->line), dot);
}

static void
append_bar (AnlanStagePath *self, gboolean passed)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (bar, "bar");
  gtk_widget_add_css_class (bar, passed ? "passed" : "ahead");
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (bar, TRUE);
  gtk_box_append (GTK_BOX (self->line), bar);
}

void
anlan_stage_path_set (AnlanStagePath *self, const AnlanKind *kind, const char *stage)
{
  g_autoptr (GPtrArray) path = NULL;
  const AnlanStage *now, *next;
  g_autofree char *spoken = NULL, *then = NULL;
  guint place;
  GtkWidget *child;

  g_return_if_fail (ANLAN_IS_STAGE_PATH (self) && kind != NULL);

  while ((child = gtk_widget_get_first_child (self->line)) != NULL)
    gtk_box_remove (GTK_BOX (self->line), child);
  now = stage != NULL ? anlan_kind_stage (kind, stage) : NULL;
  gtk_widget_set_visible (GTK_WIDGET (self), now != NULL);
  if (now == NULL)
    return;
  path = anlan_kind_usual_path (kind);
  /* Off the path, as a cancelled record is, no dot is the present one. */
  if (!g_ptr_array_find (path, now, &place))
    place = G_MAXUINT;
  for (guint i = 0; i < path->len; i++)
    {
      if (i > 0)
        append_bar (self, place != G_MAXUINT && i <= place);
      append_dot (self, g_ptr_array_index (path, i),
                  i == place                        ? "now"
                  : place != G_MAXUINT && i < place ? "passed"
                                                    : "ahead");
    }
  next = place != G_MAXUINT && place + 1 < path->len ? g_ptr_array_index (path, place + 1) : NULL;
  gtk_label_set_label (self->now, anlan_kind_text (now->title));
  if (next != NULL)
    then = g_strdup_printf (_ ("next: %s"), anlan_kind_text (next->title));
  gtk_label_set_label (self->next, then != NULL ? then : "");
  spoken = place != G_MAXUINT ? g_strdup_printf (_ ("Stage %u of %u: %s"), place + 1, path->len,
                                                 anlan_kind_text (now->title))
                              : g_strdup (anlan_kind_text (now->title));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

void
anlan_stage_path_set_times (AnlanStagePath *self, const char *times)
{
  g_return_if_fail (ANLAN_IS_STAGE_PATH (self));

  gtk_label_set_label (self->times, times != NULL ? times : "");
  gtk_widget_set_visible (GTK_WIDGET (self->times), times != NULL);
}

static void
anlan_stage_path_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (anlan_stage_path_parent_class)->dispose (object);
}

static void
anlan_stage_path_class_init (AnlanStagePathClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_stage_path_dispose;
  gtk_widget_class_set_css_name (widget_class, "stagepath");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
anlan_stage_path_init (AnlanStagePath *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
  self->line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->line, "line");
  gtk_widget_set_parent (self->line, GTK_WIDGET (self));
  self->words = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->now = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->now), "now");
  gtk_label_set_xalign (self->now, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->now), TRUE);
  self->next = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->next), "next");
  gtk_label_set_ellipsize (self->next, PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (self->next, 1);
  gtk_box_append (GTK_BOX (self->words), GTK_WIDGET (self->now));
  gtk_box_append (GTK_BOX (self->words), GTK_WIDGET (self->next));
  gtk_widget_set_parent (self->words, GTK_WIDGET (self));
  self->times = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->times), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->times), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->times), "numeric");
  gtk_label_set_wrap (self->times, TRUE);
  gtk_label_set_xalign (self->times, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->times), FALSE);
  gtk_widget_set_parent (GTK_WIDGET (self->times), GTK_WIDGET (self));
}

GtkWidget *
anlan_stage_path_new (void)
{
  return g_object_new (ANLAN_TYPE_STAGE_PATH, NULL);
}
