"""Which texts are near-duplicates: the share of words that they have in common.

No text is compared with all others: two texts that share most of their words share one of the rare
words at the beginning of each (prefix filtering, which misses none).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

from apps.recommendations.received.texts import tokens

Key = TypeVar("Key", bound=Hashable)

# From so many words in common on, two texts are proposed as one; a person decides.
ALIKE = 0.6


def near_duplicates(texts: Mapping[Key, str], alike: float = ALIKE) -> list[list[Key]]:
    """The groups of keys whose texts are alike, in the order of the texts; none of one alone."""
    words = {key: tokens(text) for key, text in texts.items()}
    often = Counter(word for bag in words.values() for word in bag)
    leader = {key: key for key in words}

    def first(key: Key) -> Key:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    by_word: defaultdict[str, list[Key]] = defaultdict(list)
    for key, bag in words.items():
        rare = _prefix(sorted(bag, key=lambda word: (often[word], word)), alike)
        for other in dict.fromkeys(other for word in rare for other in by_word[word]):
            if first(other) != first(key) and _is_alike(bag, words[other], alike):
                leader[first(key)] = first(other)
        for word in rare:
            by_word[word].append(key)
    groups: defaultdict[Key, list[Key]] = defaultdict(list)
    for key in words:
        groups[first(key)].append(key)
    return [group for group in groups.values() if len(group) > 1]


def _prefix(rarest_first: Sequence[str], alike: float) -> Sequence[str]:
    """So many of the rarest words that two texts which are alike share one of them."""
    size = len(rarest_first)
    return rarest_first[: size - math.ceil(alike * size) + 1]


def _is_alike(one: frozenset[str], other: frozenset[str], alike: float) -> bool:
    shorter, longer = sorted((len(one), len(other)))
    if shorter < alike * longer:
        return False
    return len(one & other) >= alike * len(one | other)
