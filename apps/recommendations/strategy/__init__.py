"""From assessment to strategy: priorities, and the strategy that they are part of."""
