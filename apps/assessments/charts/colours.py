"""Colours of the scales: apart in grey and for the colour-blind, on light and on dark ground.

Along each scale they grow darker, so that a print without colour keeps the order. Words or numbers
stand beside every one of them.
"""

from focalpoint.charts import DARK_INK, LIGHT_INK

# By the height of the level; what is not rated has no colour, but an outline.
LEVEL_FILLS = {1: "#fde9b8", 2: "#f5b364", 3: "#c4501b", 4: "#6f0f1f"}
LEVEL_INKS = {1: DARK_INK, 2: DARK_INK, 3: LIGHT_INK, 4: LIGHT_INK}

PRESENCE_FILLS = {
    "present": ("#6f0f1f", LIGHT_INK),
    "partly": ("#f0a04b", DARK_INK),
    "absent": ("#b9d3ee", DARK_INK),
    "not_applicable": ("#e3e6ea", DARK_INK),
}
# The fresher, the darker.
AGE_FILLS = {
    "year": ("#10426f", LIGHT_INK),
    "two": ("#5c96cb", DARK_INK),
    "older": ("#bcd6ef", DARK_INK),
    "undated": ("#e3e6ea", DARK_INK),
}
# A change for the worse, for the better, none.
CHANGE_FILLS = {"up": "#c4401b", "down": "#2b7bba", "same": "#8a94a1"}
CALM, ALARM = "#eef1f5", "#f6cfc4"
OUTLINE = "#8a94a1"
