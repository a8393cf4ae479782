"""The house on paper and in a file that stands alone: letters, look, and setting as PDF/UA-1.

The site and the engine of cohorts both import this; it imports neither.
"""

from pathlib import Path

# The same letters for a browser.
WEB_FONTS = Path(__file__).resolve().parent / "web" / "fonts"
