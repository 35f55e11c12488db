"""What can be measured of the machine and of running code."""
