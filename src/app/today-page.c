/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "today-page.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/slice.h"
#include "base/time.h"
#include "front.h"
#include "say.h"
#include "today-facts.h"
#include "today-lines.h"
#include "today-news.h"

/* What is due later than this is not today's worry. */
#define AHEAD_DAYS 7
/* Lines of a part before somebody asks for more, and after. */
#define FIRST_LINES 6
#define MOST_LINES 100
/* A line takes some two milliseconds to make and to measure: a few are made in a frame. */
#define BUILD_MICROSECONDS 2000
#define BUILD_EVERY_MILLISECONDS 10

typedef enum
{
  BURNS,
  MINE,
  PEOPLES, /* of the units that one is the head of */
  OTHERS,  /* what else is late or due in the next days */
  N_PARTS
} Part;

typedef struct
{
  GPtrArray *lines; /* AnlanTodayLine: those to be shown, or NULL */
  guint count;      /* of all */
  guint late;
  GtkWidget *group; /* borrowed; NULL as long as it has no line */
} Coming;

struct _AnlanTodayPage
{
  AnlanPage parent_instance;

  GtkWidget *front;
  GtkWidget *free; /* nothing is owed */
  GtkWidget *tiles;
  GtkWidget *news;
  GtkWidget *box;
  GtkWidget *away;
  GtkWidget *failure;
  GtkWidget *groups[N_PARTS]; /* borrowed; NULL: nothing to be shown */
  gboolean wide[N_PARTS];     /* more than the first lines */
  int focused;                /* the part that takes the focus once it is there, or -1 */

  /* What is shown gives way to the new when that is there whole: it grows behind it, where it is measured but not
   * seen, so that neither the making nor the change holds up the window. */
  Coming coming[N_PARTS];
  GtkWidget *next;
  Part next_part;
  guint next_line;
  guint next_source;
  char *signature; /* of what is shown or coming */
  gboolean stale;  /* to be read again when somebody looks */

  AnlanTodayFacts *facts; /* NULL until they have been read */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AnlanTodayPage, anlan_today_page, ANLAN_TYPE_PAGE)

static const char *const titles[N_PARTS] = {
  N_ ("What burns"),
  N_ ("What I owe"),
  N_ ("What my people owe"),
  N_ ("What else is due"),
};

static AnlanDesk *
desk_of (AnlanTodayPage *self)
{
  return anlan_page_get_desk (ANLAN_PAGE (self));
}

/* --- sorting out -------------------------------------------------------------------------------------------------- */

static gboolean
is_late (const AnlanOwed *owed, gint64 now)
{
  gint64 due;

  return owed->due != NULL && anlan_time_parse (owed->due, &due) && due < now;
}

/* Owed without a name, it is the head of the unit who owes it. Returns N_PARTS for what is nobody's worry today. */
static Part
part_of (AnlanTodayPage *self, const AnlanOwed *owed, gint64 now)
{
  const char *person = anlan_plant_get_person (anlan_desk_get_plant (desk_of (self)));
  gint64 due;

  if (person != NULL && g_strcmp0 (owed->person, person) == 0)
    return MINE;
  if (owed->person == NULL && owed->unit != NULL && g_hash_table_contains (self->facts->headed, owed->unit))
    return MINE;
  if (owed->unit != NULL && g_hash_table_contains (self->facts->below, owed->unit))
    return PEOPLES;
  if (owed->due != NULL && anlan_time_parse (owed->due, &due) && due < now + AHEAD_DAYS * ANLAN_DAY)
    return OTHERS;
  return N_PARTS;
}

/* --- parts ---------------------------------------------------------------------------------------------------------- */

static void
update (AnlanTodayPage *self);

static void
on_more_cb (GtkButton *button, AnlanTodayPage *self)
{
  Part part = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "anlan-part"));

  self->wide[part] = TRUE;
  self->focused = (int)part;
  update (self);
}

static guint
most_lines (AnlanTodayPage *self, Part part)
{
  return self->wide[part] ? MOST_LINES : FIRST_LINES;
}

static GtkWidget *
make_more (AnlanTodayPage *self, Part part, guint count)
{
  g_autofree char *text =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Show %u more", "Show %u more", count), count);
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_margin_top (button, 6);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_object_set_data (G_OBJECT (button), "anlan-part", GUINT_TO_POINTER (part));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_more_cb), self, 0);
  return button;
}

/* --- numbers at the head -------------------------------------------------------------------------------------------- */

static void
on_tile_clicked_cb (GtkButton *button, AnlanTodayPage *self)
{
  Part part = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "anlan-part"));

  /* The page scrolls to what has the focus. */
  if (self->groups[part] != NULL)
    gtk_widget_child_focus (self->groups[part], GTK_DIR_TAB_FORWARD);
}

static GtkWidget *
make_tile (AnlanTodayPage *self, Part part, guint count, guint late)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *number, *title = gtk_label_new (_ (titles[part])), *note;
  g_autofree char *text =
      part == BURNS && self->facts->more ? g_strdup_printf ("%u+", count) : g_strdup_printf ("%u", count);
  g_autofree char *overdue =
      late > 0 ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u overdue", "%u overdue", late), late)
               : NULL;
  g_autofree char *spoken = NULL;

  number = gtk_label_new (text);
  gtk_widget_add_css_class (number, "tile-number");
  note = gtk_label_new (overdue != NULL ? overdue : "");
  gtk_widget_add_css_class (note, "caption");
  if (late > 0)
    gtk_widget_add_css_class (note, "tile-late");
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), number);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), note);
  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_label_set_xalign (GTK_LABEL (child), 0);
  gtk_button_set_child (GTK_BUTTON (button), box);
  spoken = g_strjoin (" ", _ (titles[part]), text, overdue, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_widget_add_css_class (button, "card");
  gtk_widget_add_css_class (button, "today-tile");
  if (part == BURNS && count > 0)
    gtk_widget_add_css_class (button, "burns");
  gtk_widget_set_sensitive (button, count > 0);
  g_object_set_data (G_OBJECT (button), "anlan-part", GUINT_TO_POINTER (part));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_tile_clicked_cb), self, 0);
  return button;
}

/* --- who is away ---------------------------------------------------------------------------------------------------- */

static void
show_away (AnlanTodayPage *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->facts->away->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? _ (", ") : "",
                            anlan_record_label (g_ptr_array_index (self->facts->away, i)));
  if (text->len > 0)
    {
      g_autofree char *said = g_strdup_printf (_ ("Away, and who stands in: %s"), text->str);

      gtk_label_set_label (GTK_LABEL (self->away), said);
    }
  gtk_widget_set_visible (self->away, text->len > 0);
}

/* --- all of it ------------------------------------------------------------------------------------------------------ */

static void
clear (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
stop_coming (AnlanTodayPage *self)
{
  g_clear_handle_id (&self->next_source, g_source_remove);
  if (self->next != NULL)
    anlan_front_remove (ANLAN_FRONT (self->front), g_steal_pointer (&self->next));
  for (Part part = 0; part < N_PARTS; part++)
    {
      g_clear_pointer (&self->coming[part].lines, g_ptr_array_unref);
      self->coming[part] = (Coming){ 0 };
    }
}

static void
show_tiles (AnlanTodayPage *self)
{
  guint all = 0;

  clear (self->tiles);
  for (Part part = 0; part < N_PARTS; part++)
    {
      gtk_box_append (GTK_BOX (self->tiles),
                      make_tile (self, part, self->coming[part].count, self->coming[part].late));
      all += self->coming[part].count;
    }
  gtk_widget_set_visible (self->tiles, all > 0);
}

/* All of it is there, and was measured with the frames that went by. */
static void
change_over (AnlanTodayPage *self)
{
  GtkWidget *old = self->box;

  self->box = g_steal_pointer (&self->next);
  show_tiles (self);
  for (Part part = 0; part < N_PARTS; part++)
    self->groups[part] = self->coming[part].group;
  anlan_front_show (ANLAN_FRONT (self->front),
                    gtk_widget_get_first_child (self->box) != NULL ? self->box : self->free);
  if (old != NULL)
    anlan_front_remove (ANLAN_FRONT (self->front), old);
  stop_coming (self);
  if (self->focused >= 0 && self->groups[self->focused] != NULL)
    gtk_widget_child_focus (self->groups[self->focused], GTK_DIR_TAB_FORWARD);
  self->focused = -1;
  anlan_page_set_busy (ANLAN_PAGE (self), FALSE);
}

static void
make_group (AnlanTodayPage *self, Part part)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ (titles[part]));
  gtk_box_append (GTK_BOX (self->next), group);
  self->coming[part].group = group;
}

/* Makes one line. Returns: FALSE when all are made. */
static gboolean
make_next (AnlanTodayPage *self)
{
  Coming *coming = &self->coming[self->next_part];

  while (self->next_line == coming->lines->len)
    {
      if (coming->group != NULL && coming->lines->len < coming->count && !self->wide[self->next_part])
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (coming->group),
                                   make_more (self, self->next_part, coming->count - coming->lines->len));
      if (++self->next_part == N_PARTS)
        return FALSE;
      self->next_line = 0;
      coming = &self->coming[self->next_part];
    }
  if (coming->group == NULL)
    make_group (self, self->next_part);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (coming->group),
                             anlan_today_line_make_row (g_ptr_array_index (coming->lines, self->next_line)));
  self->next_line++;
  return TRUE;
}

static gboolean
make_cb (gpointer data)
{
  AnlanTodayPage *self = data;
  AnlanSlice slice = anlan_slice_new (BUILD_MICROSECONDS);

  while (anlan_slice_goes_on (&slice))
    if (!make_next (self))
      {
        self->next_source = 0;
        change_over (self);
        return G_SOURCE_REMOVE;
      }
  return G_SOURCE_CONTINUE;
}

static void
sort_out (AnlanTodayPage *self, GPtrArray *owed)
{
  AnlanPlant *plant = anlan_desk_get_plant (desk_of (self));
  gint64 now = anlan_plant_now (plant);
  const AnlanTodayFacts *facts = self->facts;

  for (Part part = 0; part < N_PARTS; part++)
    self->coming[part].lines = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_today_line_free);
  self->coming[BURNS].count = facts->burning->len;
  for (guint i = 0; i < MIN (facts->burning->len, most_lines (self, BURNS)); i++)
    g_ptr_array_add (self->coming[BURNS].lines,
                     anlan_today_line_new_burning (g_ptr_array_index (facts->burning, i),
                                                   g_ptr_array_index (facts->reasons, i)));
  for (guint i = 0; i < owed->len; i++)
    {
      const AnlanOwed *one = g_ptr_array_index (owed, i);
      Part part = part_of (self, one, now);

      if (part == N_PARTS)
        continue;
      self->coming[part].count++;
      self->coming[part].late += is_late (one, now);
      if (self->coming[part].lines->len < most_lines (self, part))
        g_ptr_array_add (self->coming[part].lines, anlan_today_line_new_owed (plant, one, part == MINE));
    }
}

static char *
sign (AnlanTodayPage *self)
{
  GString *signature = g_string_new (NULL);

  for (Part part = 0; part < N_PARTS; part++)
    {
      const Coming *coming = &self->coming[part];

      g_string_append_printf (signature, "%u %u %d\n", coming->count, coming->late, self->wide[part]);
      for (guint i = 0; i < coming->lines->len; i++)
        anlan_today_line_sign (g_ptr_array_index (coming->lines, i), signature);
    }
  return g_string_free (signature, FALSE);
}

/* What is to be seen already, or is being made, is not made once more. */
static void
show_parts (AnlanTodayPage *self, GPtrArray *owed)
{
  Coming before[N_PARTS];
  g_autofree char *signature = NULL;

  memcpy (before, self->coming, sizeof before);
  memset (self->coming, 0, sizeof self->coming);
  sort_out (self, owed);
  signature = sign (self);
  if (g_strcmp0 (signature, self->signature) == 0)
    {
      for (Part part = 0; part < N_PARTS; part++)
        g_ptr_array_unref (self->coming[part].lines);
      memcpy (self->coming, before, sizeof before);
      return;
    }
  for (Part part = 0; part < N_PARTS; part++)
    g_clear_pointer (&before[part].lines, g_ptr_array_unref);
  g_clear_handle_id (&self->next_source, g_source_remove);
  if (self->next != NULL)
    anlan_front_remove (ANLAN_FRONT (self->front), self->next);
  g_free (self->signature);
  self->signature = g_steal_pointer (&signature);
  self->next = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  self->next_part = 0;
  self->next_line = 0;
  anlan_front_add (ANLAN_FRONT (self->front), self->next);
  anlan_page_set_busy (ANLAN_PAGE (self), TRUE);
  self->next_source =
      g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, BUILD_EVERY_MILLISECONDS, make_cb, self, NULL);
}

static void
update (AnlanTodayPage *self)
{
  AnlanDuties *duties = anlan_desk_get_duties (desk_of (self));
  AnlanPlant *plant = anlan_desk_get_plant (desk_of (self));
  GPtrArray *owed = duties != NULL ? anlan_duties_get_owed (duties) : NULL;
  g_autoptr (GTimeZone) zone = NULL;
  g_autofree char *subtitle = NULL;

  if (plant == NULL)
    return;
  anlan_page_set_busy (ANLAN_PAGE (self), owed == NULL || self->facts == NULL || self->next != NULL);
  if (owed == NULL || self->facts == NULL)
    return;
  zone = anlan_plant_ref_zone (plant);
  show_parts (self, owed);
  show_away (self);
  subtitle = anlan_say_time (anlan_plant_now (plant), zone, C_ ("today's date", "%A, %-d %B"));
  anlan_page_set_subtitle (ANLAN_PAGE (self), subtitle);
}

static void
facts_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanTodayPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanTodayFacts) facts = anlan_today_facts_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || desk_of (self) == NULL)
    return;
  gtk_label_set_label (GTK_LABEL (self->failure), error != NULL ? error->message : "");
  gtk_widget_set_visible (self->failure, error != NULL);
  if (facts != NULL)
    {
      g_clear_pointer (&self->facts, anlan_today_facts_free);
      self->facts = g_steal_pointer (&facts);
    }
  update (self);
}

static void
read_again (AnlanTodayPage *self)
{
  AnlanPlant *plant = anlan_desk_get_plant (desk_of (self));

  /* What nobody looks at is read when somebody does: a long import changes it many times. */
  self->stale = self->facts != NULL && !gtk_widget_get_mapped (GTK_WIDGET (self));
  if (self->stale)
    return;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  anlan_today_news_read (ANLAN_TODAY_NEWS (self->news), desk_of (self));
  if (plant != NULL)
    anlan_today_facts_async (plant, anlan_plant_get_person (plant), self->cancellable, facts_cb,
                             g_object_ref (self));
}

/* --- page ----------------------------------------------------------------------------------------------------------- */

static void
anlan_today_page_shown (AnlanPage *page)
{
  update (ANLAN_TODAY_PAGE (page));
}

static void
anlan_today_page_map (GtkWidget *widget)
{
  AnlanTodayPage *self = ANLAN_TODAY_PAGE (widget);

  GTK_WIDGET_CLASS (anlan_today_page_parent_class)->map (widget);
  if (self->stale)
    read_again (self);
}

static void
anlan_today_page_dispose (GObject *object)
{
  AnlanTodayPage *self = ANLAN_TODAY_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  stop_coming (self);
  G_OBJECT_CLASS (anlan_today_page_parent_class)->dispose (object);
}

static void
anlan_today_page_finalize (GObject *object)
{
  AnlanTodayPage *self = ANLAN_TODAY_PAGE (object);

  g_object_unref (self->cancellable);
  g_clear_pointer (&self->facts, anlan_today_facts_free);
  g_free (self->signature);
  G_OBJECT_CLASS (anlan_today_page_parent_class)->finalize (object);
}

static void
anlan_today_page_class_init (AnlanTodayPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_today_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_today_page_finalize;
  GTK_WIDGET_CLASS (klass)->map = anlan_today_page_map;
  ANLAN_PAGE_CLASS (klass)->shown = anlan_today_page_shown;
}

static GtkWidget *
make_free (void)
{
  GtkWidget *status = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (status), "anlan-today-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (status), _ ("Nothing is owed"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (status),
      _ ("Hazards to be put right, reviews and checks stand here when they come due."));
  return status;
}

static GtkWidget *
make_note (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);
  gtk_widget_set_visible (label, FALSE);
  return label;
}

static void
anlan_today_page_init (AnlanTodayPage *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  self->cancellable = g_cancellable_new ();
  self->focused = -1;
  self->tiles = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_box_set_homogeneous (GTK_BOX (self->tiles), TRUE);
  gtk_widget_set_visible (self->tiles, FALSE);
  self->news = anlan_today_news_new ();
  self->away = make_note ("dim-label");
  self->failure = make_note ("problem-box");
  self->front = anlan_front_new ();
  self->free = make_free ();
  anlan_front_add (ANLAN_FRONT (self->front), self->free);
  gtk_widget_set_vexpand (self->front, TRUE);
  gtk_box_append (GTK_BOX (outer), self->failure);
  gtk_box_append (GTK_BOX (outer), self->tiles);
  gtk_box_append (GTK_BOX (outer), self->news);
  gtk_box_append (GTK_BOX (outer), self->away);
  gtk_box_append (GTK_BOX (outer), self->front);
  gtk_widget_add_css_class (outer, "page-column");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 860);
  adw_clamp_set_child (ADW_CLAMP (clamp), outer);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

AnlanPage *
anlan_today_page_new (AnlanDesk *desk)
{
  AnlanTodayPage *self = g_object_new (ANLAN_TYPE_TODAY_PAGE, "desk", desk, "busy", TRUE, NULL);

  g_signal_connect_object (anlan_desk_get_duties (desk), "changed", G_CALLBACK (read_again), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::person-name", G_CALLBACK (read_again), self, G_CONNECT_SWAPPED);
  read_again (self);
  return ANLAN_PAGE (self);
}
