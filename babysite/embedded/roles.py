"""The two roles of the site's own PostgreSQL: one owns the tables, the other one only reads and writes rows.

Whoever gets a statement of theirs into the site finds a role that can't switch off the ledger's triggers, read the
server's files or run its programs.
"""

from __future__ import annotations

from psycopg2 import sql
from psycopg2.extensions import connection

# The superuser that initdb makes. Migrations, backups and restores run as this one.
OWNER = "babysite"
# The role of the web process, the workers and the commands of manage.py.
SITE_ROLE = "babysite_site"

# Rows of these are written once (the ledger and the audit), or by migrations alone.
NEVER_CHANGED = ("accounts_consentrecord", "generation_auditline", "django_migrations")
# Lines of the security log are written once too; the site deletes them when their time is over.
NEVER_UPDATED = ("accounts_securityevent",)

_MAKE = "CREATE ROLE {site} LOGIN"
_LIMIT = "ALTER ROLE {site} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
# For tables that the owner makes from now on.
_DEFAULTS = """
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {site};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT USAGE ON SEQUENCES TO {site};
"""
_RIGHTS = """
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO {site};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {site};
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {site};
REVOKE UPDATE, DELETE ON {never_changed} FROM {site};
REVOKE UPDATE ON {never_updated} FROM {site};
"""


def make_site_role(session: connection) -> None:
    """Makes the role in a new cluster, and in one from before there was such a role."""
    with session.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [SITE_ROLE])
        if cursor.fetchone() is None:
            cursor.execute(_named(_MAKE))
        cursor.execute(_named(_LIMIT))


def grant_future_tables(session: connection) -> None:
    with session.cursor() as cursor:
        cursor.execute(_named(_DEFAULTS))


def rights_on_rows() -> sql.Composed:
    """Returns the statements that give the site's role its rights on the tables that are there. Run them in one
    transaction: between the third and the last the ledger and the audit could be changed.
    """
    return _named(_RIGHTS)


def _named(statement: str) -> sql.Composed:
    return sql.SQL(statement).format(
        site=sql.Identifier(SITE_ROLE),
        owner=sql.Identifier(OWNER),
        never_changed=sql.SQL(", ").join(map(sql.Identifier, NEVER_CHANGED)),
        never_updated=sql.SQL(", ").join(map(sql.Identifier, NEVER_UPDATED)),
    )
