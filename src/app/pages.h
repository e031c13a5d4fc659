/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _AnlanPage AnlanPage;
typedef struct _AnlanDesk AnlanDesk;

/**
 * AnlanPages:
 *
 * Which pages the sidebar offers. The composition root fills it in before the window is made: a module that brings a
 * page of its own adds one line there and needs to know nothing of the window. Groups of kinds that no module speaks
 * for get an entry of their own when a plant is opened.
 */
typedef struct _AnlanPages AnlanPages;

typedef struct
{
  const char *name;       /* stable id: command line, settings */
  const char *title;      /* N_() */
  const char *icon;
  const char *group;      /* group of kinds (AnlanKind.group) that stands on it, or NULL */
  int         order;      /* place in the day: smaller stands higher */
  AnlanPage *(*create) (AnlanDesk *desk, const char *name); /* a new floating widget */
  const char *const *works_on; /* kinds whose records are worked on there, and not only kept; NULL: none */
  const char *verb;       /* N_(): what the head of such a record offers, while it is not at its end */
  gboolean    aside;      /* not in the sidebar's list: something else leads there */
} AnlanPageInfo;

AnlanPages          *anlan_pages_new    (void);
void                 anlan_pages_free   (AnlanPages *pages);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanPages, anlan_pages_free)

/* The texts of @info must live as long as the program. */
void                 anlan_pages_add    (AnlanPages *pages, const AnlanPageInfo *info);

guint                anlan_pages_count  (AnlanPages *pages);
const AnlanPageInfo *anlan_pages_at     (AnlanPages *pages, guint i); /* in order */
const AnlanPageInfo *anlan_pages_find   (AnlanPages *pages, const char *name);
const AnlanPageInfo *anlan_pages_of_group (AnlanPages *pages, const char *group);
const AnlanPageInfo *anlan_pages_of_work (AnlanPages *pages, const char *kind);

G_END_DECLS
