"""Where bodies run: one file for each mechanism."""
