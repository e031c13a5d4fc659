/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "round-item.h"
#include "round-walk.h"

G_BEGIN_DECLS

typedef enum
{
  ANLAN_ENTRY_ANSWER,
  ANLAN_ENTRY_ANSWER_AND_HAZARD,
  ANLAN_ENTRY_HAZARD,
  ANLAN_ENTRY_SKIP,
  ANLAN_ENTRY_HERE,    /* somebody is at the point */
  ANLAN_ENTRY_SCANNED, /* and its code was scanned */
  ANLAN_ENTRY_STEP,    /* of the round */
} AnlanEntryKind;

/* Something that was typed and waits to be stored. What it is about is found again by id: the sheet may have been read
 * anew meanwhile. */
typedef struct
{
  AnlanEntryKind kind;
  char      *point;
  char      *item;   /* or NULL */
  char      *text;   /* reason, or id of the step */
  AnlanFound found;  /* texts are owned here */
  AnlanFile *photo;  /* or NULL */
} AnlanRoundEntry;

struct _AnlanRoundWalk
{
  AdwBin parent_instance;

  GtkListBox *points;
  GtkLabel *heading;
  GtkLabel *said;
  GtkEntry *skip;
  GtkWidget *leave_out;
  GtkWidget *here;
  GtkBox *items;     /* AnlanRoundItem */
  GtkButton *finish;

  AnlanDesk *desk;   /* borrowed */
  AnlanRoundSheet *sheet; /* NULL until it is read */
  char *asked;       /* id or number */
  char *point;       /* id of the one shown */
  char *wanted;      /* id of the one to come to; NULL: none */
  gboolean wanted_scanned;
  GQueue entries;    /* AnlanRoundEntry; the first one is being stored */
  GCancellable *cancellable;
  GtkFileChooserNative *chooser;
  gboolean storing;
  gboolean reading;
  gboolean read_again;
};

AnlanRoundPoint *anlan_round_walk_point (AnlanRoundWalk *walk, const char *id); /* or NULL */
AnlanRoundLine  *anlan_round_walk_line  (const AnlanRoundPoint *point, const char *item);
void anlan_round_walk_show_point (AnlanRoundWalk *walk, const char *point);
/* The sheet as it is now (taken). */
void anlan_round_walk_take       (AnlanRoundWalk *walk, AnlanRoundSheet *sheet);
void anlan_round_walk_refused    (AnlanRoundWalk *walk, const char *point, const char *item, const char *why);
void anlan_round_walk_take_photo (AnlanRoundWalk *walk, const char *point, const char *item, const AnlanFile *file);
void anlan_round_walk_tell       (AnlanRoundWalk *walk);

/* --- round-walk-store.c: one thing after the other is stored, and the sheet read again ------------------------------- */

void anlan_round_walk_reload     (AnlanRoundWalk *walk);
/* @item: (nullable): of the point that is shown. */
void anlan_round_walk_queue      (AnlanRoundWalk *walk, AnlanRoundItem *item, AnlanEntryKind kind, const char *text);
void anlan_round_entry_free      (AnlanRoundEntry *entry);
const AnlanFlowStep *anlan_round_walk_next_step (AnlanRoundWalk *walk); /* or NULL */
void anlan_round_walk_choose_photo (AnlanRoundWalk *walk, AnlanRoundItem *item);
/* Stores the picture at @path and gives it to the question. */
void anlan_round_walk_add_photo  (AnlanRoundWalk *walk, const char *point, const char *item, const char *path);

G_END_DECLS
