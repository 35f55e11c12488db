"""Routes of vehicles with capacities and time windows, by PyVRP."""
