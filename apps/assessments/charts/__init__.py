"""The charts of assessments: each in a module of its own, from what was approved or is at work."""
