"""Front doors per role, navigation, sign-in pages, the demo."""
