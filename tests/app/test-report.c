/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-report"

#include "app-fixture.h"
#include "base/blocking.h"

#include <libexif/exif-data.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "change-dialog.h"
#include "form.h"
#include "record-page.h"
#include "reference-picker.h"

/* A hazard from the first key to the last: reported in under a minute, assigned, a closure with the photo from before
 * refused, closed with a proof; by keys and clicks, as a person would. */

#define BEFORE "2026:11:20 08:30:00"

/* --- photos ----------------------------------------------------------------------------------------------------------- */

static void
add_entry (ExifData *exif, ExifIfd ifd, int tag, ExifFormat format, const void *data, guint size, guint n)
{
  ExifEntry *entry = exif_entry_new ();

  entry->tag = (ExifTag)tag;
  entry->format = format;
  entry->components = n;
  entry->size = size;
  entry->data = malloc (size);
  memcpy (entry->data, data, size);
  exif_content_add_entry (exif->ifd[ifd], entry);
  exif_entry_unref (entry);
}

static void
add_degrees (ExifData *exif, int tag, guint degrees, guint minutes)
{
  guchar data[24];

  exif_set_rational (data, EXIF_BYTE_ORDER_INTEL, (ExifRational){ degrees, 1 });
  exif_set_rational (data + 8, EXIF_BYTE_ORDER_INTEL, (ExifRational){ minutes, 1 });
  exif_set_rational (data + 16, EXIF_BYTE_ORDER_INTEL, (ExifRational){ 0, 1 });
  add_entry (exif, EXIF_IFD_GPS, tag, EXIF_FORMAT_RATIONAL, data, sizeof data, 3);
}

/* A picture of @seed's own stripes, as a camera stores it: with where and when it was @taken. */
static char *
make_photo (App *app, const char *name, guint seed, const char *taken)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 640, 480);
  guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);
  g_autofree char *jpeg = NULL;
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  ExifData *exif = exif_data_new ();
  guchar *data, head[4] = { 0xff, 0xe1 };
  guint length;
  gsize size;
  char *path = g_build_filename (app->root, name, NULL);
  FILE *file;

  for (int y = 0; y < 480; y++)
    for (int x = 0; x < 640 * 3; x++)
      pixels[y * gdk_pixbuf_get_rowstride (pixbuf) + x] =
          (guchar)((x * (guint)y / (7 + seed * 5) + x * seed) & 0xff);
  gdk_pixbuf_save_to_buffer (pixbuf, &jpeg, &size, "jpeg", &error, NULL);
  g_assert_no_error (error);
  exif_data_set_byte_order (exif, EXIF_BYTE_ORDER_INTEL);
  add_entry (exif, EXIF_IFD_EXIF, EXIF_TAG_DATE_TIME_ORIGINAL, EXIF_FORMAT_ASCII, taken, 20, 20);
  add_entry (exif, EXIF_IFD_GPS, EXIF_TAG_GPS_LATITUDE_REF, EXIF_FORMAT_ASCII, "N", 2, 2);
  add_degrees (exif, EXIF_TAG_GPS_LATITUDE, 30, 30);
  add_entry (exif, EXIF_IFD_GPS, EXIF_TAG_GPS_LONGITUDE_REF, EXIF_FORMAT_ASCII, "E", 2, 2);
  add_degrees (exif, EXIF_TAG_GPS_LONGITUDE, 121, 15);
  exif_data_save_data (exif, &data, &length);
  head[2] = (guchar)((length + 2) >> 8);
  head[3] = (guchar)(length + 2);
  g_byte_array_append (out, (const guchar *)jpeg, 2);
  g_byte_array_append (out, head, 4);
  g_byte_array_append (out, data, length);
  g_byte_array_append (out, (const guchar *)jpeg + 2, (guint)size - 2);
  anlan_permit_blocking (); /* the test, not the window, writes */
  file = fopen (path, "wb");
  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (out->data, 1, out->len, file), ==, out->len);
  fclose (file);
  anlan_forbid_blocking ();
  free (data);
  exif_data_unref (exif);
  return path;
}

/* --- what a person does ------------------------------------------------------------------------------------------------- */

static AnlanForm *
form_of (App *app)
{
  return ANLAN_FORM (app_by_type (GTK_WIDGET (app_top (app)), ANLAN_TYPE_FORM));
}

static const char *
words (const char *english, const char *chinese)
{
  return g_strcmp0 (app_language (), "zh_CN") == 0 ? chinese : english;
}

/* Types into a field and leaves it with Tab. Chinese comes from an input method, all at once. */
static void
type_into (App *app, const char *field, const char *text)
{
  AnlanFieldRow *row = anlan_form_get_row (form_of (app), field);

  g_assert_nonnull (row);
  anlan_field_row_focus (row);
  app_settle (app);
  if (g_str_is_ascii (text))
    app_type (app, text);
  else
    {
      GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (app_top (app)));

      app_enter (GTK_IS_TEXT (focus) ? gtk_widget_get_parent (focus) : focus, text);
    }
  app_key (app, "Tab");
  app_run (300);
  app_settle (app);
}

static void
pick (App *app, const char *field, const char *name)
{
  GtkWidget *row = GTK_WIDGET (anlan_form_get_row (form_of (app), field));
  GtkWidget *picker;

  g_assert_nonnull (row);
  gtk_menu_button_popup (GTK_MENU_BUTTON (app_by_type (row, GTK_TYPE_MENU_BUTTON)));
  app_settle (app);
  picker = app_by_type (row, ANLAN_TYPE_REFERENCE_PICKER);
  app_enter (app_by_type (picker, GTK_TYPE_SEARCH_ENTRY), name);
  app_run (700);
  g_signal_emit_by_name (app_by_type (picker, GTK_TYPE_SEARCH_ENTRY), "activate");
  app_run (300);
  app_settle (app);
}

static const char *
stage_of (App *app)
{
  AnlanRecordPage *page = ANLAN_RECORD_PAGE (app_by_type (GTK_WIDGET (app->window), ANLAN_TYPE_RECORD_PAGE));

  AnlanRecord *record = anlan_record_page_get_record (page);

  return record != NULL && !record->draft ? record->stage : NULL;
}

static gboolean
match_step (GtkWidget *widget, gconstpointer step)
{
  GtkActionable *actionable = GTK_IS_ACTIONABLE (widget) ? GTK_ACTIONABLE (widget) : NULL;
  GVariant *target = actionable != NULL ? gtk_actionable_get_action_target_value (actionable) : NULL;

  return target != NULL && g_strcmp0 (gtk_actionable_get_action_name (actionable), "record.step") == 0 &&
         g_strcmp0 (g_variant_get_string (target, NULL), step) == 0;
}

/* The button of a step of the record shown. */
static void
press_step (App *app, const char *step)
{
  GtkWidget *button = app_find (GTK_WIDGET (app_page (app)), match_step, step);

  g_assert_nonnull (button);
  app_press (app, button);
}

static void
begin_step (App *app, const char *step)
{
  press_step (app, step);
  APP_AWAIT (ANLAN_IS_CHANGE_DIALOG (app_top (app)));
  app_settle (app);
}

static void
end_step (App *app, const char *stage)
{
  GtkWindow *dialog = app_top (app);

  app_press (app, app_by_id (GTK_WIDGET (dialog), "apply_button"));
  app_run (500); /* the button lets itself be seen pressed first */
  /* It is insensitive while the change is on its way. */
  APP_AWAIT (app_top (app) != dialog || gtk_widget_get_sensitive (GTK_WIDGET (dialog)));
  app_settle (app);
  if (stage != NULL)
    {
      if (app_top (app) != GTK_WINDOW (app->window))
        {
          g_autofree char *texts = app_texts (GTK_WIDGET (app_top (app)));

          g_test_message ("not %s: %s", stage, texts);
          app_picture (app, "report-stays");
        }
      g_assert_true (app_top (app) == GTK_WINDOW (app->window));
      g_assert_cmpstr (stage_of (app), ==, stage);
    }
}

static void
set_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  anlan_plant_set_setting_finish (ANLAN_PLANT (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *)data = TRUE;
}

/* What takes days takes seconds here, and would not be believed. */
static void
believe_haste (App *app)
{
  gboolean done = FALSE;

  anlan_plant_set_setting_async (app_plant (app), "closure-minutes", "0", set_cb, &done);
  APP_AWAIT (done);
}

static char *
first_of (App *app, const char *kind, const char *key)
{
  g_autofree char *out = app_ctl ("list", app->dir, kind, "--json", NULL);
  g_autofree char *mark = g_strdup_printf ("\"%s\":\"", key);
  const char *at = strstr (out, mark);

  g_assert_nonnull (at);
  at += strlen (mark);
  return g_strndup (at, (gsize)(strchr (at, '"') - at));
}

/* From the key to the number. */
static void
report (App *app, const char *photo)
{
  g_autofree char *zone = first_of (app, "zone", "name");

  app_show (app, "hazard");
  app_key (app, "ctrl+n");
  type_into (app, "what", words ("Flange of the feed pump weeps", "进料泵法兰渗漏"));
  app_paste_file (app, photo);
  pick (app, "zone", zone);
}

/* --- cases ---------------------------------------------------------------------------------------------------------------- */

/* In under a minute, with few fields in sight; what the camera wrote is proposed, and can be taken back. */
static void
test_report (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autofree char *photo = make_photo (app, "before.jpg", 1, BEFORE);
  AnlanForm *form;
  const AnlanRecord *record;
  guint open = 0;

  report (app, photo);
  form = form_of (app);
  record = anlan_form_get_record (form);
  for (guint i = 0; i < record->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (record->kind->fields, i);
      AnlanFieldRow *row = anlan_form_get_row (form, field->id);

      open += row != NULL && gtk_widget_get_mapped (GTK_WIDGET (row)) && field->required;
    }
  g_assert_cmpuint (open, <=, 5);
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (anlan_form_get_row (form, "measure"))));
  g_assert_nonnull (strstr (anlan_record_get_text (record, "place"), "121.25"));
  g_assert_nonnull (strstr (anlan_record_get_text (record, "found_at"), "2026-11-20"));
  app_picture (app, "report");
}

static void
test_report_saved (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autofree char *photo = make_photo (app, "before.jpg", 1, BEFORE);
  gint64 begun = g_get_monotonic_time ();

  report (app, photo);
  press_step (app, "submit");
  APP_AWAIT (stage_of (app) != NULL);
  g_assert_cmpstr (stage_of (app), ==, "found");
  g_test_message ("reported in %.1f s", (double)(g_get_monotonic_time () - begun) / G_USEC_PER_SEC);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 60 * G_USEC_PER_SEC);
}

/* Reported, assigned, refused with the photo from before, sent back, closed with a real one. */
static void
test_loop (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autofree char *before = make_photo (app, "before.jpg", 1, BEFORE);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (app_plant (app));
  g_autofree char *due =
      anlan_local_format (anlan_plant_now (app_plant (app)) + 7 * ANLAN_DAY, zone, "%Y-%m-%d %H:%M");
  g_autofree char *unit = first_of (app, "unit", "name");
  g_autofree char *texts = NULL, *taken = NULL, *after = NULL;

  report (app, before);
  press_step (app, "submit");
  APP_AWAIT (stage_of (app) != NULL);
  app_settle (app);
  begin_step (app, "confirm");
  pick (app, "unit", unit);
  end_step (app, "confirmed");
  begin_step (app, "assign");
  pick (app, "owner", words ("Han Dayong", "韩大勇"));
  type_into (app, "measure", words ("Change the gasket", "更换垫片"));
  type_into (app, "due", due);
  end_step (app, "assigned");
  /* The photo from before is no proof. */
  begin_step (app, "rectify");
  type_into (app, "result", words ("Gasket changed, tight at 6 bar", "已更换垫片，6 bar 试压不漏"));
  app_paste_file (app, before);
  app_picture (app, "loop-rectify");
  end_step (app, "rectified");
  begin_step (app, "recheck");
  type_into (app, "recheck_result", words ("Looked at it", "现场查看"));
  end_step (app, "rechecked");
  begin_step (app, "close");
  end_step (app, NULL);
  g_assert_true (ANLAN_IS_CHANGE_DIALOG (app_top (app)));
  texts = app_texts (GTK_WIDGET (app_top (app)));
  g_assert_nonnull (strstr (texts, words ("The photo of the rectified state is the photo from before.",
                                          "整改后照片就是整改前的照片。")));
  app_picture (app, "loop-refused");
  gtk_window_close (app_top (app));
  app_settle (app);
  g_assert_cmpstr (stage_of (app), ==, "rechecked");
  begin_step (app, "reject");
  app_enter (app_by_id (GTK_WIDGET (app_top (app)), "reason_row"),
             words ("The same photo", "照片与整改前相同"));
  end_step (app, "assigned");
  believe_haste (app);
  taken = anlan_local_format (anlan_plant_now (app_plant (app)) + ANLAN_SECOND, zone, "%Y:%m:%d %H:%M:%S");
  after = make_photo (app, "after.jpg", 9, taken);
  begin_step (app, "rectify");
  type_into (app, "result", words ("Gasket changed, tight at 6 bar", "已更换垫片，6 bar 试压不漏"));
  app_paste_file (app, after);
  end_step (app, "rectified");
  begin_step (app, "recheck");
  type_into (app, "recheck_result", words ("Tight, seen on the spot", "现场确认不漏"));
  end_step (app, "rechecked");
  begin_step (app, "close");
  end_step (app, "closed");
  app_picture (app, "loop-closed");
}

/* However a new one is begun, who goes on typing types into its first field. */
static void
test_focus (void)
{
  static const char *const ways[] = { "keys", "click", "press", "action" };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (App) app = app_open (APP_DEMO);
      AnlanFieldRow *row;

      app_show (app, "hazard");
      if (i == 0)
        app_key (app, "ctrl+n");
      else if (i == 1)
        app_click (app, app_by_id (GTK_WIDGET (app->window), "primary_button"), 1);
      else if (i == 2)
        app_press (app, app_by_id (GTK_WIDGET (app->window), "primary_button"));
      else
        app_activate (app, "win.new-record::hazard");
      app_run (600);
      app_settle (app);
      app_type (app, "Valve drips");
      app_key (app, "Tab");
      row = anlan_form_get_row (form_of (app), "what");
      g_test_message ("by %s", ways[i]);
      g_assert_cmpstr (anlan_value_get_text (anlan_field_row_get_value (row)), ==, "Valve drips");
    }
}

/* --- anonymous ------------------------------------------------------------------------------------------------------------ */

static char *
show_hazard (App *app, const char *number)
{
  return app_ctl ("show", app->dir, "hazard", number, "--json", NULL);
}

static void
say_yes (App *app, const char *field)
{
  app_press (app, app_by_text (GTK_WIDGET (anlan_form_get_row (form_of (app), field)), GTK_TYPE_TOGGLE_BUTTON,
                               words ("Yes", "是")));
  app_run (300);
  app_settle (app);
}

/* Who, where the camera was and when stay out, whatever was entered before “anonymous” was chosen; the code is shown
 * once, and tells how far it is. */
static void
assert_no_camera_below (const char *path)
{
  g_autoptr (GDir) dir = NULL;
  g_autofree char *bytes = NULL;
  const char *name;
  gsize size;

  dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);

      assert_no_camera_below (below);
    }
  if (dir == NULL && g_file_get_contents (path, &bytes, &size, NULL))
    g_assert_null (memmem (bytes, size, BEFORE, strlen (BEFORE)));
}

/* The time that the camera wrote is in none of the plant's files, not even in one that no record names. */
static void
assert_no_camera (App *app)
{
  g_autofree char *files = g_build_filename (app->dir, "files", NULL);

  anlan_permit_blocking (); /* the test, not the window, reads */
  assert_no_camera_below (files);
  anlan_forbid_blocking ();
}

static void
test_anonymous (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autofree char *photo = make_photo (app, "IMG_1234.jpg", 3, BEFORE);
  g_autofree char *code = NULL, *json = NULL, *number = NULL, *texts = NULL;

  report (app, photo);
  say_yes (app, "anonymous");
  app_run (500);
  app_settle (app);
  g_assert_null (stage_of (app));
  app_picture (app, "anonymous-form");
  press_step (app, "submit");
  APP_AWAIT (app_top (app) != GTK_WINDOW (app->window));
  app_settle (app);
  app_picture (app, "anonymous-code");
  code =
      g_strdup (gtk_label_get_label (GTK_LABEL (app_by_class (GTK_WIDGET (app_top (app)), "receipt-code"))));
  gtk_window_close (app_top (app));
  app_settle (app);
  app_picture (app, "anonymous-stored");
  number = g_strdup (anlan_record_page_get_record (
                         ANLAN_RECORD_PAGE (app_by_type (GTK_WIDGET (app->window), ANLAN_TYPE_RECORD_PAGE)))
                         ->number);
  json = show_hazard (app, number);
  g_assert_null (strstr (json, "IMG_1234"));
  assert_no_camera (app);
  g_assert_null (strstr (json, "08:30"));
  g_assert_null (strstr (json, words ("Su Wanqing", "苏婉清")));
  app_activate (app, "win.receipt");
  app_enter (app_by_type (GTK_WIDGET (app_top (app)), ADW_TYPE_ENTRY_ROW), "ABCD-EFGH");
  g_signal_emit_by_name (app_by_type (GTK_WIDGET (app_top (app)), ADW_TYPE_ENTRY_ROW), "entry-activated");
  app_run (300);
  app_settle (app);
  texts = app_texts (GTK_WIDGET (app_top (app)));
  g_assert_null (strstr (texts, number));
  app_enter (app_by_type (GTK_WIDGET (app_top (app)), ADW_TYPE_ENTRY_ROW), code);
  app_key (app, "Return");
  app_run (300);
  app_settle (app);
  app_picture (app, "anonymous-progress");
  g_free (texts);
  texts = app_texts (GTK_WIDGET (app_top (app)));
  g_assert_nonnull (strstr (texts, number));
  g_assert_nonnull (strstr (texts, words ("Found", "已发现")));
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  *(GPtrArray **)data = anlan_plant_find_finish (ANLAN_PLANT (source), result, &error);
  g_assert_no_error (error);
}

/* What drafts of hazards say, a line each. */
static char *
drafts_of (App *app)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("hazard");
  g_autoptr (GString) drafts = g_string_new (NULL);
  g_autoptr (GPtrArray) found = NULL;

  query->drafts = TRUE;
  anlan_plant_find_async (app_plant (app), query, NULL, found_cb, &found);
  APP_AWAIT (found != NULL);
  for (guint i = 0; i < found->len; i++)
    {
      AnlanRecord *record = g_ptr_array_index (found, i);

      if (record->draft)
        g_string_append_printf (drafts, "%s\n", anlan_record_get_text (record, "what"));
    }
  return g_string_free (g_steal_pointer (&drafts), FALSE);
}

/* Nothing is stored while it is written, and nothing is lost by going elsewhere: then it is a draft. What is discarded
 * has never been there. */
static void
test_left (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autofree char *while_typing = NULL, *left = NULL, *discarded = NULL;

  app_show (app, "hazard");
  app_key (app, "ctrl+n");
  type_into (app, "what", words ("Handrail is loose", "扶手松动"));
  while_typing = drafts_of (app);
  g_assert_cmpstr (while_typing, ==, "");
  app_show (app, "today");
  app_run (300);
  app_settle (app);
  left = drafts_of (app);
  g_assert_cmpstr (left, ==, words ("Handrail is loose\n", "扶手松动\n"));
  app_show (app, "hazard");
  app_key (app, "ctrl+n");
  type_into (app, "what", words ("Lamp is broken", "照明灯损坏"));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (form_of (app)), "record.discard", NULL));
  app_run (300);
  app_settle (app);
  discarded = drafts_of (app);
  g_assert_cmpstr (discarded, ==, left);
}

/* --- what is known already -------------------------------------------------------------------------------------------------- */

static char *
field_of (App *app, const char *kind, const char *record, const char *field)
{
  g_autofree char *out = app_ctl ("show", app->dir, kind, record, "--json", NULL);
  g_autofree char *mark = g_strdup_printf ("\"%s\":\"", field);
  const char *at = strstr (out, mark);

  g_assert_nonnull (at);
  at += strlen (mark);
  return g_strndup (at, (gsize)(strchr (at, '"') - at));
}

static gboolean
match_hint (GtkWidget *widget, gconstpointer text)
{
  return GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "form-hint") &&
         strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;
}

/* What is open already is said while somebody still types, and what is at the place once it is named; a look at the other
 * one stores nothing, so that the report can still be anonymous. */
static void
test_hints (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autofree char *zone_id = field_of (app, "hazard", "HZ-2026-0003", "zone");
  g_autofree char *zone = field_of (app, "zone", zone_id, "name");
  GtkWidget *form, *hint;
  AnlanFieldRow *row;

  app_show (app, "hazard");
  app_key (app, "ctrl+n");
  app_run (300);
  app_settle (app);
  if (g_strcmp0 (app_language (), "zh_CN") == 0)
    app_enter (gtk_root_get_focus (GTK_ROOT (app->window)), "消火栓前又堆放木托盘，地面有油膜");
  else
    app_type (app, "Pallets stand in front of the hydrant again, oil film on the ground");
  app_run (900);
  app_settle (app);
  form = GTK_WIDGET (form_of (app));
  hint = app_find (form, match_hint, "HZ-2026-0003");
  g_assert_nonnull (hint);
  g_assert_true (app_find (form, match_hint, words ("Oil film", "油膜")) == hint);
  pick (app, "zone", zone);
  app_run (500);
  app_settle (app);
  g_assert_nonnull (app_find (form, match_hint, words ("Media here: ", "此处介质：")));
  g_assert_nonnull (app_find (form, match_hint, words ("Also open here: ", "此处其他未销号隐患：")));
  app_picture (app, "hints");
  /* By keyboard to the other one, and back to what was being written. */
  gtk_widget_grab_focus (hint);
  app_key (app, "Return");
  app_run (400);
  app_settle (app);
  g_assert_cmpstr (stage_of (app), ==, "rechecked");
  app_key (app, "Escape");
  app_run (300);
  app_settle (app);
  row = anlan_form_get_row (form_of (app), "what");
  g_assert_nonnull (
      strstr (anlan_value_get_text (anlan_field_row_get_value (row)), words ("again", "木托盘")));
  type_into (app, "no_photo", words ("No camera at hand", "未带相机"));
  say_yes (app, "anonymous");
  press_step (app, "submit");
  APP_AWAIT (app_top (app) != GTK_WINDOW (app->window));
  app_settle (app);
  g_assert_nonnull (app_by_class (GTK_WIDGET (app_top (app)), "receipt-code"));
  gtk_window_close (app_top (app));
  app_settle (app);
  g_assert_null (app_find (GTK_WIDGET (app->window), match_hint, ""));
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/report/form", test_report);
  g_test_add_func ("/app/report/saved", test_report_saved);
  g_test_add_func ("/app/report/loop", test_loop);
  g_test_add_func ("/app/report/focus", test_focus);
  g_test_add_func ("/app/report/anonymous", test_anonymous);
  g_test_add_func ("/app/report/left", test_left);
  g_test_add_func ("/app/report/hints", test_hints);
  return g_test_run ();
}
