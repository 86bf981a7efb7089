"""No form tells which addresses have an account: not by what it answers, and not by how long it takes."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client
from django.urls import reverse

from accounts.models import OutgoingMail, User
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

KNOWN = "alice@example.org"
NUM_TRIES = 100
WARM_UP = 10
NUM_ROUNDS = 6
# How far apart two medians of one and the same form lie on a machine that does other things as well.
NOISE = 1.15
FRESH = count()


class QuickArgon2(Argon2PasswordHasher):
    """The site's own hasher, computed all the same. A dearer hash only hides more."""

    time_cost = 1
    memory_cost = 8192  # KiB
    parallelism = 1


class SlowMailServer:
    def __init__(self, **_options: Any) -> None:
        time.sleep(60)


@dataclass(frozen=True)
class Form:
    """A form that takes an address; `ask` fills it in."""

    ask: Callable[[Client, str], Any]


FORMS = {
    "sign-up": Form(
        lambda client, address: client.post(
            reverse("account_signup"), {"email": address, "password1": PASSWORD, "is_adult": "on"}
        )
    ),
    "sign-in": Form(
        lambda client, address: client.post(reverse("account_login"), {"login": address, "password": "wrong horse"})
    ),
    "reset": Form(lambda client, address: client.post(reverse("account_reset_password"), {"email": address})),
}


@pytest.fixture(autouse=True)
def site_that_sends_mail(settings: Any) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.QuickArgon2"]
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
    settings.EMAIL_BACKEND = "accounts.mail.backend.QueueingBackend"
    settings.MAIL_SENDER = f"{__name__}.SlowMailServer"
    # Counted as ever, but never reached.
    settings.ACCOUNT_RATE_LIMITS = {
        action: ",".join(f"100000/h/{rate.rsplit('/', 1)[1]}" for rate in rates.split(","))
        for action, rates in settings.ACCOUNT_RATE_LIMITS.items()
    }


@pytest.fixture(autouse=True)
def known_account(site_that_sends_mail: None, alice: User) -> None:
    EmailAddress.objects.create(user=alice, email=KNOWN, primary=True, verified=True)


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> Form:
    return FORMS[request.param]


def nobodys() -> str:
    """An unknown address as long as the known one, because some answers repeat it."""
    return f"{next(FRESH):05d}@example.org"


def test_the_answers_are_the_same(form: Form) -> None:
    known, unknown = answers_to(form, KNOWN), answers_to(form, nobodys())
    assert known == unknown


def test_the_answers_take_the_same_time(form: Form) -> None:
    assert_it_takes_as_long(form, KNOWN)


def assert_it_takes_as_long(form: Form, known_address: str) -> None:
    """A round that was disturbed is followed by another, and all of them count: one that is lucky decides nothing."""
    known: list[float] = []
    unknown: list[float] = []
    ratios = []
    for _round in range(NUM_ROUNDS):
        for times, more in zip((known, unknown), timed(form, known_address), strict=True):
            times += more
        ratios.append(statistics.median(known) / statistics.median(unknown))
        if 1 / NOISE < ratios[-1] < NOISE:
            return
    pytest.fail(f"Known addresses took {ratios} of what unknown ones took, in {NUM_TRIES} tries each and more.")


def test_letters_wait_for_the_worker(form: Form) -> None:
    """Else a mail server's time would be added for those who get one."""
    form.ask(Client(), KNOWN)
    assert OutgoingMail.objects.count() <= 1


def timed(form: Form, known_address: str) -> tuple[list[float], list[float]]:
    """Times both in turns, so that what the machine does meanwhile falls on both."""
    client = Client()  # one for all: each would load the middleware anew
    known: list[float] = []
    unknown: list[float] = []
    for number in range(NUM_TRIES + WARM_UP):
        pair = [(known, known_address), (unknown, nobodys())]
        for times, address in pair if number % 2 else reversed(pair):
            times.append(seconds_of(client, form, address))
    return known[WARM_UP:], unknown[WARM_UP:]


def seconds_of(client: Client, form: Form, address: str) -> float:
    client.cookies.clear()
    start = time.perf_counter()
    form.ask(client, address)
    return time.perf_counter() - start


def answers_to(form: Form, address: str) -> list[tuple[int, dict[str, str], str]]:
    """Returns the responses of the form and of the page that it leads to."""
    client = Client()
    answer = form.ask(client, address)
    answers = [anonymous(answer, address)]
    if answer.status_code == 302:
        answers.append(anonymous(client.get(answer.headers["Location"]), address))
    return answers


def anonymous(answer: Any, address: str) -> tuple[int, dict[str, str], str]:
    """Removes what differs from one visitor to the next: their address, tokens and the time of day."""
    text = answer.content.decode().replace(address, "ADDRESS")
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    headers = {name: value for name, value in answer.headers.items() if name != "Expires"}
    cookies = {name: len(morsel.value) for name, morsel in answer.cookies.items()}
    return answer.status_code, headers | {"cookies": str(cookies)}, text
