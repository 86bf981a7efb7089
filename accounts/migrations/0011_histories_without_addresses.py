from __future__ import annotations

from django.db import migrations

FORGET_ADDRESSES = """
UPDATE django_admin_log SET object_repr = object_id
WHERE content_type_id IN (SELECT id FROM django_content_type WHERE app_label = 'accounts' AND model = 'user')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_idle_notice"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunSQL(FORGET_ADDRESSES, migrations.RunSQL.noop)]
