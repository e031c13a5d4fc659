/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "today-lines.h"

#include <glib/gi18n-lib.h>

#include "backlinks.h"
#include "base/time.h"
#include "say.h"

void
anlan_today_line_free (AnlanTodayLine *line)
{
  anlan_record_unref (line->record);
  g_free (line->subtitle);
  g_free (line->due);
  g_free (line->due_full);
  g_free (line);
}

static AnlanTodayLine *
line_new (AnlanRecord *record, char *subtitle)
{
  AnlanTodayLine *line = g_new0 (AnlanTodayLine, 1);

  line->record = anlan_record_ref (record);
  line->subtitle = subtitle;
  return line;
}

static char *
say_owed (const AnlanOwed *owed, gboolean mine)
{
  g_autofree char *who = anlan_say_who (owed);
  const char *duty = anlan_kind_text (owed->duty->title), *number = owed->record->number;

  if (mine && number != NULL)
    return g_strdup_printf (C_ ("what is owed: duty, who", "%s · %s"), duty, number);
  if (number != NULL)
    return g_strdup_printf (C_ ("what is owed: duty, number, who", "%s · %s · %s"), duty, number, who);
  return g_strdup_printf (C_ ("what is owed: duty, who", "%s · %s"), duty, who);
}

AnlanTodayLine *
anlan_today_line_new_owed (AnlanPlant *plant, const AnlanOwed *owed, gboolean mine)
{
  AnlanTodayLine *line = line_new (owed->record, say_owed (owed, mine));
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  gint64 due;

  if (owed->due != NULL && anlan_time_parse (owed->due, &due))
    {
      line->due = anlan_say_due (due, anlan_plant_now (plant), &line->late);
      line->due_full = anlan_say_moment_fully (due, zone);
    }
  return line;
}

AnlanTodayLine *
anlan_today_line_new_burning (AnlanRecord *record, const char *reason)
{
  const AnlanStage *stage = record->stage != NULL ? anlan_kind_stage (record->kind, record->stage) : NULL;
  char *subtitle = record->number != NULL && stage != NULL
                       ? g_strdup_printf (C_ ("what is owed: duty, number, who", "%s · %s · %s"), reason,
                                          record->number, anlan_kind_text (stage->title))
                       : g_strdup (reason);

  return line_new (record, subtitle);
}

void
anlan_today_line_sign (const AnlanTodayLine *line, GString *signature)
{
  g_string_append_printf (signature, "%s\t%s\t%s\t%s\t%s\t%d\n", line->record->id,
                          anlan_record_label (line->record), line->subtitle,
                          line->due != NULL ? line->due : "", line->due_full != NULL ? line->due_full : "",
                          line->late);
}

static GtkWidget *
make_due (const AnlanTodayLine *line)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4), *label = gtk_label_new (line->due);

  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (box, "due");
  gtk_widget_set_tooltip_text (box, line->due_full);
  if (line->late)
    {
      gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("anlan-late-symbolic"));
      gtk_widget_add_css_class (box, "late");
    }
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  return box;
}

GtkWidget *
anlan_today_line_make_row (const AnlanTodayLine *line)
{
  GtkWidget *row =
      anlan_record_row_new (line->record, line->subtitle, line->due != NULL ? make_due (line) : NULL);
  GtkWidget *icon = gtk_image_new_from_icon_name (line->record->kind->icon);

  gtk_widget_add_css_class (icon, "dim-label");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  return row;
}
