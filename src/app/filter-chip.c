/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "filter-chip.h"

#include <glib/gi18n-lib.h>

#include "base/time.h"
#include "say.h"

#define MOST_RECORDS 40
#define SEARCH_AFTER_MS 300
#define MOST_CHARS 28

struct _AnlanFilterChip
{
  AdwBin parent_instance;

  AnlanPlant *plant;
  AnlanKind *kind;
  const AnlanField *field; /* NULL: the stage */

  GtkMenuButton *button;
  GtkLabel *label;
  GtkWidget *popover;
  GtkWidget *list;   /* box of check buttons, or of the span's rows */
  GtkWidget *search; /* entry over references, or NULL */
  GtkWidget *from;   /* entries of a span, or NULL */
  GtkWidget *to;

  GPtrArray *chosen;  /* char*: ids */
  GHashTable *titles; /* id -> title, of what is or was chosen */
  char *span[2];      /* stored dates, or NULL */
  GCancellable *cancellable;
  guint search_timeout;
  gboolean quiet; /* widgets are being filled */
};

G_DEFINE_FINAL_TYPE (AnlanFilterChip, anlan_filter_chip, ADW_TYPE_BIN)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *
field_id (AnlanFilterChip *chip)
{
  return chip->field != NULL ? chip->field->id : "stage";
}

static const char *
field_title (AnlanFilterChip *chip)
{
  return chip->field != NULL ? anlan_kind_text (chip->field->title) : _ ("Stage");
}

static gboolean
is_span (const AnlanField *field)
{
  return field != NULL && (field->type == ANLAN_FIELD_DATE || field->type == ANLAN_FIELD_MOMENT);
}

static gboolean
is_reference (const AnlanField *field)
{
  return field != NULL && (field->type == ANLAN_FIELD_REF || field->type == ANLAN_FIELD_REFS);
}

gboolean
anlan_filter_chip_can (const AnlanField *field)
{
  return !field->sensitive && (is_span (field) || is_reference (field) || field->type == ANLAN_FIELD_YESNO ||
                               ((field->type == ANLAN_FIELD_CHOICE || field->type == ANLAN_FIELD_CHOICES) &&
                                field->choices != NULL && field->choices->len > 0));
}

/* --- what it says -------------------------------------------------------------------------------------------------- */

const char *
anlan_filter_chip_get_text (AnlanFilterChip *chip)
{
  g_return_val_if_fail (ANLAN_IS_FILTER_CHIP (chip), NULL);

  return gtk_label_get_label (chip->label);
}

gboolean
anlan_filter_chip_is_active (AnlanFilterChip *chip)
{
  g_return_val_if_fail (ANLAN_IS_FILTER_CHIP (chip), FALSE);

  return chip->chosen->len > 0 || chip->span[0] != NULL || chip->span[1] != NULL;
}

static char *
say_chosen (AnlanFilterChip *chip)
{
  const char *first;

  if (is_span (chip->field))
    {
      g_autofree char *from = anlan_say_date (chip->span[0]), *to = anlan_say_date (chip->span[1]);

      if (chip->span[0] != NULL && chip->span[1] != NULL)
        return g_strdup_printf (_ ("%s to %s"), from, to);
      return chip->span[0] != NULL ? g_strdup_printf (_ ("since %s"), from)
                                   : g_strdup_printf (_ ("until %s"), to);
    }
  first = g_hash_table_lookup (chip->titles, g_ptr_array_index (chip->chosen, 0));
  if (first == NULL)
    first = "…";
  return chip->chosen->len == 1 ? g_strdup (first)
                                : g_strdup_printf (_ ("%s and %u more"), first, chip->chosen->len - 1);
}

static char *
cut_at (const char *text, glong most)
{
  g_autofree char *head = NULL;

  if (g_utf8_strlen (text, -1) <= most)
    return g_strdup (text);
  head = g_utf8_substring (text, 0, most - 1);
  return g_strconcat (head, "…", NULL);
}

static void
update_label (AnlanFilterChip *chip)
{
  gboolean active = anlan_filter_chip_is_active (chip);
  g_autofree char *chosen = active ? say_chosen (chip) : NULL;
  g_autofree char *text = active ? g_strdup_printf (_ ("%s: %s"), field_title (chip), chosen) : NULL;
  const char *said = active ? text : field_title (chip);

  {
    /* An ellipsizing label would give way to its neighbours down to three dots. */
    g_autofree char *cut = cut_at (said, MOST_CHARS);

    gtk_label_set_label (chip->label, cut);
  }
  if (active)
    gtk_widget_add_css_class (GTK_WIDGET (chip->button), "active-filter");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (chip->button), "active-filter");
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip->button), GTK_ACCESSIBLE_PROPERTY_LABEL, said, -1);
}

static void
tell (AnlanFilterChip *chip)
{
  update_label (chip);
  g_signal_emit (chip, signals[CHANGED], 0);
}

/* --- check buttons --------------------------------------------------------------------------------------------------- */

static void
on_option_toggled_cb (GtkCheckButton *button, AnlanFilterChip *chip)
{
  const char *id = g_object_get_data (G_OBJECT (button), "anlan-id");
  guint place;

  if (chip->quiet)
    return;
  if (gtk_check_button_get_active (button))
    {
      g_ptr_array_add (chip->chosen, g_strdup (id));
      g_hash_table_insert (chip->titles, g_strdup (id), g_strdup (gtk_check_button_get_label (button)));
    }
  else if (g_ptr_array_find_with_equal_func (chip->chosen, id, g_str_equal, &place))
    g_ptr_array_remove_index (chip->chosen, place);
  tell (chip);
}

static void
add_option (AnlanFilterChip *chip, const char *id, const char *title)
{
  GtkWidget *button = gtk_check_button_new_with_label (title);

  g_object_set_data_full (G_OBJECT (button), "anlan-id", g_strdup (id), g_free);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button),
                               g_ptr_array_find_with_equal_func (chip->chosen, id, g_str_equal, NULL));
  g_signal_connect_object (button, "toggled", G_CALLBACK (on_option_toggled_cb), chip, 0);
  gtk_box_append (GTK_BOX (chip->list), button);
}

static void
clear_list (AnlanFilterChip *chip)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (chip->list)) != NULL)
    gtk_box_remove (GTK_BOX (chip->list), child);
}

static void
fill_options (AnlanFilterChip *chip)
{
  clear_list (chip);
  if (chip->field == NULL)
    for (guint i = 0; i < chip->kind->stages->len; i++)
      {
        const AnlanStage *stage = g_ptr_array_index (chip->kind->stages, i);

        add_option (chip, stage->id, anlan_kind_text (stage->title));
      }
  else if (chip->field->type == ANLAN_FIELD_YESNO)
    {
      add_option (chip, "1", _ ("Yes"));
      add_option (chip, "0", _ ("No"));
    }
  else
    for (guint i = 0; i < chip->field->choices->len; i++)
      {
        const AnlanChoice *choice = g_ptr_array_index (chip->field->choices, i);

        add_option (chip, choice->id, anlan_kind_text (choice->title));
      }
}

/* --- records of another kind -------------------------------------------------------------------------------------------- */

static void
show_records (AnlanFilterChip *chip, GPtrArray *records)
{
  chip->quiet = TRUE;
  clear_list (chip);
  for (guint i = 0; i < chip->chosen->len; i++)
    {
      const char *id = g_ptr_array_index (chip->chosen, i);
      const char *title = g_hash_table_lookup (chip->titles, id);

      add_option (chip, id, title != NULL ? title : id);
    }
  for (guint i = 0; i < records->len; i++)
    {
      const AnlanRecord *record = g_ptr_array_index (records, i);

      if (!g_ptr_array_find_with_equal_func (chip->chosen, record->id, g_str_equal, NULL))
        add_option (chip, record->id, anlan_record_label (record));
    }
  chip->quiet = FALSE;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = anlan_plant_find_finish (ANLAN_PLANT (source), result, &error);
  AnlanFilterChip *chip = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (records != NULL)
    {
      show_records (chip, records);
      return;
    }
  clear_list (chip);
  {
    GtkWidget *label = gtk_label_new (error->message);

    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    gtk_box_append (GTK_BOX (chip->list), label);
  }
}

static void
search (AnlanFilterChip *chip)
{
  g_autoptr (AnlanKind) to = anlan_plant_get_kind (chip->plant, chip->field->to);
  g_autoptr (AnlanQuery) query = anlan_query_new (chip->field->to);
  const char *words = gtk_editable_get_text (GTK_EDITABLE (chip->search));

  g_cancellable_cancel (chip->cancellable);
  g_object_unref (chip->cancellable);
  chip->cancellable = g_cancellable_new ();
  query->words = words[0] != '\0' ? g_strdup (words) : NULL;
  query->sort = to != NULL ? g_strdup (to->label) : NULL;
  query->limit = MOST_RECORDS;
  anlan_plant_find_async (chip->plant, query, chip->cancellable, found_cb, chip);
}

static gboolean
search_cb (gpointer data)
{
  AnlanFilterChip *chip = data;

  chip->search_timeout = 0;
  search (chip);
  return G_SOURCE_REMOVE;
}

static void
on_search_changed_cb (GtkEditable *entry, AnlanFilterChip *chip)
{
  g_clear_handle_id (&chip->search_timeout, g_source_remove);
  chip->search_timeout = g_timeout_add (SEARCH_AFTER_MS, search_cb, chip);
}

/* --- spans ---------------------------------------------------------------------------------------------------------------- */

static void
take_date (AnlanFilterChip *chip, GtkWidget *entry, guint place)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  g_autofree char *date = text[0] != '\0' ? anlan_date_from_text (text, NULL) : NULL;

  if (text[0] != '\0' && date == NULL)
    {
      gtk_widget_add_css_class (entry, "error");
      return;
    }
  gtk_widget_remove_css_class (entry, "error");
  if (g_strcmp0 (chip->span[place], date) == 0)
    return;
  g_free (chip->span[place]);
  chip->span[place] = g_steal_pointer (&date);
  tell (chip);
}

static void
on_span_activate_cb (GtkWidget *entry, AnlanFilterChip *chip)
{
  take_date (chip, entry, entry == chip->from ? 0 : 1);
}

static void
on_span_leave_cb (GtkEventControllerFocus *focus, AnlanFilterChip *chip)
{
  on_span_activate_cb (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (focus)), chip);
}

static void
show_span (AnlanFilterChip *chip)
{
  gtk_editable_set_text (GTK_EDITABLE (chip->from), chip->span[0] != NULL ? chip->span[0] : "");
  gtk_editable_set_text (GTK_EDITABLE (chip->to), chip->span[1] != NULL ? chip->span[1] : "");
}

static void
on_preset_clicked_cb (GtkWidget *button, AnlanFilterChip *chip)
{
  int days = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "anlan-days"));
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (chip->plant);
  g_autofree char *today = anlan_local_format (anlan_plant_now (chip->plant), zone, "%Y-%m-%d");

  g_free (chip->span[0]);
  g_clear_pointer (&chip->span[1], g_free);
  chip->span[0] = anlan_date_add (today, -days);
  show_span (chip);
  tell (chip);
  gtk_popover_popdown (GTK_POPOVER (chip->popover));
}

static void
add_preset (AnlanFilterChip *chip, const char *title, int days)
{
  GtkWidget *button = gtk_button_new_with_label (title);

  gtk_widget_add_css_class (button, "flat");
  gtk_label_set_xalign (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), 0);
  g_object_set_data (G_OBJECT (button), "anlan-days", GINT_TO_POINTER (days));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_preset_clicked_cb), chip, 0);
  gtk_box_append (GTK_BOX (chip->list), button);
}

static GtkWidget *
add_span_entry (AnlanFilterChip *chip, const char *title)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_object (entry, "activate", G_CALLBACK (on_span_activate_cb), chip, 0);
  g_signal_connect_object (focus, "leave", G_CALLBACK (on_span_leave_cb), chip, 0);
  gtk_widget_add_controller (entry, focus);
  gtk_box_append (GTK_BOX (chip->list), entry);
  return entry;
}

static void
fill_span (AnlanFilterChip *chip)
{
  add_preset (chip, _ ("Today"), 0);
  add_preset (chip, _ ("Last 7 days"), 6);
  add_preset (chip, _ ("Last 30 days"), 29);
  add_preset (chip, _ ("Last 12 months"), 364);
  chip->from = add_span_entry (chip, _ ("From, such as 2026-11-22"));
  chip->to = add_span_entry (chip, _ ("To"));
}

/* --- the popover ----------------------------------------------------------------------------------------------------------- */

static void
on_clear_clicked_cb (GtkButton *button, AnlanFilterChip *chip)
{
  anlan_filter_chip_clear (chip);
  gtk_popover_popdown (GTK_POPOVER (chip->popover));
  tell (chip);
}

/* Filled when it is opened first: most chips of a list never are. */
static void
fill_popover (AnlanFilterChip *chip)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clear = gtk_button_new_with_mnemonic (_ ("_Clear"));

  chip->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  if (is_reference (chip->field))
    {
      chip->search = gtk_search_entry_new ();
      gtk_accessible_update_property (GTK_ACCESSIBLE (chip->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      field_title (chip), -1);
      g_signal_connect_object (chip->search, "changed", G_CALLBACK (on_search_changed_cb), chip, 0);
      gtk_box_append (GTK_BOX (box), chip->search);
    }
  else if (is_span (chip->field))
    fill_span (chip);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 360);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), chip->list);
  gtk_widget_set_size_request (scrolled, 220, -1);
  gtk_box_append (GTK_BOX (box), scrolled);
  g_signal_connect_object (clear, "clicked", G_CALLBACK (on_clear_clicked_cb), chip, 0);
  gtk_box_append (GTK_BOX (box), clear);
  gtk_popover_set_child (GTK_POPOVER (chip->popover), box);
}

static void
on_popover_show_cb (GtkWidget *popover, AnlanFilterChip *chip)
{
  if (chip->list == NULL)
    fill_popover (chip);
  if (is_span (chip->field))
    show_span (chip);
  else if (is_reference (chip->field))
    search (chip);
  else
    {
      chip->quiet = TRUE;
      fill_options (chip);
      chip->quiet = FALSE;
    }
}

void
anlan_filter_chip_popup (AnlanFilterChip *chip)
{
  g_return_if_fail (ANLAN_IS_FILTER_CHIP (chip));

  gtk_menu_button_popup (chip->button);
}

/* --- to and from a query -------------------------------------------------------------------------------------------------- */

static const char *
title_of (AnlanFilterChip *chip, const char *id)
{
  const AnlanStage *stage = chip->field == NULL ? anlan_kind_stage (chip->kind, id) : NULL;
  const AnlanChoice *choice =
      chip->field != NULL && chip->field->choices != NULL ? anlan_field_choice (chip->field, id) : NULL;

  if (stage != NULL)
    return anlan_kind_text (stage->title);
  if (choice != NULL)
    return anlan_kind_text (choice->title);
  if (chip->field != NULL && chip->field->type == ANLAN_FIELD_YESNO)
    return g_str_equal (id, "1") ? _ ("Yes") : _ ("No");
  return NULL;
}

static void
labels_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanRecord) record = anlan_plant_load_finish (ANLAN_PLANT (source), result, NULL);
  g_autoptr (AnlanFilterChip) chip = data;

  if (record == NULL || chip->kind == NULL)
    return;
  g_hash_table_insert (chip->titles, g_strdup (record->id), g_strdup (anlan_record_label (record)));
  update_label (chip);
}

static void
load_value (AnlanFilterChip *chip, const AnlanValue *value)
{
  char *id = value->type == ANLAN_VALUE_INTEGER ? g_strdup_printf ("%" G_GINT64_FORMAT, value->integer)
                                                : g_strdup (anlan_value_get_text (value));
  const char *title = id != NULL ? title_of (chip, id) : NULL;

  if (id == NULL)
    return;
  g_ptr_array_add (chip->chosen, id);
  if (title != NULL)
    g_hash_table_insert (chip->titles, g_strdup (id), g_strdup (title));
  else if (is_reference (chip->field))
    anlan_plant_load_async (chip->plant, chip->field->to, id, NULL, labels_cb, g_object_ref (chip));
}

static char *
date_of (AnlanFilterChip *chip, const AnlanValue *value)
{
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (chip->plant);
  const char *text = anlan_value_get_text (value);
  gint64 ms;

  if (text == NULL || chip->field->type == ANLAN_FIELD_DATE || !anlan_time_parse (text, &ms))
    return g_strdup (text);
  return anlan_local_format (ms, zone, "%Y-%m-%d");
}

void
anlan_filter_chip_clear (AnlanFilterChip *chip)
{
  g_return_if_fail (ANLAN_IS_FILTER_CHIP (chip));

  g_ptr_array_set_size (chip->chosen, 0);
  g_clear_pointer (&chip->span[0], g_free);
  g_clear_pointer (&chip->span[1], g_free);
  update_label (chip);
}

void
anlan_filter_chip_load (AnlanFilterChip *chip, const AnlanQuery *query)
{
  g_return_if_fail (ANLAN_IS_FILTER_CHIP (chip) && query != NULL);

  anlan_filter_chip_clear (chip);
  for (guint i = 0; i < query->filters->len; i++)
    {
      const AnlanFilter *filter = g_ptr_array_index (query->filters, i);
      guint place = filter->op == ANLAN_FILTER_TO ? 1 : 0;

      if (g_strcmp0 (filter->field, field_id (chip)) != 0)
        continue;
      for (guint j = 0; filter->op == ANLAN_FILTER_IS && j < filter->values->len; j++)
        load_value (chip, &g_array_index (filter->values, AnlanValue, j));
      if (is_span (chip->field) && filter->op != ANLAN_FILTER_IS && filter->values->len > 0)
        {
          g_free (chip->span[place]);
          chip->span[place] = date_of (chip, &g_array_index (filter->values, AnlanValue, 0));
        }
    }
  update_label (chip);
}

/* The first or last moment of a date, as the field stores it. */
static void
apply_span (AnlanFilterChip *chip, AnlanQuery *query, guint place)
{
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (chip->plant);
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  g_autofree char *wall = NULL;

  if (chip->span[place] == NULL)
    return;
  wall = g_strdup_printf ("%s %s", chip->span[place], place == 0 ? "00:00" : "23:59:59");
  if (chip->field->type == ANLAN_FIELD_DATE)
    anlan_value_set_text (&value, chip->span[place]);
  else
    anlan_value_take_text (&value, anlan_moment_from_text (wall, zone));
  anlan_filter_add (
      anlan_query_filter (query, field_id (chip), place == 0 ? ANLAN_FILTER_FROM : ANLAN_FILTER_TO), &value);
}

void
anlan_filter_chip_apply (AnlanFilterChip *chip, AnlanQuery *query)
{
  AnlanFilter *filter;

  g_return_if_fail (ANLAN_IS_FILTER_CHIP (chip) && query != NULL);

  if (is_span (chip->field))
    {
      apply_span (chip, query, 0);
      apply_span (chip, query, 1);
    }
  if (chip->chosen->len == 0)
    return;
  filter = anlan_query_filter (query, field_id (chip), ANLAN_FILTER_IS);
  for (guint i = 0; i < chip->chosen->len; i++)
    {
      const char *id = g_ptr_array_index (chip->chosen, i);
      g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

      if (chip->field != NULL && chip->field->type == ANLAN_FIELD_YESNO)
        anlan_value_set_integer (&value, g_str_equal (id, "1"));
      else
        anlan_value_set_text (&value, id);
      anlan_filter_add (filter, &value);
    }
}

/* --- object ------------------------------------------------------------------------------------------------------------------ */

static void
anlan_filter_chip_dispose (GObject *object)
{
  AnlanFilterChip *chip = ANLAN_FILTER_CHIP (object);

  g_cancellable_cancel (chip->cancellable);
  g_clear_handle_id (&chip->search_timeout, g_source_remove);
  g_clear_object (&chip->plant);
  g_clear_pointer (&chip->kind, anlan_kind_unref);
  G_OBJECT_CLASS (anlan_filter_chip_parent_class)->dispose (object);
}

static void
anlan_filter_chip_finalize (GObject *object)
{
  AnlanFilterChip *chip = ANLAN_FILTER_CHIP (object);

  g_object_unref (chip->cancellable);
  g_ptr_array_unref (chip->chosen);
  g_hash_table_unref (chip->titles);
  g_free (chip->span[0]);
  g_free (chip->span[1]);
  G_OBJECT_CLASS (anlan_filter_chip_parent_class)->finalize (object);
}

static void
anlan_filter_chip_class_init (AnlanFilterChipClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_filter_chip_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_filter_chip_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
anlan_filter_chip_init (AnlanFilterChip *chip)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *arrow = gtk_image_new_from_icon_name ("pan-down-symbolic");

  chip->chosen = g_ptr_array_new_with_free_func (g_free);
  chip->titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  chip->cancellable = g_cancellable_new ();
  chip->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (chip->label));
  gtk_box_append (GTK_BOX (content), arrow);
  chip->popover = gtk_popover_new ();
  g_signal_connect_object (chip->popover, "show", G_CALLBACK (on_popover_show_cb), chip, 0);
  chip->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_child (chip->button, content);
  gtk_menu_button_set_popover (chip->button, chip->popover);
  gtk_widget_add_css_class (GTK_WIDGET (chip->button), "filter-chip");
  adw_bin_set_child (ADW_BIN (chip), GTK_WIDGET (chip->button));
}

GtkWidget *
anlan_filter_chip_new (AnlanPlant *plant, AnlanKind *kind, const AnlanField *field)
{
  AnlanFilterChip *chip = g_object_new (ANLAN_TYPE_FILTER_CHIP, NULL);

  chip->plant = g_object_ref (plant);
  chip->kind = anlan_kind_ref (kind);
  chip->field = field;
  update_label (chip);
  return GTK_WIDGET (chip);
}

const AnlanField *
anlan_filter_chip_get_field (AnlanFilterChip *chip)
{
  g_return_val_if_fail (ANLAN_IS_FILTER_CHIP (chip), NULL);

  return chip->field;
}
