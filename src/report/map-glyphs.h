/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "map-text.h"
#include "report/map-scene.h"

G_BEGIN_DECLS

/* Half the side of the square that a symbol takes, its rim included; logical pixels. */
#define ANLAN_MAP_SYMBOL_RADIUS 11.0
#define ANLAN_MAP_CHIP_SIZE 16.0
#define ANLAN_MAP_SIGN_SIZE 16.0

/* All of them are drawn around 0, 0. */
void
anlan_map_glyph_symbol (cairo_t *cr,
                        AnlanMapTypesetter *typesetter,
                        AnlanMapSymbolKind kind,
                        AnlanMapRisk risk,
                        const AnlanMapLook *look);

/* A number in a ring of the worst colour. */
void
anlan_map_glyph_cluster (
    cairo_t *cr, AnlanMapTypesetter *typesetter, guint count, AnlanMapRisk risk, const AnlanMapLook *look);
double
anlan_map_glyph_cluster_radius (guint count);

/* A filled chip with the letter of a grade. */
void
anlan_map_glyph_chip (cairo_t *cr,
                      AnlanMapTypesetter *typesetter,
                      AnlanMapRisk risk,
                      const AnlanMapLook *look);
/* An open one: the grade that it would fall back to. */
void
anlan_map_glyph_open_chip (cairo_t *cr,
                           AnlanMapTypesetter *typesetter,
                           AnlanMapRisk risk,
                           const AnlanMapLook *look);

/* A clock and a number: rounds that are overdue. */
double
anlan_map_glyph_overdue_width (guint count);
void
anlan_map_glyph_overdue (cairo_t *cr, AnlanMapTypesetter *typesetter, guint count, const AnlanMapLook *look);

/* No open flame, smoking or source of ignition (the meaning of ISO 7010 P003). */
void
anlan_map_glyph_no_fire (cairo_t *cr);

void
anlan_map_rounded_rectangle (cairo_t *cr, double x, double y, double width, double height, double radius);

G_END_DECLS
