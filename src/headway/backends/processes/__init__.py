"""Worker processes: bodies run in children of this process, and one's death costs one task.

desk      what it needs of the engine
post      the thread that hands out calls and takes in results
child     one worker process, seen from its parent
flight    a call that is with a worker
wire      whole messages over a socket, with descriptors
The other side is :mod:`headway.worker`.
"""

from headway.backends.processes.desk import Desk
from headway.backends.processes.post import Processes

__all__ = ["Desk", "Processes"]
