"""Schools, centres, VDAB offices and enterprises."""
