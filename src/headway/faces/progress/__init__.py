"""Progress while a run goes on: bars on a terminal, a card in a notebook, lines in a log. See ``following``."""
