"""What keeps the project in order: run by people and tests, not shipped."""
