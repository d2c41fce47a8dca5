"""What pages and operations ask of the database, where it is not the usual number of statements.

``RECORDED`` is exact: whoever makes one of them dearer, or cheaper, says so here. Nothing grows
with the number of rows; that is tested with each page.
"""

BUDGET = 8

RECORDED: dict[str, int] = {
    # The matrices, whatever the number of States.
    "network": 5,
    "network-treaties": 6,
    "network-map": 5,
    "network-map-data": 5,
    "api-matrix-steps get": 5,
    "api-matrix-treaties get": 6,
    "api-matrix-assessments get": 4,
    "api-matrix-engagement get": 4,
    # One for each part that the page puts together.
    "my-work": 9,
    # The State, steps and reports, and one for each part that it shares: engagement is one.
    "network-state": 9,
    "ministry": 14,
    # A document of everything that is known of a State.
    "state-fact-sheet": 17,
    "handover": 22,
    # One for each kind of duty that would be left behind.
    "membership-end": 9,
    # The choice of institutions and that of people, to filter by.
    "plan-list": 9,
    "treaty-detail": 9,
    # Ratings, numbers of findings, inhibitors and structures.
    "assessment-preview": 10,
    # The same, the findings, the cycles that were approved before, and what replaced them.
    "assessment-charts": 13,
    # Each look is written down.
    "population-detail": 9,
    # A plan and its stages, with the names in their history.
    "plan-history": 10,
    # What a form offers: institutions, people, other stages.
    "stage-update": 9,
    # One for each kind of part in the history of an action.
    "action-history": 14,
    # One for each kind of deadline that the plan of mails looks at, and for its titles.
    "reminder-schedule": 24,
    "reminder-rules": 27,
    # Each kind of deadline, and what has changed since the calendar was read last.
    "calendar-feed": 27,
    # Each kind of deadline, its titles, and the choices of its filters.
    "planner": 23,
    "planner-pdf": 20,
    "planner-ics": 20,
    # The list, its tabs, and the signs of life of sweep and sender.
    "reminder-deliveries": 10,
}
