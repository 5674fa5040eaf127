"""Builds the demo programme through the services of the apps, one module per noun.

Every step is idempotent, so a seed that was interrupted is simply run again.
"""
