"""What ffmpeg tells while it writes: how loud that is, how long silent, whether data lacked."""

import re

# `ebur128` and `silencedetect`, as they write at their end and as silences end.
_LOUDNESS = re.compile(r"^\s+I:\s+(-?[\d.]+|-inf|nan) LUFS")
_SILENCE = re.compile(r"silence_duration: ([\d.]+)")
QUIETEST = -70.0


class Ears:
    """Listens to the lines of one run."""

    def __init__(self) -> None:
        self.loudness_lufs: float | None = None
        """Integrated (EBU R 128); -70 for digital silence."""
        self.longest_silence_ms = 0
        self.is_torn = False
        """It looked for what the file announces and did not find it there."""
        self.is_empty = False
        """Nothing came out of it."""

    def hear(self, line: str) -> None:
        """Take in one line."""
        if "partial file" in line:
            self.is_torn = True
        if "No filtered frames" in line or "Output file is empty" in line:
            self.is_empty = True
        loudness, silence = _LOUDNESS.match(line), _SILENCE.search(line)
        if loudness:
            found = loudness[1]
            self.loudness_lufs = QUIETEST if found in ("-inf", "nan") else float(found)
        if silence:
            self.longest_silence_ms = max(self.longest_silence_ms, round(float(silence[1]) * 1000))
