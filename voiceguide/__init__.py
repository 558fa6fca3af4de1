"""voiceguide turns an exercise routine into a voice-guided audio session, timed to the sample."""

from __future__ import annotations

__version__ = "0.1.0"
