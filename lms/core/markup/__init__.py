"""The dialect of our texts, without Django: what a source means, and how its formulas become MathML and drawings.

Pages use ``lms.core.markdown``; the rules of file formats use these modules directly.
"""
