from __future__ import annotations

from typing import Any

from rest_framework import serializers

from generation.jobs.states import describe_job
from generation.models import Expression, Job
from generation.portraits.serializers import AdviceSerializer


class JobErrorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()
    slot = serializers.CharField()


class JobPreviewsSerializer(serializers.Serializer[Any]):
    a = serializers.CharField(allow_null=True)
    b = serializers.CharField(allow_null=True)


class JobAdviceSerializer(serializers.Serializer[Any]):
    a = AdviceSerializer(many=True)
    b = AdviceSerializer(many=True)


class QuestionChoiceSerializer(serializers.Serializer[Any]):
    value = serializers.CharField()
    text = serializers.CharField()
    picture_url = serializers.CharField(allow_null=True)


class QuestionSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    kind = serializers.CharField()
    slot = serializers.CharField()
    message = serializers.CharField()
    picture_url = serializers.CharField(allow_null=True)
    choices = QuestionChoiceSerializer(many=True)
    other_photo_url = serializers.CharField(help_text="The page on which another photo of this person is chosen.")


class PendingInvitationSerializer(serializers.Serializer[Any]):
    """An invitee that a job waits for.

    state: open, expired or revoked while there is no answer; question or photo when the work stopped at their photo.
    """

    person_id = serializers.CharField()
    slot = serializers.CharField()
    name = serializers.CharField()
    state = serializers.CharField()
    expires_at = serializers.CharField(allow_null=True)
    url = serializers.CharField(allow_null=True, help_text="To be handed to this person, and to nobody else.")


class AnswersSerializer(serializers.Serializer[Any]):
    """The answers to questions: the value of a choice by the id of its question."""

    answers = serializers.DictField(child=serializers.CharField(max_length=20), default=dict)


class JobSerializer(serializers.Serializer[Any]):
    """The state that pages and sockets get, and whose it is."""

    id = serializers.UUIDField()
    family_id = serializers.UUIDField()
    child_id = serializers.UUIDField(allow_null=True, help_text="The first of `child_ids`.")
    child_ids = serializers.ListField(child=serializers.UUIDField(), help_text="Of those that are still there.")
    film_of_id = serializers.UUIDField(
        allow_null=True, help_text="The child whose film it makes; it makes no children then."
    )
    expression = serializers.ChoiceField(choices=Expression.choices)
    seq = serializers.IntegerField()
    state = serializers.CharField()
    stage = serializers.CharField()
    slot = serializers.CharField()
    step = serializers.IntegerField()
    num_steps = serializers.IntegerField()
    percent = serializers.IntegerField()
    eta_seconds = serializers.IntegerField(allow_null=True)
    queue_position = serializers.IntegerField(allow_null=True)
    previews = JobPreviewsSerializer()
    message = serializers.CharField()
    advice = JobAdviceSerializer()
    questions = QuestionSerializer(many=True)
    pending_invitations = PendingInvitationSerializer(
        many=True, help_text="People who were invited, and for whom this waits."
    )
    error = JobErrorSerializer(allow_null=True)
    result_url = serializers.CharField(allow_null=True)
    cancellable = serializers.BooleanField()
    retryable = serializers.BooleanField()

    def to_representation(self, instance: Job) -> dict[str, Any]:
        ids = {
            "id": instance.pk,
            "family_id": instance.family_id,
            "child_id": instance.child_id,
            "film_of_id": instance.film_of_id,
            "expression": instance.expression,
        }
        return super().to_representation({**ids, **describe_job(instance)})
