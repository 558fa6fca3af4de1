"""Attacks on the gate: foreign names, missing keys, forged forms, other sites."""

import re
from pathlib import Path

import pytest

from tests.web.conftest import KEYS, Visitor
from voiceguide.web import gate
from voiceguide.web.gate import is_own
from voiceguide.web.parts import parts_of

SESSION = "0123456789abcdef"


def addresses(app):
    """Every address there is, with an id where one belongs."""
    names = {
        "session": SESSION,
        "build": "AAAAAAAAAAAAAAAA",
        "name": "site.css",
        "programme": "0" * 16,
    }
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: names[found[1]], rule.rule)
            for method in sorted(rule.methods - {"OPTIONS"}):
                yield method, path, rule.endpoint


@pytest.mark.parametrize(
    ("host", "alone", "lan"),
    [
        ("localhost", True, True),
        ("localhost:8765", True, True),
        ("127.0.0.1:8765", True, True),
        ("[::1]:8765", True, True),
        ("192.168.1.5:8765", False, True),
        ("10.0.0.7", False, True),
        ("[fe80::1]:8765", False, True),
        ("127.0.0.2", False, True),
        ("evil.example", False, False),
        ("evil.example:8765", False, False),
        ("localhost.evil.example", False, False),
        ("127.0.0.1.evil.example", False, False),
        ("192.168.1.5.nip.io", False, False),
        ("evil.example@127.0.0.1", False, False),
        ("127.0.0.1:8765@evil.example", False, False),
        ("127.0.0.1:x", False, False),
        ("127.0.0.1:8765/..", False, False),
        ("0x7f.1", False, False),
        ("2130706433", False, False),
        ("", False, False),
        (" ", False, False),
        ("[", False, False),
    ],
)
def test_names(host, alone, lan):
    assert (is_own(host, False), is_own(host, True)) == (alone, lan)


def test_its_own_name_is_known_on_the_network(monkeypatch):
    monkeypatch.setattr(gate.socket, "gethostname", lambda: "Study")
    assert is_own("study.local:8765", True)
    assert is_own("STUDY", True)
    assert not is_own("study.local", False)


@pytest.mark.parametrize("lan", [False, True])
def test_a_name_that_was_turned_on_us_gets_nothing(make_app, lan):
    app = make_app(lan=lan, address="http://192.168.1.5:8765" if lan else "")
    visitor = Visitor(app)
    visitor.get(f"/?key={KEYS.enter}")
    for method, path, _ in addresses(app):
        answer = visitor.open(method, path, headers={"Host": "evil.example:8765"})
        assert answer.status_code == 421, (method, path)


def test_nobody_enters_without_the_key(network, kept):
    for method, path, endpoint in addresses(network):
        if endpoint == "pages.asset":
            continue
        for query in ("", "?key=", f"?key={KEYS.enter[:-1]}", f"?key={KEYS.enter}0", "?key=%C3%A4"):
            answer = network.test_client().open(
                path.replace(SESSION, kept.id) + query, method=method
            )
            assert answer.status_code in {403, 405}, (method, path, query)
            assert "Set-Cookie" not in answer.headers


def test_the_key_becomes_a_cookie_and_leaves_the_address(network):
    client = network.test_client()
    answer = client.get(f"/?key={KEYS.enter}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert KEYS.enter not in cookie
    page = client.get("/")
    assert page.status_code == 200
    assert KEYS.enter not in page.get_data(as_text=True)


def test_a_cookie_of_another_key_opens_nothing(make_app, network):
    from voiceguide.web.keys import make_keys

    other = make_app(lan=True, keys=make_keys("another secret, of the same length"))
    cookie = other.test_client().get(
        f"/?key={make_keys('another secret, of the same length').enter}"
    )
    value = cookie.headers["Set-Cookie"].split(";")[0]
    assert network.test_client().get("/", headers={"Cookie": value}).status_code == 403


def test_the_listening_key_only_listens(network, kept):
    opened = {
        (method, endpoint)
        for method, path, endpoint in addresses(network)
        if Visitor(network).open(method, f"{path.replace(SESSION, kept.id)}?key={KEYS.listen}").status_code < 400
    }  # fmt: skip
    listening = ("feed.feed", "sound.audio", "sound.captions", "sound.chapters", "sound.cover")
    assert opened == {(method, name) for name in listening for method in ("GET", "HEAD")} | {
        (method, "pages.asset") for method in ("GET", "HEAD")
    }


def test_keys_are_compared_in_constant_time(network, monkeypatch):
    compared = []

    def compare(a, b):
        compared.append((a, b))
        return real(a, b)

    real = gate.hmac.compare_digest
    monkeypatch.setattr(gate.hmac, "compare_digest", compare)
    network.test_client().get("/?key=guess")
    # whole against whole, and both keys every time: how long it takes tells nothing
    assert compared == [(b"guess", KEYS.enter.encode()), (b"guess", KEYS.listen.encode())]
    source = Path(gate.__file__).read_text("utf-8")
    assert not re.search(r"(==|!=)[^\n]*(keys\.|\bkey\b|token|given)", source)


FORGED = {
    "no token": ({}, {}),
    "a wrong token": ({"csrf": "wrong"}, {}),
    "an empty token": ({"csrf": ""}, {}),
    "another's token": ({"csrf": "stolen"}, {}),
    "another origin": ({"csrf": "own"}, {"Origin": "http://evil.example"}),
    "no origin to speak of": ({"csrf": "own"}, {"Origin": "null"}),
    "our name, another port": ({"csrf": "own"}, {"Origin": "http://localhost:9999"}),
    "another site": ({"csrf": "own"}, {"Sec-Fetch-Site": "cross-site"}),
    "a neighbour": ({"csrf": "own"}, {"Sec-Fetch-Site": "same-site"}),
    "another site, navigating": ({"csrf": "own"}, {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}),
}  # fmt: skip


@pytest.mark.parametrize("case", FORGED)
def test_forged_changes_change_nothing(app, kept, case):
    fields, headers = FORGED[case]
    own, other = Visitor(app), Visitor(app)
    tokens = {}
    for name, visitor in (("own", own), ("stolen", other)):
        page = visitor.get("/").get_data(as_text=True)
        tokens[name] = re.search(r'name="csrf" value="([^"]+)"', page)[1]
    data = {name: tokens.get(value, value) for name, value in fields.items()}
    for path in (f"/sessions/{kept.id}/delete", "/builds", "/builds/AAAA/stop"):
        answer = own.client.post(path, data=data, headers=headers)
        assert answer.status_code == 403, path
    assert [one.id for one in parts_of(app).sessions.all()] == [kept.id]
    assert own.post(f"/sessions/{kept.id}/delete").status_code == 303  # the real form does work


def test_changes_are_never_made_by_get(app, kept):
    visitor = Visitor(app)
    for method, path, _ in addresses(app):
        if method in {"GET", "HEAD"}:
            visitor.open(method, path.replace(SESSION, kept.id))
    assert parts_of(app).sessions.count() == 1


@pytest.mark.parametrize("path", ["/plan.json", "/plan.svg", "/feed.xml", "/"])
def test_another_site_can_link_but_not_look(visitor, path):
    from_afar = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert visitor.get(path, headers=from_afar).status_code == 403
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert visitor.get(path, headers=link).status_code == 200


@pytest.mark.parametrize(
    ("peer", "host", "headers", "here"),
    [
        ("127.0.0.1", "localhost:8765", {}, True),
        ("127.0.0.1", "127.0.0.1:8765", {}, True),
        ("::1", "[::1]:8765", {}, True),
        ("192.168.1.7", "192.168.1.5:8765", {}, False),
        ("192.168.1.7", "localhost:8765", {}, False),
        ("192.168.1.7", "127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, False),
        ("127.0.0.1", "192.168.1.5:8765", {}, False),
        ("", "localhost", {}, False),
        ("nonsense", "localhost", {}, False),
    ],
)
def test_who_sits_here_may_write_and_others_with_edit(make_app, peer, host, headers, here):
    environ = {"REMOTE_ADDR": peer, "HTTP_HOST": host}
    for edit in (False, True):
        app = make_app(lan=True, edit=edit, address="http://192.168.1.5:8765")
        with app.test_request_context("/", headers=headers, environ_overrides=environ):
            assert gate.may_write(parts_of(app).site) is (here or edit)
