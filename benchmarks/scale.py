"""SQL that fills a database made for measuring: hundreds of States, a million synthetic actions.

Everything is generated on the server by set-based statements, as the owner, with the row triggers
off; the history rows that the triggers would have written are generated as well. All texts say that
they are synthetic. The random numbers are hashes of the row numbers, so that every run is the same.
"""

import datetime as dt
from collections.abc import Iterator

# Time-ordered identifiers (UUIDv7 layout), as the application makes them, from a row number.
HELPERS = """
CREATE OR REPLACE FUNCTION pg_temp.id_of(kind text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT (lpad(to_hex(1700000000000 + n * 20), 12, '0') || '7' || substr(md5(kind), 1, 3)
   || '8' || substr(md5(kind || n), 1, 15))::uuid $$;
CREATE OR REPLACE FUNCTION pg_temp.dice(kind text, n bigint, sides int) RETURNS int
LANGUAGE sql IMMUTABLE AS
$$ SELECT (('x' || substr(md5(kind || n), 1, 7))::bit(28)::int % sides) $$;
"""

CONTEXT = (
    """jsonb_build_object('actor_name', 'Synthetic', 'reason', 'measuring', 'via', 'command')"""
)

STATES = """
CREATE TEMP TABLE state AS
SELECT (row_number() OVER (ORDER BY code)) - 1 AS nr, id, code FROM countries_country
WHERE kind = 'member';
CREATE UNIQUE INDEX ON state (nr);
CREATE TEMP TABLE step AS
SELECT (row_number() OVER (ORDER BY item."order")) - 1 AS nr, item.id FROM catalogue_item item
JOIN catalogue_framework framework ON framework.id = item.framework_id
WHERE framework.code = 'R2013' AND item.kind = 'step';
CREATE TEMP TABLE factor AS
SELECT (row_number() OVER (ORDER BY item."order")) - 1 AS nr, item.id FROM catalogue_item item
WHERE item.kind = 'risk_factor' AND item.code LIKE 'RF%%';
CREATE TEMP TABLE indicator AS
SELECT (row_number() OVER (ORDER BY item."order")) - 1 AS nr, item.id FROM catalogue_item item
JOIN factor ON factor.id = item.parent_id WHERE item.kind = 'indicator';
CREATE TEMP TABLE instrument AS
SELECT (row_number() OVER (ORDER BY "order")) - 1 AS nr, id FROM treaties_treaty;
"""

INSTITUTIONS = """
INSERT INTO countries_institution
  (id, version, created_at, updated_at, country_id, name, acronym, is_active)
SELECT pg_temp.id_of('institution', state.nr * 10 + i), 1, now(), now(), state.id,
       'Synthetic ministry ' || i, '', true
FROM state, generate_series(0, 9) i;
"""

USERS = """
INSERT INTO accounts_user
  (id, password, is_superuser, email, name, language, time_zone, is_active, is_staff, date_joined,
   session_salt, failing_email, failing_answer)
SELECT pg_temp.id_of('user', n), '!', false, 'synthetic' || n || '@example.org',
       'Synthetic person ' || n, 'en', 'UTC', true, false, now(), '', '', ''
FROM generate_series(0, 399) n;
INSERT INTO accounts_membership
  (id, version, created_at, updated_at, user_id, country_id, institution_id, role, starts_on)
SELECT pg_temp.id_of('membership', n), 1, now(), now(), pg_temp.id_of('user', n), state.id,
       pg_temp.id_of('institution', state.nr * 10 + (n / 193)),
       CASE WHEN n < 193 THEN 'focal_point' WHEN n < 290 THEN 'official'
            ELSE 'ministry_officer' END,
       DATE '2024-01-01'
FROM generate_series(0, 385) n JOIN state ON state.nr = n % 193;
INSERT INTO accounts_membership
  (id, version, created_at, updated_at, user_id, role, starts_on)
SELECT pg_temp.id_of('membership', n), 1, now(), now(), pg_temp.id_of('user', n),
       CASE n % 3 WHEN 0 THEN 'coordinator' WHEN 1 THEN 'secretariat' ELSE 'auditor' END,
       DATE '2024-01-01'
FROM generate_series(386, 399) n;
"""

# %(total)s actions; %(finished)s of 100 are done or cancelled; due dates over four years.
ACTIONS = """
INSERT INTO actions_action
  (id, version, created_at, updated_at, country_id, office_id, visibility, reference, title,
   description, status, priority, lead_institution_id, assignee_id, due_on, due_set_at,
   completed_on)
SELECT pg_temp.id_of('action', n), 2,
       TIMESTAMPTZ '2024-01-01' + n * INTERVAL '40 seconds', now(),
       state.id, pg_temp.id_of('institution', state.nr * 10),
       (ARRAY['office','government','government','government','government','government',
              'government','government','network','public'])[1 + pg_temp.dice('v', n, 10)],
       state.code || '-2025-' || lpad((n / 193 + 1)::text, 4, '0'),
       (ARRAY['Draft','Review','Send','Prepare','Translate','Chase','Publish','Budget'])
         [1 + pg_temp.dice('verb', n, 8)] || ' the '
       || (ARRAY['bill','report','reply','statement','survey','training','budget','circular',
                 'questionnaire','national strategy','early warning note','witness programme'])
         [1 + pg_temp.dice('noun', n, 12)] || ' on '
       || (ARRAY['ratification','minorities','hate speech','border areas','elections','refugees',
                 'detention','memorials','peacekeeping','disappearances','civil society',
                 'prosecution'])[1 + pg_temp.dice('about', n, 12)] || ' (synthetic ' || n || ')',
       'Synthetic record for measuring.',
       CASE WHEN pg_temp.dice('done', n, 100) >= %(finished)s THEN
         (ARRAY['open','open','open','in_progress','in_progress','in_review'])
           [1 + pg_temp.dice('s', n, 6)]
       WHEN pg_temp.dice('s', n, 5) = 0 THEN 'cancelled' ELSE 'done' END,
       1 + pg_temp.dice('p', n, 4),
       -- What only its office sees, no other institution can lead.
       CASE WHEN pg_temp.dice('v', n, 10) > 0
         THEN pg_temp.id_of('institution', state.nr * 10 + pg_temp.dice('lead', n, 10)) END,
       CASE WHEN n %% 2 = 0 THEN pg_temp.id_of('user', state.nr) END,
       DATE '2025-01-01' + pg_temp.dice('due', n, 1461),
       TIMESTAMPTZ '2024-01-01',
       CASE WHEN pg_temp.dice('done', n, 100) < %(finished)s THEN DATE '2025-01-01' END
FROM generate_series(0::bigint, %(total)s - 1) n JOIN state ON state.nr = n %% 193;
"""

PARTS = """
INSERT INTO actions_actionlink
  (id, version, created_at, updated_at, action_id, item_id, treaty_id)
SELECT pg_temp.id_of('link', n), 1, now(), now(), pg_temp.id_of('action', n), step.id, NULL
FROM generate_series(0::bigint, %(total)s - 1) n JOIN step ON step.nr = pg_temp.dice('step', n, 7);
INSERT INTO actions_actionlink
  (id, version, created_at, updated_at, action_id, item_id, treaty_id)
SELECT pg_temp.id_of('treaty', n), 1, now(), now(), pg_temp.id_of('action', n), NULL, instrument.id
FROM generate_series(0::bigint, %(total)s - 1, 4) n
JOIN instrument ON instrument.nr = pg_temp.dice('t', n, 30);
INSERT INTO actions_actionupdate
  (id, version, created_at, updated_at, action_id, author_id, text)
SELECT pg_temp.id_of('update', n), 1, now(), now(), pg_temp.id_of('action', n),
       pg_temp.id_of('user', n %% 193),
       'The ' || (ARRAY['minister','parliament','embassy','commission','ombudsman'])
         [1 + pg_temp.dice('who', n, 5)] || ' replied on synthetic record ' || n
FROM generate_series(0::bigint, %(total)s - 1, 2) n;
"""

# Two history rows for each action: its creation and one change.
HISTORY = """
INSERT INTO actions_actionevent ({columns}, pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id,
                                 pgh_context)
SELECT {columns}, created_at, label, id, pg_temp.id_of('context', 1), {context}
FROM actions_action, (VALUES ('insert'), ('update')) labels (label)
"""

PROGRESS = """
INSERT INTO recommendations_progressreport
  (id, version, created_at, updated_at, country_id, office_id, visibility, item_id, status,
   narrative, effective_on, approved_at)
SELECT pg_temp.id_of('progress', n), 1, now(), now(), state.id,
       pg_temp.id_of('institution', state.nr * 10),
       (ARRAY['government','network','network','public'])[1 + pg_temp.dice('pv', n, 4)],
       step.id,
       (ARRAY['not_started','planned','under_way','partly_done','done','sustained'])
         [1 + pg_temp.dice('ps', n, 6)],
       'Synthetic report ' || n, DATE '2014-01-01' + pg_temp.dice('pe', n, 4600),
       CASE WHEN n %% 10 <> 0 THEN now() END
FROM generate_series(0, %(reports)s - 1) n
JOIN state ON state.nr = n %% 193 JOIN step ON step.nr = (n / 193) %% 7;
"""

ASSESSMENTS = """
INSERT INTO assessments_assessment
  (id, version, created_at, updated_at, country_id, office_id, visibility, reference, framework_id,
   title, period_start, period_end, method, context, review_comment, unrated_reason,
   lead_institution_id, status, approved_at)
SELECT pg_temp.id_of('assessment', n), 1, now(), now(), state.id,
       pg_temp.id_of('institution', state.nr * 10), 'government',
       state.code || '-RA-' || (2005 + n % 20) || '-0001',
       (SELECT framework_id FROM catalogue_item WHERE code = 'RF1' LIMIT 1),
       'Synthetic assessment ' || n, make_date(2005 + n % 20, 1, 1),
       make_date(2005 + n % 20, 12, 31), '', '', '', '',
       pg_temp.id_of('institution', state.nr * 10),
       'approved', make_date(2006 + n % 20, 2, 1)
FROM generate_series(0, 199) n JOIN state ON state.nr = n / 20;
INSERT INTO assessments_factorrating
  (id, version, created_at, updated_at, assessment_id, factor_id, level, trend, confidence,
   narrative)
SELECT pg_temp.id_of('rating', a * 14 + factor.nr), 1, now(), now(),
       pg_temp.id_of('assessment', a),
       factor.id, (ARRAY['low','moderate','high','very_high'])
         [1 + pg_temp.dice('l', a * 14 + factor.nr, 4)],
       'stable', 'medium', 'Synthetic.'
FROM generate_series(0::bigint, 199) a, factor;
INSERT INTO assessments_assessmentsnapshot
  (id, version, created_at, updated_at, country_id, office_id, visibility, assessment_id, number,
   content, sha256, approved_at, period_end)
SELECT pg_temp.id_of('snapshot', row_number() OVER (ORDER BY whole.id)), 1, now(), now(),
       whole.country_id, whole.office_id, 'network', whole.id, 1,
       jsonb_build_object(
         'format', 'focalpoint.assessment/2', 'reference', whole.reference, 'title', whole.title,
         'state', jsonb_build_object('code', state.code, 'name', state.code, 'training', false),
         'period', jsonb_build_object('start', whole.period_start, 'end', whole.period_end),
         'method', '', 'context', '', 'lead_institution', 'Synthetic ministry 0',
         'framework', jsonb_build_object('code', 'FA2014', 'edition', '2014',
                                         'title', 'Framework', 'source_symbol', ''),
         'rated', 14, 'total', 14, 'unrated_reason', '',
         'inhibitors', '[]'::jsonb, 'structures', '[]'::jsonb,
         'factors', (
           SELECT jsonb_agg(jsonb_build_object(
             'code', item.code, 'label', item.label, 'title', item.title, 'level', rating.level,
             'trend', rating.trend, 'confidence', rating.confidence,
             'narrative', rating.narrative, 'indicators', '{}'::jsonb, 'divergence_reason', ''
           ) ORDER BY item."order")
           FROM assessments_factorrating rating JOIN catalogue_item item ON item.id = factor_id
           WHERE rating.assessment_id = whole.id)),
       repeat('0', 64), whole.approved_at, whole.period_end
FROM assessments_assessment whole JOIN state ON state.id = whole.country_id;
"""

# Of each State one that is being written, with everything that can be found: 141 indicators, 200
# items of evidence, of which each finding cites a few.
WRITTEN = """
INSERT INTO assessments_assessment
  (id, created_at, updated_at, country_id, office_id, visibility, reference, framework_id, title,
   period_start, period_end, lead_institution_id, phase)
SELECT pg_temp.id_of('written', state.nr), now(), now(), state.id,
       pg_temp.id_of('institution', state.nr * 10), 'government', state.code || '-RA-2026-0001',
       (SELECT framework_id FROM catalogue_item WHERE code = 'RF1' LIMIT 1),
       'Synthetic assessment in full', DATE '2026-01-01', DATE '2026-12-31',
       pg_temp.id_of('institution', state.nr * 10), 'rate'
FROM state;
INSERT INTO assessments_factorrating
  (id, created_at, updated_at, assessment_id, factor_id, level, trend, narrative)
SELECT pg_temp.id_of('in full', state.nr * 14 + factor.nr), now(), now(),
       pg_temp.id_of('written', state.nr), factor.id,
       (ARRAY['low','moderate','high','very_high'])[1 + pg_temp.dice('f', factor.nr, 4)],
       'stable', repeat('Synthetic narrative. ', 40)
FROM state, factor;
INSERT INTO evidence_evidence
  (id, created_at, updated_at, country_id, office_id, visibility, target_kind, target_id, title,
   effective_on)
SELECT pg_temp.id_of('evidence', state.nr * 200 + n), now(), now(), state.id,
       pg_temp.id_of('institution', state.nr * 10), 'government', 'assessments.assessment',
       pg_temp.id_of('written', state.nr), 'Synthetic report ' || n,
       DATE '2024-01-01' + pg_temp.dice('day', n, 1000)
FROM state, generate_series(0, 199) n;
INSERT INTO evidence_revision
  (id, created_at, updated_at, evidence_id, number, url)
SELECT pg_temp.id_of('revision', state.nr * 200 + n), now(), now(),
       pg_temp.id_of('evidence', state.nr * 200 + n), 1, 'https://example.org/' || n
FROM state, generate_series(0, 199) n;
INSERT INTO assessments_indicatorfinding
  (id, created_at, updated_at, assessment_id, indicator_id, presence, note, observed_on, source,
   evidence)
SELECT pg_temp.id_of('finding', state.nr * 200 + indicator.nr), now(), now(),
       pg_temp.id_of('written', state.nr), indicator.id,
       (ARRAY['present','partly','absent','unknown'])[1 + pg_temp.dice('p', indicator.nr, 4)],
       'Synthetic finding of two sentences. It says what was seen, and where.',
       DATE '2026-01-01' + pg_temp.dice('seen', indicator.nr, 200), 'Synthetic source',
       ARRAY[pg_temp.id_of('evidence', state.nr * 200 + indicator.nr),
             pg_temp.id_of('evidence', state.nr * 200 + pg_temp.dice('e', indicator.nr, 200))]
FROM state, indicator;
"""

# For the delivery: so many people, each with one open action that is due today.
RECIPIENTS = """
INSERT INTO accounts_user
  (id, password, is_superuser, email, name, language, time_zone, is_active, is_staff, date_joined,
   session_salt, failing_email, failing_answer)
SELECT pg_temp.id_of('crowd', n), '!', false, 'crowd' || n || '@example.org',
       'Synthetic recipient ' || n, (ARRAY['en','fr','es'])[1 + n %% 3], 'UTC', true,
       false, now(), '', '', ''
FROM generate_series(1, %(people)s) n;
INSERT INTO accounts_membership
  (id, version, created_at, updated_at, user_id, country_id, institution_id, role, starts_on)
SELECT pg_temp.id_of('in the crowd', n), 1, now(), now(), pg_temp.id_of('crowd', n), state.id,
       pg_temp.id_of('institution', state.nr * 10), 'official', DATE '2024-01-01'
FROM generate_series(1, %(people)s) n JOIN state ON state.nr = n %% 193;
UPDATE actions_action action
SET assignee_id = pg_temp.id_of('crowd', chosen.n), due_on = now()::date
FROM (
    SELECT action.id, state.nr + 193 * (row_number() OVER (
        PARTITION BY action.country_id ORDER BY action.id) - 1) AS n
    FROM actions_action action JOIN state ON state.id = action.country_id
    WHERE action.status = 'open'
) chosen
WHERE action.id = chosen.id AND chosen.n BETWEEN 1 AND %(people)s;
"""

# For the sweep: everything is open, and as many deadlines fall on each day from tomorrow on.
OPEN_DEADLINES = """
UPDATE actions_action SET status = 'open', completed_on = NULL, archived_at = NULL,
    start_on = NULL,
    due_on = DATE '%(today)s' + 1 + pg_temp.dice(id::text, 0, %(days)s);
"""

TABLES = (
    "countries_institution",
    "accounts_user",
    "accounts_membership",
    "actions_action",
    "actions_actionlink",
    "actions_actionupdate",
    "recommendations_progressreport",
    "assessments_assessment",
    "assessments_factorrating",
    "assessments_assessmentsnapshot",
    "assessments_indicatorfinding",
    "evidence_evidence",
    "evidence_revision",
)


def statements(
    total: int, *, finished: int, event_columns: str, reports: int = 100_000
) -> Iterator[tuple[str, str]]:
    """What to run, in order, each with a name to report.

    ``total`` actions, ``finished`` of a hundred closed; ``event_columns`` are the columns that the
    actions share with their history; ``reports`` of progress.
    """
    sizes = {"total": total, "finished": finished, "reports": reports}
    yield "helpers", HELPERS
    yield "lookups", STATES.replace("%%", "%")
    yield "institutions", INSTITUTIONS
    yield "people", USERS
    yield "actions", ACTIONS % sizes
    yield "links and updates", PARTS % sizes
    yield "history", HISTORY.format(columns=event_columns, context=CONTEXT)
    yield "words of the search", "SELECT actions_rebuild_words()"
    yield "progress reports", PROGRESS % sizes
    yield "assessments", ASSESSMENTS
    yield "assessments in full", WRITTEN


def recipients(people: int) -> Iterator[str]:
    """What gives ``people`` more officials an action each that is due today."""
    yield HELPERS
    yield STATES.replace("%%", "%")
    yield RECIPIENTS % {"people": people}


def open_deadlines(today: dt.date, days: int) -> Iterator[str]:
    """What makes every action open, due on one of the ``days`` after ``today``."""
    yield HELPERS
    yield OPEN_DEADLINES % {"today": today, "days": days}
