"""The pure core: no thread, loop, clock, file or randomness, and nothing of a third party."""
