/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanPage:
 *
 * What the window shows beside its sidebar. The window asks it for a title, a subtitle and the one primary action,
 * and tells it to show a record, to go one level back or to begin a search.
 *
 * Properties: "desk" (construct only), "name" (construct only: the id of its entry in AnlanPages), "title",
 * "subtitle", "primary-label" (NULL: no primary action now), "busy" (what it shows is still being read).
 */
#define ANLAN_TYPE_PAGE (anlan_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (AnlanPage, anlan_page, ANLAN, PAGE, AdwBin)

struct _AnlanPageClass
{
  AdwBinClass parent_class;

  /* Shows one record (@record is its id or its number), or with @record NULL the whole of a kind. */
  void     (*open)    (AnlanPage *page, const char *kind, const char *record);
  void     (*primary) (AnlanPage *page);
  /* One level back, as Escape asks for; FALSE if there is none. */
  gboolean (*back)    (AnlanPage *page);
  /* The search within the page gets the focus. */
  void     (*find)    (AnlanPage *page);
  /* Whether anything is still being read, beside what "busy" says; for pages whose parts know it better. */
  gboolean (*is_busy) (AnlanPage *page);
  /* The window shows it (again). */
  void     (*shown)   (AnlanPage *page);
  /* The code of a record was scanned while the page is on the screen. FALSE: it means nothing to the page. */
  gboolean (*scanned) (AnlanPage *page, const char *kind, const char *record);
};

AnlanDesk  *anlan_page_get_desk          (AnlanPage *page);
const char *anlan_page_get_title         (AnlanPage *page);
void        anlan_page_set_title         (AnlanPage *page, const char *title);
const char *anlan_page_get_subtitle      (AnlanPage *page);
void        anlan_page_set_subtitle      (AnlanPage *page, const char *subtitle);
const char *anlan_page_get_primary_label (AnlanPage *page);
void        anlan_page_set_primary_label (AnlanPage *page, const char *label);
gboolean    anlan_page_is_busy           (AnlanPage *page);
void        anlan_page_set_busy          (AnlanPage *page, gboolean busy);

void        anlan_page_open              (AnlanPage *page, const char *kind, const char *record);
void        anlan_page_primary           (AnlanPage *page);
gboolean    anlan_page_back              (AnlanPage *page);
void        anlan_page_find              (AnlanPage *page);
void        anlan_page_shown             (AnlanPage *page);
gboolean    anlan_page_scanned           (AnlanPage *page, const char *kind, const char *record);

/* --- for pages that show all records of a kind ------------------------------------------------------------------------ */

/* Reads them, by name; what was being read before is not waited for any more. @callback gets @page as its data,
 * with a reference that is its own. */
void        anlan_page_read_all          (AnlanPage *page, const char *kind, GAsyncReadyCallback callback);
/* (element-type AnlanRecord), or NULL: nobody waits for them any more, or they could not be read, which has been said. */
GPtrArray  *anlan_page_take_all          (AnlanPage *page, GObject *plant, GAsyncResult *result);

G_END_DECLS
