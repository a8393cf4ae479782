"""The shared file: the five Mijn Loopbaan groups and the four private groups."""
