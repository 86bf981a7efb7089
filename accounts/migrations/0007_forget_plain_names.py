"""PostgreSQL leaves what a removed column held where it lay, until the table is written anew."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    atomic = False  # VACUUM refuses to run in a transaction

    dependencies = [("accounts", "0006_seal_names")]

    operations = [migrations.RunSQL("VACUUM FULL accounts_person", migrations.RunSQL.noop)]
