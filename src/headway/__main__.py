"""``python -m headway``: the same as the program ``headway``."""

import sys

from headway.cli import main

sys.exit(main())
