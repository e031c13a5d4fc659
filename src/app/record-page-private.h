/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "backlinks.h"
#include "compare.h"
#include "confirm-bar.h"
#include "form.h"
#include "hazard-hints.h"
#include "record-head.h"
#include "record-page.h"
#include "story-list.h"

G_BEGIN_DECLS

struct _AnlanRecordPage
{
  AdwBin parent_instance;

  /* template */
  GtkStack          *stack;
  GtkWidget         *back_button;
  GtkImage          *kind_icon;
  GtkLabel          *kind_label;
  GtkMenuButton     *menu_button;
  GtkButton         *wide_button;
  GtkScrolledWindow *scrolled;
  GtkBox            *box;
  GtkWidget         *voided_bar;
  AdwBin            *confirm_bin;
  AdwBin            *form_bin;
  GtkRevealer       *draft_bar;
  GtkLabel          *draft_label;
  AdwStatusPage     *failed;

  /* owned */
  AnlanDesk   *desk;
  AnlanKind   *kind;     /* as it was when the form was made; NULL until then */
  char        *kind_id;
  char        *wanted;   /* id or number asked for; NULL for a new one */
  AnlanRecord *like;     /* of a new one, or NULL */
  AnlanRecord *record;   /* as stored; NULL: not read, or not stored yet */
  AnlanRecord *proposed; /* the new one as it would be, before anything is stored */
  GHashTable  *labels;   /* of what it refers to */
  GCancellable *cancellable;

  AnlanRecordHead *head;      /* borrowed, as all widgets */
  AnlanForm       *form;
  AnlanHazardHints *hints; /* owned; NULL: nobody needs any */
  AnlanConfirmBar *confirm;
  AnlanCompare    *compare;
  AnlanBacklinks  *backlinks;
  AnlanStoryList  *story;

  GPtrArray *unsaved;    /* char*: fields left with another value that no change in flight has */
  GPtrArray *in_flight;  /* char*: fields of the change being applied; NULL: none is */
  gboolean   loading;
  gboolean   load_again;
  gboolean   busy;
  gboolean   covered;    /* another record lies over it */
  gboolean   released;   /* what waited for that is stored */
  gboolean   discarded;  /* and is not any more */
  gboolean   hand_in;    /* once nothing is being stored any more */
  double     scroll;     /* where it was when another record came over it; negative: nowhere */
  GWeakRef   focus;      /* and what had the focus then */
};

/* --- record-page-save.c ----------------------------------------------------------------------------------------- */

/* A field was left with another value: stores it, now or after what is under way. */
void anlan_record_page_save      (AnlanRecordPage *page, const char *field);
/* Whether what is entered waits for the record to be handed in or left. */
gboolean anlan_record_page_is_held (AnlanRecordPage *page);
/* It is: it is stored from now on. */
void anlan_record_page_release   (AnlanRecordPage *page);
/* Whether something is being stored, or waits for it. */
gboolean anlan_record_page_is_saving (AnlanRecordPage *page);

/* --- record-page-actions.c -------------------------------------------------------------------------------------- */

void anlan_record_page_install_actions (GtkWidgetClass *widget_class);
void anlan_record_page_update_actions  (AnlanRecordPage *page);
/* Hands a draft in; what was typed last is stored first. */
void anlan_record_page_submit          (AnlanRecordPage *page);

/* --- record-page.c ------------------------------------------------------------------------------------------------ */

void anlan_record_page_reload    (AnlanRecordPage *page);
void anlan_record_page_take      (AnlanRecordPage *page, AnlanRecord *record, gboolean force);
void anlan_record_page_notify_busy (AnlanRecordPage *page);
void anlan_record_page_show_draft (AnlanRecordPage *page);
void anlan_record_page_emit_stored (AnlanRecordPage *page);

G_END_DECLS
