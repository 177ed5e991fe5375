"""What the doors share about terminology: one desk, its JSON forms, export, the first build."""
