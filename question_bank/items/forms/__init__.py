"""Forms of the item pages; they validate and never save."""
