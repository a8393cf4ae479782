"""The pages that combine rooms: Mijn jongeren, Vandaag, the person page."""
