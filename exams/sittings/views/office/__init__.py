"""The pages on which exam officers prepare rounds."""
