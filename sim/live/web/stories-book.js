/* The questions as data: which futures each stop compares, when it looks, and at what.
 *
 * Between the first and the last brace this is JSON, because sim/live/held.py reads it too: a file
 * to take away holds what the stories ask for.  Quarters of turns are shares of the run, so that
 * they fit runs of any length.  What is not said of a future stays as the scenario has it.
 *
 * not_on       shipped scenarios in which something happens or is otherwise: no ground for a story
 * stop.at      "start", "end" or a rule of stories-facts.js
 * stop.wall     what the map shows on the wall, where there is room for one ("one" unless told)
 * stop.select  a rule of stories-facts.js that finds whose card is shown
 */
K.storyBook = {
  "not_on": ["ageing", "arrival-of-refugees", "budget-cut", "end-of-funding", "lebenswert-2016", "out-migration",
    "restless-times", "retirement-wave", "shrinking-2019", "shrinking-2023", "three-kinds-of-cooperation"],
  "futures": {
    "county": {"measures": {"coordination.level": "office", "coordination.membership": "county_wide", "coordination.development": "fixed"}},
    "ring": {"measures": {"coordination.level": "office", "coordination.membership": "core_and_ring", "coordination.development": "fixed"}},
    "ring_half": {"measures": {"coordination.level": "office", "coordination.membership": "core_and_ring", "coordination.development": "fixed", "coordination.quota": 0.5}},
    "willing": {"measures": {"coordination.level": "office", "coordination.membership": "coalition_of_the_willing", "coordination.development": "fixed"}},
    "helped": {"measures": {"coordination.level": "office", "coordination.membership": "coalition_of_the_willing", "coordination.development": "fixed", "county.county_support_fte": 2}},
    "grown": {"measures": {"coordination.level": "informal", "coordination.membership": "coalition_of_the_willing", "coordination.development": "adaptive"}},
    "left_alone": {"measures": {"coordination.level": "none"}, "turns": [{"kind": "shock", "shock": "out_migration", "quarter": 0.4, "magnitude": 0.12, "duration": 8}]},
    "left_office": {"measures": {"coordination.level": "office", "coordination.membership": "coalition_of_the_willing", "coordination.development": "fixed"}, "turns": [{"kind": "shock", "shock": "out_migration", "quarter": 0.4, "magnitude": 0.12, "duration": 8}]},
    "unfunded_alone": {"measures": {"coordination.level": "none"}, "turns": [{"kind": "end_funding", "quarter": 0.4}]},
    "unfunded_office": {"measures": {"coordination.level": "office", "coordination.membership": "coalition_of_the_willing", "coordination.development": "fixed"}, "turns": [{"kind": "end_funding", "quarter": 0.4}]}
  },
  "stories": [
    {"name": "reach", "indicators": ["institution_members", "cross_field_cooperations", "net_benefit"], "stops": [
      {"name": "before", "a": "county", "b": "willing", "at": "start", "guess": "institution_members"},
      {"name": "votes", "a": "county", "b": "willing", "at": "closest_vote", "select": "closest_no"},
      {"name": "later", "a": "county", "b": "willing", "at": "end", "wall": "difference"},
      {"name": "openness", "a": "county", "b": "willing", "at": "end", "assumptions": {"municipalities.willingness_mean": 0.6}}
    ]},
    {"name": "seat", "indicators": ["institution_members", "net_benefit", "cross_field_cooperations"], "stops": [
      {"name": "asked", "a": "ring", "b": "willing", "at": "start", "select": "seat"},
      {"name": "vote", "a": "ring", "b": "willing", "at": "closest_vote", "select": "seat"},
      {"name": "quota", "a": "ring", "b": "ring_half", "at": "end", "wall": "difference"}
    ]},
    {"name": "leave", "indicators": ["service_level", "net_benefit", "cross_field_cooperations"], "stops": [
      {"name": "before", "a": "left_alone", "b": "left_office", "at": "before_turn", "guess": "service_level"},
      {"name": "during", "a": "left_alone", "b": "left_office", "at": "turn_over"},
      {"name": "after", "a": "left_alone", "b": "left_office", "at": "years_after_turn", "wall": "difference"},
      {"name": "price", "a": "left_alone", "b": "left_office", "at": "end", "view": "difference", "indicators": ["net_benefit", "service_level", "cross_field_cooperations"]}
    ]},
    {"name": "small", "indicators": ["coverage", "strategic_time", "net_benefit"], "stops": [
      {"name": "time", "a": "willing", "b": "helped", "at": "small_no_time", "select": "small_no_time"},
      {"name": "count", "a": "willing", "b": "helped", "at": "end"},
      {"name": "help", "a": "willing", "b": "helped", "at": "end", "side": "b"},
      {"name": "reasons", "a": "willing", "b": "helped", "at": "small_refused", "select": "small_refused"}
    ]},
    {"name": "begin", "indicators": ["cross_field_cooperations", "institution_capacity", "net_benefit"], "stops": [
      {"name": "before", "a": "grown", "b": "willing", "at": "start", "guess": "cross_field_cooperations"},
      {"name": "founded", "a": "grown", "b": "willing", "at": "founding"},
      {"name": "growing", "a": "grown", "b": "willing", "at": "level_raised"},
      {"name": "later", "a": "grown", "b": "willing", "at": "end", "wall": "difference"}
    ]},
    {"name": "money", "indicators": ["field_cooperations", "institution_members", "net_benefit"], "stops": [
      {"name": "start_grant", "a": "willing", "b": "unfunded_office", "at": "office_grant_ended"},
      {"name": "before", "a": "willing", "b": "unfunded_office", "at": "before_turn", "side": "b", "guess": "field_cooperations"},
      {"name": "after", "a": "willing", "b": "unfunded_office", "at": "after_turn", "side": "b"},
      {"name": "alone", "a": "unfunded_alone", "b": "unfunded_office", "at": "after_turn"}
    ]}
  ]
};
