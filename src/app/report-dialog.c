/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "report-dialog.h"

#include <glib/gi18n-lib.h>

#include "chore.h"
#include "print.h"
#include "report/hazard-report.h"
#include "resources.h"
#include "save-file.h"

/* Pages that are shown; all of them are printed. */
#define MOST_PAGES 12
/* Width of a page in the window, and how much finer it is drawn. */
#define PAGE_WIDTH 720
#define SHARPNESS 1.5

struct _AnlanReportDialog
{
  AdwWindow parent_instance;

  /* template */
  GtkDropDown *type_row;
  GtkLabel *period_label;
  GtkWidget *save_button;
  GtkProgressBar *progress;
  GtkLabel *problem_label;
  GtkBox *pages_box;

  /* owned */
  AnlanDesk *desk;
  AnlanPlant *plant;
  AnlanFigures *figures; /* of the period shown, or NULL */
  AnlanPeriod period;
  GCancellable *cancellable; /* of what is being computed, or NULL */
};

G_DEFINE_FINAL_TYPE (AnlanReportDialog, anlan_report_dialog, ADW_TYPE_WINDOW)

/* One period being computed and drawn. */
typedef struct
{
  AnlanPlant *plant;
  AnlanPeriod period;
  char *printer;
  AnlanFigures *figures;
  GPtrArray *pages; /* GdkTexture */
  guint n_pages;
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  g_object_unref (making->plant);
  g_clear_pointer (&making->figures, anlan_figures_unref);
  g_ptr_array_unref (making->pages);
  g_free (making->printer);
  g_free (making);
}

/* --- on the other thread ---------------------------------------------------------------------------------------------- */

static GdkTexture *
draw_page (AnlanPaper *paper, guint page)
{
  double width, height, scale;
  cairo_surface_t *surface;
  cairo_t *cr;
  g_autoptr (GBytes) bytes = NULL;
  int stride, pixels_high, pixels_wide = (int)(PAGE_WIDTH * SHARPNESS);
  GdkTexture *texture;

  anlan_paper_get_size (paper, &width, &height);
  scale = pixels_wide / width;
  pixels_high = (int)(height * scale);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, pixels_wide, pixels_high);
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  anlan_paper_draw_page (paper, cr, page);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  stride = cairo_image_surface_get_stride (surface);
  bytes = g_bytes_new (cairo_image_surface_get_data (surface), (gsize)stride * (gsize)pixels_high);
  texture = gdk_memory_texture_new (pixels_wide, pixels_high, GDK_MEMORY_DEFAULT, bytes, (gsize)stride);
  cairo_surface_destroy (surface);
  return texture;
}

static gboolean
make_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Making *making = data;
  g_autoptr (AnlanPaper) paper = NULL;

  making->figures =
      anlan_hazard_report_new (making->plant, making->period, progress, progress_data, cancellable, error);
  if (making->figures == NULL)
    return FALSE;
  paper = anlan_figures_make_paper (making->figures, making->plant, making->printer, error);
  if (paper == NULL)
    return FALSE;
  anlan_paper_set_size (paper, ANLAN_PAPER_A4_WIDTH, ANLAN_PAPER_A4_HEIGHT);
  making->n_pages = anlan_paper_n_pages (paper);
  for (guint i = 0; i < MIN (making->n_pages, MOST_PAGES); i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      g_ptr_array_add (making->pages, draw_page (paper, i));
    }
  return TRUE;
}

/* --- what is shown ------------------------------------------------------------------------------------------------------ */

static void
clear_pages (AnlanReportDialog *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->pages_box))) != NULL)
    gtk_box_remove (self->pages_box, child);
}

static void
show_pages (AnlanReportDialog *self, const Making *making)
{
  clear_pages (self);
  for (guint i = 0; i < making->pages->len; i++)
    {
      GtkWidget *picture = gtk_picture_new_for_paintable (g_ptr_array_index (making->pages, i));
      g_autofree char *label = g_strdup_printf (_ ("Page %u of %u"), i + 1, making->n_pages);

      gtk_widget_add_css_class (picture, "card");
      gtk_widget_set_size_request (picture, PAGE_WIDTH,
                                   (int)(PAGE_WIDTH * ANLAN_PAPER_A4_HEIGHT / ANLAN_PAPER_A4_WIDTH));
      gtk_picture_set_can_shrink (GTK_PICTURE (picture), TRUE);
      gtk_picture_set_alternative_text (GTK_PICTURE (picture), label);
      gtk_accessible_update_property (GTK_ACCESSIBLE (picture), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
      gtk_box_append (self->pages_box, picture);
    }
  if (making->n_pages > making->pages->len)
    {
      g_autofree char *more = g_strdup_printf (_ ("%u pages in all"), making->n_pages);

      gtk_box_append (self->pages_box, gtk_label_new (more));
    }
}

static void
say_problem (AnlanReportDialog *self, const char *problem)
{
  gtk_label_set_label (self->problem_label, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), problem != NULL);
}

static void
update (AnlanReportDialog *self)
{
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (self->plant);
  g_autofree char *title = anlan_period_title (self->period);
  gint64 from, to;
  gboolean ready = self->figures != NULL;

  anlan_period_edges (anlan_period_add (self->period, 1), zone, &from, &to);
  gtk_label_set_label (self->period_label, title);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.after", from <= anlan_plant_now (self->plant));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.print", ready);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.pdf", ready);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.xlsx", ready);
  gtk_widget_set_sensitive (self->save_button, ready);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), self->cancellable != NULL);
}

static void
progress_cb (double fraction, gpointer data)
{
  AnlanReportDialog *self = data;

  if (self->desk != NULL)
    gtk_progress_bar_set_fraction (self->progress, fraction);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanReportDialog *self = ANLAN_REPORT_DIALOG (source);
  g_autoptr (GError) error = NULL;
  gpointer work;
  Making *making;
  gboolean ok = anlan_chore_finish (result, &work, &error);

  /* Closed, or another period is being computed by now. */
  if (self->desk == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  making = work;
  g_clear_object (&self->cancellable);
  if (ok)
    {
      self->figures = g_steal_pointer (&making->figures);
      show_pages (self, making);
    }
  say_problem (self, ok ? NULL : error->message);
  update (self);
}

static void
start (AnlanReportDialog *self)
{
  Making *making = g_new0 (Making, 1);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->figures, anlan_figures_unref);
  clear_pages (self);
  say_problem (self, NULL);
  making->plant = g_object_ref (self->plant);
  making->period = self->period;
  making->printer = g_strdup (anlan_plant_get_person (self->plant));
  making->pages = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  gtk_progress_bar_set_fraction (self->progress, 0);
  update (self);
  anlan_chore_run (self, make_work, making, making_free, progress_cb, self->cancellable, made_cb, self);
}

/* --- the period ------------------------------------------------------------------------------------------------------------ */

static void
move (AnlanReportDialog *self, int n)
{
  self->period = anlan_period_add (self->period, n);
  start (self);
}

static void
before_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move (ANLAN_REPORT_DIALOG (widget), -1);
}

static void
after_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move (ANLAN_REPORT_DIALOG (widget), 1);
}

/* That which has ended last: its report is due. */
static AnlanPeriod
ended_last (AnlanReportDialog *self, AnlanPeriodType type)
{
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (self->plant);

  return anlan_period_add (anlan_period_at (type, anlan_plant_now (self->plant), zone), -1);
}

static void
on_type_changed_cb (GtkDropDown *row, GParamSpec *pspec, AnlanReportDialog *self)
{
  AnlanPeriodType type = (AnlanPeriodType)gtk_drop_down_get_selected (row);

  if (self->desk == NULL || type == self->period.type)
    return;
  self->period = ended_last (self, type);
  start (self);
}

void
anlan_report_dialog_show (AnlanReportDialog *self, const char *text)
{
  AnlanPeriod period;

  g_return_if_fail (ANLAN_IS_REPORT_DIALOG (self) && text != NULL);

  if (!anlan_period_parse (text, &period, NULL))
    return;
  self->period = period;
  gtk_drop_down_set_selected (self->type_row, (guint)period.type);
  start (self);
}

gboolean
anlan_report_dialog_is_busy (AnlanReportDialog *self)
{
  g_return_val_if_fail (ANLAN_IS_REPORT_DIALOG (self), FALSE);

  return self->cancellable != NULL;
}

/* --- paper and files ------------------------------------------------------------------------------------------------------- */

static void
print_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanReportDialog *self = ANLAN_REPORT_DIALOG (widget);

  if (self->figures != NULL)
    anlan_print_run (anlan_print_new_figures (self->desk, self->figures), widget);
}

typedef struct
{
  AnlanFigures *figures;
  char *path;
} Writing;

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  anlan_figures_unref (writing->figures);
  g_free (writing->path);
  g_free (writing);
}

static gboolean
write_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Writing *writing = data;

  return anlan_figures_write_xlsx (writing->figures, writing->path, cancellable, error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanReportDialog *self = ANLAN_REPORT_DIALOG (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL, *text = NULL;
  gpointer work;

  anlan_chore_finish (result, &work, &error);
  if (self->desk == NULL)
    return;
  say_problem (self, error != NULL ? error->message : NULL);
  if (error != NULL)
    return;
  name = g_path_get_basename (((Writing *)work)->path);
  text = g_strdup_printf (_ ("%s is saved"), name);
  anlan_desk_say (self->desk, text);
}

void
anlan_report_dialog_write (AnlanReportDialog *self, const char *path)
{
  Writing *writing;

  g_return_if_fail (ANLAN_IS_REPORT_DIALOG (self) && path != NULL);

  if (self->figures == NULL)
    return;
  if (!g_str_has_suffix (path, ".xlsx"))
    {
      anlan_print_write_pdf (anlan_print_new_figures (self->desk, self->figures), GTK_WIDGET (self), path);
      return;
    }
  writing = g_new0 (Writing, 1);
  writing->figures = anlan_figures_ref (self->figures);
  writing->path = g_strdup (path);
  anlan_chore_run (self, write_work, writing, writing_free, NULL, NULL, written_cb, self);
}

static void
path_chosen (GtkWindow *parent, const char *path, gpointer data)
{
  const char *ending = data;
  /* Who has typed a name without an ending means the one that was chosen. */
  g_autofree char *whole =
      g_str_has_suffix (path, ending) ? g_strdup (path) : g_strconcat (path, ending, NULL);

  anlan_report_dialog_write (ANLAN_REPORT_DIALOG (parent), whole);
}

static void
save_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanReportDialog *self = ANLAN_REPORT_DIALOG (widget);
  const char *ending = g_str_has_suffix (name, "xlsx") ? ".xlsx" : ".pdf";
  g_autofree char *file = NULL;

  if (self->figures == NULL)
    return;
  file = g_strconcat (anlan_figures_get_title (self->figures), ending, NULL);
  anlan_save_file_ask (GTK_WINDOW (self), _ ("Save the report"), file, path_chosen, (gpointer)ending, NULL);
}

/* --- object -------------------------------------------------------------------------------------------------------------------- */

static void
anlan_report_dialog_dispose (GObject *object)
{
  AnlanReportDialog *self = ANLAN_REPORT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->desk);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_REPORT_DIALOG);
  g_clear_object (&self->plant);
  g_clear_pointer (&self->figures, anlan_figures_unref);
  G_OBJECT_CLASS (anlan_report_dialog_parent_class)->dispose (object);
}

static void
anlan_report_dialog_class_init (AnlanReportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_report_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("report-dialog"));
  gtk_widget_class_bind_template_child (widget_class, AnlanReportDialog, type_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanReportDialog, period_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanReportDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanReportDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, AnlanReportDialog, problem_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanReportDialog, pages_box);
  gtk_widget_class_bind_template_callback (widget_class, on_type_changed_cb);
  gtk_widget_class_install_action (widget_class, "report.before", NULL, before_cb);
  gtk_widget_class_install_action (widget_class, "report.after", NULL, after_cb);
  gtk_widget_class_install_action (widget_class, "report.print", NULL, print_cb);
  gtk_widget_class_install_action (widget_class, "report.pdf", NULL, save_cb);
  gtk_widget_class_install_action (widget_class, "report.xlsx", NULL, save_cb);
}

static void
anlan_report_dialog_init (AnlanReportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AnlanReportDialog *
anlan_report_dialog_new (AnlanDesk *desk)
{
  AnlanReportDialog *self = g_object_new (ANLAN_TYPE_REPORT_DIALOG, NULL);

  g_return_val_if_fail (anlan_desk_get_plant (desk) != NULL, self);

  self->plant = g_object_ref (anlan_desk_get_plant (desk));
  self->period = ended_last (self, ANLAN_PERIOD_MONTH);
  self->desk = g_object_ref (desk);
  start (self);
  return self;
}
