/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "web-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "model/query.h"
#include "model/receipt.h"

/* The page of a poster: a hazard at a place that the poster knows. */

/* The id of the record that @secret stands for; nobody comes from it to the secret, which gives the receipt. */
static char *
make_id (const char *secret)
{
  g_autofree char *salted = g_strconcat ("anlan report ", secret, NULL);
  char hex[ANLAN_SHA256_HEX + 1];

  anlan_sha256_text (salted, -1, hex);
  /* Version 8 of RFC 9562: made as its maker likes. */
  return g_strdup_printf ("%.8s-%.4s-8%.3s-8%.3s-%.12s", hex, hex + 8, hex + 12, hex + 15, hex + 18);
}

/* --- the page ---------------------------------------------------------------------------------------------------- */

static gboolean
show_place_of (WebCall *call, const AnlanToken *poster, GError **error)
{
  g_autoptr (AnlanRecord) place = anlan_plant_load (call->plant, poster->kind, poster->record, error);

  if (place == NULL)
    return FALSE;
  web_data_set (call->data, "place", anlan_record_label (place));
  web_data_take (call->data, "place_id", g_strdup_printf ("%s/%s", poster->kind, poster->record));
  web_data_flag (call->data, "is_muster",
                 strcmp (poster->kind, "musterpoint") == 0 && web_has (call, ANLAN_WEB_MUSTER));
  return TRUE;
}

/* Who walks a round and scans the code of its next point goes on there. */
static void
show_point (WebCall *call, const AnlanToken *poster)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("roundpoint");
  g_autoptr (GPtrArray) points = NULL;
  const AnlanRecord *point;

  if (call->person == NULL || !web_has (call, ANLAN_WEB_ROUNDS) || strcmp (poster->kind, "musterpoint") == 0)
    return;
  /* Ids are UUIDs, and the kind is one of those that have posters: nothing in them could end a text. */
  query->where = g_strdup_printf ("%s = '%s' AND skipped IS NULL AND (SELECT r.person FROM round r WHERE "
                                  "r.id = this.round AND r.stage = 'running') = '%s'",
                                  strcmp (poster->kind, "roundpoint") == 0 ? "id" : poster->kind,
                                  poster->record, call->person);
  query->sort = g_strdup ("rank");
  points = anlan_plant_find (call->plant, query, NULL);
  if (points == NULL || points->len == 0)
    return;
  point = g_ptr_array_index (points, 0);
  web_data_flag (call->data, "has_point", TRUE);
  web_data_set (call->data, "round", anlan_record_get_text (point, "round"));
  web_data_set (call->data, "point", point->id);
  web_data_set (call->data, "point_label", anlan_record_label (point));
}

static void
show_form (WebCall *call)
{
  static const char *const kept[] = { "what", "name", "note", NULL };
  const char *class = web_form_get (call->form, "class");

  for (guint i = 0; kept[i] != NULL; i++)
    web_data_set (call->data, kept[i], web_form_get (call->form, kept[i]));
  web_data_flag (call->data, "class_first", g_strcmp0 (class, "first") == 0);
  web_data_flag (call->data, "class_second", g_strcmp0 (class, "second") == 0);
  web_data_flag (call->data, "class_third", class == NULL || g_strcmp0 (class, "third") == 0);
  web_data_flag (call->data, "nameless", g_strcmp0 (web_form_get (call->form, "who"), "none") == 0);
  web_secret (call);
  web_data_flag (call->data, "known", call->person != NULL);
  web_show (call, "report");
}

/* --- storing ------------------------------------------------------------------------------------------------------ */

static gboolean
is_stored (WebCall *call, const char *id)
{
  g_autoptr (AnlanRecord) record = anlan_plant_load (call->plant, "hazard", id, NULL);

  return record != NULL;
}

/* Where it is, from what the poster hangs at. */
static gboolean
set_place (WebCall *call, AnlanChange *change, const AnlanToken *poster, GError **error)
{
  static const char *const of_place[] = { "zone", "equipment", "riskpoint", NULL };
  g_autoptr (AnlanRecord) place = NULL;

  if (g_strv_contains (of_place, poster->kind))
    {
      anlan_change_set_text (change, poster->kind, poster->record);
      return TRUE;
    }
  place = anlan_plant_load (call->plant, poster->kind, poster->record, error);
  for (guint i = 0; place != NULL && of_place[i] != NULL; i++)
    {
      const AnlanValue *value = anlan_record_get (place, of_place[i]);

      if (!anlan_value_is_null (value))
        anlan_change_set (change, of_place[i], value);
    }
  return place != NULL;
}

/* Somebody with a personal link is known; what others write of themselves is kept as they wrote it. */
static void
set_who (WebCall *call, AnlanChange *change)
{
  const char *name = web_form_get (call->form, "name");
  gboolean nameless =
      call->person != NULL ? g_strcmp0 (web_form_get (call->form, "who"), "none") == 0 : name == NULL;

  if (nameless)
    {
      anlan_change_set_integer (change, "anonymous", 1);
      change->anonymous = TRUE;
    }
  else if (call->person != NULL)
    {
      change->actor = g_strdup (call->person);
      anlan_change_set_text (change, "finder", call->person);
    }
  else
    anlan_change_set_text (change, "reporter", name);
}

static AnlanChange *
make_change (WebCall *call, const AnlanToken *poster, const char *secret, GError **error)
{
  static const char *const classes[] = { "first", "second", "third", NULL };
  g_autofree char *id = make_id (secret);
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_CREATE, "hazard", id);
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (call->plant, "hazard");
  const char *class = web_form_get (call->form, "class"), *note = web_form_get (call->form, "note");

  change->receipt = anlan_receipt_code (secret);
  anlan_change_set_text (change, "what", web_form_get (call->form, "what"));
  anlan_change_set_text (change, "source", "report");
  if (class != NULL && g_strv_contains (classes, class))
    anlan_change_set_text (change, "class", class);
  if (note != NULL)
    anlan_change_set_text (change, "experience", note);
  set_who (call, change);
  if (!set_place (call, change, poster, error) ||
      !web_photos_take (call, "photo", change, NULL, anlan_kind_field (kind, "photos"), error))
    return NULL;
  if (change->files->len == 0)
    anlan_change_set_text (change, "no_photo", _ ("None was sent with the report."));
  return g_steal_pointer (&change);
}

static void
go_done (WebCall *call, const char *secret)
{
  g_autofree char *code = anlan_receipt_code (secret);

  web_go (call, g_strdup_printf ("/r/%s/done?code=%s", web_part (call, 0), code));
}

static void
store (WebCall *call, const AnlanToken *poster)
{
  const char *secret = web_form_get (call->form, "secret");
  g_autoptr (AnlanApplied) applied = NULL;
  g_autoptr (AnlanChange) change = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  show_form (call);
  if (!web_is_secret (secret))
    {
      web_again (call, "report", _ ("The page was not complete. Nothing was stored: send it again."));
      return;
    }
  id = make_id (secret);
  if (is_stored (call, id))
    {
      go_done (call, secret);
      return;
    }
  if (web_form_get (call->form, "what") == NULL)
    {
      web_again (call, "report", _ ("Say in a few words what you have seen. Nothing was stored yet."));
      return;
    }
  if (!anlan_call_may_report (call->call, &error))
    {
      web_again (call, "report", error->message);
      /* The phone keeps it, and tries again. */
      call->status = 429;
      return;
    }
  change = make_change (call, poster, secret, &error);
  if (change != NULL)
    applied = anlan_plant_apply (call->plant, change, &error);
  /* The same one may have come twice at the same time. */
  if (applied != NULL || (change != NULL && is_stored (call, id)))
    {
      go_done (call, secret);
      return;
    }
  if (change != NULL)
    web_photos_drop (call, change);
  web_again (call, "report", error->message);
  if (anlan_access_status (error) >= 500)
    call->status = anlan_access_status (error);
}

void
web_report_handle (WebCall *call)
{
  const char *text = web_part (call, 0), *further = web_part (call, 1);
  g_autoptr (AnlanToken) poster = NULL;
  g_autoptr (GError) error = NULL;

  if (further != NULL && strcmp (further, "done") != 0)
    {
      web_refuse (call, 404, _ ("There is no such page. Scan the code again, or ask the safety office."));
      return;
    }
  if (anlan_call_take_poster (call->call, text != NULL ? text : "", &error))
    poster = anlan_token_ref (anlan_call_get_token (call->call));
  if (poster == NULL || !show_place_of (call, poster, &error))
    {
      web_refuse_error (call, error);
      return;
    }
  /* Who reports without a name is not to be found by when which phone was here; what is refused is logged all the same. */
  if (!call->post || (call->person == NULL && web_form_get (call->form, "name") == NULL) ||
      g_strcmp0 (web_form_get (call->form, "who"), "none") == 0)
    anlan_call_set_quiet (call->call);
  web_data_set (call->data, "token", text);
  if (call->token == NULL)
    call->token = anlan_token_ref (poster);
  if (further != NULL)
    {
      web_data_set (call->data, "code", web_form_get (call->form, "code"));
      web_show (call, "report-done");
    }
  else if (call->post)
    store (call, poster);
  else
    {
      show_point (call, poster);
      show_form (call);
    }
}
