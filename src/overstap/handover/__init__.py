"""Administrative and warm handover from a centre to VDAB."""
