"""The rows about people, one file for each concept. Their keys are in `accounts.people.keys`."""
