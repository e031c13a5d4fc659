/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ANLAN_RULE_LEVEL,      /* over or under a bound */
  ANLAN_RULE_RATE,       /* changes faster than the bound, in units a minute, within the window */
  ANLAN_RULE_COUNT,      /* at least so many of its series are over or under the bound */
  ANLAN_RULE_PAIR,       /* a series is over its bound while another one is over its own */
  ANLAN_RULE_DEVIATION,  /* away from the same hour of past weeks by so many standard deviations */
  ANLAN_RULE_SILENCE,    /* no good reading within the window */
  ANLAN_RULE_STUCK,      /* within a band all through the window */
  ANLAN_RULE_DETECTION,  /* an edge detector saw something of these types */
  ANLAN_RULE_EXPRESSION, /* an SQL expression is true */
  ANLAN_N_RULE_TYPES,
} AnlanRuleType;

typedef enum
{
  ANLAN_SEVERITY_NOTE,
  ANLAN_SEVERITY_MEDIUM,
  ANLAN_SEVERITY_HIGH,
  ANLAN_SEVERITY_CRITICAL,
  ANLAN_N_SEVERITIES,
} AnlanSeverity;

/* What an alarm is about, where that must never be held back. */
typedef enum
{
  ANLAN_DANGER_OTHER,
  ANLAN_DANGER_FIRE,
  ANLAN_DANGER_TOXIC,
  ANLAN_DANGER_OXYGEN,
  ANLAN_DANGER_COMBUSTIBLE,
  ANLAN_N_DANGERS,
} AnlanDanger;

const char *anlan_rule_type_name (AnlanRuleType type);     /* "level", "rate", … */
const char *anlan_severity_name  (AnlanSeverity severity); /* "note", "medium", "high", "critical" */
const char *anlan_danger_name    (AnlanDanger danger);     /* "other", "fire", … */

/* How long until an alarm that nobody has acknowledged climbs to the next people, ms; 0: it does not. */
gint64      anlan_severity_climb (AnlanSeverity severity);

/**
 * AnlanRule:
 *
 * What is an alarm, as data. Filled by anlan_rule_set() and not changed once it is judged. Texts may be NULL, numbers NAN
 * where nothing was set.
 */
typedef struct
{
  char         *id;
  AnlanRuleType type;
  char         *title;
  char         *response;   /* what people are expected to do */
  char         *source;     /* clause that it comes from */
  AnlanSeverity severity;
  AnlanDanger   danger;
  gboolean      certified;  /* the alarm bit of a certified controller */
  gboolean      off;

  char        **series;     /* names or patterns with * and ?, of what is judged */
  char         *other;      /* pair: name of the second series */
  char        **types;      /* detection: patterns; NULL: any */
  char        **zones;      /* detection: patterns; NULL: any */
  char        **cameras;    /* detection: patterns; NULL: any */
  double        confidence; /* detection: at least */

  gboolean      under;      /* the bound is crossed downwards */
  double        bound;
  double        clear;      /* where it ends; NAN: at the bound */
  gboolean      other_under;
  double        other_bound;
  gint64        lasting;    /* the condition must hold so long, ms */
  gint64        window;     /* ms */
  guint         least;      /* count: of its series; deviation: weeks; stuck: readings */
  guint         weeks;      /* deviation: how many past ones */
  double        deviations; /* deviation: so many standard ones */
  double        band;       /* stuck: no further apart than this */
  char         *expression;

  guint         days;       /* bit 0 Monday to bit 6 Sunday; 0: every day */
  int           from, to;   /* minutes since midnight of the plant, to the next day where to < from; alike: always */
  gint64        test_until; /* until then it counts and does not shout */
  gatomicrefcount refs;
} AnlanRule;

AnlanRule *anlan_rule_new   (const char *id);
AnlanRule *anlan_rule_ref   (AnlanRule *rule);
void       anlan_rule_unref (AnlanRule *rule);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanRule, anlan_rule_unref)

/**
 * anlan_rule_set:
 * @name: "type", "title", "response", "source", "severity", "danger", "certified", "off", "series", "other", "types",
 *   "zones", "cameras", "confidence", "crosses" ("over"/"under"), "bound", "clear", "other_crosses", "other_bound",
 *   "lasting", "window", "least", "weeks", "deviations", "band", "expression", "days", "from", "to", "test_until"
 * @value: (nullable): numbers as JSON writes them, durations "PT30S" or seconds, lists separated by blanks, days
 *   "1 2 3 4 5", times "22:00"; NULL and "" set nothing
 *
 * Returns: FALSE with ANLAN_ERROR_INPUT and a sentence that names what cannot be read.
 */
gboolean   anlan_rule_set   (AnlanRule *rule, const char *name, const char *value, GError **error);

/* Whether a rule of this type has what it needs. FALSE with ANLAN_ERROR_INPUT and what is missing. */
gboolean   anlan_rule_check (const AnlanRule *rule, GError **error);

/* Fire, toxic and combustible gas, oxygen, and the alarm bits of certified controllers: neither schedule nor test mode
 * nor digest nor quiet hour holds them back. */
gboolean   anlan_rule_is_never_held (const AnlanRule *rule);

/**
 * anlan_rules_parse:
 * @rules: (element-type AnlanRule): those read are appended
 *
 * <rules><rule id="…" type="level" series="…" bound="25" …><title>…</title><response>…</response></rule>…</rules>, the
 * attributes as anlan_rule_set() has them. Title and response are translated.
 *
 * Returns: FALSE with ANLAN_ERROR_INPUT, and nothing appended.
 */
gboolean   anlan_rules_parse (const char *text, gssize length, GPtrArray *rules, GError **error);

G_END_DECLS
