/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "record-pane.h"

#include "window.h"

struct _AnlanRecordPane
{
  AdwBin parent_instance;

  AnlanDesk *desk;
  GtkStack *stack;
  GQueue pages; /* AnlanRecordPage, borrowed from the stack; the one on top at the head */
  gboolean wide;
};

G_DEFINE_FINAL_TYPE (AnlanRecordPane, anlan_record_pane, ADW_TYPE_BIN)

enum
{
  CHANGED,
  CLOSE,
  WIDE,
  STORED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- the pile --------------------------------------------------------------------------------------------------------- */

AnlanRecordPage *
anlan_record_pane_get_page (AnlanRecordPane *pane)
{
  g_return_val_if_fail (ANLAN_IS_RECORD_PANE (pane), NULL);

  return g_queue_peek_head (&pane->pages);
}

static void
drop_top (AnlanRecordPane *pane)
{
  AnlanRecordPage *page = g_queue_pop_head (&pane->pages);

  anlan_record_page_leave (page);
  anlan_record_page_drop (page);
  gtk_stack_remove (pane->stack, GTK_WIDGET (page));
}

static void
drop_all (AnlanRecordPane *pane)
{
  while (pane->pages.length > 0)
    drop_top (pane);
}

static void
show_top (AnlanRecordPane *pane)
{
  AnlanRecordPage *page = anlan_record_pane_get_page (pane);

  if (page != NULL)
    {
      anlan_record_page_set_back (page, pane->pages.length > 1);
      anlan_record_page_set_wide (page, pane->wide);
      gtk_stack_set_visible_child (pane->stack, GTK_WIDGET (page));
    }
  g_signal_emit (pane, signals[CHANGED], 0);
}

static void
on_stored_cb (AnlanRecordPage *page, AnlanRecord *record, AnlanRecordPane *pane)
{
  g_signal_emit (pane, signals[STORED], 0, record);
}

static void
on_busy_cb (AnlanRecordPage *page, GParamSpec *pspec, AnlanRecordPane *pane)
{
  g_signal_emit (pane, signals[CHANGED], 0);
}

static void
put (AnlanRecordPane *pane, AnlanRecordPage *page)
{
  g_signal_connect_object (page, "stored", G_CALLBACK (on_stored_cb), pane, 0);
  g_signal_connect_object (page, "notify::busy", G_CALLBACK (on_busy_cb), pane, 0);
  gtk_stack_add_child (pane->stack, GTK_WIDGET (page));
  g_queue_push_head (&pane->pages, page);
  show_top (pane);
}

static gboolean
is_shown (AnlanRecordPane *pane, const char *kind, const char *id)
{
  AnlanRecordPage *page = anlan_record_pane_get_page (pane);
  AnlanRecord *record = page != NULL ? anlan_record_page_get_record (page) : NULL;

  return record != NULL && g_strcmp0 (anlan_record_page_get_kind (page), kind) == 0 &&
         (g_strcmp0 (record->id, id) == 0 || g_strcmp0 (record->number, id) == 0);
}

/* --- public ------------------------------------------------------------------------------------------------------------- */

void
anlan_record_pane_show (AnlanRecordPane *pane, const char *kind, const char *record)
{
  g_return_if_fail (ANLAN_IS_RECORD_PANE (pane) && kind != NULL && record != NULL);

  if (pane->pages.length == 1 && is_shown (pane, kind, record))
    return;
  drop_all (pane);
  put (pane, anlan_record_page_new (pane->desk, kind, record));
}

void
anlan_record_pane_push (AnlanRecordPane *pane, const char *kind, const char *record)
{
  g_return_if_fail (ANLAN_IS_RECORD_PANE (pane) && kind != NULL && record != NULL);

  if (is_shown (pane, kind, record))
    return;
  if (pane->pages.length > 0)
    anlan_record_page_cover (anlan_record_pane_get_page (pane));
  put (pane, anlan_record_page_new (pane->desk, kind, record));
}

void
anlan_record_pane_show_new (AnlanRecordPane *pane, const char *kind, AnlanRecord *like)
{
  g_autoptr (AnlanRecord) kept = like != NULL ? anlan_record_ref (like) : NULL;

  g_return_if_fail (ANLAN_IS_RECORD_PANE (pane) && kind != NULL);

  drop_all (pane);
  put (pane, anlan_record_page_new_empty (pane->desk, kind, kept));
}

gboolean
anlan_record_pane_back (AnlanRecordPane *pane)
{
  g_return_val_if_fail (ANLAN_IS_RECORD_PANE (pane), FALSE);

  if (pane->pages.length < 2)
    return FALSE;
  drop_top (pane);
  show_top (pane);
  anlan_record_page_uncover (anlan_record_pane_get_page (pane));
  return TRUE;
}

void
anlan_record_pane_clear (AnlanRecordPane *pane)
{
  g_return_if_fail (ANLAN_IS_RECORD_PANE (pane));

  drop_all (pane);
  show_top (pane);
}

void
anlan_record_pane_set_wide (AnlanRecordPane *pane, gboolean wide)
{
  AnlanRecordPage *page;

  g_return_if_fail (ANLAN_IS_RECORD_PANE (pane));

  pane->wide = wide;
  page = anlan_record_pane_get_page (pane);
  if (page != NULL)
    anlan_record_page_set_wide (page, wide);
}

/* --- actions --------------------------------------------------------------------------------------------------------------- */

static void
open_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *kind, *record;

  g_variant_get (parameter, "(&s&s)", &kind, &record);
  anlan_record_pane_push (ANLAN_RECORD_PANE (widget), kind, record);
}

static void
new_like_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanRecordPane *pane = ANLAN_RECORD_PANE (widget);
  AnlanRecordPage *page = anlan_record_pane_get_page (pane);
  AnlanRecord *like = page != NULL ? anlan_record_page_get_record (page) : NULL;

  if (like != NULL)
    anlan_record_pane_show_new (pane, like->kind->id, like);
}

/* A new one that is about a record: its reference is filled in. */
static void
new_about_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanRecordPane *pane = ANLAN_RECORD_PANE (widget);
  const char *kind_id, *field_id, *record;
  g_autoptr (AnlanKind) kind = NULL;
  g_autoptr (AnlanRecord) like = NULL;
  const AnlanField *field;

  g_variant_get (parameter, "(&s&s&s)", &kind_id, &field_id, &record);
  kind = anlan_plant_get_kind (anlan_desk_get_plant (pane->desk), kind_id);
  field = kind != NULL ? anlan_kind_field (kind, field_id) : NULL;
  if (field == NULL)
    return;
  like = anlan_record_new (kind, record);
  anlan_value_set_text (&like->values[field->index], record);
  if (pane->pages.length > 0)
    anlan_record_page_cover (anlan_record_pane_get_page (pane));
  put (pane, anlan_record_page_new_empty (pane->desk, kind->id, like));
}

static void
back_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  anlan_record_pane_back (ANLAN_RECORD_PANE (widget));
}

static void
close_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[CLOSE], 0);
}

static void
wide_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[WIDE], 0);
}

/* --- object ------------------------------------------------------------------------------------------------------------------ */

static void
anlan_record_pane_dispose (GObject *object)
{
  AnlanRecordPane *pane = ANLAN_RECORD_PANE (object);

  /* Those that lie under another: the one on top is left by being taken off the screen. */
  for (GList *l = pane->pages.head; l != NULL; l = l->next)
    if (anlan_desk_get_plant (pane->desk) != NULL)
      anlan_record_page_drop (l->data);
  g_queue_clear (&pane->pages);
  g_clear_object (&pane->desk);
  G_OBJECT_CLASS (anlan_record_pane_parent_class)->dispose (object);
}

static void
anlan_record_pane_class_init (AnlanRecordPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_record_pane_dispose;
  signals[CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CLOSE] = g_signal_new ("close", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[WIDE] = g_signal_new ("wide", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[STORED] =
      g_signal_new ("stored", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_install_action (widget_class, "record.open", "(ss)", open_cb);
  gtk_widget_class_install_action (widget_class, "record.new-like", "(ss)", new_like_cb);
  gtk_widget_class_install_action (widget_class, "record.new-about", "(sss)", new_about_cb);
  gtk_widget_class_install_action (widget_class, "pane.back", NULL, back_cb);
  gtk_widget_class_install_action (widget_class, "pane.close", NULL, close_cb);
  gtk_widget_class_install_action (widget_class, "pane.wide", NULL, wide_cb);
}

static void
anlan_record_pane_init (AnlanRecordPane *pane)
{
  pane->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_hhomogeneous (pane->stack, FALSE);
  adw_bin_set_child (ADW_BIN (pane), GTK_WIDGET (pane->stack));
  gtk_widget_add_css_class (GTK_WIDGET (pane), "record-pane");
}

AnlanRecordPane *
anlan_record_pane_new (AnlanDesk *desk)
{
  AnlanRecordPane *pane = g_object_new (ANLAN_TYPE_RECORD_PANE, NULL);

  pane->desk = g_object_ref (desk);
  return pane;
}
