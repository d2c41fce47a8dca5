"""The targets, and where comparable systems stood on two cores with 100,000 records."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Peer:
    """The better of two comparable systems: milliseconds at the median, requests per second."""

    p50_ms: float
    per_second: float


PEERS = {
    "W1": Peer(95, 13.5),
    "W2": Peer(125, 0),
    "W3": Peer(56, 35),
    "W4": Peer(49, 36),
    "W5": Peer(104, 19),
    "W6": Peer(151, 10),
    "W7": Peer(214, 6.7),
}

TARGETS = {
    "W1": "≤ 4 × floor; p50 ≤ 1/5 of the peer; throughput ≥ 10 × the peer",
    "W2": "deep ≤ 1.2 × first page; all States ≤ 1.5 × one",
    "W3": "≤ 4 × floor",
    "W4": "≤ 1/3 of the peer",
    "W5": "≤ 1/4 of the peer",
    "W6": "≤ 1/10 of the peer",
    "W7": "≤ 1/4 of the peer; ≤ 60 KB compressed",
    "W8": "API ≤ 3 × floor + 20 ms; HTML ≤ 300 ms",
    "W9": "≥ 20,000 rows/s of CSV; a worker grows ≤ 30 MB",
    "W10": "≥ 2,000 rows/s from upload to the last action; memory flat",
    "W11": "≤ 10 × one INSERT … SELECT; second sweep ≤ 1/5 and adds nothing",
    "W12": "≥ 100/s; no duplicate",
    "W13": "≤ 1.3 ×",
    "W14": "≤ 150 MB; ≤ 3 s",
    "W15": "no error; p95 ≤ 5 × p50",
    "W16": "200,000 rows of treaty status within the 300 s of a task; a worker grows ≤ 250 MB",
    "W17": "≤ 300 ms",
}
