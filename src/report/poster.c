/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "report/poster.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/language.h"
#include "model/query.h"
#include "model/token.h"
#include "poster-private.h"

static void
item_free (PosterItem *item)
{
  g_free (item->title);
  g_free (item->detail);
  g_free (item->note);
  g_free (item->phone);
  anlan_token_forget (item->pin);
  g_free (item->url);
  anlan_paper_qr_free (item->qr);
  anlan_paper_qr_free (item->second);
  g_free (item);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterItem, item_free)

/* --- words ------------------------------------------------------------------------------------------------------------- */

/* Of a poster where people gather, of any other, and of a card, in the language of this thread. */
static void
speak (PosterWords *words, const AnlanKind *kind)
{
  gboolean muster = kind != NULL && strcmp (kind->id, "musterpoint") == 0;

  words->kind = g_strdup (kind != NULL ? anlan_kind_text (kind->title) : "");
  words->scan = g_strdup (kind == NULL ? _ ("Scan: what you owe, your rounds, what to read")
                          : muster     ? _ ("Scan when you are here")
                                       : _ ("Scan to report"));
  words->steps[0] = g_strdup (_ ("Scan the code with the camera of your phone or with WeChat."));
  words->steps[1] = g_strdup (muster ? _ ("In an alarm: say that you are here, and with how many.")
                                     : _ ("Say what you see, and take a picture."));
  words->steps[2] = g_strdup (muster ? _ ("Stay here until the commander lets you go.")
                                     : _ ("Send it. No account is needed, and your name may be left out."));
  words->offline = g_strdup (
      _ ("Without a network: tell the shift leader, or telephone. In danger to life first press the "
         "alarm button and leave."));
  words->other = g_strdup (_ ("If the large code opens nothing, try this one."));
  words->apart = g_strdup (_ ("Cut off and hand over apart from the card."));
  words->pin = g_strdup (_ ("PIN"));
}

/* In the plant's language, and in the one of Chinese and English that it is not. */
static void
speak_both (Posters *posters, AnlanPlant *plant, const AnlanKind *kind)
{
  const char *before = anlan_language_get ();
  g_autofree char *setting = anlan_plant_get_setting (plant, "language");
  gboolean chinese = setting != NULL && g_str_has_prefix (setting, "zh");

  anlan_language_set (chinese ? "zh_CN" : setting != NULL ? setting : "en");
  speak (&posters->words, kind);
  anlan_language_set (chinese ? "en" : "zh_CN");
  speak (&posters->others, kind);
  anlan_language_set (before);
}

/* --- what it hangs at ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPlant *plant;
  AnlanKind *kind;
  GPtrArray *records;
  GPtrArray *phones; /* of their units, "" for none */
} Places;

static const char *
text_of (const AnlanRecord *record, const char *field)
{
  return anlan_kind_field (record->kind, field) != NULL ? anlan_record_get_text (record, field) : NULL;
}

static char *
read_phone (AnlanDb *db, const AnlanRecord *record, GError **error)
{
  const char *unit = text_of (record, "unit");
  g_auto (AnlanValue) phone = ANLAN_VALUE_INIT;

  if (unit == NULL)
    return g_strdup ("");
  if (!anlan_db_lookup (db, "SELECT phone FROM unit WHERE id = ?1", unit, &phone, error))
    return NULL;
  return g_strdup (anlan_value_get_text (&phone) != NULL ? anlan_value_get_text (&phone) : "");
}

static gboolean
read_phones (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Places *places = data;

  for (guint i = 0; i < places->records->len; i++)
    {
      char *phone = read_phone (db, g_ptr_array_index (places->records, i), error);

      if (phone == NULL)
        return FALSE;
      g_ptr_array_add (places->phones, phone);
    }
  return TRUE;
}

static void
describe (PosterItem *item, const AnlanRecord *record)
{
  const char *name = text_of (record, "name"), *sign = text_of (record, "sign");
  const char *label = anlan_record_label (record);

  item->note = g_strdup (text_of (record, "instruction"));
  if (sign != NULL)
    item->title = g_strdup_printf ("%s  %s", sign, name != NULL ? name : label);
  else
    item->title = g_strdup (label);
  /* Equipment is called by its tag. */
  if (name != NULL && sign == NULL && strcmp (name, label) != 0)
    item->detail = g_strdup (name);
  else
    item->detail = g_strdup (record->number);
}

static PaperQr *
make_code (const char *base, const char *token, gboolean small, char **url, GError **error)
{
  g_autofree char *text = g_strconcat (base, "/r/", token, NULL);
  PaperQr *qr = small ? anlan_paper_qr_new_small (text) : anlan_paper_qr_new (text);

  if (qr == NULL)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("The address %s is too long for a code."), base);
  else if (url != NULL)
    *url = g_steal_pointer (&text);
  return qr;
}

static gboolean
add_item (Posters *posters,
          const AnlanPosterWish *wish,
          const AnlanRecord *record,
          const char *phone,
          const char *token,
          GError **error)
{
  g_autoptr (PosterItem) item = g_new0 (PosterItem, 1);

  describe (item, record);
  item->phone = phone[0] != '\0' ? g_strdup (phone) : NULL;
  item->qr = make_code (wish->base, token, wish->sheet == ANLAN_POSTER_LABEL, &item->url, error);
  if (item->qr == NULL)
    return FALSE;
  if (wish->second != NULL && wish->sheet != ANLAN_POSTER_LABEL)
    {
      item->second = make_code (wish->second, token, TRUE, NULL, error);
      if (item->second == NULL)
        return FALSE;
    }
  g_ptr_array_add (posters->items, g_steal_pointer (&item));
  return TRUE;
}

static GPtrArray *
make_tokens (AnlanPlant *plant, const char *kind, GPtrArray *records, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (ids, ((AnlanRecord *)g_ptr_array_index (records, i))->id);
  g_ptr_array_add (ids, NULL);
  return anlan_posters_make (plant, kind, (const char *const *)ids->pdata, error);
}

static gboolean
add_items (Posters *posters, AnlanPlant *plant, const AnlanPosterWish *wish, Places *places, GError **error)
{
  g_autoptr (GPtrArray) tokens = make_tokens (plant, wish->kind, places->records, error);

  if (tokens == NULL || !anlan_store_read (anlan_plant_get_store (plant), read_phones, places, error))
    return FALSE;
  for (guint i = 0; i < places->records->len; i++)
    if (!add_item (posters, wish, g_ptr_array_index (places->records, i),
                   g_ptr_array_index (places->phones, i), g_ptr_array_index (tokens, i), error))
      return FALSE;
  return TRUE;
}

/* --- papers ------------------------------------------------------------------------------------------------------------------ */

static AnlanPaper *
begin (AnlanPlant *plant, const char *title, const char *printer, const AnlanKind *kind, GError **error)
{
  AnlanPaper *paper = anlan_paper_begin (plant, title, printer, error);
  Posters *posters;

  if (paper == NULL)
    return NULL;
  posters = g_new0 (Posters, 1);
  posters->plant = g_strdup (paper->plant);
  posters->items = g_ptr_array_new_with_free_func ((GDestroyNotify)item_free);
  speak_both (posters, plant, kind);
  paper->upright = TRUE;
  paper->sheets = &poster_sheets;
  paper->sheets_data = posters;
  return paper;
}

AnlanPaper *
anlan_poster_new (AnlanPlant *plant, const AnlanPosterWish *wish, const char *printer, GError **error)
{
  g_autoptr (AnlanPaper) paper = NULL;
  g_autoptr (AnlanKind) kind = NULL;
  g_autoptr (AnlanQuery) query = NULL;
  g_autoptr (GPtrArray) records = NULL, phones = g_ptr_array_new_with_free_func (g_free);
  Places places = { .plant = plant, .phones = phones };

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && wish != NULL && wish->kind != NULL && wish->base != NULL,
                        NULL);

  kind = anlan_plant_get_kind (plant, wish->kind);
  if (kind == NULL || !anlan_poster_fits (wish->kind))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("There are no posters of “%s”."), wish->kind);
      return NULL;
    }
  query = anlan_query_new (wish->kind);
  query->where = g_strdup (wish->where);
  query->sort = g_strdup (kind->label);
  records = anlan_plant_find (plant, query, error);
  if (records == NULL)
    return NULL;
  if (records->len == 0)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("There is nothing to print: none of %s is there, or fits."),
                   anlan_kind_text (kind->plural));
      return NULL;
    }
  places.records = records;
  paper = begin (plant, anlan_kind_text (kind->plural), printer, kind, error);
  if (paper == NULL)
    return NULL;
  ((Posters *)paper->sheets_data)->sheet = wish->sheet;
  if (!add_items (paper->sheets_data, plant, wish, &places, error))
    return NULL;
  return g_steal_pointer (&paper);
}

AnlanPaper *
anlan_poster_new_cards (
    AnlanPlant *plant, const AnlanPosterCard *cards, guint n, const char *printer, GError **error)
{
  g_autoptr (AnlanPaper) paper = NULL;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && cards != NULL && n > 0, NULL);

  paper = begin (plant, _ ("Personal links"), printer, NULL, error);
  if (paper == NULL)
    return NULL;
  ((Posters *)paper->sheets_data)->cards = TRUE;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PosterItem) item = g_new0 (PosterItem, 1);

      item->title = g_strdup (cards[i].name);
      item->detail = g_strdup (cards[i].unit);
      item->pin = g_strdup (cards[i].pin);
      item->qr = anlan_paper_qr_new (cards[i].url);
      if (item->qr == NULL)
        {
          g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("The address %s is too long for a code."),
                       cards[i].url);
          return NULL;
        }
      g_ptr_array_add (((Posters *)paper->sheets_data)->items, g_steal_pointer (&item));
    }
  return g_steal_pointer (&paper);
}
