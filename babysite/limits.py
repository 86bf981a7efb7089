"""Every limit among the settings: of sizes, numbers, rates and periods. `settings` reads .env first, then this."""

from __future__ import annotations

from babysite.environment import MAX_DAYS, check_order, num_cores, whole_number

# ---- Connections

# As many as there are cores to run them. Limits of connections, requests and photos at once are for all of them.
WEB_PROCESSES = whole_number("WEB_PROCESSES", min(4, num_cores()), at_most=32)
MAX_CONNECTIONS = whole_number("MAX_CONNECTIONS", 2000)
CONNECTIONS_PER_ADDRESS = whole_number("CONNECTIONS_PER_ADDRESS", 100)  # of the network; not behind a proxy
MAX_HEADER_SECONDS = whole_number("MAX_HEADER_SECONDS", 10)  # of a request, from its first byte or the connection
REQUESTS_AT_ONCE = whole_number("REQUESTS_AT_ONCE", 4)  # and eight times as many wait; others are answered 503
SOCKETS_PER_ACCOUNT = whole_number("SOCKETS_PER_ACCOUNT", 20)

# ---- Uploads

MAX_UPLOAD_BYTES = whole_number("MAX_UPLOAD_BYTES", 16 * 1024 * 1024)
MAX_UPLOAD_PIXELS = whole_number("MAX_UPLOAD_PIXELS", 51_000_000)
# Two portraits and a few fields, or more photos that are smaller. Larger bodies are refused before they are read.
MAX_PHOTOS_BYTES = 2 * MAX_UPLOAD_BYTES
MAX_REQUEST_BYTES = MAX_PHOTOS_BYTES + 256 * 1024
# One file, of anybody, and the form around it.
MAX_FILE_BYTES = MAX_UPLOAD_BYTES + 64 * 1024
# Any other form, and any form of somebody who may not send photos.
MAX_FORM_BYTES = min(1024 * 1024, MAX_REQUEST_BYTES)
# Photos lie in memory until their request is answered: as many bytes at once as so many of the largest forms have.
UPLOADS_AT_ONCE = whole_number("UPLOADS_AT_ONCE", 8)
UPLOADS_PER_ADDRESS = whole_number("UPLOADS_PER_ADDRESS", 3)  # forms of any size, of the network, and of one account
DECODERS_AT_ONCE = 2  # processes, each of which may take a core and several times a photo's memory
# Below this no photos are taken: a full disk would stop the database.
MIN_FREE_DISK_BYTES = whole_number("MIN_FREE_DISK_BYTES", 512 * 1024 * 1024, at_least=0)
# A body must arrive this fast, looked at so often: one that drips in must not hold its slot for ever.
MIN_UPLOAD_BYTES_PER_SECOND = whole_number("MIN_UPLOAD_BYTES_PER_SECOND", 8 * 1024)
UPLOAD_PATIENCE_SECONDS = whole_number("UPLOAD_PATIENCE_SECONDS", 30)
# And be here after so long: the largest form over a slow phone's 70 KB/s takes eight minutes.
MAX_UPLOAD_SECONDS = whole_number("MAX_UPLOAD_SECONDS", 600)
# Of one account: photos, pictures, films and its export, as they lie in the storage.
MAX_ACCOUNT_BYTES = whole_number("MAX_ACCOUNT_BYTES", 2 * 1024**3)
check_order("MAX_UPLOAD_BYTES", MAX_UPLOAD_BYTES, below="MAX_ACCOUNT_BYTES", limit=MAX_ACCOUNT_BYTES)
FILE_UPLOAD_MAX_MEMORY_SIZE = MAX_REQUEST_BYTES
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_FORM_BYTES
DATA_UPLOAD_MAX_NUMBER_FILES = 8  # four of each of two people

# ---- Jobs

JOB_LEASE_SECONDS = whole_number("JOB_LEASE_SECONDS", 30)
JOB_MAX_ATTEMPTS = whole_number("JOB_MAX_ATTEMPTS", 3)
JOB_HARD_LIMIT_SECONDS = whole_number("JOB_HARD_LIMIT_SECONDS", 1800)
OPEN_JOBS_PER_ACCOUNT = whole_number("OPEN_JOBS_PER_ACCOUNT", 3)
SUBMISSIONS_PER_HOUR = whole_number("SUBMISSIONS_PER_HOUR", 60)  # of one account, invitation or address
PREVIEWS_PER_MINUTE = whole_number("PREVIEWS_PER_MINUTE", 240)  # of one account, in the studio

# ---- How long things stay, see generation/retention

PHOTO_DAYS = whole_number("PHOTO_DAYS", 7, at_most=MAX_DAYS)
RESULT_DAYS = whole_number("RESULT_DAYS", 180, at_most=MAX_DAYS)
UNKEPT_HOURS = whole_number("UNKEPT_HOURS", 24, at_most=24 * MAX_DAYS)  # of people who didn't agree to keeping
IDLE_ACCOUNT_DAYS = whole_number("IDLE_ACCOUNT_DAYS", 365, at_most=MAX_DAYS)
RECEIPT_DAYS = whole_number("RECEIPT_DAYS", 730, at_most=MAX_DAYS)
# Sign-ins, refusals, what staff looked at. A year is what Korea asks of the latter at least.
SECURITY_LOG_DAYS = whole_number("SECURITY_LOG_DAYS", 365, at_most=MAX_DAYS)
# What was written about a case, after it was closed.
REPORT_DAYS = whole_number("REPORT_DAYS", 180, at_most=MAX_DAYS)
EXPORT_DAYS = whole_number("EXPORT_DAYS", 3, at_most=MAX_DAYS)
NOTICE_DAYS = whole_number("NOTICE_DAYS", 14, at_most=MAX_DAYS)
check_order("NOTICE_DAYS", NOTICE_DAYS, below="RESULT_DAYS", limit=RESULT_DAYS)
check_order("NOTICE_DAYS", NOTICE_DAYS, below="IDLE_ACCOUNT_DAYS", limit=IDLE_ACCOUNT_DAYS)
check_order("PHOTO_DAYS", PHOTO_DAYS, below="RESULT_DAYS", limit=RESULT_DAYS)
check_order("UNKEPT_HOURS", UNKEPT_HOURS, below="RESULT_DAYS in hours", limit=24 * RESULT_DAYS)

# ---- People

MINIMUM_AGE = whole_number("MINIMUM_AGE", 18, at_least=18, at_most=99)  # in years, of whoever has an account
INVITATION_DAYS = whole_number("INVITATION_DAYS", 7)
INVITATION_MAILS_PER_DAY = whole_number("INVITATION_MAILS_PER_DAY", 10)  # of one account

# ---- Links that show pictures to others

SHARE_MAX_DAYS = whole_number("SHARE_MAX_DAYS", 90, at_most=MAX_DAYS)  # a link lives at most so long
LINKS_PER_ACCOUNT = whole_number("LINKS_PER_ACCOUNT", 100)  # that open at the same time
LINKS_PER_DAY = whole_number("LINKS_PER_DAY", 20)  # that one account makes
SHARE_AFTER_HOURS = whole_number("SHARE_AFTER_HOURS", 24, at_least=0, at_most=24 * MAX_DAYS)  # since signing up
FILMS_TO_SEND_PER_ACCOUNT = whole_number("FILMS_TO_SEND_PER_ACCOUNT", 3)  # that are asked for and not drawn yet
# Of one link and one network address together.
SHARE_PASSWORDS_PER_HOUR = whole_number("SHARE_PASSWORDS_PER_HOUR", 20)
SHARE_GUESSES_PER_HOUR = whole_number("SHARE_GUESSES_PER_HOUR", 20)
# How often an open page asks whether its link still opens.
SHARE_STATE_SECONDS = whole_number("SHARE_STATE_SECONDS", 10, at_most=600)
SHARE_REPORTS_PER_DAY = whole_number("SHARE_REPORTS_PER_DAY", 5)  # of one network address, of all links

# A session ends after so long without a visit, and after so long in any case.
SESSION_IDLE_DAYS = whole_number("SESSION_IDLE_DAYS", 14, at_most=400)
SESSION_MAX_DAYS = whole_number("SESSION_MAX_DAYS", 90, at_most=400)
check_order("SESSION_IDLE_DAYS", SESSION_IDLE_DAYS, below="SESSION_MAX_DAYS", limit=SESSION_MAX_DAYS)
SESSION_COOKIE_AGE = SESSION_IDLE_DAYS * 24 * 3600
STAFF_STEP_HOURS = whole_number("STAFF_STEP_HOURS", 12, at_most=24 * 30)
FIRST_FACTOR_MINUTES = whole_number("FIRST_FACTOR_MINUTES", 30, at_most=24 * 60)

ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    # The key is an address together with where the guess comes from (accounts.adapter): nobody locks its owner out.
    "login_failed": "10/m/ip,5/5m/key",
    # From everywhere together. Holds for browsers that nobody signed in with before.
    "login_failed_anywhere": "100/h/key",
    "login_failed_unnoticed": "4/h/key",
    "login_failed_told": "1/h/key",
    "signup": "20/m/ip",
    "confirm_email": "1/10s/key,20/h/key",
    "reset_password": "20/m/ip,5/m/key,10/h/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
}
MFA_RATE_LIMITS = {"webauthn_login": "10/m/ip"}
