/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "hazard-hints.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/shape.h"
#include "safety/here.h"
#include "safety/repeat.h"

/* Nobody is to be looked over the shoulder at every key. */
#define LOOK_AFTER_MS 500
/* More than a glance takes is not read while reporting. */
#define MOST_HAZARDS 3
#define MOST_CARDS 2
#define MOST_NEIGHBOURS 3
/* Of a cause, characters. */
#define MOST_CAUSE 90

struct _AnlanHazardHints
{
  GObject parent_instance;

  /* borrowed */
  AnlanForm *form;
  GtkLabel *alike; /* under the words */
  GtkLabel *where; /* under the place */

  /* owned */
  AnlanDesk *desk;
  GCancellable *alike_cancellable;
  GCancellable *where_cancellable;
  guint timeout;
  guint reveal; /* idle source */
};

G_DEFINE_FINAL_TYPE (AnlanHazardHints, anlan_hazard_hints, G_TYPE_OBJECT)

/* --- text with links -------------------------------------------------------------------------------------------------- */

static void
append_link (GString *markup, const char *kind, const char *id, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append_printf (markup, "<a href=\"%s/%s\">%s</a>", kind, id, escaped);
}

static void
append_line (GString *markup, const char *line)
{
  g_string_append_printf (markup, "%s%s", markup->len > 0 ? "\n" : "", line);
}

static gboolean
on_activate_link_cb (GtkLabel *label, const char *uri, gpointer data)
{
  g_auto (GStrv) parts = g_strsplit (uri, "/", 2);

  gtk_widget_activate_action (GTK_WIDGET (label), "record.open", "(ss)", parts[0], parts[1]);
  return GDK_EVENT_STOP;
}

static GtkLabel *
make_label (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_use_markup (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "form-hint");
  gtk_widget_set_visible (label, FALSE);
  g_signal_connect (label, "activate-link", G_CALLBACK (on_activate_link_cb), NULL);
  return GTK_LABEL (label);
}

static void
show_markup (GtkLabel *label, const char *markup)
{
  gtk_label_set_markup (label, markup);
  gtk_widget_set_visible (GTK_WIDGET (label), markup[0] != '\0');
}

static void
begin_anew (GCancellable **cancellable)
{
  g_cancellable_cancel (*cancellable);
  g_object_unref (*cancellable);
  *cancellable = g_cancellable_new ();
}

static const char *
value_of (AnlanHazardHints *self, const char *field)
{
  return anlan_record_get_text (anlan_form_get_record (self->form), field);
}

/* --- already reported, already known ---------------------------------------------------------------------------------- */

typedef struct
{
  char *what;
  char *equipment;
  char *zone;
  GPtrArray *hazards; /* AnlanSimilar */
  GPtrArray *cards;
} Looking;

typedef struct
{
  AnlanHazardHints *hints;
  Looking *looking;
} Answer;

static void
looking_clear (gpointer data)
{
  Looking *looking = data;

  g_free (looking->what);
  g_free (looking->equipment);
  g_free (looking->zone);
  g_clear_pointer (&looking->hazards, g_ptr_array_unref);
  g_clear_pointer (&looking->cards, g_ptr_array_unref);
}

static void
looking_release (gpointer data)
{
  g_atomic_rc_box_release_full (data, looking_clear);
}

static gboolean
look_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Looking *looking = data;

  looking->hazards =
      anlan_hazards_similar (db, looking->what, looking->equipment, looking->zone, TRUE, MOST_HAZARDS, error);
  if (looking->hazards == NULL)
    return FALSE;
  looking->cards = anlan_cards_similar (db, looking->what, MOST_CARDS, error);
  return looking->cards != NULL;
}

static void
append_hazard (AnlanHazardHints *self, GString *markup, const AnlanSimilar *similar)
{
  const AnlanKind *kind = anlan_form_get_context (self->form)->kind;
  const AnlanStage *stage = similar->more != NULL ? anlan_kind_stage (kind, similar->more) : NULL;
  g_autofree char *title =
      g_strdup_printf (C_ ("number of a hazard, what was found, its stage", "%s %s (%s)"),
                       similar->number != NULL ? similar->number : "", similar->text,
                       stage != NULL ? anlan_kind_text (stage->title) : "");
  g_autoptr (GString) link = g_string_new (NULL);
  g_autofree char *line = NULL;

  append_link (link, kind->id, similar->id, title);
  line = g_strdup_printf (_ ("Already reported? %s"), link->str);
  append_line (markup, line);
}

static void
append_card (GString *markup, const AnlanSimilar *similar)
{
  gboolean whole = g_utf8_strlen (similar->more, -1) <= MOST_CAUSE;
  g_autofree char *start = whole ? g_strdup (similar->more) : g_utf8_substring (similar->more, 0, MOST_CAUSE);
  g_autofree char *cause = g_markup_printf_escaped (whole ? "%s" : "%s…", start);
  g_autoptr (GString) link = g_string_new (NULL);
  g_autofree char *line = NULL;

  append_link (link, "card", similar->id, similar->text);
  line = g_strdup_printf (C_ ("sign of a knowledge card, what it may come from", "Known: %s – %s"), link->str,
                          cause);
  append_line (markup, line);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;
  AnlanHazardHints *self = answer->hints;
  const char *own = self->form != NULL ? anlan_form_get_record (self->form)->id : NULL;
  g_autoptr (GString) markup = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  if (anlan_store_read_finish (ANLAN_STORE (source), result, &error) && self->form != NULL)
    {
      for (guint i = 0; i < answer->looking->hazards->len; i++)
        {
          const AnlanSimilar *similar = g_ptr_array_index (answer->looking->hazards, i);

          if (g_strcmp0 (similar->id, own) != 0)
            append_hazard (self, markup, similar);
        }
      for (guint i = 0; i < answer->looking->cards->len; i++)
        append_card (markup, g_ptr_array_index (answer->looking->cards, i));
      show_markup (self->alike, markup->str);
    }
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("what is like this report could not be looked up: %s", error->message);
  looking_release (answer->looking);
  g_object_unref (answer->hints);
  g_free (answer);
}

/* A word in Chinese has two characters. */
static gboolean
is_enough (const char *what)
{
  return g_utf8_strlen (what, -1) >= (g_str_is_ascii (what) ? 4 : 2);
}

static gboolean
look_alike_cb (gpointer data)
{
  AnlanHazardHints *self = data;
  AnlanPlant *plant = anlan_desk_get_plant (self->desk);
  AnlanFieldRow *row = anlan_form_get_row (self->form, "what");
  g_autofree char *what = anlan_field_row_get_typed (row);
  Answer *answer;

  self->timeout = 0;
  begin_anew (&self->alike_cancellable);
  if (what == NULL || !is_enough (g_strstrip (what)) || plant == NULL)
    {
      show_markup (self->alike, "");
      return G_SOURCE_REMOVE;
    }
  answer = g_new0 (Answer, 1);
  answer->hints = g_object_ref (self);
  answer->looking = g_atomic_rc_box_new0 (Looking);
  answer->looking->what = g_steal_pointer (&what);
  answer->looking->equipment = g_strdup (value_of (self, "equipment"));
  answer->looking->zone = g_strdup (value_of (self, "zone"));
  anlan_store_read_async (anlan_plant_get_store (plant), look_work, g_atomic_rc_box_acquire (answer->looking),
                          looking_release, self->alike_cancellable, looked_cb, answer);
  return G_SOURCE_REMOVE;
}

static void
look_alike_later (AnlanHazardHints *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  if (anlan_form_get_record (self->form)->draft)
    self->timeout = g_timeout_add (LOOK_AFTER_MS, look_alike_cb, self);
}

/* --- what is at that place ----------------------------------------------------------------------------------------------- */

static void
append_links (GString *markup, const char *format, GPtrArray *links, guint more)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *line = NULL;

  for (guint i = 0; i < links->len; i++)
    g_string_append_printf (all, "%s%s", i > 0 ? C_ ("between items", ", ") : "",
                            (const char *)g_ptr_array_index (links, i));
  if (all->len == 0)
    return;
  if (more > 0)
    g_string_append_printf (all, g_dngettext (GETTEXT_PACKAGE, " and %u more", " and %u more", more), more);
  line = g_strdup_printf (format, all->str);
  append_line (markup, line);
}

static char *
make_link (const AnlanRecord *record, const char *text)
{
  GString *link = g_string_new (NULL);

  append_link (link, record->kind->id, record->id, text);
  return g_string_free (link, FALSE);
}

static void
append_media (GString *markup, const AnlanHere *here)
{
  g_autoptr (GPtrArray) links = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < here->media->len; i++)
    {
      const AnlanRecord *record = g_ptr_array_index (here->media, i);

      g_ptr_array_add (links, make_link (record, anlan_record_label (record)));
    }
  append_links (markup, _ ("Media here: %s"), links, 0);
}

static void
append_neighbours (GString *markup, const AnlanHere *here)
{
  g_autoptr (GPtrArray) zones = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) units = g_ptr_array_new_with_free_func (g_free);
  guint shown = MIN (here->neighbours->len, MOST_NEIGHBOURS);

  for (guint i = 0; i < shown; i++)
    {
      const AnlanNearby *nearby = g_ptr_array_index (here->neighbours, i);
      g_autofree char *text = g_strdup_printf (C_ ("name of a zone, how far it is", "%s (%.0f m)"),
                                               anlan_record_label (nearby->record), MAX (0, nearby->metres));

      g_ptr_array_add (zones, make_link (nearby->record, text));
    }
  append_links (markup, _ ("Next to it: %s"), zones, here->neighbours->len - shown);
  for (guint i = 0; i < here->units->len; i++)
    {
      const AnlanRecord *record = g_ptr_array_index (here->units, i);

      g_ptr_array_add (units, make_link (record, anlan_record_label (record)));
    }
  append_links (markup, _ ("Units next door: %s"), units, 0);
}

static void
append_open (GString *markup, const AnlanHere *here)
{
  g_autoptr (GPtrArray) links = g_ptr_array_new_with_free_func (g_free);
  guint shown = MIN (here->open->len, MOST_HAZARDS);

  for (guint i = 0; i < shown; i++)
    {
      const AnlanRecord *record = ((AnlanNearby *)g_ptr_array_index (here->open, i))->record;
      g_autofree char *text =
          g_strdup_printf (C_ ("number of a hazard, what was found", "%s %s"),
                           record->number != NULL ? record->number : "", anlan_record_label (record));

      g_ptr_array_add (links, make_link (record, text));
    }
  append_links (markup, _ ("Also open here: %s"), links, here->open->len - shown);
}

/* It stands below what has just been entered, often below the edge: once all is laid out it is brought into sight, as far
 * as what has the focus stays there. */
static gboolean
reveal_cb (gpointer data)
{
  AnlanHazardHints *self = data;
  GtkWidget *label = GTK_WIDGET (self->where), *scrolled, *focus;
  GtkAdjustment *adjustment;
  graphene_rect_t bounds, focused;
  double by;

  self->reveal = 0;
  scrolled = gtk_widget_get_ancestor (label, GTK_TYPE_SCROLLED_WINDOW);
  focus = gtk_widget_get_root (label) != NULL ? gtk_root_get_focus (gtk_widget_get_root (label)) : NULL;
  if (scrolled == NULL || focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->form)) ||
      !gtk_widget_compute_bounds (label, scrolled, &bounds) ||
      !gtk_widget_compute_bounds (focus, scrolled, &focused))
    return G_SOURCE_REMOVE;
  by = bounds.origin.y + bounds.size.height - gtk_widget_get_height (scrolled);
  by = MIN (by, focused.origin.y);
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  if (by > 0)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + by);
  return G_SOURCE_REMOVE;
}

static void
reveal (AnlanHazardHints *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->where)) && self->reveal == 0)
    self->reveal = g_idle_add_full (G_PRIORITY_LOW, reveal_cb, self, NULL);
}

static void
here_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanHazardHints) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanHere) here = anlan_here_look_finish (result, &error);
  g_autoptr (GString) markup = g_string_new (NULL);

  if (here == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_message ("what is at this place could not be looked up: %s", error->message);
      return;
    }
  if (self->form == NULL)
    return;
  append_media (markup, here);
  append_neighbours (markup, here);
  append_open (markup, here);
  show_markup (self->where, markup->str);
  reveal (self);
}

static void
look_here (AnlanHazardHints *self)
{
  AnlanPlant *plant = anlan_desk_get_plant (self->desk);
  const char *place = value_of (self, "place");
  g_autoptr (AnlanShape) shape = place != NULL ? anlan_shape_parse (place, -1, NULL) : NULL;
  AnlanLonLat position;
  AnlanWhere where = { .zone = value_of (self, "zone"),
                       .equipment = value_of (self, "equipment"),
                       .except = anlan_form_get_record (self->form)->id,
                       .reach_m = ANLAN_HERE_REACH_M };

  begin_anew (&self->where_cancellable);
  if (shape != NULL)
    {
      position = anlan_shape_get_label (shape);
      where.position = &position;
      where.level = shape->level;
    }
  if (plant == NULL || !anlan_form_get_record (self->form)->draft ||
      (shape == NULL && where.zone == NULL && where.equipment == NULL))
    {
      show_markup (self->where, "");
      return;
    }
  anlan_here_look_async (plant, &where, self->where_cancellable, here_cb, g_object_ref (self));
}

/* --- object ------------------------------------------------------------------------------------------------------------------ */

static void
on_commit_cb (AnlanForm *form, const char *field, AnlanHazardHints *self)
{
  static const char *const places[] = { "zone", "equipment", "place", NULL };

  if (g_strv_contains (places, field))
    look_here (self);
  if (g_strv_contains (places, field) || g_strcmp0 (field, "what") == 0)
    look_alike_later (self);
}

void
anlan_hazard_hints_look (AnlanHazardHints *self)
{
  g_return_if_fail (ANLAN_IS_HAZARD_HINTS (self));

  look_here (self);
  if (!anlan_form_get_record (self->form)->draft)
    show_markup (self->alike, "");
}

static void
anlan_hazard_hints_dispose (GObject *object)
{
  AnlanHazardHints *self = ANLAN_HAZARD_HINTS (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_handle_id (&self->reveal, g_source_remove);
  g_cancellable_cancel (self->alike_cancellable);
  g_cancellable_cancel (self->where_cancellable);
  self->form = NULL;
  G_OBJECT_CLASS (anlan_hazard_hints_parent_class)->dispose (object);
}

static void
anlan_hazard_hints_finalize (GObject *object)
{
  AnlanHazardHints *self = ANLAN_HAZARD_HINTS (object);

  g_object_unref (self->alike_cancellable);
  g_object_unref (self->where_cancellable);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_hazard_hints_parent_class)->finalize (object);
}

static void
anlan_hazard_hints_class_init (AnlanHazardHintsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_hazard_hints_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_hazard_hints_finalize;
}

static void
anlan_hazard_hints_init (AnlanHazardHints *self)
{
  self->alike_cancellable = g_cancellable_new ();
  self->where_cancellable = g_cancellable_new ();
}

gboolean
anlan_hazard_hints_help (const AnlanKind *kind)
{
  g_return_val_if_fail (kind != NULL, FALSE);

  return strcmp (kind->id, "hazard") == 0 && anlan_kind_field (kind, "what") != NULL &&
         anlan_kind_field (kind, "zone") != NULL;
}

AnlanHazardHints *
anlan_hazard_hints_new (AnlanDesk *desk, AnlanForm *form)
{
  AnlanHazardHints *self = g_object_new (ANLAN_TYPE_HAZARD_HINTS, NULL);
  AnlanFieldRow *what = anlan_form_get_row (form, "what");

  g_return_val_if_fail (what != NULL, self);

  self->desk = g_object_ref (desk);
  self->form = form;
  self->alike = make_label ();
  self->where = make_label ();
  anlan_field_row_set_hint (what, GTK_WIDGET (self->alike));
  anlan_form_add_below (form, "zone", GTK_WIDGET (self->where));
  g_signal_connect_object (what, "typed", G_CALLBACK (look_alike_later), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (form, "commit", G_CALLBACK (on_commit_cb), self, 0);
  return self;
}
