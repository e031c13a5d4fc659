/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "report/muster-report.h"

#include <glib/gi18n-lib.h>

#include "base/time.h"
#include "figures-private.h"

typedef struct
{
  const AnlanMusterBoard *board;
  AnlanFigures *figures;
  GTimeZone *zone;
} Report;

static char *
time_of (const Report *report, gint64 ms)
{
  return ms == G_MININT64 ? g_strdup ("") : anlan_local_format (ms, report->zone, "%m-%d %H:%M");
}

static void
add_sum (FigureSection *section, const char *title, guint number)
{
  FigureRow *row = anlan_figures_add_row (section);

  anlan_figure_set_text (row, 0, title);
  anlan_figure_set_count (row, 1, number);
}

static void
add_sums (const Report *report)
{
  const AnlanMusterBoard *board = report->board;
  FigureSection *s = anlan_figures_add_section (report->figures, _ ("How it stands"), NULL, _ ("People"),
                                                C_ ("muster", "Number"), (char *)NULL);

  add_sum (s, _ ("Should be here, by roster and register"), board->expected);
  add_sum (s, _ ("Counted at muster points"), board->here);
  add_sum (s, _ ("Missing, without a word"), board->open);
  add_sum (s, _ ("Not at a muster point, with a word"), board->word);
  add_sum (s, _ ("Of these hurt or trapped"), board->hurt);
}

static const char *
state_of (const AnlanMusterPerson *person)
{
  switch (person->state)
    {
    case ANLAN_MUSTER_MISSING:
      return _ ("Missing, still looked for");
    case ANLAN_MUSTER_HURT:
      return _ ("Hurt or trapped");
    case ANLAN_MUSTER_ELSEWHERE:
      return _ ("Elsewhere, and well");
    case ANLAN_MUSTER_UNKNOWN:
    case ANLAN_MUSTER_HERE:
    default:
      return _ ("Nothing known");
    }
}

static void
add_missing (const Report *report)
{
  const AnlanMusterBoard *board = report->board;
  FigureSection *s = anlan_figures_add_section (report->figures, _ ("Not at a muster point"),
                                                _ ("By the zone where they were last seen. Where people of a "
                                                   "department were counted without names, some of "
                                                   "these may be among them."),
                                                _ ("Last seen in"), C_ ("time", "At"), _ ("Name"),
                                                _ ("Department"), _ ("What is known"), (char *)NULL);
  guint n = 0;

  for (guint i = 0; i < board->people->len; i++)
    {
      const AnlanMusterPerson *person = g_ptr_array_index (board->people, i);
      const AnlanMusterDepartment *department = g_ptr_array_index (board->departments, person->department);
      g_autofree char *seen = time_of (report, person->seen_at), *said = NULL;
      FigureRow *row;

      if (person->state == ANLAN_MUSTER_HERE)
        continue;
      row = anlan_figures_add_row (s);
      said = person->word != NULL ? g_strdup_printf ("%s: %s", state_of (person), person->word)
                                  : g_strdup (state_of (person));
      anlan_figure_set_text (row, 0, person->zone_name != NULL ? person->zone_name : _ ("Not known where"));
      anlan_figure_set_text (row, 1, seen);
      anlan_figure_set_text (row, 2, person->name);
      anlan_figure_set_text (row, 3, person->company != NULL ? person->company : department->name);
      anlan_figure_set_text (row, 4, said);
      n++;
    }
  if (n == 0)
    anlan_figure_set_text (anlan_figures_add_row (s), 0, _ ("Nobody"));
}

static void
add_points (const Report *report)
{
  FigureSection *s =
      anlan_figures_add_section (report->figures, _ ("Muster points"), NULL, _ ("Muster point"),
                                 _ ("Counted"), _ ("Room for people"), _ ("Declared safe by"), (char *)NULL);

  for (guint i = 0; i < report->board->points->len; i++)
    {
      const AnlanMusterPoint *point = g_ptr_array_index (report->board->points, i);
      FigureRow *row = anlan_figures_add_row (s);
      g_autofree char *at = time_of (report, point->said_at);
      g_autofree char *said = point->said_at != G_MININT64 ? g_strdup_printf ("%s, %s", point->safe_by, at)
                                                           : g_strdup (_ ("Nobody has declared it safe"));

      anlan_figure_set_text (row, 0, point->name);
      anlan_figure_set_count (row, 1, point->here);
      if (point->capacity > 0)
        anlan_figure_set_count (row, 2, point->capacity);
      anlan_figure_set_text (row, 3, said);
    }
}

static void
add_departments (const Report *report)
{
  FigureSection *s = anlan_figures_add_section (
      report->figures, _ ("Departments"), NULL, _ ("Department"), _ ("Should be here"), _ ("Counted by name"),
      _ ("Counted without names"), _ ("With a word"), _ ("Missing, without a word"), (char *)NULL);

  for (guint i = 0; i < report->board->departments->len; i++)
    {
      const AnlanMusterDepartment *department = g_ptr_array_index (report->board->departments, i);
      FigureRow *row = anlan_figures_add_row (s);

      anlan_figure_set_text (row, 0, department->name);
      anlan_figure_set_count (row, 1, department->expected);
      anlan_figure_set_count (row, 2, department->here + department->extra);
      anlan_figure_set_count (row, 3, department->unnamed);
      anlan_figure_set_count (row, 4, department->word);
      anlan_figure_set_count (row, 5, department->open);
    }
}

static char *
make_note (const AnlanMusterBoard *board, const char *commander, gint64 now, GTimeZone *zone)
{
  gboolean over = board->ended_at != G_MAXINT64;
  g_autofree char *began = anlan_local_format (board->began_at, zone, "%Y-%m-%d %H:%M");
  g_autofree char *until = anlan_local_format (over ? board->ended_at : now, zone, "%H:%M:%S");
  g_autoptr (GString) note = g_string_new (NULL);

  g_string_append_printf (note, over ? _ ("Begun %s, over %s") : _ ("Begun %s, as it stood at %s"), began,
                          until);
  if (commander != NULL)
    {
      g_string_append (note, " · ");
      g_string_append_printf (note, _ ("In command: %s"), commander);
    }
  if (g_strcmp0 (anlan_record_get_text (board->muster, "type"), "drill") == 0)
    g_string_append_printf (note, " · %s", _ ("This is a drill"));
  return g_string_free (g_steal_pointer (&note), FALSE);
}

AnlanFigures *
anlan_muster_report_new (const AnlanMusterBoard *board, const char *commander, gint64 now, GTimeZone *zone)
{
  g_autofree char *note = NULL, *title = NULL;
  Report report = { board, NULL, zone };

  g_return_val_if_fail (board != NULL && zone != NULL, NULL);

  note = make_note (board, commander, now, zone);
  title = g_strdup_printf (_ ("Muster report: %s"), anlan_record_label (board->muster));
  report.figures = anlan_figures_new (title, note);
  report.figures->number = g_strdup (board->muster->number);
  add_sums (&report);
  add_missing (&report);
  add_points (&report);
  add_departments (&report);
  return report.figures;
}
