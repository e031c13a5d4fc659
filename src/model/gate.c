/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "model/checks.h"

#include <glib/gi18n-lib.h>

#include "base/time.h"
#include "model/query.h"
#include "registry-private.h"
#include "token-private.h"

typedef struct
{
  AnlanPlant *plant;
  const char *person;
  const char *zone;
  char *person_id;
  GPtrArray *checks;
} Asking;

static void
add (GPtrArray *checks, const char *check, const char *title, gboolean good, char *mend)
{
  g_ptr_array_add (
      checks, anlan_check_new (check, title, good ? ANLAN_CHECK_GOOD : ANLAN_CHECK_BAD, good ? NULL : mend));
  g_free (mend);
}

/* What a reader at the gate knows of a person is the badge, or the number in the books of who employs him. */
static AnlanRecord *
find_person (AnlanDb *db, AnlanKind *kind, const char *text, GError **error)
{
  g_auto (AnlanValue) id = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (
          db, "SELECT id FROM k_person WHERE voided = 0 AND draft = 0 AND (badge = ?1 OR employee_no = ?1)",
          text, &id, error))
    return NULL;
  return anlan_record_load (db, kind, anlan_value_get_text (&id) != NULL ? anlan_value_get_text (&id) : text,
                            error);
}

static gboolean
check_person (const AnlanGateQuestion *question, GPtrArray *checks, GError **error)
{
  const AnlanRecord *person = question->person;
  gboolean here;

  if (!anlan_token_person_is_here (question->db, person->id, &here, error))
    return FALSE;
  add (checks, "person", _ ("The person belongs to the plant"), here,
       g_strdup_printf (_ ("%s has left, or does not belong to the plant any more."),
                        anlan_record_label (person)));
  return TRUE;
}

static gboolean
check_zone (const AnlanGateQuestion *question, GPtrArray *checks, GError **error)
{
  static const char sql[] =
      "SELECT name FROM k_alarm WHERE zone = ?1 AND voided = 0 AND test = 0 AND quiet = 0"
      " AND state IN ('raised', 'acknowledged') ORDER BY raised_at DESC LIMIT 1";
  g_auto (AnlanValue) alarm = ANLAN_VALUE_INIT;
  const char *name;

  add (checks, "zone", _ ("The zone is in use"), !question->zone->voided && !question->zone->draft,
       g_strdup_printf (_ ("%s is no zone that is in use."), anlan_record_label (question->zone)));
  if (!anlan_db_lookup (question->db, sql, question->zone->id, &alarm, error))
    return FALSE;
  name = anlan_value_get_text (&alarm);
  add (checks, "alarm", _ ("No alarm is open in the zone"), name == NULL,
       g_strdup_printf (_ ("An alarm is open in this zone: %s. Nobody enters but who has to deal with it."),
                        name != NULL ? name : ""));
  return TRUE;
}

static gboolean
ask_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Asking *asking = data;
  AnlanContext *context = anlan_context_get (db);
  g_autoptr (AnlanFacts) facts = anlan_plant_ref_facts (asking->plant);
  g_autoptr (AnlanRecord) person = NULL, zone = NULL;
  g_autofree char *day = anlan_plant_day (anlan_context_now (context), facts->zone, facts->day_start);
  AnlanGateQuestion question;

  person = find_person (db, anlan_kinds_get (facts->kinds, "person"), asking->person, error);
  zone = person != NULL ? anlan_record_load (db, anlan_kinds_get (facts->kinds, "zone"), asking->zone, error)
                        : NULL;
  if (zone == NULL)
    return FALSE;
  question = (AnlanGateQuestion){ .db = db,
                                  .kinds = facts->kinds,
                                  .person = person,
                                  .zone = zone,
                                  .now = anlan_context_now (context),
                                  .day = day };
  asking->person_id = g_strdup (person->id);
  return check_person (&question, asking->checks, error) && check_zone (&question, asking->checks, error) &&
         (facts->registry == NULL ||
          anlan_registry_ask_gates (facts->registry, &question, asking->checks, error));
}

GPtrArray *
anlan_plant_gate (AnlanPlant *plant, const char *person, const char *zone, char **person_id, GError **error)
{
  g_autoptr (GPtrArray) checks = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_check_free);
  Asking asking = { .plant = plant, .person = person, .zone = zone, .checks = checks };
  gboolean asked;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && person != NULL && zone != NULL, NULL);

  asked = anlan_store_read (plant->store, ask_work, &asking, error);
  if (asked && person_id != NULL)
    *person_id = g_steal_pointer (&asking.person_id);
  g_free (asking.person_id);
  return asked ? g_steal_pointer (&checks) : NULL;
}
