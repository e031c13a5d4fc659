/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "map-palette.h"
#include "report/map-scene.h"

/* Everything that is no risk stays quiet: greys and very light tints, so that the four colours are the loudest thing
 * on the map. Roads are white or grey whatever their class, because yellow and orange mean something here. */
static const AnlanMapPalette light = {
  .ground = 0xf6f5f2ff,
  .inks = {
    [ANLAN_MAP_FEATURE_SITE] = { 0xefede8ff, 0xdcd8d0ff },
    [ANLAN_MAP_FEATURE_GRASS] = { 0xe2ecd6ff, 0 },
    [ANLAN_MAP_FEATURE_WOOD] = { 0xd3e2c4ff, 0 },
    [ANLAN_MAP_FEATURE_PITCH] = { 0xd5e5d6ff, 0xb7cfbaff },
    [ANLAN_MAP_FEATURE_WATER] = { 0xc3dbe8ff, 0xa3c4d6ff },
    [ANLAN_MAP_FEATURE_CANAL] = { 0xc3dbe8ff, 0xa3c4d6ff },
    [ANLAN_MAP_FEATURE_STREAM] = { 0xaccbdcff, 0 },
    [ANLAN_MAP_FEATURE_PARKING] = { 0xe9e7ebff, 0xd3d0d7ff },
    [ANLAN_MAP_FEATURE_SQUARE] = { 0xeceae6ff, 0xd6d2caff },
    [ANLAN_MAP_FEATURE_PATH] = { 0xfdfcfaff, 0xb9b2a7ff },
    [ANLAN_MAP_FEATURE_TRACK] = { 0xfbf9f5ff, 0xb9b2a7ff },
    [ANLAN_MAP_FEATURE_SERVICE] = { 0xffffffff, 0xcfcac2ff },
    [ANLAN_MAP_FEATURE_STREET] = { 0xffffffff, 0xc7c1b8ff },
    [ANLAN_MAP_FEATURE_TERTIARY] = { 0xffffffff, 0xbdb7adff },
    [ANLAN_MAP_FEATURE_SECONDARY] = { 0xfdfcf8ff, 0xb0a99eff },
    [ANLAN_MAP_FEATURE_PRIMARY] = { 0xfaf8f2ff, 0xa39b8fff },
    [ANLAN_MAP_FEATURE_TRUNK] = { 0xf7f4ecff, 0x958d80ff },
    [ANLAN_MAP_FEATURE_RAIL] = { 0xf6f5f2ff, 0x8b8781ff },
    [ANLAN_MAP_FEATURE_BUILDING] = { 0xdfdad2ff, 0xb8b0a4ff },
    [ANLAN_MAP_FEATURE_TANK] = { 0xe6e4e1ff, 0x9d978fff },
    [ANLAN_MAP_FEATURE_ROOF] = { 0xdfdad2a0, 0xb8b0a4ff },
    [ANLAN_MAP_FEATURE_PIPE] = { 0xa8a39bff, 0 },
    [ANLAN_MAP_FEATURE_HEDGE] = { 0xb9cfa8ff, 0 },
    [ANLAN_MAP_FEATURE_FENCE] = { 0x9c958cff, 0 },
    [ANLAN_MAP_FEATURE_WALL] = { 0x8f887eff, 0 },
    [ANLAN_MAP_FEATURE_GATE] = { 0xffffffff, 0x6f6a62ff },
  },
  .shadow = 0x6b5f4c33,
  .text = 0x3d3846ff,
  .quiet_text = 0x6b675fff,
  .water_text = 0x48788fff,
  .halo = 0xffffffe6,
};

static const AnlanMapPalette dark = {
  .ground = 0x202124ff,
  .inks = {
    [ANLAN_MAP_FEATURE_SITE] = { 0x26272bff, 0x35363bff },
    [ANLAN_MAP_FEATURE_GRASS] = { 0x232c24ff, 0 },
    [ANLAN_MAP_FEATURE_WOOD] = { 0x1f2b21ff, 0 },
    [ANLAN_MAP_FEATURE_PITCH] = { 0x263229ff, 0x38493cff },
    [ANLAN_MAP_FEATURE_WATER] = { 0x1b2c37ff, 0x2b4351ff },
    [ANLAN_MAP_FEATURE_CANAL] = { 0x1b2c37ff, 0x2b4351ff },
    [ANLAN_MAP_FEATURE_STREAM] = { 0x274050ff, 0 },
    [ANLAN_MAP_FEATURE_PARKING] = { 0x2a2a30ff, 0x3b3b43ff },
    [ANLAN_MAP_FEATURE_SQUARE] = { 0x2b2b2eff, 0x3c3c40ff },
    [ANLAN_MAP_FEATURE_PATH] = { 0x3b3b3fff, 0x5a5a60ff },
    [ANLAN_MAP_FEATURE_TRACK] = { 0x3b3b3fff, 0x5a5a60ff },
    [ANLAN_MAP_FEATURE_SERVICE] = { 0x3c3d42ff, 0x17181aff },
    [ANLAN_MAP_FEATURE_STREET] = { 0x414247ff, 0x17181aff },
    [ANLAN_MAP_FEATURE_TERTIARY] = { 0x46474dff, 0x17181aff },
    [ANLAN_MAP_FEATURE_SECONDARY] = { 0x4c4d53ff, 0x131416ff },
    [ANLAN_MAP_FEATURE_PRIMARY] = { 0x535459ff, 0x131416ff },
    [ANLAN_MAP_FEATURE_TRUNK] = { 0x5a5b60ff, 0x131416ff },
    [ANLAN_MAP_FEATURE_RAIL] = { 0x202124ff, 0x77777cff },
    [ANLAN_MAP_FEATURE_BUILDING] = { 0x37383dff, 0x505157ff },
    [ANLAN_MAP_FEATURE_TANK] = { 0x3d3e43ff, 0x66676eff },
    [ANLAN_MAP_FEATURE_ROOF] = { 0x37383da0, 0x505157ff },
    [ANLAN_MAP_FEATURE_PIPE] = { 0x6c6d73ff, 0 },
    [ANLAN_MAP_FEATURE_HEDGE] = { 0x33452fff, 0 },
    [ANLAN_MAP_FEATURE_FENCE] = { 0x77777cff, 0 },
    [ANLAN_MAP_FEATURE_WALL] = { 0x85858bff, 0 },
    [ANLAN_MAP_FEATURE_GATE] = { 0x202124ff, 0xb0b0b5ff },
  },
  .shadow = 0x00000059,
  .text = 0xe9e7e4ff,
  .quiet_text = 0xa9a7a3ff,
  .water_text = 0x86b3cbff,
  .halo = 0x18191be6,
};

/* Greys that a copier keeps apart; a building is a thin line with a light tone, as a surveyor would ink it. */
static const AnlanMapPalette print = {
  .ground = 0xffffffff,
  .inks = {
    [ANLAN_MAP_FEATURE_SITE] = { 0xfbfbfaff, 0xc9c9c9ff },
    [ANLAN_MAP_FEATURE_GRASS] = { 0xf1f5edff, 0 },
    [ANLAN_MAP_FEATURE_WOOD] = { 0xe8efe2ff, 0 },
    [ANLAN_MAP_FEATURE_PITCH] = { 0xeef4eeff, 0xbfcbc1ff },
    [ANLAN_MAP_FEATURE_WATER] = { 0xe0ecf3ff, 0x8fadbdff },
    [ANLAN_MAP_FEATURE_CANAL] = { 0xe0ecf3ff, 0x8fadbdff },
    [ANLAN_MAP_FEATURE_STREAM] = { 0xa9c3d1ff, 0 },
    [ANLAN_MAP_FEATURE_PARKING] = { 0xf6f6f7ff, 0xc9c9ccff },
    [ANLAN_MAP_FEATURE_SQUARE] = { 0xf6f6f5ff, 0xc9c9c7ff },
    [ANLAN_MAP_FEATURE_PATH] = { 0xffffffff, 0xb0b0b0ff },
    [ANLAN_MAP_FEATURE_TRACK] = { 0xffffffff, 0xb0b0b0ff },
    [ANLAN_MAP_FEATURE_SERVICE] = { 0xffffffff, 0xbababaff },
    [ANLAN_MAP_FEATURE_STREET] = { 0xffffffff, 0xadadadff },
    [ANLAN_MAP_FEATURE_TERTIARY] = { 0xffffffff, 0xa0a0a0ff },
    [ANLAN_MAP_FEATURE_SECONDARY] = { 0xffffffff, 0x939393ff },
    [ANLAN_MAP_FEATURE_PRIMARY] = { 0xffffffff, 0x868686ff },
    [ANLAN_MAP_FEATURE_TRUNK] = { 0xffffffff, 0x7a7a7aff },
    [ANLAN_MAP_FEATURE_RAIL] = { 0xffffffff, 0x6e6e6eff },
    [ANLAN_MAP_FEATURE_BUILDING] = { 0xe9e8e6ff, 0x8c8984ff },
    [ANLAN_MAP_FEATURE_TANK] = { 0xf3f3f2ff, 0x77746fff },
    [ANLAN_MAP_FEATURE_ROOF] = { 0xe9e8e6a0, 0x8c8984ff },
    [ANLAN_MAP_FEATURE_PIPE] = { 0x8a8a8aff, 0 },
    [ANLAN_MAP_FEATURE_HEDGE] = { 0xc5d3baff, 0 },
    [ANLAN_MAP_FEATURE_FENCE] = { 0x7d7d7dff, 0 },
    [ANLAN_MAP_FEATURE_WALL] = { 0x6a6a6aff, 0 },
    [ANLAN_MAP_FEATURE_GATE] = { 0xffffffff, 0x4a4a4aff },
  },
  .shadow = 0,
  .text = 0x1c1b20ff,
  .quiet_text = 0x5a5a5aff,
  .water_text = 0x3d6b82ff,
  .halo = 0xfffffff2,
};

static const AnlanMapHex risk_colours[ANLAN_MAP_N_RISKS] = {
  [ANLAN_MAP_RISK_NONE] = 0x77767bff,   [ANLAN_MAP_RISK_BLUE] = 0x1a5fb4ff,
  [ANLAN_MAP_RISK_YELLOW] = 0xf5c211ff, [ANLAN_MAP_RISK_ORANGE] = 0xe66100ff,
  [ANLAN_MAP_RISK_RED] = 0xc01c28ff,
};

static const AnlanMapHex darker_edges[ANLAN_MAP_N_RISKS] = {
  [ANLAN_MAP_RISK_NONE] = 0x5e5c64ff,   [ANLAN_MAP_RISK_BLUE] = 0x124480ff,
  [ANLAN_MAP_RISK_YELLOW] = 0xb58900ff, [ANLAN_MAP_RISK_ORANGE] = 0xb34a00ff,
  [ANLAN_MAP_RISK_RED] = 0x8f141eff,
};

static const AnlanMapHex lighter_edges[ANLAN_MAP_N_RISKS] = {
  [ANLAN_MAP_RISK_NONE] = 0xb5b3baff,   [ANLAN_MAP_RISK_BLUE] = 0x6ba6ecff,
  [ANLAN_MAP_RISK_YELLOW] = 0xf9dc5cff, [ANLAN_MAP_RISK_ORANGE] = 0xff9a4dff,
  [ANLAN_MAP_RISK_RED] = 0xf2646dff,
};

void
anlan_map_look_init (AnlanMapLook *look, AnlanMapTheme theme)
{
  g_return_if_fail (look != NULL);

  *look = (AnlanMapLook){ .theme = theme, .layers = ANLAN_MAP_LAYER_ALL, .floors = ANLAN_MAP_FLOORS_ALL };
}

gboolean
anlan_map_look_equal (const AnlanMapLook *a, const AnlanMapLook *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return a->theme == b->theme && a->high_contrast == b->high_contrast && a->patterns == b->patterns &&
         a->han_letters == b->han_letters && a->names_below == b->names_below && a->clear == b->clear &&
         a->layers == b->layers && a->floors == b->floors;
}

gboolean
anlan_map_look_has_patterns (const AnlanMapLook *look)
{
  g_return_val_if_fail (look != NULL, FALSE);

  return look->patterns || look->high_contrast || look->theme == ANLAN_MAP_THEME_PRINT;
}

const AnlanMapPalette *
anlan_map_look_get_palette (const AnlanMapLook *look)
{
  switch (look->theme)
    {
    case ANLAN_MAP_THEME_DARK:
      return &dark;
    case ANLAN_MAP_THEME_PRINT:
      return &print;
    case ANLAN_MAP_THEME_LIGHT:
    default:
      /* The inks of print are made of lines instead of tones: what somebody asks for who wants more contrast. */
      return look->high_contrast ? &print : &light;
    }
}

AnlanMapColour
anlan_map_risk_get_colour (AnlanMapRisk risk)
{
  g_return_val_if_fail (risk < ANLAN_MAP_N_RISKS, anlan_map_hex (0));

  return anlan_map_hex (risk_colours[risk]);
}

AnlanMapColour
anlan_map_risk_get_text_colour (AnlanMapRisk risk)
{
  return anlan_map_hex (risk == ANLAN_MAP_RISK_YELLOW ? 0x241f31ff : 0xffffffff);
}

AnlanMapColour
anlan_map_risk_get_edge_colour (AnlanMapRisk risk, const AnlanMapLook *look)
{
  g_return_val_if_fail (risk < ANLAN_MAP_N_RISKS && look != NULL, anlan_map_hex (0));

  return anlan_map_hex (look->theme == ANLAN_MAP_THEME_DARK ? lighter_edges[risk] : darker_edges[risk]);
}

AnlanMapColour
anlan_map_risk_get_fill_colour (AnlanMapRisk risk, const AnlanMapLook *look)
{
  AnlanMapColour colour = anlan_map_risk_get_colour (risk);

  g_return_val_if_fail (look != NULL, colour);

  colour.alpha = look->high_contrast ? 0.5 : look->theme == ANLAN_MAP_THEME_DARK ? 0.42 : 0.34;
  if (risk == ANLAN_MAP_RISK_NONE)
    colour.alpha /= 2;
  return colour;
}

/* One, a few, many: what a person tells apart at a glance. */
guint
anlan_map_overdue_get_step (guint rounds)
{
  return rounds == 0 ? 0 : rounds == 1 ? 1 : rounds < 4 ? 2 : 3;
}

AnlanMapColour
anlan_map_overdue_get_fill_colour (guint step, const AnlanMapLook *look)
{
  static const AnlanMapHex on_light[] = { 0, 0xc061cb66, 0x813d9c99, 0x50187acc };
  static const AnlanMapHex on_dark[] = { 0, 0x813d9c80, 0xa94fc4a6, 0xdc8addd9 };

  g_return_val_if_fail (step <= ANLAN_MAP_N_OVERDUE_STEPS && look != NULL, anlan_map_hex (0));

  return anlan_map_hex (look->theme == ANLAN_MAP_THEME_DARK ? on_dark[step] : on_light[step]);
}

const char *
anlan_map_risk_get_letter (AnlanMapRisk risk, gboolean han)
{
  static const char *const latin[ANLAN_MAP_N_RISKS] = { "–", "B", "Y", "O", "R" };
  static const char *const chinese[ANLAN_MAP_N_RISKS] = { "–", "蓝", "黄", "橙", "红" };

  g_return_val_if_fail (risk < ANLAN_MAP_N_RISKS, "");

  return han ? chinese[risk] : latin[risk];
}
