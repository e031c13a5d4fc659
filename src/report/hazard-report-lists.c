/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "hazard-report-private.h"

#include <glib/gi18n-lib.h>

#include "base/time.h"
#include "paper-private.h"

/* More are in the ledger; who must read a thousand lines reads none. */
#define MOST 300

/* What a list shows of each. */
enum
{
  TEXT_NUMBER,
  TEXT_WHAT,
  TEXT_CLASS,
  TEXT_UNIT,
  TEXT_OWNER,
  TEXT_STAGE,
  N_TEXTS,
};

typedef struct
{
  HazardReport *report;
  GArray *rids;
  GPtrArray *texts; /* N_TEXTS of each, in the order of @rids */
  GPtrArray *colours;
} Listing;

static char *
text_of (AnlanDb *db, AnlanConverter *converter, const AnlanRecord *record, const char *id)
{
  const AnlanField *field = anlan_kind_field (record->kind, id);
  char *text =
      field != NULL ? anlan_paper_field_text (db, converter, field, &record->values[field->index]) : NULL;

  return text != NULL ? text : g_strdup ("");
}

static void
add_texts (Listing *listing, AnlanDb *db, AnlanConverter *converter, const AnlanRecord *record)
{
  static const char *const ids[N_TEXTS] = {
    [TEXT_WHAT] = "what", [TEXT_CLASS] = "class", [TEXT_UNIT] = "unit", [TEXT_OWNER] = "owner"
  };
  const AnlanStage *stage = record->stage != NULL ? anlan_kind_stage (record->kind, record->stage) : NULL;
  const AnlanField *class = anlan_kind_field (record->kind, "class");
  const AnlanChoice *choice = class != NULL && record->values[class->index].type == ANLAN_VALUE_TEXT
                                  ? anlan_field_choice (class, record->values[class->index].text)
                                  : NULL;

  for (guint i = 0; i < N_TEXTS; i++)
    g_ptr_array_add (listing->texts, i == TEXT_NUMBER ? g_strdup (record->number)
                                     : i == TEXT_STAGE
                                         ? g_strdup (stage != NULL ? anlan_kind_text (stage->title) : "")
                                         : text_of (db, converter, record, ids[i]));
  g_ptr_array_add (listing->colours, choice != NULL ? (gpointer)g_intern_string (choice->colour) : NULL);
}

static gboolean
read_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Listing *listing = data;
  HazardData *hazards = &listing->report->data;
  g_autoptr (AnlanConverter) converter = anlan_converter_new (db, hazards->kinds, hazards->zone);

  /* One by one: a record that went meanwhile must not shift the others against their rows. */
  for (guint i = 0; i < listing->rids->len; i++)
    {
      g_autoptr (GPtrArray) one =
          anlan_records_load (db, hazards->kind, &g_array_index (listing->rids, gint64, i), 1, error);

      if (one == NULL)
        return FALSE;
      if (one->len == 1)
        add_texts (listing, db, converter, g_ptr_array_index (one, 0));
      else
        for (guint j = 0; j <= N_TEXTS; j++)
          g_ptr_array_add (j < N_TEXTS ? listing->texts : listing->colours, NULL);
    }
  return TRUE;
}

typedef gboolean (*Wanted) (const HazardReport *report, const HazardRow *row);

static int
compare_due (gconstpointer a, gconstpointer b)
{
  const HazardRow *x = *(const HazardRow *const *)a, *y = *(const HazardRow *const *)b;

  return x->due != y->due ? (x->due < y->due ? -1 : 1) : x->found < y->found ? -1 : 1;
}

/* Those wanted, the earliest date first; borrowed from the report's rows. */
static GPtrArray *
choose (const HazardReport *report, Wanted wanted)
{
  GPtrArray *chosen = g_ptr_array_new ();
  gsize n;
  const HazardRow *rows = hazard_data_rows (&report->data, &n);

  for (gsize i = 0; i < n; i++)
    if (wanted (report, &rows[i]))
      g_ptr_array_add (chosen, (gpointer)&rows[i]);
  g_ptr_array_sort (chosen, compare_due);
  return chosen;
}

static gboolean
is_late (const HazardReport *report, const HazardRow *row)
{
  return hazard_is_overdue (row, report->as_of);
}

/* Found in the period, closed in it, or still open. */
static gboolean
is_major (const HazardReport *report, const HazardRow *row)
{
  return row->major && row->found < report->as_of &&
         (row->found >= report->from || row->closed >= report->from);
}

static void
set_texts (FigureRow *row, const Listing *listing, guint i, const guint *which, guint n)
{
  for (guint j = 0; j < n; j++)
    {
      anlan_figure_set_text (row, j, g_ptr_array_index (listing->texts, i * N_TEXTS + which[j]));
      if (which[j] == TEXT_CLASS)
        row->cells[j].colour = g_ptr_array_index (listing->colours, i);
    }
}

static void
set_day (FigureRow *row, guint at, const HazardReport *report, gint64 ms)
{
  g_autofree char *day = ms != HAZARD_NEVER ? anlan_local_format (ms, report->data.zone, "%F") : NULL;

  anlan_figure_set_date (row, at, day);
}

static char *
cut_note (guint all)
{
  if (all == 0)
    return g_strdup (_ ("None."));
  if (all > MOST)
    return g_strdup_printf (_ ("%u in all; here are the %d with the earliest dates."), all, MOST);
  return NULL;
}

static void
add_overdue (HazardReport *report, const Listing *listing, const GPtrArray *rows)
{
  static const guint which[] = { TEXT_NUMBER, TEXT_WHAT, TEXT_CLASS, TEXT_UNIT, TEXT_OWNER };
  g_autofree char *note = cut_note (rows->len);
  FigureSection *s = anlan_figures_add_section (
      report->figures, _ ("Overdue ones"), note, _ ("Number"), _ ("What was found"), _ ("Class"), _ ("Unit"),
      _ ("Who puts it right"), _ ("Due"), _ ("Days late"), (char *)NULL);

  for (guint i = 0; i < listing->rids->len; i++)
    {
      const HazardRow *hazard = g_ptr_array_index (rows, i);
      FigureRow *row = anlan_figures_add_row (s);

      set_texts (row, listing, i, which, G_N_ELEMENTS (which));
      set_day (row, 5, report, hazard->due);
      anlan_figure_set_real (row, 6, FIGURE_NUMBER, (double)(report->as_of - hazard->due) / ANLAN_DAY);
    }
}

static void
add_major (HazardReport *report, const Listing *listing, const GPtrArray *rows)
{
  static const guint which[] = { TEXT_NUMBER, TEXT_WHAT, TEXT_STAGE, TEXT_UNIT, TEXT_OWNER };
  g_autofree char *note = cut_note (rows->len);
  FigureSection *s = anlan_figures_add_section (
      report->figures, _ ("Major hazards"), note, _ ("Number"), _ ("What was found"), _ ("Stage now"),
      _ ("Unit"), _ ("Who puts it right"), _ ("Found at"), _ ("Due"), _ ("Closed at"), (char *)NULL);

  for (guint i = 0; i < listing->rids->len; i++)
    {
      const HazardRow *hazard = g_ptr_array_index (rows, i);
      FigureRow *row = anlan_figures_add_row (s);

      set_texts (row, listing, i, which, G_N_ELEMENTS (which));
      set_day (row, 5, report, hazard->found);
      set_day (row, 6, report, hazard->due);
      set_day (row, 7, report, hazard->closed);
    }
}

static gboolean
add_list (HazardReport *report,
          Wanted wanted,
          void (*add) (HazardReport *report, const Listing *listing, const GPtrArray *rows),
          GError **error)
{
  g_autoptr (GPtrArray) rows = choose (report, wanted);
  g_autoptr (GArray) rids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free), colours = g_ptr_array_new ();
  Listing listing = { report, rids, texts, colours };

  for (guint i = 0; i < MIN (rows->len, MOST); i++)
    g_array_append_val (rids, ((HazardRow *)g_ptr_array_index (rows, i))->rid);
  if (!anlan_store_read (anlan_plant_get_store (report->plant), read_work, &listing, error))
    return FALSE;
  add (report, &listing, rows);
  return TRUE;
}

gboolean
hazard_report_add_lists (HazardReport *report, GError **error)
{
  return add_list (report, is_major, add_major, error) && add_list (report, is_late, add_overdue, error);
}
