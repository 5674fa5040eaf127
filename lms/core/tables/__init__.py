"""Tables in and out of files: one reader that names every bad row, one writer that no spreadsheet will execute.

pandas is imported inside functions of this package and nowhere else (it costs most of a second).
"""
