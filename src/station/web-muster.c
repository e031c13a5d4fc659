/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "web-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "model/query.h"
#include "web-fields.h"

/* /muster: "I am at point 3, with these people", while an evacuation is running. For a person with a link, and at the poster of a
 * muster point ("at") for everybody who stands there. */

#define POINTS 60

/* In one message: a bus. */
#define PEOPLE 100

static AnlanRecord *
find_running (WebCall *call)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("muster");
  g_autoptr (GPtrArray) running = NULL;

  query->where = g_strdup ("stage = 'running'");
  query->sort = g_strdup ("-began_at");
  query->limit = 1;
  running = anlan_plant_find (call->plant, query, NULL);
  return running != NULL && running->len > 0 ? anlan_record_ref (g_ptr_array_index (running, 0)) : NULL;
}

static void
show_points (WebCall *call, const char *here)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("musterpoint");
  g_autoptr (GPtrArray) points = NULL;

  query->limit = POINTS;
  query->sort = g_strdup ("name");
  points = anlan_plant_find (call->plant, query, NULL);
  for (guint i = 0; points != NULL && i < points->len; i++)
    {
      const AnlanRecord *point = g_ptr_array_index (points, i);
      WebData *row = web_data_add (call->data, "points");

      web_data_set (row, "point", point->id);
      web_data_set (row, "label", anlan_record_label (point));
      web_data_flag (row, "here", g_strcmp0 (point->id, here) == 0);
    }
}

static void
show_form (WebCall *call, const AnlanRecord *muster, const char *here)
{
  const char *chosen = web_form_get (call->form, "point");

  web_secret (call);
  web_data_set (call->data, "muster", muster != NULL ? anlan_record_label (muster) : NULL);
  web_data_flag (call->data, "drill",
                 muster != NULL && g_strcmp0 (anlan_record_get_text (muster, "type"), "drill") == 0);
  web_data_set (call->data, "person", call->person != NULL ? call->token->name : NULL);
  web_data_set (call->data, "at", web_form_get (call->form, "at"));
  web_data_set (call->data, "names", web_form_get (call->form, "names"));
  web_data_set (call->data, "others", web_form_get (call->form, "others"));
  web_data_set (call->data, "done",
                web_form_get (call->form, "done") != NULL ? _ ("You are counted. Stay where you are.")
                                                          : NULL);
  show_points (call, chosen != NULL ? chosen : here);
  web_show (call, "muster");
}

static AnlanChange *
new_line (WebCall *call, const AnlanRecord *muster, const char *point)
{
  AnlanChange *change = anlan_change_new (ANLAN_OP_CREATE, "presence", NULL);

  change->actor = g_strdup (call->person);
  anlan_change_set_text (change, "muster", muster->id);
  anlan_change_set_text (change, "point", point);
  anlan_change_set_text (change, "state", "here");
  anlan_change_set_text (change, "how", "phone");
  return change;
}

static void
add_person (
    WebCall *call, const AnlanRecord *muster, const char *point, const char *person, GPtrArray *changes)
{
  AnlanChange *change = new_line (call, muster, point);

  anlan_change_set_text (change, "person", person);
  g_ptr_array_add (changes, change);
}

/* Names that nobody knows are counted all the same: in an alarm nothing is refused for a slip of the thumb. */
static GPtrArray *
make_changes (WebCall *call, const AnlanRecord *muster, const char *point)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
  const char *typed = web_form_get (call->form, "names"), *number = web_form_get (call->form, "others");
  g_auto (GStrv) names = g_strsplit_set (typed != NULL ? typed : "", "\n,;，；、", PEOPLE);
  guint64 others = 0;

  if (number != NULL)
    g_ascii_string_to_unsigned (number, 10, 0, PEOPLE, &others, NULL);
  if (call->person != NULL)
    add_person (call, muster, point, call->person, changes);
  for (guint i = 0; names[i] != NULL; i++)
    {
      const char *name = g_strstrip (names[i]);
      g_autofree char *person =
          name[0] != '\0' ? web_find_record (call, "presence", "person", name, NULL) : NULL;

      if (person != NULL && g_strcmp0 (person, call->person) != 0)
        add_person (call, muster, point, person, changes);
      else if (name[0] != '\0' && person == NULL)
        others++;
    }
  if (others > 0)
    {
      AnlanChange *change = new_line (call, muster, point);

      anlan_change_set_integer (change, "people", (gint64)others);
      g_ptr_array_add (changes, change);
    }
  return changes;
}

static void
store (WebCall *call, const AnlanRecord *muster)
{
  const char *point = web_form_get (call->form, "point");
  g_autofree char *batch = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GError) error = NULL;

  if (!web_sent_before (call))
    {
      if (point == NULL)
        {
          web_again (call, "muster", _ ("Say at which muster point you are. You are not counted yet."));
          return;
        }
      changes = make_changes (call, muster, point);
      if (changes->len == 0)
        {
          web_again (call, "muster", _ ("Say who is there, or how many. Nobody is counted yet."));
          return;
        }
      batch = anlan_plant_apply_batch (call->plant, changes, NULL, NULL, &error);
      if (batch == NULL)
        {
          web_again (call, "muster", error->message);
          return;
        }
      web_sent_now (call);
    }
  web_go (call,
          g_strdup_printf ("/muster?done=1&at=%s",
                           web_form_get (call->form, "at") != NULL ? web_form_get (call->form, "at") : ""));
}

void
web_muster_handle (WebCall *call)
{
  const char *at = web_form_get (call->form, "at");
  g_autoptr (AnlanToken) poster = at != NULL ? anlan_token_check_poster (call->plant, at, NULL) : NULL;
  g_autoptr (AnlanRecord) muster = NULL;
  gboolean here = poster != NULL && strcmp (poster->kind, "musterpoint") == 0;

  if (!here && !web_is_person (call))
    return;
  muster = find_running (call);
  show_form (call, muster, here ? poster->record : NULL);
  if (call->post && muster != NULL)
    store (call, muster);
  else if (call->post)
    web_again (call, "muster", _ ("No evacuation is running."));
}
