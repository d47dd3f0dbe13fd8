"""Which names are those of credentials, misspelt ones and longer ones too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from floe_lsp.schemas.types.secrets import misspelt
from floe_lsp.schemas.types.secrets.names import is_credential_key, is_sensitive_name

pytestmark = pytest.mark.requirement("E122")


@pytest.mark.parametrize(
    "key",
    [
        "password",
        "PASSWORD",
        "db_password",
        "dbPassword",
        "password2",
        "passphrase",
        "private_key_passphrase",
        "token",
        "motherduck_token",
        "authToken",
        "access-token",
        "accesstoken",
        "secret",
        "client_secret",
        "clientSecret",
        "clientsecret",
        "api_key",
        "apiKey",
        "APIKey",
        "apikey",
        "aws_secret_access_key",
        "secretaccesskey",
        "access_key",
        "access_key_id",
        "secret_key",
        "private_key",
        "account_key",
        "credentials",
        "credential",
        "connection_string",
        "connectionString",
        "keyfile_json",
        "pass",
        "pasword",
        "passwrd",
        "paswd",
        "passwrod",
        "passw0rd",
        "p@ssword",
        "dbPasword",
        "secrt",
        "secrt_key",
        "s3cret",
        "tokn",
        "api-key",
        "acces_key",
        "credental",
        "client_secrt",
        "passphrse",
    ],
)
def test_keys_of_credentials(key: str) -> None:
    assert is_credential_key(key)


KEYS_THAT_GO_ON = """
    password_prod prod_password_2 password-2-old passwordProd pasword_prod PASSWORD_SHOP
    tokenValue token_prod github_token_dev secret_value secret_key_base credentials_json
    credentialsBase64 private_key_pem api_key_staging access_key_1 connection_string_prod
    private_key_content token_contents
"""
KEYS_RUN_TOGETHER = """
    sslpassword sslPassword dbpassword MYPASSWORD sslpasword proxyuserpwd userpwd dbpass userpass
    bottoken appsecret awssecretaccesskey passwordprod tokenvalue sslpassword_prod
"""
KEYS_OF_OTHER_LANGUAGES = """
    contraseña contrasena CONTRASEÑA contraseña_prod passwort datenbank_passwort kennwort
    mot_de_passe motDePasse motdepasse senha wachtwoord hasło haslo heslo lösenord salasana
    adgangskode jelszo zugangsdaten clave_secreta şifre пароль db_пароль 密码 パスワード 비밀번호
"""
KEYS_WITH_HOSTS = """
    fs.azure.account.key.store.dfs.core.windows.net spark.hadoop.fs.s3a.secret.key
    fs.azure.account.oauth2.client.secret.x.dfs.core.windows.net pass\u200bword pass-word Pass_Word
"""
SHORT_KEYS = ["pw", "db_pw", "userPw", "pswd", "pat", "github_pat", "X-Auth-Token", "X-Api-Key"]
OTHER_KEYS = ["api_keys", "access_tokens", "auth_key", "subscription_key", "service_account_json"]


@pytest.mark.requirement("security")
@pytest.mark.parametrize(
    "key",
    [
        *KEYS_THAT_GO_ON.split(),
        *KEYS_RUN_TOGETHER.split(),
        *KEYS_OF_OTHER_LANGUAGES.split(),
        *KEYS_WITH_HOSTS.split(),
        *SHORT_KEYS,
        *OTHER_KEYS,
        "the password_prod",
        "mot de passe",
    ],
)
def test_keys_of_credentials_in_longer_names(key: str) -> None:
    assert is_credential_key(key)


OF_PASSWORDS_BUT_NONE = """
    password_policy password_policy_prod password_min_length passwordFile password_file_2
    password_changed_at password_reset_url password_hash_algorithm password_env password_column
    password_required password_rotation_days password_tests hasło_ref mot_de_passe_url
"""
OF_TOKENS_AND_SECRETS_BUT_NONE = """
    tokens_per_day token_daily token_usage token_limit token_type token_refresh_enabled
    token_base_url token_service tokenServer secret_manager secret_scope secretRotation secret_id
    secret_key_name api_key_header api_keys_count private_key_format credential_chain
    credential_helper credentials_provider connection_string_template pass_rate pass_through
    pass_count
"""
WORDS_LIKE_CREDENTIALS = """
    compass bypass trespass surpass overpass encompass passenger passages passive passthrough
    keyspace keyring crossword foreword keyword betoken tokenized tokenization subtokens
    secretariat secretive passwordless credentialing credentialed pwd_is resenha desenha
    fs.azure.account.oauth2.client.id.x.dfs.core.windows.net token.example.com
    fs.azure.sas.token.provider.type.x.dfs.core.windows.net fs.azure.account.auth.type.x.y.z.net
    monthly_pass season_pass boarding_pass low_pass nft_token pad_token eosToken dim_account_key
    fct_account_key compat mysql_compat sql_compat expat spat cowpat pattest
    primary_key_prod sort_key_value clave clave_primaria parole parola chiave
"""


@pytest.mark.requirement("security")
@pytest.mark.parametrize(
    "key",
    [
        *OF_PASSWORDS_BUT_NONE.split(),
        *OF_TOKENS_AND_SECRETS_BUT_NONE.split(),
        *WORDS_LIKE_CREDENTIALS.split(),
        "token usage value",
        "the password prod",
    ],
)
def test_longer_keys_of_something_else(key: str) -> None:
    assert not is_sensitive_name(key)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "connection_secret_ref",
        "secret_name",
        "secretName",
        "existing_secret",
        "existingSecret",
        "password_ref",
        "credential_secret_name",
        "access_key_secret_key",
        "secret_key_secret_key",
        "credentials_file",
        "private_key_path",
        "token_url",
        "token_endpoint",
        "tokens",
        "max_tokens",
        "token_count",
        "secrets",
        "secret_scanning",
        "primary_key",
        "primaryKey",
        "partition_key",
        "foreign_key",
        "public_key",
        "key",
        "keys",
        "monkey",
        "user",
        "username",
        "role",
        "client_id",
        "authenticator",
        "token-usage",
        "secret-santa",
        "passwordless",
        "passport",
        "secretary",
        "tokenizer",
        "password_policy",
        "passed",
        "passage",
        "taken",
        "broken",
        "secure",
        "sector",
        "select",
        "shard_key",
        "map_key",
        "sort_key",
        "process_key",
        "surrogate_key",
        "keyword",
        "potential",
        "credited",
        "paraphrase",
        "日本",
    ],
)
def test_keys_of_something_else(key: str) -> None:
    assert not is_credential_key(key)


@pytest.mark.requirement("security")
def test_a_long_name_is_compared_with_no_misspelling(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def count(word: str, letters: int) -> Iterator[str]:
        tried.append(word)
        return iter((word,))

    monkeypatch.setattr(misspelt, "_shortened", count)
    assert not is_credential_key("q" * 80)
    assert not is_credential_key(f"{'q' * 39}_{'q' * 40}")
    assert tried == []
    for number in range(50):
        assert not is_credential_key(f"qwertyuio_{number}")
    assert 0 < len(tried) <= 3


def test_what_signs_somebody_in_is_hidden_and_no_credential_by_its_name() -> None:
    assert is_sensitive_name("X-Auth")
    assert not is_credential_key("X-Auth")
    assert not is_sensitive_name("auth")
