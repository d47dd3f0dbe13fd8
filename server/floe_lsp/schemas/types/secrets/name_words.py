"""The words that names of credentials are made of, and those that make names of something else."""

from typing import Final

from .folding import folded


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _sequences(*names: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(name.split()) for name in names)


NEAR_WORDS: Final = frozenset(
    {
        "credential",
        "credentials",
        "pass",
        "passcode",
        "passphrase",
        "passwd",
        "password",
        "passwords",
        "pwd",
        "secret",
        "token",
    }
)
"""The words for a credential, which are told in a misspelling as well."""

OF_PASSWORDS: Final = _listed(
    folded(
        """
        passcode passphrase passwd password passwords pwd
        adgangskode contrasena contrasenya haslo heslo jelszo kennwort losenord motdepasse passord
        passwort salasana senha sifre wachtwoord zugangsdaten
        пароль 密码 密碼 パスワード 비밀번호
        """
    )
)
"""Words with no second meaning. ``clave``, ``parola`` and ``parole`` mean as much else."""

OTHER_WORDS: Final = (NEAR_WORDS - OF_PASSWORDS) | {"pat", "pswd", "pw"}

PASSWORD_ENDINGS: Final = _sequences(
    "mot de passe", "pass word", "pass words", "pass wort", "pass phrase"
)

CREDENTIAL_ENDINGS: Final = _sequences(
    "access key",
    "access key id",
    "access keys",
    "access tokens",
    "account key",
    "api key",
    "api keys",
    "api tokens",
    "auth key",
    "auth tokens",
    "clave secreta",
    "client secrets",
    "connection string",
    "decryption key",
    "encryption key",
    "keyfile json",
    "private key",
    "private keys",
    "secret access key",
    "secret key",
    "secret keys",
    "service account json",
    "service account key",
    "shared key",
    "signing key",
    "subscription key",
)
"""Word by word, what else the name of a credential ends in."""

ENDINGS: Final = PASSWORD_ENDINGS | CREDENTIAL_ENDINGS
LONGEST_ENDING: Final = max(map(len, ENDINGS))

COLLAPSED: Final = frozenset(
    {"".join(ending) for ending in CREDENTIAL_ENDINGS}
    | {
        "accesstoken",
        "apitoken",
        "authtoken",
        "bearertoken",
        "clientsecret",
        "clienttoken",
        "refreshtoken",
        "sessiontoken",
    }
)
"""The same names written without separators."""

RUN_TOGETHER: Final = tuple(
    sorted(
        {word for word in OF_PASSWORDS if len(word) >= 8 or word in {"passwd", "pwd"}}
        | {"credential", "credentials", "dbpass", "secret", "token", "userpass"}
        | COLLAPSED
    )
)
"""What a word may end in after letters of its own: ``sslpassword``, ``userpwd``, ``bottoken``."""

SAYS_NOTHING: Final = _listed(
    """
    admin api b base beta bytes clear cleartext content contents current database db decoded
    default demo der dev development direct encoded external fallback integration internal json
    live literal local main master new old pem pkcs plain plaintext preprod primary prod
    production qa raw root sandbox secondary shared stage staging stg str string temp temporary
    test testing text tmp txt uat v val value
    aws azure bigquery databricks dbt gcp github gitlab google postgres redshift slack snowflake
    """
)
"""Words after that for a credential with which it is one still: where it holds, how written."""

OF_SOMETHING_ELSE: Final = _listed(
    """
    age algorithm allowed arn at attempt attempts auth authentication by callback changed changes
    char chars character characters check checks class cmd column columns command complexity count
    counts created date days description dialog dir directory disabled enabled encoding encryption
    endpoint engine env environment error errors event events expiration expired expires expiry
    failed failure failures field fields file filename files filter flow folder for form format
    free from generator grant hash hashed hashing header help helper hint hints history holder host
    hours id ids input is key keys kind label language leaked length level lifetime limit limits
    location lock log login logs lookup manager managers max maximum mechanism method mfa min
    minimum minutes mode model module name names notice number of on only option options owner page
    parameter path paths pattern per placeholder plugin policies policy port process prompt
    property protected protection provider quality query rate ref reference refs regex request
    requested requests required requirement requirements reset resets retries rotated rotation
    rule rules scheme scope score script seconds set setting settings size source state status
    store strategy strength suffix prefix support table tables template tests timeout
    timestamp title tool tries ttl type types updated uri url usage usages use used user username
    users uses validation validator var variable vault verification version warning words
    """
)
"""What belongs to a password, or says where it is kept; a name with such a word is of that."""

OF_OPTIONS: Final = frozenset({"credential", "credentials", "keyfile", "service"})

SENSITIVE_ENDINGS: Final = _sequences(
    "authorization", "basic auth", "bearer", "cookie", "dsn", "jwt", "key id", "sas", "x auth"
)
"""Beside these stands what gives access often enough to hide it, and too rarely to report it."""

LAST_OF_ENDINGS: Final = frozenset(ending[-1] for ending in ENDINGS | SENSITIVE_ENDINGS)

IN_ADDRESSES: Final = frozenset({"auth", "code", "key", "sig", "signature"})
"""Last words of parameters that sign an address or let its reader in."""

SIGNATURES: Final = frozenset({"sig", "signature", "x-amz-signature", "x-goog-signature"})
"""Of those the ones by which the address alone is enough, whatever the signature looks like."""

REFERENCE_STARTS: Final = frozenset({"existing"})
"""``existing_secret`` names a secret that stands elsewhere."""

_OF_PASSES: Final = _listed(
    """
    annual band boarding bus daily day hall high low monthly museum press rail season second ski
    third train transit travel visitor weekly yearly
    """
)
_OF_TOKENS: Final = _listed("bos cls eos mask nft pad sep stop unk")
_TABLES: Final = _listed("dim fact fct")

ENDINGS_OF_SOMETHING_ELSE: Final = frozenset(
    {(word, "pass") for word in _OF_PASSES}
    | {(word, "token") for word in _OF_TOKENS}
    | {(word, "account", "key") for word in _TABLES}
)
"""A ticket or a run, a token of a language or a coin, the key of a table."""

ORDINARY: Final = frozenset(
    {
        "betoken",
        "credentialed",
        "paraphrase",
        "passed",
        "passport",
        "secrets",
        "secrete",
        "secure",
        "shardkey",
        "taken",
        "tokens",
        "woken",
    }
)
"""Words of their own that are as close to a credential's as a slip is."""
