/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "egress/potential.h"
#include "egress/plan.h"

G_BEGIN_DECLS

/**
 * AnlanSite:
 *
 * A plan laid out for walking: all its levels, stairs and the pockets behind its exits as blocks of one grid of
 * square cells, walls as sides that are closed, and the lines themselves for whoever must not cross them by a
 * millimetre. Made once from a plan and read by any number of threads; the plan is not kept.
 */
typedef struct _AnlanSite AnlanSite;

/* Behind each exit lies a pocket that deep, in metres: who is in it is out of the building but still takes room, so
 * that the flow of a door is not that of a hole into nothing. */
#define ANLAN_POCKET_M 2.0

/**
 * anlan_site_new:
 * @cell: width of the cells in metres; 0: 0.25, wider for a plan that would need more than four million
 *
 * Returns: NULL with ANLAN_ERROR_INPUT as anlan_plan_check() has it, or with ANLAN_ERROR_LIMIT if the plan would need
 * more cells than are sensible.
 */
AnlanSite *
anlan_site_new (const AnlanPlan *plan, double cell, GError **error);
AnlanSite *
anlan_site_ref (AnlanSite *site);
void
anlan_site_unref (AnlanSite *site);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanSite, anlan_site_unref)

guint
anlan_site_n_exits (const AnlanSite *site); /* doors that are exits, and muster points */
/* What an exit is: the index of a door of the plan, or of a muster point; the other is -1. Doors come first. */
int
anlan_site_exit_door (const AnlanSite *site, guint exit);
int
anlan_site_exit_muster (const AnlanSite *site, guint exit);
/* The space of the plan that a place lies in, or -1. */
int
anlan_site_space_at (const AnlanSite *site, guint level, AnlanPoint place);
double
anlan_site_cell (const AnlanSite *site); /* metres */

/* A field over the site with walls, links and speeds of stairs set, not yet solved. @shut: bits by door index of the
 * plan, NULL: as the plan begins. */
AnlanPotential *
anlan_site_make_field (const AnlanSite *site, const gboolean *shut);

/* Solves @field for the exits whose bits are set in @exits; goals are called by the exits' indices. */
void
anlan_site_solve (const AnlanSite *site, AnlanPotential *field, guint64 exits);

/* The cell of a place on a level, or -1 if nobody can stand there. */
gint64
anlan_site_cell_at (const AnlanSite *site, guint level, AnlanPoint place);

G_END_DECLS
