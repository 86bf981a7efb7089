"""Refusals of work, mostly since the site has no room for it: one sentence each, on pages and in the API alike."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy, ngettext
from rest_framework.exceptions import APIException


class Refusal(APIException):
    """The base. Its `detail` is the sentence, in the language that was active when it was raised."""


class TooManyOpenJobs(Refusal):
    status_code = HTTPStatus.TOO_MANY_REQUESTS
    default_code = "too_many_open_jobs"

    def __init__(self) -> None:
        limit = settings.OPEN_JOBS_PER_ACCOUNT
        sentence = ngettext(
            "%(limit)d of your requests is still open. Wait until it is done, or stop it.",
            "%(limit)d of your requests are still open. Wait until one is done, or stop one.",
            limit,
        )
        super().__init__(sentence % {"limit": limit})


class KeyReused(Refusal):
    status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    default_code = "idempotency_key_reused"
    default_detail = gettext_lazy("This Idempotency-Key was sent before with another request. Choose a new key.")


class TooManyLinks(Refusal):
    status_code = HTTPStatus.CONFLICT
    default_code = "too_many_links"

    def __init__(self) -> None:
        sentence = gettext(
            "Your account has %(limit)d links that open. End one that nobody needs any more, then try again."
        )
        super().__init__(sentence % {"limit": settings.LINKS_PER_ACCOUNT})


class TooManyAlbums(Refusal):
    status_code = HTTPStatus.CONFLICT
    default_code = "too_many_albums"

    def __init__(self, limit: int) -> None:
        sentence = gettext("Your account has %(limit)d albums. Delete one that you no longer need, then try again.")
        super().__init__(sentence % {"limit": limit})


class ZipTooLarge(Refusal):
    status_code = HTTPStatus.CONFLICT
    default_code = "zip_too_large"
    default_detail = gettext_lazy("These are too many pictures for one file. Choose fewer, or one album at a time.")


class TooManyLinksToday(Refusal):
    """An account made as many links within a day as it may."""

    status_code = HTTPStatus.TOO_MANY_REQUESTS
    default_code = "too_many_links_today"
    default_detail = gettext_lazy("Your account has made as many links as it may make within a day. Try again later.")


class TooNewToShare(Refusal):
    status_code = HTTPStatus.FORBIDDEN
    default_code = "too_new_to_share"
    default_detail = gettext_lazy(
        "Your account can’t make links yet. The page on which links are made says from when it can."
    )


class SharingPaused(Refusal):
    status_code = HTTPStatus.FORBIDDEN
    default_code = "sharing_paused"
    default_detail = gettext_lazy(
        "A moderator decided that your account shows nothing to others for some days. Why, and how to appeal, stands "
        "under “Links”, “Decisions”."
    )


class BeingDecided(Refusal):
    status_code = HTTPStatus.CONFLICT
    default_code = "being_decided"
    default_detail = gettext_lazy(
        "A link with children of this family was reported and is hidden. Another one can be made once a moderator has "
        "decided about it."
    )


class ChildRemoved(Refusal):
    status_code = HTTPStatus.CONFLICT
    default_code = "child_removed"

    def __init__(self, decision: str) -> None:
        sentence = gettext(
            "A moderator decided that this child is not shown to others (decision %(number)s). Why, and how to appeal, "
            "stands under “Links”, “Decisions”."
        )
        super().__init__(sentence % {"number": decision})


class TooManyFilms(Refusal):
    status_code = HTTPStatus.TOO_MANY_REQUESTS
    default_code = "too_many_films"

    def __init__(self) -> None:
        limit = settings.FILMS_TO_SEND_PER_ACCOUNT
        sentence = ngettext(
            "%(limit)d film to send is being made for you. Ask for this one once it is done, in a minute or two.",
            "%(limit)d films to send are being made for you. Ask for this one once one of them is done, in a minute "
            "or two.",
            limit,
        )
        super().__init__(sentence % {"limit": limit})


class AccountFull(Refusal):
    status_code = HTTPStatus.CONFLICT
    default_code = "account_full"
    default_detail = gettext_lazy("Your account has no space left. Delete a family or a film that you no longer need.")


class StorageFull(Refusal):
    status_code = HTTPStatus.INSUFFICIENT_STORAGE
    default_code = "storage_full"
    default_detail = gettext_lazy("This site has no space left just now. Try again later.")
