"""Secrets with marks of their own, planted wherever a file can hold text.

The secrets are put together here, so that no scanner takes this file for a leak.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

PIECE = 8
"""Letters in a row of a secret that no output may hold: frames cut it, and words fold."""


def _digits(number: int) -> str:
    return f"{number * 7919 + 1_234_567:08d}"


def word(number: int) -> str:
    """A password of nobody's shape."""
    return f"zq{_digits(number)}hunter{number}x"


def slack(number: int) -> str:
    """A Slack token."""
    return f"xoxb-{_digits(number)}{_digits(number + 1)}-qz{_digits(number)}WvuT"


def github(number: int) -> str:
    """A GitHub token."""
    return "ghp_" + f"Zq{_digits(number)}" * 3 + "abcdef"


def aws(number: int) -> str:
    """The id of an AWS key."""
    return f"AKIAZQ{number:02d}" + _digits(number)[:8] + "QXYZ"


@dataclass
class Plants:
    """Gives out secrets, each once, and finds them again."""

    planted: dict[str, str] = field(default_factory=dict[str, str])
    """Each secret with where it was planted."""
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __call__(self, where: str, kind: Callable[[int], str] = word) -> str:
        """Return a new secret."""
        secret = kind(next(self._numbers))
        self.planted[secret] = where
        return secret

    def found_in(self, output: str) -> list[str]:
        """Return where the secrets were planted of which ``output`` holds a piece."""
        plain = _plain(output)
        return sorted(
            {
                where
                for secret, where in self.planted.items()
                if any(piece in plain for piece in _pieces(secret))
            }
        )


def _pieces(secret: str) -> Iterator[str]:
    """Every run of letters and digits of a secret that no other text has."""
    for run in re.findall(r"[A-Za-z0-9]+", secret):
        for index in range(len(run) - PIECE + 1):
            yield run[index : index + PIECE].lower()


def _plain(output: str) -> str:
    return output.lower()


def product(plant: Plants) -> str:
    """A product with a secret in every place that can hold one."""
    return f"""\
apiVersion: floe.dev/v1
kind: FloeSpec
# the password is {plant("comment: is")}
# password: {plant("comment: colon")}
# {plant("comment: Slack", slack)}
x-login: &login {plant("anchored scalar")}
x-base: &base
  password: {plant("anchored mapping")}
x-flow: {{api-key: {plant("flow key")}, note: "{plant("flow Slack", slack)}"}}
x-other:
  <<: *base
  passwrd: *login
  Slack {plant("key", slack)}: a
  secrt_key: "{plant("near name")}"
  pass: >-
    {plant("folded")}
    {plant("folded, second line")}
  apiKey: |
    {plant("literal")}
  dbPasword:
    - {plant("list")}
    - [{plant("flow list")}]
  client_secret: "{plant("quoted")}
    {plant("quoted, second line")}"
  ? password
  : {plant("explicit key")}
  "pass\\x77ord": {plant("escaped key")}
  tabbed:\t{plant("after a tab", slack)}
  env: [{{name: DB_PASSWORD, value: {plant("value beside a name")}}}]
metadata:
  name: {plant("name of the product", slack)}
  version: {plant("version", github)}
  description: |
    see https://{plant("user of an address")}@example.com/x
    or https://example.com/x?sig={plant("signature")}&x=1
    or https://a:{plant("password of an address")}@example.com
    DefaultEndpointsProtocol=https;AccountKey={plant("account key")};x=1
    host=db password={plant("DSN")} user=x
    token: {plant("in a block")}
  owner: {plant("owner", aws)}
  labels: {{token: {plant("label")}, {plant("key of a label", github)}: x}}
platform:
  manifest: {plant("path of the manifest", slack)}
transforms:
  - name: stg_orders
    tags: [{plant("tag", github)}]
  - name: {plant("transform", slack)}
    dependsOn: [{plant("dependency", slack)}, stg_order]
    compute: {plant("engine", github)}
    tier: {plant("tier", slack)}
schedule:
  cron: {plant("cron", slack)}
  timezone: {plant("time zone", slack)}
destinations:
  - name: crm
    sink_type: {plant("sink", slack)}
    connection_secret_ref: {plant("reference", github)}
    config: {{pasword: {plant("option")}, url: "https://x.example.com/?token={plant("query")}"}}
{plant("unknown field", slack)}: 1
"""


def manifest(plant: Plants, secret_fields: bool = True) -> str:
    """A manifest with a secret in every place that can hold one."""
    return f"""\
apiVersion: floe.dev/v1
kind: Manifest
# {plant("comment", github)}
metadata:
  name: {plant("name of the platform", slack)}
  version: 1.0.0
  owner: {plant("owner of the platform", slack)}
  description: see {plant("description", github)}
plugins:
  compute:
    type: postgres
    config:
      host: db
      database: shop
      schema: raw
      user: &user {plant("anchored user")}
      password: *user
      pasword: {plant("near option")}
      passwrd: {plant("another near option")}
      sslrootcert: "password={plant("pair in an option")}"
      private_key_passphrase: {plant("passphrase")}
  orchestrator:
    type: {plant("orchestrator", slack)}
    config: {{url: "https://{plant("user in an option")}@example.com", s3cret: {plant("leet")}}}
observability:
  tracing:
    endpoint: https://{plant("user of an endpoint")}:{plant("password there")}@otel.example.com
    headers: {{authorization: {plant("header")}, x-team: {plant("other header")}}}
  lineage:
    endpoint: https://otel.example.com/?api_key={plant("query of an endpoint")}
governance:
  naming:
    enforcement: strict
    pattern: custom
    custom_patterns: ['{plant("pattern", slack)}[']
  approved_plugins: [{plant("approved", slack)}]
unknown:
  token: {plant("unknown field")}
"""


def _on_line(text: str, number: int, change: Callable[[str], str]) -> str:
    lines = text.splitlines(keepends=True)
    index = number % len(lines)
    lines[index] = change(lines[index])
    return "".join(lines)


BREAKS: dict[str, Callable[[str, int], str]] = {
    "nothing": lambda text, _: text,
    "tab": lambda text, at: _on_line(text, at, lambda line: "\t" + line),
    "tab for blanks": lambda text, at: _on_line(text, at, lambda line: line.replace("  ", "\t", 1)),
    "open bracket": lambda text, at: _on_line(text, at, lambda line: line.rstrip() + " [\n"),
    "key without value": lambda text, at: _on_line(text, at, lambda line: f"key [: a\n{line}"),
    "open quote": lambda text, at: _on_line(text, at, lambda line: line.replace(": ", ': "', 1)),
    "open apostrophe": lambda text, at: _on_line(
        text, at, lambda line: line.replace(": ", ": '", 1)
    ),
    "deeper": lambda text, at: _on_line(text, at, lambda line: "   " + line),
    "further left": lambda text, at: _on_line(text, at, lambda line: line[1:]),
    "no colon": lambda text, at: _on_line(text, at, lambda line: line.replace(":", "", 1)),
    "no blank": lambda text, at: _on_line(text, at, lambda line: line.replace(": ", ":", 1)),
    "two colons": lambda text, at: _on_line(text, at, lambda line: line.replace(": ", ": a: ", 1)),
    "twice": lambda text, at: _on_line(text, at, lambda line: line + line),
    "unknown anchor": lambda text, at: _on_line(text, at, lambda line: line + "q: *nobody\n"),
    "bad escape": lambda text, at: _on_line(text, at, lambda line: line.replace(": ", ': "\\q', 1)),
    "second document": lambda text, at: _on_line(text, at, lambda line: "---\n" + line),
    "control character": lambda text, at: _on_line(text, at, lambda line: "\x01" + line),
    "at sign": lambda text, at: _on_line(text, at, lambda line: line.replace(": ", ": @", 1)),
    "percent": lambda text, at: _on_line(text, at, lambda line: line.replace(": ", ": %", 1)),
    "stray bracket": lambda text, at: _on_line(text, at, lambda line: line.rstrip() + " ]\n"),
    "tag": lambda text, at: _on_line(text, at, lambda line: line.replace(": ", ": !x ", 1)),
    "dash": lambda text, at: _on_line(text, at, lambda line: "- " + line),
    "broken off": lambda text, at: text[: len(text) * (at % 17 + 1) // 18],
}
"""Every kind of mistake in the syntax, made on a line of a given number."""
