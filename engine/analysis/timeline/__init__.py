"""The lanes' time in pieces: who ran, who waited, and for what."""
