"""The worker process: ``python -m headway.worker``, started by :mod:`headway.backends.processes`."""
