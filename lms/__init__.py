"""The shell and the ground floor of the platform."""
