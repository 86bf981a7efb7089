"""The security log: who signed in, changed a way in, was refused or looked at people's data in the admin, and when.

It holds ids of accounts and network addresses; never names, email addresses, secrets, or addresses of pages with ids in
them. docs/signing-in.md says what is noted and how long it stays.
"""
